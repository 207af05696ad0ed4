package figures

import "image"

// region is pixels that hang together, at their edges or corners, once each
// is grown by one on all sides.
type region struct {
	x, y float64 // its middle, in pixels of the photo
	area int
	box  image.Rectangle
}

// mask is which pixels of a part of a photo are meant.
type mask struct {
	at image.Rectangle
	in []bool
}

func newMask(at image.Rectangle) *mask { return &mask{at, make([]bool, at.Dx()*at.Dy())} }

// count is how many are.
func (m *mask) count() int {
	n := 0
	for _, in := range m.in {
		if in {
			n++
		}
	}
	return n
}

// regions returns the regions of at least that many pixels, in the order of
// their first rows. The mask must be a pixel larger on all sides than what is
// in it, or reach the photo's edge there.
func (m *mask) regions(least int) []region {
	grown := m.grown()
	var list []region
	var open []image.Point
	for y := m.at.Min.Y; y < m.at.Max.Y; y++ {
		for x := m.at.Min.X; x < m.at.Max.X; x++ {
			if !grown.take(x, y) {
				continue
			}
			var r region
			for open = append(open[:0], image.Pt(x, y)); len(open) > 0; {
				p := open[len(open)-1]
				open = open[:len(open)-1]
				r.x, r.y, r.area = r.x+float64(p.X), r.y+float64(p.Y), r.area+1
				r.box = r.box.Union(image.Rectangle{Min: p, Max: p.Add(image.Pt(1, 1))})
				for k := range 9 {
					if q := p.Add(image.Pt(k%3-1, k/3-1)); grown.take(q.X, q.Y) {
						open = append(open, q)
					}
				}
			}
			if r.area >= least {
				r.x, r.y = r.x/float64(r.area), r.y/float64(r.area)
				list = append(list, r)
			}
		}
	}
	return list
}

// grown returns the mask with each pixel's neighbours.
func (m *mask) grown() *mask {
	g := newMask(m.at)
	w, h := m.at.Dx(), m.at.Dy()
	for y := range h {
		for x := range w {
			if !m.in[y*w+x] {
				continue
			}
			for v := max(0, y-1); v <= min(h-1, y+1); v++ {
				for u := max(0, x-1); u <= min(w-1, x+1); u++ {
					g.in[v*w+u] = true
				}
			}
		}
	}
	return g
}

// take reports whether a pixel is in the mask, and takes it out.
func (m *mask) take(x, y int) bool {
	if !image.Pt(x, y).In(m.at) {
		return false
	}
	i := (y-m.at.Min.Y)*m.at.Dx() + x - m.at.Min.X
	was := m.in[i]
	m.in[i] = false
	return was
}
