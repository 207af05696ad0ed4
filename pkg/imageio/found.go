package imageio

import (
	"image"
	"maps"
)

// Found is what an operation has found in a picture, in pixels of the photo's
// Size. It goes along with the photo, so that operations after it need not look
// again. It is never written to.
type Found interface {
	// Reframed returns it for the picture after a change of geometry, or nil
	// if it is better looked for again.
	Reframed(r Reframe) Found
}

// Reframe is a change of a photo's geometry: a part of it is turned and brought
// to a size.
type Reframe struct {
	From image.Point     // the photo's size before, in pixels
	Part image.Rectangle // of it
	Turn Orientation
	To   image.Point // the size after, in pixels
}

// Point takes a place of the photo before to where it is after; the middle of
// the first pixel is at (0.5, 0.5).
func (r Reframe) Point(x, y float64) (float64, float64) {
	size := r.Part.Size()
	after := r.Turn.After(size)
	t := r.Turn.matrix()
	x, y = x-float64(r.Part.Min.X)-float64(size.X)/2, y-float64(r.Part.Min.Y)-float64(size.Y)/2
	x, y = float64(t[0])*x+float64(t[1])*y, float64(t[2])*x+float64(t[3])*y
	return (x + float64(after.X)/2) * float64(r.To.X) / float64(after.X), (y + float64(after.Y)/2) * float64(r.To.Y) / float64(after.Y)
}

// With returns the photo with what was found in it, under a name.
func (p Photo) With(name string, f Found) Photo {
	p.Found = maps.Clone(p.Found)
	if p.Found == nil {
		p.Found = map[string]Found{}
	}
	p.Found[name] = f
	return p
}

// after returns the photo with what had been found in the one before, of which
// it was made.
func (p Photo) after(before Photo, r Reframe) Photo {
	p.Found = nil
	for name, f := range before.Found {
		if moved := f.Reframed(r); moved != nil {
			p = p.With(name, moved)
		}
	}
	return p
}
