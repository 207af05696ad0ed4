package icc

// primaries are the chromaticities x and y of red, green, blue and white.
type primaries [4][2]float64

// The primaries of ITU-T H.273, table 2, and of colour spaces without a
// number there.
func sRGBPrimaries() primaries {
	return primaries{{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}, {0.3127, 0.3290}}
}

func adobePrimaries() primaries {
	return primaries{{0.64, 0.33}, {0.21, 0.71}, {0.15, 0.06}, {0.3127, 0.3290}}
}

// adapted returns the matrix, row by row, from linear light of the primaries
// to XYZ relative to D50, with their white adapted by Bradford's method
// (annex E).
func adapted(p primaries) []float64 {
	var m [9]float64
	for i := range 3 {
		x, y := p[i][0], p[i][1]
		m[i], m[3+i], m[6+i] = x/y, 1, (1-x-y)/y
	}
	x, y := p[3][0], p[3][1]
	from := values{x / y, 1, (1 - x - y) / y}
	// Scale the primaries so that their sum is the white.
	s := times(invert(m), from)
	for i := range 9 {
		m[i] *= s[i%3]
	}
	a := adaptation(from)
	out := product(a, m)
	return out[:]
}

// adaptation is Bradford's, from a white to D50.
func adaptation(from values) [9]float64 {
	cone := [9]float64{0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296}
	w := white()
	before, after := times(cone, from), times(cone, values{w[0], w[1], w[2]})
	scaled := cone
	for i := range 9 {
		scaled[i] *= after[i/3] / before[i/3]
	}
	return product(invert(cone), scaled)
}

func times(m [9]float64, v values) values {
	affine(m[:], []float64{0, 0, 0})(&v)
	return v
}

func product(a, b [9]float64) (out [9]float64) {
	for i := range 9 {
		row, column := i/3*3, i%3
		out[i] = a[row]*b[column] + a[row+1]*b[column+3] + a[row+2]*b[column+6]
	}
	return out
}

// invert returns the inverse of a matrix that has one, by cofactors.
func invert(m [9]float64) (out [9]float64) {
	minor := func(i int) float64 {
		r, c := i/3, i%3
		r1, r2, c1, c2 := (r+1)%3*3, (r+2)%3*3, (c+1)%3, (c+2)%3
		return m[r1+c1]*m[r2+c2] - m[r1+c2]*m[r2+c1]
	}
	whole := m[0]*minor(0) + m[1]*minor(1) + m[2]*minor(2)
	for i := range 9 {
		out[i%3*3+i/3] = minor(i) / whole
	}
	return out
}
