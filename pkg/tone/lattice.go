package tone

// A lattice has sides of so many colours; between two of them are 255 quick
// units.
const side = 33

// What leads to the next point along each axis.
const alongR, alongG, alongB = side * side, side, 1

// field is how many bits a channel of a lattice's point has: as many as the
// sum of 256 of them, so that a point is multiplied as one number.
const (
	field     = 21
	fieldMask = 1<<field - 1
)

// lattice holds a function's colours at its points, in quick units.
type lattice struct {
	// points are followed by some that no colour is mixed of.
	points [side*side*side + alongR + alongG + alongB]uint64
	// ways says, for each order of the axes, what leads from the least corner
	// of a cell to the second point and to the third.
	ways [8][2]uint16
}

func newLattice(f Colour) *lattice {
	l := &lattice{}
	const last = side - 1
	for i := range side * side * side {
		r, g, b := f(float64(i/alongR)/last, float64(i/alongG%side)/last, float64(i%side)/last)
		for k, v := range [3]float64{r, g, b} {
			l.points[i] |= uint64(quickest*max(0, min(1, number(v)))+0.5) << (k * field)
		}
	}
	for order, axes := range [8][2]uint16{ // 1: red below green, 2: green below blue, 4: red below blue
		0: {alongR, alongG}, 1: {alongG, alongR}, 2: {alongR, alongB},
		5: {alongG, alongB}, 6: {alongB, alongR}, 7: {alongB, alongG},
	} {
		l.ways[order] = [2]uint16{axes[0], axes[0] + axes[1]}
	}
	return l
}

// run interpolates between four points: the least corner of the cell and the
// greatest, and the two on the way from one to the other along the axes in
// the order of how far the colour is along each (J. Kasson and others,
// Performing color space conversions with three-dimensional linear
// interpolation, 1995).
//
// Places in the lattice are in 256ths of a cell, so that nothing need be
// divided: a quick unit is a little more than one, and is rounded.
func (l *lattice) run(r, g, b []uint16) {
	const whole = alongR + alongG + alongB
	const half = 128 | 128<<field | 128<<(2*field)
	g, b = g[:len(r)], b[:len(r)]
	for i := range r {
		x, y, z := place(r[i]), place(g[i]), place(b[i])
		p := l.points[x>>8*alongR+y>>8*alongG+z>>8*alongB:][:whole+1]
		x, y, z = x&255, y&255, z&255
		// The sign of a difference is 1 where the first is below the second.
		way := &l.ways[((x-y)>>63|(y-z)>>63<<1|(x-z)>>63<<2)&7]
		most, least := max(x, y, z), min(x, y, z)
		middle := x + y + z - most - least
		sum := p[0]*(256-most) + p[way[0]]*(most-middle) + p[way[1]]*(middle-least) + p[whole]*least + half
		r[i], g[i], b[i] = uint16(sum&fieldMask>>8), uint16(sum>>field&fieldMask>>8), uint16(sum>>(2*field+8))
	}
}

// place brings a quick value to 256ths of a cell.
func place(v uint16) uint64 {
	at := uint64(min(quickest, v))
	return at + (at+128)>>8
}

func (c *colour) quick(t *rows, n int) {
	c.lattice().run(t[0][:n], t[1][:n], t[2][:n])
}

// coarse is deep with the precision of quick rows, which is enough for
// pictures of 8 bits.
func (c *colour) coarse(r, g, b []uint16) {
	for _, row := range [3][]uint16{r, g, b} {
		for i, v := range row {
			row[i] = quickValue(v)
		}
	}
	c.lattice().run(r, g, b)
	for _, row := range [3][]uint16{r, g, b} {
		for i, v := range row {
			row[i] = widened(v)
		}
	}
}

// widened brings quick units to 16 bits.
func widened(v uint16) uint16 {
	return uint16((uint32(v)*most + quickest/2) / quickest)
}
