package imageio

import (
	"image"

	"github.com/photoq/photoq/pkg/resample"
)

// Cut returns the photo with nothing left but the part r, in pixels of its
// Size. Where Image is smaller than the photo, r need not lie between its
// pixels, so the cut is put off until Scaled: Part says what is left.
func (p Photo) Cut(r image.Rectangle) Photo {
	size := p.Size()
	r = r.Intersect(image.Rectangle{Max: size})
	change := Reframe{From: size, Part: r, Turn: Upright, To: r.Size()}
	if p.Full == (image.Point{}) {
		return p.WithImage(Crop(p.Image, r)).after(p, change)
	}
	before := p
	p.Part, p.Memo = r.Add(p.Part.Min), &Memo{}
	return p.after(before, change)
}

// Turn returns the photo turned as o says (Orient).
func (p Photo) Turn(o Orientation) Photo {
	if !o.Valid() {
		return p
	}
	turned := p.WithImage(Orient(p.Image, o))
	if p.Full != (image.Point{}) {
		turned.Full = o.After(p.Full)
		if !p.Part.Empty() {
			turned.Part = o.place(p.Part, p.Full)
		}
	}
	size := p.Size()
	return turned.after(p, Reframe{From: size, Part: image.Rectangle{Max: size}, Turn: o, To: o.After(size)})
}

// Scaled returns the part r of the photo, in pixels of its Size, at a size of
// w x h pixels, both at least 1. All cuts that were put off are done with it,
// in one pass, unless w x h is the part's own size and Image is smaller: this
// is a cut like others then.
func (p Photo) Scaled(r image.Rectangle, w, h int) Photo {
	if r.Size() == image.Pt(w, h) {
		return p.Cut(r)
	}
	change := Reframe{From: p.Size(), Part: r, Turn: Upright, To: image.Pt(w, h)}
	if p.Full == (image.Point{}) {
		return p.WithImage(resample.Image(Crop(p.Image, r), w, h)).after(p, change)
	}
	return p.WithImage(p.View(r, w, h)).after(p, change)
}

// View returns the part r of the photo, in pixels of its Size, at a size of
// w x h pixels, both at least 1, whatever Image has.
func (p Photo) View(r image.Rectangle, w, h int) image.Image {
	r = r.Add(p.Part.Min)
	full := p.Full
	if full == (image.Point{}) {
		full = p.Image.Bounds().Size()
	}
	if r == (image.Rectangle{Max: full}) {
		return resample.Image(p.Image, w, h)
	}
	have := p.Image.Bounds().Size()
	fx, fy := float64(have.X)/float64(full.X), float64(have.Y)/float64(full.Y)
	return resample.Part(p.Image, resample.Window{
		X: float64(r.Min.X) * fx, Y: float64(r.Min.Y) * fy,
		Width: float64(r.Dx()) * fx, Height: float64(r.Dy()) * fy,
	}, w, h)
}
