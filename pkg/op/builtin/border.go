package builtin

import (
	"context"
	"image"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/paint"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "border",
		Summary:  "add a border of one colour around the photo",
		New:      func() op.Operation { return &border{Width: thickness{5, true}, Color: opaque(255, 255, 255)} },
		Examples: []string{"border", "border=20,color=black", "border=8%,color=#f4f0e8"},
	})
}

// border makes the photo larger; not a pixel of it is covered.
type border struct {
	Width thickness `param:"width,main" help:"on each side: in pixels, or as a percentage of the photo's shorter side"`
	Color colour    `param:"color" help:"of the border; one that is transparent in part needs a format that can hold it"`
}

func (b *border) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	width := b.Width.of(p.Size())
	return surround(p, paint.Edges{Left: width, Top: width, Right: width, Bottom: width}, b.Color)
}

// Grows returns the size of the result.
func (b *border) Grows(size image.Point) image.Point {
	width := b.Width.of(size)
	return size.Add(image.Pt(2*width, 2*width))
}

// surround adds that many pixels on each side.
func surround(p imageio.Photo, e paint.Edges, c colour) (imageio.Photo, error) {
	if e == (paint.Edges{}) {
		return p, nil
	}
	size := p.Size()
	if err := checkResult(size.X+e.Left+e.Right, size.Y+e.Top+e.Bottom); err != nil {
		return p, err
	}
	m, in := p.Image, p.InProfile(c.NRGBA)
	if !paint.IsGrey(in) {
		m = paint.Coloured(m)
	}
	if in.A != 255 {
		m = paint.WithAlpha(m)
	}
	return p.WithImage(paint.Surround(m, e, in)), nil
}
