package tone

import "sync/atomic"

// What leads to the next point of a lattice along each axis.
const alongR, alongG = pitch * pitch, pitch

// grid is how points lie in memory: those of blue one after the other.
type grid struct {
	alongR, alongG uint64
	whole          uint64 // leads from the least corner of a cell to the greatest
	// ways says, for each order of the axes, what leads from the least corner
	// to the second point and to the third.
	ways [8][2]uint16
}

func newGrid(pitch uint16) grid {
	r, g, b := pitch*pitch, pitch, uint16(1)
	l := grid{alongR: uint64(r), alongG: uint64(g), whole: uint64(r + g + b)}
	for order, axes := range [8][2]uint16{ // 1: red below green, 2: green below blue, 4: red below blue
		0: {r, g}, 1: {g, r}, 2: {r, b}, 5: {g, b}, 6: {b, r}, 7: {b, g},
	} {
		l.ways[order] = [2]uint16{axes[0], axes[0] + axes[1]}
	}
	return l
}

// mixed interpolates between four points of the cell at p: the least corner
// and the greatest, and the two on the way from one to the other along the axes
// in the order of how far the colour is along each (J. Kasson and others,
// Performing color space conversions with three-dimensional linear
// interpolation, 1995). The colour is in 256ths of the cell. The first point
// is returned, too.
func (l *grid) mixed(p []atomic.Uint64, x, y, z uint64) (v, first uint64) {
	// The sign of a difference is 1 where the first is below the second.
	way := &l.ways[((x-y)>>63|(y-z)>>63<<1|(x-z)>>63<<2)&7]
	most, least := max(x, y, z), min(x, y, z)
	middle := x + y + z - most - least
	// Red and blue are multiplied as one number.
	const apart, half = 0xffff<<32 | 0xffff, 128<<32 | 128
	p0, p1, p2, p3 := p[0].Load(), p[way[0]].Load(), p[way[1]].Load(), p[l.whole].Load()
	w0, w1, w2 := 256-most, most-middle, middle-least
	rb := p0&apart*w0 + p1&apart*w1 + p2&apart*w2 + p3&apart*least + half
	g := p0>>16&0xffff*w0 + p1>>16&0xffff*w1 + p2>>16&0xffff*w2 + p3>>16&0xffff*least + 128
	return rb>>8&apart | g>>8<<16, p0
}

// place brings a quick value to 256ths of a cell, so that nothing need be
// divided: a quick unit is a little more than one, and is rounded.
func place(v uint16) uint64 {
	at := uint64(min(quickest, v))
	return at + (at+128)>>8
}

// fineCell returns the cell of a block in which a colour is.
func fineCell(x, y, z uint64) uint64 {
	return x&255>>6*blockSide*blockSide + y&255>>6*blockSide + z&255>>6
}

// wildness says in which blocks of a row there is a colour whose cell does not
// follow, or not yet.
type wildness [tile / block]bool

// mix interpolates n colours, in whole blocks, and writes down their cells.
func (l *lattice) mix(to, from *rows, cells *[tile]uint16, wild *wildness, n int) {
	if !vectorLattice(l, to, from, cells, wild, n) {
		plainLattice(l, to, from, cells, wild, n)
	}
}

func plainLattice(l *lattice, to, from *rows, cells *[tile]uint16, wild *wildness, n int) {
	for k := range n / block {
		all := uint64(follows)
		for i := k * block; i < (k+1)*block; i++ {
			x, y, z := place(from[0][i]), place(from[1][i]), place(from[2][i])
			cell := x>>8*alongR + y>>8*alongG + z>>8
			cells[i] = uint16(cell)
			v, first := l.coarse.mixed(l.points[cell:], x&255, y&255, z&255)
			all &= first
			to[0][i], to[1][i], to[2][i] = uint16(v), uint16(v>>16), uint16(v>>32)
		}
		wild[k] = all == 0
	}
}

// mixFine interpolates n colours, in whole blocks, of cells that are divided.
func (l *lattice) mixFine(to, from *rows, in *[tile]*fineBlock, wild *wildness, n int) {
	if !vectorFine(to, from, in, wild, n) {
		plainFine(l, to, from, in, wild, n)
	}
}

func plainFine(l *lattice, to, from *rows, in *[tile]*fineBlock, wild *wildness, n int) {
	for k := range n / block {
		all := uint64(follows)
		for i := k * block; i < (k+1)*block; i++ {
			x, y, z := place(from[0][i]), place(from[1][i]), place(from[2][i])
			v, first := l.fine.mixed(in[i][fineCell(x, y, z):], x&63<<2, y&63<<2, z&63<<2)
			all &= first
			to[0][i], to[1][i], to[2][i] = uint16(v), uint16(v>>16), uint16(v>>32)
		}
		wild[k] = all == 0
	}
}
