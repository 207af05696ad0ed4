package builtin

import (
	"image"
	"math"

	"github.com/photoq/photoq/pkg/face"
)

// span is what needs to be seen along a side of a photo, and what should be,
// which reaches as far or further.
type span struct{ need, needEnd, wish, wishEnd float64 }

// along is where a part of that length best begins: with the middle of what
// should be seen at a share of it, as long as that stays whole.
func (s span) along(share float64, side, part int) int {
	length := float64(part)
	var at float64
	switch {
	case s.wishEnd-s.wish <= length:
		at = (s.wish+s.wishEnd)/2 - share*length
		at = min(max(at, s.wishEnd-length), s.wish)
	case s.needEnd-s.need <= length: // the room that there is, as it is wished for
		before, after := s.need-s.wish, s.wishEnd-s.needEnd
		at = s.need - (length-(s.needEnd-s.need))*before/max(before+after, 1)
		at = min(max(at, s.needEnd-length), s.need)
	default:
		at = (s.need + s.needEnd - length) / 2
	}
	return min(max(int(math.Floor(at)), 0), side-part)
}

// aside moves a part as little as it takes to cut through the fewest heads, if
// what is needed stays in it.
func aside(part image.Rectangle, need face.Box, heads []head, size image.Point) image.Rectangle {
	best, cuts := part, cutThrough(heads, part)
	far := func(r image.Rectangle) int {
		d := r.Min.Sub(part.Min)
		return d.X*d.X + d.Y*d.Y
	}
	for _, h := range heads {
		b := image.Rect(int(h.bare.X), int(h.bare.Y), int(math.Ceil(h.bare.X+h.bare.Width)), int(math.Ceil(h.bare.Y+h.bare.Height)))
		for _, to := range []image.Point{
			{b.Min.X, part.Min.Y}, {b.Max.X, part.Min.Y}, {b.Min.X - part.Dx(), part.Min.Y}, {b.Max.X - part.Dx(), part.Min.Y},
			{part.Min.X, b.Min.Y}, {part.Min.X, b.Max.Y}, {part.Min.X, b.Min.Y - part.Dy()}, {part.Min.X, b.Max.Y - part.Dy()},
		} {
			r := image.Rectangle{Min: to, Max: to.Add(part.Size())}
			if !r.In(image.Rectangle{Max: size}) || !holds(r, need) {
				continue
			}
			if n := cutThrough(heads, r); n < cuts || n == cuts && far(r) < far(best) {
				best, cuts = r, n
			}
		}
	}
	return best
}

// cutThrough is how many heads are neither whole in r nor outside of it.
func cutThrough(heads []head, r image.Rectangle) int {
	n := 0
	for _, h := range heads {
		b := h.bare
		apart := b.X+b.Width <= float64(r.Min.X)+0.5 || b.Y+b.Height <= float64(r.Min.Y)+0.5 || b.X >= float64(r.Max.X)-0.5 || b.Y >= float64(r.Max.Y)-0.5
		if !apart && !holds(r, b) {
			n++
		}
	}
	return n
}
