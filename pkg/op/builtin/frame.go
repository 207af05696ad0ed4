package builtin

import (
	"context"
	"errors"
	"image"
	"image/color"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/paint"
)

func init() {
	specs = append(specs, op.Spec{
		Name:    "frame",
		Summary: "put the photo into a frame with round corners",
		New: func() op.Operation {
			return &frame{Radius: 6, Width: thickness{3, true}, Color: opaque(255, 255, 255), Background: colour{given: true}}
		},
		Examples: []string{"frame", "frame=10,width=0", "frame=8%,width=2%,color=black,background=white"},
	})
}

// frame is a border around the photo whose corners are round, inside too.
type frame struct {
	Radius     share     `param:"radius,main" help:"of the outer corners, as a percentage of the photo's shorter side, up to 50"`
	Width      thickness `param:"width" help:"of the frame, around the photo: in pixels, or as a percentage of the shorter side; 0 only rounds the photo's corners"`
	Color      colour    `param:"color" help:"of the frame"`
	Background colour    `param:"background" help:"of what lies beyond the corners; a format that cannot hold transparent corners needs a colour, or takes its own"`
}

func (f *frame) Validate() error {
	var faults []error
	if f.Radius > 50 {
		faults = append(faults, errors.New("radius is above 50, which makes half circles"))
	}
	if f.Color.A != 255 {
		faults = append(faults, errors.New("color must be opaque"))
	}
	if a := f.Background.A; a != 0 && a != 255 {
		faults = append(faults, errors.New("background must be opaque or transparent"))
	}
	return errors.Join(faults...)
}

// Grows returns the size of the result.
func (f *frame) Grows(size image.Point) image.Point {
	width := f.Width.of(size)
	return size.Add(image.Pt(2*width, 2*width))
}

func (f *frame) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	size, width := p.Size(), f.Width.of(p.Size())
	radius := float64(f.Radius) / 100 * float64(min(size.X, size.Y))
	before := p.Image
	p, err := surround(p, paint.Edges{Left: width, Top: width, Right: width, Bottom: width}, f.Color)
	if err != nil {
		return p, err
	}
	outer := p.Image.Bounds()
	m := p.Image
	if !paint.IsGrey(f.Background.NRGBA) {
		m = paint.Coloured(m)
	}
	if f.Background.A != 255 {
		m = paint.WithAlpha(m)
	}
	if m == before {
		m = paint.Copy(m)
	}
	if width > 0 {
		for _, corner := range paint.Corners(outer.Inset(width), radius-float64(width)) {
			paint.Over(m, paint.NewShape(corner, p.InProfile(f.Color.NRGBA), 1, nil))
		}
	}
	for _, corner := range paint.Corners(outer, radius) {
		f.cut(m, corner, p.InProfile(f.Background.NRGBA))
	}
	return p.WithImage(m), nil
}

// cut takes a corner away and puts the background there.
func (f *frame) cut(m image.Image, corner *image.Alpha, background color.NRGBA) {
	if background.A == 255 {
		paint.Over(m, paint.NewShape(corner, background, 1, nil))
		return
	}
	paint.Erase(m, corner)
}
