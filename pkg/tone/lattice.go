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

// A point has red, green and blue in 16 bits each, lowest first. Above them is
// whether they are there, and what is known of the cell whose least corner it
// is: that the function is followed in it, or that it is not, and is called for
// colours there. The vectors look at the uppermost bit.
const (
	present = 1 << 48
	rough   = 1 << 62
	follows = 1 << 63
)

// lattice holds a function's colours at its points, in quick units. Points and
// cells are made ready when a picture first has colours there: most pictures
// have few. The colours of a cell's points stay as they are once it follows.
type lattice struct {
	f Colour
	// The vectors read two points at a time, one of which they do not use.
	points [pitch*pitch*pitch + 1]atomic.Uint64
	// ways says, for each order of the axes, what leads from the least corner
	// of a cell to the second point and to the third.
	ways [8][2]uint16

	filling sync.Mutex
	settled atomic.Int64 // how many cells are ready
}

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
	return channel(r) | channel(g)<<16 | channel(b)<<32
}

// call is the function's colour for quick units.
func (l *lattice) call(r, g, b int) uint64 {
	return point(l.f(float64(r)/quickest, float64(g)/quickest, float64(b)/quickest))
}

// cell is how many quick units a cell's sides have.
const cell = quickest / (side - 1)

// settle makes a cell ready, unless somebody did.
func (l *lattice) settle(at int) {
	l.filling.Lock()
	defer l.filling.Unlock()
	if l.points[at].Load()&(follows|rough) != 0 {
		return
	}
	r, g, b := at/alongR, at/alongG%pitch, at%pitch
	for corner := range 8 {
		x, y, z := r+corner&1, g+corner>>1&1, b+corner>>2
		p := &l.points[x*alongR+y*alongG+z*alongB]
		if max(x, y, z) < side && p.Load()&present == 0 {
			p.Store(l.call(x*cell, y*cell, z*cell) | present)
		}
	}
	found := uint64(follows)
	if l.strays(r*cell, g*cell, b*cell) {
		found = rough
	}
	l.points[at].Store(l.points[at].Load() | found)
	l.settled.Add(1)
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
		mixed, _ := l.mixed(place(uint16(x)), place(uint16(y)), place(uint16(z)))
		is := l.call(x, y, z)
		for shift := 0; shift < 48; shift += 16 {
			const level = quickest / 255
			if d := int(is>>shift&0xffff) - int(mixed>>shift&0xffff); d > level || d < -level {
				return true
			}
		}
	}
	return false
}

// place brings a quick value to 256ths of a cell, so that nothing need be
// divided: a quick unit is a little more than one, and is rounded.
func place(v uint16) uint64 {
	at := uint64(min(quickest, v))
	return at + (at+128)>>8
}

// cellOf returns the cell of a colour in 256ths.
func cellOf(x, y, z uint64) int { return int(x>>8*alongR + y>>8*alongG + z>>8*alongB) }

// mixed interpolates between four points of a colour's cell: the least corner
// and the greatest, and the two on the way from one to the other along the axes
// in the order of how far the colour is along each (J. Kasson and others,
// Performing color space conversions with three-dimensional linear
// interpolation, 1995). The colour is in 256ths of a cell. The first point is
// returned, too.
func (l *lattice) mixed(x, y, z uint64) (v, first uint64) {
	p := l.points[cellOf(x, y, z):][: whole+1 : whole+1]
	x, y, z = x&255, y&255, z&255
	// The sign of a difference is 1 where the first is below the second.
	way := &l.ways[((x-y)>>63|(y-z)>>63<<1|(x-z)>>63<<2)&7]
	most, least := max(x, y, z), min(x, y, z)
	middle := x + y + z - most - least
	// Red and blue are multiplied as one number.
	const apart, half = 0xffff<<32 | 0xffff, 128<<32 | 128
	p0, p1, p2, p3 := p[0].Load(), p[way[0]].Load(), p[way[1]].Load(), p[whole].Load()
	w0, w1, w2 := 256-most, most-middle, middle-least
	rb := p0&apart*w0 + p1&apart*w1 + p2&apart*w2 + p3&apart*least + half
	g := p0>>16&0xffff*w0 + p1>>16&0xffff*w1 + p2>>16&0xffff*w2 + p3>>16&0xffff*least + 128
	return rb>>8&apart | g>>8<<16, p0
}

// run takes the first n colours of rows through the lattice where the function
// is followed, and calls it where it is not.
func (l *lattice) run(t *rows, n int, m *memo) {
	var to rows
	var wild [tile / block]bool
	settled := l.settled.Load()
	l.mix(&to, t, &wild, filled(n))
	l.settleAll(t, n, &wild)
	if l.settled.Load() != settled { // by us or by others
		l.mix(&to, t, &wild, filled(n))
	}
	for k, wild := range wild[:filled(n)/block] {
		for i := k * block; wild && i < min(n, (k+1)*block); i++ {
			if l.points[cellAt(t, i)].Load()&follows == 0 {
				v := m.at(l, min(quickest, t[0][i]), min(quickest, t[1][i]), min(quickest, t[2][i]))
				to[0][i], to[1][i], to[2][i] = uint16(v), uint16(v>>16), uint16(v>>32)
			}
		}
	}
	for c := range to {
		copy(t[c][:n], to[c][:n])
	}
}

// settleAll makes the cells of colours in wild blocks ready.
func (l *lattice) settleAll(t *rows, n int, wild *[tile / block]bool) {
	for k, wild := range wild[:filled(n)/block] {
		for i := k * block; wild && i < min(n, (k+1)*block); i++ {
			if at := cellAt(t, i); l.points[at].Load()&(follows|rough) == 0 {
				l.settle(at)
			}
		}
	}
}

// cellAt returns the cell of colour i of rows.
func cellAt(t *rows, i int) int { return cellOf(place(t[0][i]), place(t[1][i]), place(t[2][i])) }

// mix interpolates n colours, in whole blocks, and says in which blocks there
// is one whose cell does not follow, or not yet.
func (l *lattice) mix(to, from *rows, wild *[tile / block]bool, n int) {
	if !vectorLattice(l, to, from, wild, n) {
		plainLattice(l, to, from, wild, n)
	}
}

func plainLattice(l *lattice, to, from *rows, wild *[tile / block]bool, n int) {
	for k := range n / block {
		all := uint64(follows)
		for i := k * block; i < (k+1)*block; i++ {
			x, y, z := place(from[0][i]), place(from[1][i]), place(from[2][i])
			v, first := l.mixed(x, y, z)
			all &= first
			to[0][i], to[1][i], to[2][i] = uint16(v), uint16(v>>16), uint16(v>>32)
		}
		wild[k] = all == 0
	}
}
