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
		Name:    "pad",
		Summary: "bring the photo to a shape or a size by adding to its edges",
		New: func() op.Operation {
			return &pad{To: shape{ratio, 1, 1}, Color: opaque(255, 255, 255), Anchor: "center"}
		},
		Examples: []string{"pad=1:1", "pad=16:9,color=black", "pad=1200x1200,color=transparent", "pad=4:5,anchor=north,color=#f4f0e8"},
	})
}

// pad adds to a photo's edges and cuts nothing off: a side that is larger
// than the size already stays as it is.
type pad struct {
	To     shape  `param:"to,main" help:"a ratio like 1:1, or a size like 1200x1200; sides that are larger stay as they are"`
	Color  colour `param:"color" help:"of what is added: a name like white, or #rrggbb; transparent shows where the format can have it"`
	Anchor anchor `param:"anchor" help:"where the photo lies: center, north, northeast, east, southeast, south, southwest, west, northwest"`
}

func (p *pad) Validate() error {
	var faults []error
	if p.To.kind == percent {
		faults = append(faults, errors.New("to must be a ratio like 1:1 or a size like 1200x1200"))
	}
	if p.Anchor.looks() {
		faults = append(faults, fmt.Errorf("anchor=%s is for what is cut; pad cuts nothing", p.Anchor))
	}
	return errors.Join(faults...)
}

func (p *pad) Apply(_ context.Context, photo imageio.Photo) (imageio.Photo, error) {
	size := photo.Size()
	to := p.Grows(size)
	at := p.Anchor.place(to, size)
	return surround(photo, paint.Edges{Left: at.Min.X, Top: at.Min.Y, Right: to.X - at.Max.X, Bottom: to.Y - at.Max.Y}, p.Color)
}

// Grows returns the size of the result.
func (p *pad) Grows(size image.Point) image.Point {
	w, h := float64(size.X), float64(size.Y)
	switch {
	case p.To.kind == pixels:
		w, h = p.To.x, p.To.y
	case w*p.To.y > h*p.To.x:
		h = math.Round(w * p.To.y / p.To.x)
	default:
		w = math.Round(h * p.To.x / p.To.y)
	}
	return image.Pt(max(size.X, int(w)), max(size.Y, int(h)))
}
