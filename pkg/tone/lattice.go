package tone

import "math"

// A lattice has sides of so many colours; between two of them are 255 quick
// units.
const side = 33

// lattice holds a function's colours at its points, in quick units.
type lattice [side * side * side][3]uint16

func newLattice(f Colour) *lattice {
	l := new(lattice)
	const last = side - 1
	for i := range l {
		r, g, b := f(float64(i/side/side)/last, float64(i/side%side)/last, float64(i%side)/last)
		for k, v := range [3]float64{r, g, b} {
			l[i][k] = uint16(math.Floor(max(0, min(1, number(v)))*quickest + 0.5))
		}
	}
	return l
}

// at interpolates between four points: the least corner of the cell and the
// greatest, and the two on the way from one to the other along the axes in
// the order of how far the colour is along each (J. Kasson and others,
// Performing color space conversions with three-dimensional linear
// interpolation, 1995).
func (l *lattice) at(r, g, b uint16) (uint16, uint16, uint16) {
	const dr, dg, db = side * side, side, 1
	i := int(r/255)*dr + int(g/255)*dg + int(b/255)*db
	x, y, z := uint32(r%255), uint32(g%255), uint32(b%255)
	first, second, third := dr, dg, db
	if x < y {
		x, y, first, second = y, x, second, first
	}
	if y < z {
		y, z, second, third = z, y, third, second
	}
	if x < y {
		x, y, first, second = y, x, second, first
	}
	// A part of none is of the point itself, for there may be no next one.
	low := &l[i]
	one, two, three := low, low, low
	if x > 0 {
		one = &l[i+first]
		two, three = one, one
	}
	if y > 0 {
		two = &l[i+first+second]
		three = two
	}
	if z > 0 {
		three = &l[i+first+second+third]
	}
	mix := func(k int) uint16 {
		return uint16((uint32(low[k])*(255-x) + uint32(one[k])*(x-y) + uint32(two[k])*(y-z) + uint32(three[k])*z + 127) / 255)
	}
	return mix(0), mix(1), mix(2)
}

func (c *colour) quick(t *rows, n int) {
	l := c.lattice()
	r, g, b := t[0][:n], t[1][:n], t[2][:n]
	for i := range r {
		r[i], g[i], b[i] = l.at(min(quickest, r[i]), min(quickest, g[i]), min(quickest, b[i]))
	}
}

// coarse is deep with the precision of quick rows, which is enough for
// pictures of 8 bits.
func (c *colour) coarse(r, g, b []uint16) {
	l := c.lattice()
	for i := range r {
		x, y, z := l.at(quickValue(r[i]), quickValue(g[i]), quickValue(b[i]))
		r[i], g[i], b[i] = widened(x), widened(y), widened(z)
	}
}

// widened brings quick units to 16 bits.
func widened(v uint16) uint16 {
	return uint16((uint32(v)*most + quickest/2) / quickest)
}
