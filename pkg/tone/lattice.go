package tone

import (
	"sync"
	"sync/atomic"
)

// A lattice has sides of so many colours; between two of them are 255 quick
// units. In memory they are one longer: no colour is mixed of the points there,
// and none of them is ever written.
const side, pitch = 33, 34

// A block has the points of a cell that is divided by four along each axis.
const blockSide = 5

// A point has red, green and blue in 16 bits each, lowest first. Above them is
// whether they are there, and what is known of the cell whose least corner it
// is: that the function is followed in it, or that it is not. The vectors look
// at the uppermost bit.
const (
	present = 1 << 48
	rough   = 1 << 62
	follows = 1 << 63
)

// lattice holds a function's colours at its points, in quick units. Where it
// is not followed between them, it has blocks of finer ones. Points and cells
// are made ready when a picture first has colours there: most pictures have
// few. The colours of a cell's points stay as they are once it is ready.
type lattice struct {
	f            Colour
	coarse, fine grid
	// The vectors read two points at a time, one of which they do not use.
	points [pitch*pitch*pitch + 1]atomic.Uint64
	blocks [pitch * pitch * pitch]atomic.Pointer[fineBlock] // of rough cells

	filling sync.Mutex
	settled atomic.Int64 // counts cells, just before they are ready
}

// fineBlock has a rough cell's points. In cells that are rough even so, the
// function is called for each colour.
type fineBlock [blockSide*blockSide*blockSide + 1]atomic.Uint64

func newLattice(f Colour) *lattice {
	return &lattice{f: f, coarse: newGrid(pitch), fine: newGrid(blockSide)}
}

// point packs a colour.
func point(r, g, b float64) uint64 {
	channel := func(v float64) uint64 { return uint64(quickest*max(0, min(1, number(v))) + 0.5) }
	return channel(r) | channel(g)<<16 | channel(b)<<32
}

// call is the function's colour for quick units.
func (l *lattice) call(r, g, b uint16) uint64 {
	return point(l.f(float64(r)/quickest, float64(g)/quickest, float64(b)/quickest))
}

// at is the function's colour for 256ths of cells.
func (l *lattice) at(x, y, z uint64) uint64 {
	return point(l.f(float64(x)/furthest, float64(y)/furthest, float64(z)/furthest))
}

// settle makes a cell ready, unless somebody did.
func (l *lattice) settle(cell int) {
	l.filling.Lock()
	defer l.filling.Unlock()
	p := l.points[cell:]
	if p[0].Load()&(follows|rough) != 0 {
		return
	}
	from := colour3{uint64(cell) / alongR << 8, uint64(cell) / alongG % pitch << 8, uint64(cell) % pitch << 8}
	l.corners(&l.coarse, p, 8, from)
	found := uint64(follows)
	for i := range uint64(27 + 8) {
		// The middles of the cell, its faces and its edges, and what is half
		// way from the cell's middle to a corner.
		d := colour3{i / 9 * 255 / 2, i / 3 % 3 * 255 / 2, i % 3 * 255 / 2}
		switch corner := i/9 != 1 && i/3%3 != 1 && i%3 != 1; {
		case i >= 27:
			d = colour3{64 + i%2*128, 64 + i/2%2*128, 64 + i/4%2*128}
		case corner:
			continue
		}
		if l.strays(&l.coarse, p, 0, from, d) {
			found = rough
			l.blocks[cell].Store(&fineBlock{})
			break
		}
	}
	l.settled.Add(1)
	p[0].Store(p[0].Load() | found)
}

// settleFine makes a cell of a block ready that has the colour x, y, z.
func (l *lattice) settleFine(b *fineBlock, x, y, z uint64) {
	l.filling.Lock()
	defer l.filling.Unlock()
	p := b[fineCell(x, y, z):]
	if p[0].Load()&(follows|rough) != 0 {
		return
	}
	from := colour3{x &^ 63, y &^ 63, z &^ 63}
	l.corners(&l.fine, p, 6, from)
	found := uint64(follows)
	for _, d := range [6]colour3{{32, 32, 32}, {8, 8, 8}, {16, 16, 48}, {16, 48, 16}, {48, 16, 16}, {48, 48, 48}} {
		if l.strays(&l.fine, p, 2, from, d) {
			found = rough
			break
		}
	}
	l.settled.Add(1)
	p[0].Store(p[0].Load() | found)
}

// colour3 is a colour in 256ths of coarse cells.
type colour3 [3]uint64

// furthest is the largest value of a channel.
const furthest = (side - 1) << 8

// corners calls the function for those corners of a cell that are missing. The
// cell begins at a colour, and is 1<<size wide.
func (l *lattice) corners(g *grid, p []atomic.Uint64, size int, from colour3) {
	for corner := range uint64(8) {
		dx, dy, dz := corner&1, corner>>1&1, corner>>2
		c := &p[dx*g.alongR+dy*g.alongG+dz]
		x, y, z := from[0]+dx<<size, from[1]+dy<<size, from[2]+dz<<size
		if max(x, y, z) <= furthest && c.Load()&present == 0 {
			c.Store(l.at(x, y, z) | present)
		}
	}
}

// strays reports whether the function is off by more than a level at d in the
// cell of p, which begins at a colour and is 256>>scale wide.
func (l *lattice) strays(g *grid, p []atomic.Uint64, scale int, from, d colour3) bool {
	for i := range d {
		if from[i]+d[i] > furthest {
			d[i] = 0
		}
	}
	mixed, _ := g.mixed(p, d[0]<<scale, d[1]<<scale, d[2]<<scale)
	is := l.at(from[0]+d[0], from[1]+d[1], from[2]+d[2])
	for shift := 0; shift < 48; shift += 16 {
		const level = quickest / 255
		if d := int(is>>shift&0xffff) - int(mixed>>shift&0xffff); d > level || d < -level {
			return true
		}
	}
	return false
}
