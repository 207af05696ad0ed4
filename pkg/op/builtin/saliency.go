package builtin

import (
	"image"
	"math"

	"github.com/photoq/photoq/pkg/imageio"
)

// look is what a cell of a photo looks like: the luma of ITU-R BT.601 and the
// two differences of colour that JPEG has, all from 0 to 1 or -0.5 to 0.5.
type look struct{ y, cb, cr float64 }

// glance returns what the photo looks like on a grid of that size. It takes
// some pixels of each cell, not all.
func glance(p imageio.Photo, cells image.Point) []look {
	looks := make([]look, 0, cells.X*cells.Y)
	m := p.Image.(image.RGBA64Image) // as all types of Photo.Image are
	part, full := p.Part, p.Size()
	if p.Full != (image.Point{}) {
		full = p.Full
	}
	if part.Empty() {
		part = image.Rectangle{Max: full}
	}
	have := m.Bounds().Size()
	const taps = 3
	across := positions(part.Min.X, part.Max.X, cells.X*taps, full.X, have.X)
	down := positions(part.Min.Y, part.Max.Y, cells.Y*taps, full.Y, have.Y)
	for y := range cells.Y {
		for x := range cells.X {
			var r, g, b uint32
			for _, v := range down[y*taps : y*taps+taps] {
				for _, u := range across[x*taps : x*taps+taps] {
					c := m.RGBA64At(u, v)
					r, g, b = r+uint32(c.R), g+uint32(c.G), b+uint32(c.B)
				}
			}
			looks = append(looks, lookOf(float64(r), float64(g), float64(b), taps*taps*65535))
		}
	}
	return looks
}

// positions returns n pixels of a picture that has as many as have for the
// photo's full, evenly from low to high of the photo.
func positions(low, high, n, full, have int) []int {
	list := make([]int, n)
	for i := range list {
		at := float64(low) + (float64(i)+0.5)*float64(high-low)/float64(n)
		list[i] = min(int(at*float64(have)/float64(full)), have-1)
	}
	return list
}

func lookOf(r, g, b, most float64) look {
	y := 0.299*r + 0.587*g + 0.114*b
	return look{y / most, (b - y) * 0.564 / most, (r - y) * 0.713 / most}
}

// attraction returns how much each cell draws the eye: detail, which is what
// differs from its neighbours; colours that are strong, and that differ from
// the photo's; and skin, above all with detail in it, as faces are.
func attraction(looks []look, size image.Point) []float64 {
	detail := make([]float64, len(looks))
	for y := range size.Y {
		for x := range size.X {
			i := y*size.X + x
			left, right := looks[y*size.X+max(x-1, 0)].y, looks[y*size.X+min(x+1, size.X-1)].y
			up, down := looks[max(y-1, 0)*size.X+x].y, looks[min(y+1, size.Y-1)*size.X+x].y
			detail[i] = math.Abs(4*looks[i].y - left - right - up - down)
		}
	}
	around := smooth(detail, size, max(1, max(size.X, size.Y)/16))
	mean := meanLook(looks)
	worth := make([]float64, len(looks))
	for i, l := range looks {
		strong := math.Hypot(l.cb, l.cr)
		apart := math.Hypot(l.cb-mean.cb, l.cr-mean.cr)
		s := skinTone(l)
		worth[i] = 2*min(detail[i], 0.5) + 0.3*strong + 0.8*apart + s*(0.15+3*min(around[i], 0.25))
	}
	return worth
}

func meanLook(looks []look) look {
	var m look
	for _, l := range looks {
		m.y, m.cb, m.cr = m.y+l.y, m.cb+l.cb, m.cr+l.cr
	}
	n := float64(len(looks))
	return look{m.y / n, m.cb / n, m.cr / n}
}

// skinTone is how much a colour is like skin's, from 0 to 1. People's skin is of
// nearly one chroma, whatever its shade (D. Chai, K. Ngan, "Face Segmentation
// Using Skin-Color Map in Videophone Applications", 1999).
func skinTone(l look) float64 {
	if l.y < 0.12 || l.y > 0.97 {
		return 0
	}
	cb, cr := (l.cb+0.085)/0.075, (l.cr-0.095)/0.06
	return math.Exp(-(cb*cb + cr*cr))
}

// smooth averages over squares of 2*radius+1 cells.
func smooth(v []float64, size image.Point, radius int) []float64 {
	s := newSums(v, size)
	out := make([]float64, len(v))
	for y := range size.Y {
		for x := range size.X {
			x0, y0 := float64(max(x-radius, 0)), float64(max(y-radius, 0))
			x1, y1 := float64(min(x+radius+1, size.X)), float64(min(y+radius+1, size.Y))
			out[y*size.X+x] = s.sum(x0, y0, x1, y1) / ((x1 - x0) * (y1 - y0))
		}
	}
	return out
}
