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
	// rough tells, by their least corners, in which cells the function is not
	// followed: it is called for colours in these.
	rough [side * side * side]bool
	f     Colour
}

func newLattice(f Colour) *lattice {
	l := &lattice{f: f}
	const last = side - 1
	for i := range side * side * side {
		l.points[i] = point(f(float64(i/alongR)/last, float64(i/alongG%side)/last, float64(i%side)/last))
	}
	for order, axes := range [8][2]uint16{ // 1: red below green, 2: green below blue, 4: red below blue
		0: {alongR, alongG}, 1: {alongG, alongR}, 2: {alongR, alongB},
		5: {alongG, alongB}, 6: {alongB, alongR}, 7: {alongB, alongG},
	} {
		l.ways[order] = [2]uint16{axes[0], axes[0] + axes[1]}
	}
	l.probe()
	return l
}

// point packs a colour.
func point(r, g, b float64) uint64 {
	channel := func(v float64) uint64 { return uint64(quickest*max(0, min(1, number(v))) + 0.5) }
	return channel(r) | channel(g)<<field | channel(b)<<(2*field)
}

// probe finds the rough cells: those whose middle, which is between the least
// corner and the greatest, is off by more than a level, and the cells
// beside them, which what is off there may touch.
func (l *lattice) probe() {
	const last = side - 1
	for i := range l.rough {
		r, g, b := i/alongR, i/alongG%side, i%side
		if max(r, g, b) == last || !l.offInTheMiddle(i, r, g, b) {
			continue
		}
		for _, beside := range [7]int{0, alongR, -alongR, alongG, -alongG, alongB, -alongB} {
			l.rough[max(0, min(len(l.rough)-1, i+beside))] = true
		}
	}
}

func (l *lattice) offInTheMiddle(i, r, g, b int) bool {
	const last, most = side - 1, 32
	middle := point(l.f((float64(r)+0.5)/last, (float64(g)+0.5)/last, (float64(b)+0.5)/last))
	low, high := l.points[i], l.points[i+alongR+alongG+alongB]
	for shift := 0; shift < 3*field; shift += field {
		is := int(middle>>shift&fieldMask) - int(low>>shift&fieldMask+high>>shift&fieldMask)/2
		if is > most || is < -most {
			return true
		}
	}
	return false
}

// memo keeps results of a function in rough cells, because a photo has far
// fewer colours than pixels. Its keys are colours with the uppermost bit set.
type memo [1 << 17]struct{ key, value uint64 }

func (m *memo) at(f Colour, r, g, b uint16) uint64 {
	key := 1<<63 | uint64(r) | uint64(g)<<field | uint64(b)<<(2*field)
	entry := &m[key*0x9e3779b97f4a7c15>>47]
	if entry.key != key {
		entry.key, entry.value = key, point(f(float64(r)/quickest, float64(g)/quickest, float64(b)/quickest))
	}
	return entry.value
}

// run interpolates between four points: the least corner of the cell and the
// greatest, and the two on the way from one to the other along the axes in
// the order of how far the colour is along each (J. Kasson and others,
// Performing color space conversions with three-dimensional linear
// interpolation, 1995).
//
// Places in the lattice are in 256ths of a cell, so that nothing need be
// divided: a quick unit is a little more than one, and is rounded.
func (l *lattice) run(r, g, b []uint16, m *memo) {
	const whole = alongR + alongG + alongB
	const half = 128 | 128<<field | 128<<(2*field)
	g, b = g[:len(r)], b[:len(r)]
	for i := range r {
		x, y, z := place(r[i]), place(g[i]), place(b[i])
		at := x>>8*alongR + y>>8*alongG + z>>8*alongB
		if l.rough[at] {
			v := m.at(l.f, min(quickest, r[i]), min(quickest, g[i]), min(quickest, b[i]))
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

// place brings a quick value to 256ths of a cell.
func place(v uint16) uint64 {
	at := uint64(min(quickest, v))
	return at + (at+128)>>8
}

func (c *colour) quick(t *rows, n int) { c.run(t[0][:n], t[1][:n], t[2][:n]) }

// run takes rows through the lattice.
func (c *colour) run(r, g, b []uint16) {
	m, ok := c.memos.Get().(*memo)
	if !ok {
		m = &memo{}
	}
	c.lattice().run(r, g, b, m)
	c.memos.Put(m)
}

// coarse is deep with the precision of quick rows, which is enough for
// pictures of 8 bits.
func (c *colour) coarse(r, g, b []uint16) {
	for _, row := range [3][]uint16{r, g, b} {
		for i, v := range row {
			row[i] = quickValue(v)
		}
	}
	c.run(r, g, b)
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
