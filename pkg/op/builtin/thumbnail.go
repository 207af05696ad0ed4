package builtin

import (
	"context"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "thumbnail",
		Summary:  "make a small picture of the photo",
		New:      func() op.Operation { return &thumbnail{Size: 256, Anchor: "center"} },
		Examples: []string{"thumbnail", "thumbnail=160", "thumbnail=128,square=true", "thumbnail=128,square=true,anchor=attention", "thumbnail=128,square=true,anchor=face"},
	})
}

// thumbnail shrinks a photo and never enlarges it.
type thumbnail struct {
	Size   int    `param:"size,main" help:"longest side of the result, in pixels"`
	Square bool   `param:"square" help:"cut a square out of the photo first"`
	Anchor anchor `param:"anchor" help:"where the square lies: center, a point of the compass like north, attention, or face"`
	eyesOf
}

func (t *thumbnail) Validate() error {
	if t.Anchor != "center" && !t.Square {
		return fmt.Errorf("anchor=%s needs square=true", t.Anchor)
	}
	return checkRange("size", t.Size, 1, maxSide)
}

func (t *thumbnail) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	f := t.Frame(p.Size())
	part, p, err := t.Anchor.window(ctx, t.watcher, p, f.Part)
	if err != nil {
		return p, err
	}
	return p.Scaled(part, f.Size.X, f.Size.Y), nil
}

// Frame is the photo, or the square, at the size that it gets.
func (t *thumbnail) Frame(size image.Point) op.Frame {
	if t.Square {
		side := min(size.X, size.Y)
		size = image.Pt(side, side)
	}
	return op.Frame{Part: size, Size: image.Pt(inside(size, t.Size, t.Size))}
}

// Looks is what the anchor needs to see.
func (t *thumbnail) Looks(size image.Point) image.Point { return t.Anchor.enough(size) }

// inside returns the largest size in the shape of size that fits into a box
// of w x h pixels and is not larger than size; never less than 1 x 1.
func inside(size image.Point, w, h int) (int, int) {
	if size.X <= w && size.Y <= h {
		return size.X, size.Y
	}
	return fit(size, w, h)
}

// fit returns the largest size in the shape of size that fits into a box of
// w x h pixels; never less than 1 x 1. Halves are rounded up.
func fit(size image.Point, w, h int) (int, int) {
	if size.X*h > size.Y*w { // wider than the box
		return w, max(1, (2*size.Y*w+size.X)/(2*size.X))
	}
	return max(1, (2*size.X*h+size.Y)/(2*size.Y)), h
}
