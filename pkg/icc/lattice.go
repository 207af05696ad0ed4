package icc

import "math"

// lattice converts by a table of colours of sRGB, encoded but not clipped, so
// that it stays smooth where colours leave the gamut.
type lattice struct {
	in      int
	side    int      // points a side
	steps   [4]int32 // from one point to the next of a side, in samples
	colours []int32  // in 2^-oneBits
	shape   [4][256]spot
	curves  [4]curve
	at      func(values) values // the light at a point
}

// spot is where a value lies on its side: offset is that of the point before
// it, in samples, and part is how far it is to the next, in 2^-partBits.
type spot struct{ offset, step, part int32 }

const (
	oneBits  = 16
	partBits = 12
)

// newLattice samples the way at so many points that little is lost between
// them. Where the profile's own curves make its values more even, the lattice
// lies behind them, and the points of its own table are among the points;
// where they lead to light, of which the dark needs most points, it does not.
func newLattice(w *way, in int) *lattice {
	least, most := 33, 65
	if in == 4 {
		least, most = 13, 19
	}
	l := &lattice{in: in, side: sideFor(w.lut.grid, least, most), at: w.afterShape}
	l.shapeBy(w.lut.shape)
	if w.lut.shape != nil {
		plain := &lattice{in: in, side: least, at: w.light}
		plain.shapeBy(nil)
		if plain.bend() < l.bend() {
			l = plain
		}
	}
	l.fill()
	return l
}

// sideFor returns how many points a side of the lattice has for a table of
// own points.
func sideFor(own, least, most int) int {
	if own < 2 {
		return least
	}
	side := own
	for side < least && 2*side-1 <= most {
		side = 2*side - 1
	}
	return min(side, most)
}

// fill computes the colours of all points.
func (l *lattice) fill() {
	points := 1
	for range l.in {
		points *= l.side
	}
	l.colours = make([]int32, 0, 3*points)
	for n := range points {
		var v values
		for i := l.in - 1; i >= 0; i-- {
			v[i] = float64(n%l.side) / float64(l.side-1)
			n /= l.side
		}
		v = encoded(l.at(v))
		for i := range 3 {
			l.colours = append(l.colours, int32(v[i]*(1<<oneBits)))
		}
	}
}

// bend measures how far from straight the way is between the points, in the
// middles of cells all over the colours.
func (l *lattice) bend() float64 {
	sum, last := 0.0, float64(l.side-1)
	for n := range 7 * 7 * 7 {
		var low, middle, high values
		for i := range l.in {
			x := (float64(n%7) + 0.5) / 7 // of the fourth value: one of the diagonals
			if i < 2 {
				n /= 7
			}
			cell, _ := split(l.curves[i](x), l.side)
			cell = min(cell, l.side-2)
			low[i], middle[i], high[i] = float64(cell)/last, (float64(cell)+0.5)/last, float64(cell+1)/last
		}
		a, b, c := encoded(l.at(low)), encoded(l.at(middle)), encoded(l.at(high))
		for i := range 3 {
			sum += math.Abs(a[i] + c[i] - 2*b[i])
		}
	}
	return sum
}

// shapeBy sets the curves in front of the lattice; nil for none.
func (l *lattice) shapeBy(curves []curve) {
	step := int32(3)
	for i := l.in - 1; i >= 0; i-- {
		l.steps[i] = step
		step *= int32(l.side)
		l.curves[i] = straight
		if curves != nil {
			l.curves[i] = curves[i]
		}
		for v := range 256 {
			l.shape[i][v] = l.spot(i, float64(v)/255)
		}
	}
}

// spot returns where the value x of side i lies.
func (l *lattice) spot(i int, x float64) spot {
	n, part := split(l.curves[i](x), l.side)
	if n == l.side-1 {
		n, part = n-1, 1
	}
	return spot{int32(n) * l.steps[i], l.steps[i], int32(part*(1<<partBits) + 0.5)}
}

// before puts two spots in order of their parts.
func before(a, b *spot) {
	if a.part < b.part {
		*a, *b = *b, *a
	}
}

// three returns the colour at three spots, by the tetrahedron.
func (l *lattice) three(a, b, c spot) (x, y, z int32) {
	at := a.offset + b.offset + c.offset
	before(&a, &b)
	before(&b, &c)
	before(&a, &b)
	return l.walk(at, a, b, c, spot{})
}

// four returns the colour at four spots, by the simplex.
func (l *lattice) four(a, b, c, d spot) (x, y, z int32) {
	at := a.offset + b.offset + c.offset + d.offset
	before(&a, &b)
	before(&c, &d)
	before(&a, &c)
	before(&b, &d)
	before(&b, &c)
	return l.walk(at, a, b, c, d)
}

// walk adds up the corners on the way from the point at along the sides, of
// which the first is the one with the largest part.
func (l *lattice) walk(at int32, a, b, c, d spot) (x, y, z int32) {
	var sum [3]int64
	add := func(at, weight int32) {
		p := l.colours[at : at+3 : at+3]
		sum[0] += int64(p[0]) * int64(weight)
		sum[1] += int64(p[1]) * int64(weight)
		sum[2] += int64(p[2]) * int64(weight)
	}
	add(at, 1<<partBits-a.part)
	at += a.step
	add(at, a.part-b.part)
	at += b.step
	add(at, b.part-c.part)
	at += c.step
	add(at, c.part-d.part)
	if d.part > 0 {
		add(at+d.step, d.part)
	}
	return int32(sum[0] >> partBits), int32(sum[1] >> partBits), int32(sum[2] >> partBits)
}

// level8 and level16 round a colour to 8 and 16 bits.
func level8(v int32) byte {
	return byte((min(max(v, 0), 1<<oneBits)*255 + 1<<(oneBits-1)) >> oneBits)
}

func level16(v int32) uint16 {
	v = min(max(v, 0), 1<<oneBits)
	return uint16(v - v>>15) // 2^16 is 65535
}

func (l *lattice) rgb(dst, src []byte) {
	for i := 0; i+4 <= len(src); i += 4 {
		x, y, z := l.three(l.shape[0][src[i]], l.shape[1][src[i+1]], l.shape[2][src[i+2]])
		dst[i], dst[i+1], dst[i+2], dst[i+3] = level8(x), level8(y), level8(z), src[i+3]
	}
}

func (l *lattice) rgb16(dst, src []byte) {
	for i := 0; i+8 <= len(src); i += 8 {
		var s [3]spot
		for c := range s {
			s[c] = l.spot(c, float64(get16(src[i+2*c:]))/65535)
		}
		x, y, z := l.three(s[0], s[1], s[2])
		put16(dst[i:], level16(x))
		put16(dst[i+2:], level16(y))
		put16(dst[i+4:], level16(z))
		dst[i+6], dst[i+7] = src[i+6], src[i+7]
	}
}

// inks converts CMYK to RGB and 255.
func (l *lattice) inks(dst, src []byte) {
	for i := 0; i+4 <= len(src); i += 4 {
		x, y, z := l.four(l.shape[0][src[i]], l.shape[1][src[i+1]], l.shape[2][src[i+2]], l.shape[3][src[i+3]])
		dst[i], dst[i+1], dst[i+2], dst[i+3] = level8(x), level8(y), level8(z), 255
	}
}
