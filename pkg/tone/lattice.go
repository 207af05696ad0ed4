package tone

import (
	"sync"
	"sync/atomic"
)

// A lattice has sides of so many colours; between two of them are 255 quick
// units. In memory they are one longer: no colour is mixed of the points there,
// and none of them is ever written.
const side, pitch = 33, 34

// What leads to the next point along each axis, and to the greatest corner of
// a cell from its least.
const (
	alongR, alongG, alongB = pitch * pitch, pitch, 1

	whole = alongR + alongG + alongB
)

// field is how many bits a channel of a lattice's point has: as many as the
// sum of 256 of them, so that a point is multiplied as one number.
const (
	field     = 21
	fieldMask = 1<<field - 1
)

// lattice holds a function's colours at its points, in quick units. Points and
// cells are made ready when a picture first has colours there: most pictures
// have few.
type lattice struct {
	f Colour
	// The points of a cell stay as they are once it is not fresh any more.
	points [pitch * pitch * pitch]uint64
	cells  [pitch * pitch * pitch]atomic.Uint32 // by their least corners: fresh, followed or rough
	// ways says, for each order of the axes, what leads from the least corner
	// of a cell to the second point and to the third.
	ways [8][2]uint16

	filling sync.Mutex
	filled  [pitch * pitch * pitch]bool // of points
}

// What is known of a cell: nothing yet; that the function is followed in it;
// that it is not, and is called for colours there.
const fresh, followed, rough = 0, 1, 2

func newLattice(f Colour) *lattice {
	l := &lattice{f: f}
	for order, axes := range [8][2]uint16{ // 1: red below green, 2: green below blue, 4: red below blue
		0: {alongR, alongG}, 1: {alongG, alongR}, 2: {alongR, alongB},
		5: {alongG, alongB}, 6: {alongB, alongR}, 7: {alongB, alongG},
	} {
		l.ways[order] = [2]uint16{axes[0], axes[0] + axes[1]}
	}
	return l
}

// point packs a colour.
func point(r, g, b float64) uint64 {
	channel := func(v float64) uint64 { return uint64(quickest*max(0, min(1, number(v))) + 0.5) }
	return channel(r) | channel(g)<<field | channel(b)<<(2*field)
}

// call is the function's colour for quick units.
func (l *lattice) call(r, g, b int) uint64 {
	return point(l.f(float64(r)/quickest, float64(g)/quickest, float64(b)/quickest))
}

// cell is how many quick units a cell's sides have.
const cell = quickest / (side - 1)

// settle makes a cell ready, if it is fresh, and returns what is known of it.
func (l *lattice) settle(at int) uint32 {
	if known := l.cells[at].Load(); known != fresh {
		return known
	}
	l.filling.Lock()
	defer l.filling.Unlock()
	if known := l.cells[at].Load(); known != fresh {
		return known
	}
	r, g, b := at/alongR, at/alongG%pitch, at%pitch
	for corner := range 8 {
		x, y, z := r+corner&1, g+corner>>1&1, b+corner>>2
		i := x*alongR + y*alongG + z*alongB
		if max(x, y, z) < side && !l.filled[i] {
			l.points[i], l.filled[i] = l.call(x*cell, y*cell, z*cell), true
		}
	}
	known := uint32(followed)
	if l.strays(r*cell, g*cell, b*cell) {
		known = rough
	}
	l.cells[at].Store(known)
	return known
}

// strays reports whether the function is off by more than a level somewhere in
// the cell that begins there: at the middles of the cell, its faces and its
// edges, or half way from the cell's middle to a corner.
func (l *lattice) strays(r, g, b int) bool {
	for i := range 27 + 8 {
		x, y, z := r+i/9*127, g+i/3%3*127, b+i%3*127
		if i >= 27 {
			x, y, z = r+64+i%2*127, g+64+i/2%2*127, b+64+i/4%2*127
		}
		if max(x, y, z) > quickest {
			continue
		}
		rs, gs, bs := [1]uint16{uint16(x)}, [1]uint16{uint16(y)}, [1]uint16{uint16(z)}
		l.run(rs[:], gs[:], bs[:], nil)
		is := l.call(x, y, z)
		for c, v := range [3]uint16{rs[0], gs[0], bs[0]} {
			const level = quickest / 255
			if d := int(is>>(c*field)&fieldMask) - int(v); d > level || d < -level {
				return true
			}
		}
	}
	return false
}

// run takes rows of colours through the lattice. Where the function is
// followed, it interpolates between four points of a colour's cell: the least
// corner and the greatest, and the two on the way from one to the other along
// the axes in the order of how far the colour is along each (J. Kasson and
// others, Performing color space conversions with three-dimensional linear
// interpolation, 1995). Without a memo it does so everywhere.
func (l *lattice) run(r, g, b []uint16, m *memo) {
	const half = 128 | 128<<field | 128<<(2*field)
	g, b = g[:len(r)], b[:len(r)]
	for i := range r {
		x, y, z := place(r[i]), place(g[i]), place(b[i])
		at := x>>8*alongR + y>>8*alongG + z>>8*alongB
		if m != nil && l.cells[at].Load() != followed && l.settle(int(at)) == rough {
			v := m.at(l, min(quickest, r[i]), min(quickest, g[i]), min(quickest, b[i]))
			r[i], g[i], b[i] = uint16(v&fieldMask), uint16(v>>field&fieldMask), uint16(v>>(2*field))
			continue
		}
		p := l.points[at:][:whole+1]
		x, y, z = x&255, y&255, z&255
		// The sign of a difference is 1 where the first is below the second.
		way := &l.ways[((x-y)>>63|(y-z)>>63<<1|(x-z)>>63<<2)&7]
		most, least := max(x, y, z), min(x, y, z)
		middle := x + y + z - most - least
		sum := p[0]*(256-most) + p[way[0]]*(most-middle) + p[way[1]]*(middle-least) + p[whole]*least + half
		r[i], g[i], b[i] = uint16(sum&fieldMask>>8), uint16(sum>>field&fieldMask>>8), uint16(sum>>(2*field+8))
	}
}

// place brings a quick value to 256ths of a cell, so that nothing need be
// divided: a quick unit is a little more than one, and is rounded.
func place(v uint16) uint64 {
	at := uint64(min(quickest, v))
	return at + (at+128)>>8
}
