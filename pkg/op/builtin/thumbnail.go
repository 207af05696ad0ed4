package builtin

import (
	"context"
	"image"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/resample"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "thumbnail",
		Summary:  "make a small picture of the photo",
		New:      func() op.Operation { return &thumbnail{Size: 256} },
		Examples: []string{"thumbnail", "thumbnail=160", "thumbnail=128,square=true"},
	})
}

// thumbnail shrinks a photo and never enlarges it.
type thumbnail struct {
	Size   int  `param:"size,main" help:"longest side of the result, in pixels"`
	Square bool `param:"square" help:"cut a square out of the middle first"`
}

func (t *thumbnail) Validate() error { return checkRange("size", t.Size, 1, maxSide) }

func (t *thumbnail) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	m := p.Image
	if t.Square {
		side := min(m.Bounds().Dx(), m.Bounds().Dy())
		m = imageio.Crop(m, centred(m.Bounds(), side, side))
	}
	w, h := inside(m.Bounds().Size(), t.Size, t.Size)
	return p.WithImage(resample.Image(m, w, h)), nil
}

// centred returns the rectangle of w x h in the middle of r.
func centred(r image.Rectangle, w, h int) image.Rectangle {
	at := r.Min.Add(image.Pt((r.Dx()-w)/2, (r.Dy()-h)/2))
	return image.Rectangle{Min: at, Max: at.Add(image.Pt(w, h))}
}

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
