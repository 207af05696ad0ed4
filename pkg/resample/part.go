package resample

import "image"

// Window is a part of a picture, in its pixels, counted from its upper left
// corner. Its edges need not lie between pixels.
type Window struct{ X, Y, Width, Height float64 }

// Part returns the part of src in the window at a size of w x h pixels, as
// Image does it for the whole: pixels outside of the window, but near it,
// have their say at its edges. That is exact for *image.YCbCr, *image.Gray and
// *image.RGBA, which are what photos are reduced to; of other types the part
// is taken in whole pixels.
func Part(src image.Image, part Window, w, h int) image.Image {
	to := image.Rect(0, 0, w, h)
	s := Scale{X: part.Width / float64(w), Y: part.Height / float64(h), Left: part.X, Top: part.Y}
	switch m := src.(type) {
	case *image.YCbCr:
		return ycbcr(m, to, s)
	case *image.Gray:
		return grey(m, to, s)
	case *image.RGBA:
		return rgba(m, to, s)
	}
	b := src.Bounds()
	at := image.Pt(int(part.X+0.5), int(part.Y+0.5))
	r := image.Rectangle{Min: at, Max: at.Add(image.Pt(int(part.Width+0.5), int(part.Height+0.5)))}.Add(b.Min).Intersect(b)
	if cut, ok := src.(interface {
		SubImage(image.Rectangle) image.Image
	}); ok && !r.Empty() {
		src = cut.SubImage(r)
	}
	return Image(src, w, h)
}
