package builtin

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/paint"
)

func init() {
	specs = append(specs, op.Spec{
		Name:    "watermark",
		Summary: "put a picture, like a logo, on the photo",
		New: func() op.Operation {
			return &watermark{Size: 25, Position: "southeast", Margin: 3, Opacity: 100, Spacing: 15}
		},
		Examples: []string{"watermark=logo.png", "watermark=logo.png,size=15,position=south,opacity=60", "watermark=logo.png,tile=true,opacity=20"},
	})
}

// watermark puts a picture on the photo. Sizes are shares of the photo's
// shorter side, so that one recipe suits photos of all sizes.
type watermark struct {
	File     op.Asset `param:"image,main" help:"the picture: a file in any format that photoq reads; PNG and WebP can be transparent"`
	Size     share    `param:"size" help:"longer side of the picture, as a percentage of the photo's shorter side"`
	Position anchor   `param:"position" help:"where it stands: center, north, northeast, east, southeast, south, southwest, west, northwest; not with tile"`
	Margin   share    `param:"margin" help:"distance from the edges, as a percentage of the shorter side; not with tile"`
	Opacity  int      `param:"opacity" help:"from 0, not to be seen, to 100"`
	Tile     bool     `param:"tile" help:"cover the whole photo with the picture, in rows that are shifted by half"`
	Spacing  share    `param:"spacing" help:"distance between tiles, as a percentage of the photo's shorter side"`

	logo *logo
}

func (w *watermark) Validate() error {
	var faults []error
	if w.File.String() == "" {
		faults = append(faults, errors.New("needs a picture, like watermark=logo.png"))
	}
	if w.Size < 1 {
		faults = append(faults, errors.New("size must be from 1 to 100"))
	}
	return errors.Join(append(faults, checkPlace(w.Position, w.Margin, w.Opacity)...)...)
}

// Load decodes the picture.
func (w *watermark) Load(ctx context.Context) error {
	var err error
	w.logo, err = decodeLogo(ctx, w.File.Data())
	if err != nil {
		return fmt.Errorf("read the watermark: %w", err)
	}
	return nil
}

func (w *watermark) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return w.put(ctx, p, paint.Copy)
}

// ApplyInPlace draws on the photo itself.
func (w *watermark) ApplyInPlace(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return w.put(ctx, p, func(m image.Image) image.Image { return m })
}

func (w *watermark) put(ctx context.Context, p imageio.Photo, canvas func(image.Image) image.Image) (imageio.Photo, error) {
	if w.logo == nil {
		return p, errors.New("the picture was not loaded")
	}
	shorter := float64(min(p.Size().X, p.Size().Y))
	margin := int(math.Round(float64(w.Margin) / 100 * shorter))
	if w.Tile {
		margin = 0
	}
	// A share of the shorter side, so only margins can make it too large.
	side := min(int(math.Round(float64(w.Size)/100*shorter)), int(shorter)-2*margin)
	size := w.logo.within(max(1, side))
	layer := paint.NewPicture(w.logo.at(size), image.Point{}, float64(w.Opacity)/100)
	if times := float64(size.X) / float64(w.logo.image.Rect.Dx()); times > 2 {
		p.Warnings = appended(p.Warnings, fmt.Sprintf("watermark: enlarged %.1f times, so it is not sharp; use a larger picture", times))
	}
	m := p.Image
	if !w.logo.grey {
		m = paint.Coloured(m)
	}
	if m == p.Image {
		m = canvas(m)
	}
	for _, at := range w.places(p.Size(), size, margin, int(math.Round(float64(w.Spacing)/100*shorter))) {
		if err := ctx.Err(); err != nil {
			return p, err
		}
		paint.Over(m, layer.At(at))
	}
	return p.WithImage(m), nil
}

// places returns where the upper left corners go, on a photo of that size.
func (w *watermark) places(photo, size image.Point, margin, spacing int) []image.Point {
	if !w.Tile {
		room := photo.Sub(image.Pt(2*margin, 2*margin))
		return []image.Point{w.Position.place(room, size).Min.Add(image.Pt(margin, margin))}
	}
	var places []image.Point
	step := size.Add(image.Pt(spacing, spacing))
	middle := photo.Sub(size).Div(2)
	rows := middle.Y/step.Y + 1
	for row := -rows; row <= rows; row++ {
		y := middle.Y + row*step.Y
		shift := 0
		if row%2 != 0 {
			shift = step.X / 2
		}
		columns := middle.X/step.X + 1
		for column := -columns - 1; column <= columns; column++ {
			at := image.Pt(middle.X+column*step.X+shift, y)
			if (image.Rectangle{Min: at, Max: at.Add(size)}).Overlaps(image.Rectangle{Max: photo}) {
				places = append(places, at)
			}
		}
	}
	return places
}
