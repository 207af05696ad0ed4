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
	part := image.Rectangle{Max: p.Size()}
	if t.Square {
		side := min(part.Dx(), part.Dy())
		part = centred(part, side, side)
	}
	w, h := inside(part.Size(), t.Size, t.Size)
	return p.WithImage(scalePart(p, part, w, h)), nil
}

// Needs is the size of the result, if it is the whole photo.
func (t *thumbnail) Needs(full image.Point) image.Point {
	if t.Square {
		return needsPart(full, image.Pt(t.Size, t.Size))
	}
	return image.Pt(inside(full, t.Size, t.Size))
}

// needsPart is what a photo is needed at of which a part in the shape of box
// is going to be as large as it. It is twice that: the part's corner is no
// whole pixel of a reduced photo, so that there is resampling left to do.
func needsPart(full, box image.Point) image.Point {
	w, h := fit(box, full.X, full.Y) // the part
	return image.Pt((2*full.X*box.X+w-1)/w, (2*full.Y*box.Y+h-1)/h)
}

// scalePart returns a part of the photo, in pixels of its full size, at a
// size of w x h.
func scalePart(p imageio.Photo, part image.Rectangle, w, h int) image.Image {
	size := p.Size()
	if part == (image.Rectangle{Max: size}) {
		return resample.Image(p.Image, w, h)
	}
	if p.Full == (image.Point{}) {
		return resample.Image(imageio.Crop(p.Image, part), w, h)
	}
	have := p.Image.Bounds().Size()
	fx, fy := float64(have.X)/float64(size.X), float64(have.Y)/float64(size.Y)
	return resample.Part(p.Image, resample.Window{
		X: float64(part.Min.X) * fx, Y: float64(part.Min.Y) * fy,
		Width: float64(part.Dx()) * fx, Height: float64(part.Dy()) * fy,
	}, w, h)
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
