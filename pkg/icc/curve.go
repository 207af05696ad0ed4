package icc

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// curve maps 0 to 1 onto values that are mostly of that range too.
type curve func(float64) float64

func straight(x float64) float64 { return x }

// readCurve reads a curve of either type, and returns how many bytes it has.
func readCurve(b []byte) (curve, int, error) {
	if len(b) >= 12 {
		switch string(b[:4]) {
		case "curv":
			return readSampled(b)
		case "para":
			return readParametric(b)
		}
	}
	return nil, 0, errors.New("a curve is missing or damaged")
}

// readSampled reads a curveType (section 10.6): nothing for the identity, a
// gamma, or samples.
func readSampled(b []byte) (curve, int, error) {
	n := int64(binary.BigEndian.Uint32(b[8:]))
	if 12+2*n > int64(len(b)) {
		return nil, 0, fmt.Errorf("a curve of %d samples is cut off", n)
	}
	size := int(12 + 2*n)
	switch n {
	case 0:
		return straight, size, nil
	case 1:
		return power(float64(binary.BigEndian.Uint16(b[12:])) / 256), size, nil
	}
	return samples{b[12:size], 2}.at, size, nil
}

// samples are values from 0 to 1, in steps of equal length, of one or two
// bytes each. There are at least two.
type samples struct {
	data  []byte
	bytes int
}

func (s samples) value(i int) float64 {
	if s.bytes == 1 {
		return float64(s.data[i]) / 255
	}
	return float64(binary.BigEndian.Uint16(s.data[2*i:])) / 65535
}

func (s samples) at(x float64) float64 {
	last := len(s.data)/s.bytes - 1
	i, part := split(x, last+1)
	if i == last {
		return s.value(last)
	}
	low := s.value(i)
	return low + part*(s.value(i+1)-low)
}

// split says between which of n samples x lies, and where; what is below 0
// or no number counts as 0, what is above 1 as 1.
func split(x float64, n int) (i int, part float64) {
	if !(x > 0) {
		return 0, 0
	}
	x = min(x, 1) * float64(n-1)
	i = int(x)
	return i, x - float64(i)
}

// power is x to the g, and 0 below 0.
func power(g float64) curve {
	return func(x float64) float64 {
		if g == 1 {
			return x
		}
		return raise(x, g)
	}
}

// raise bounds what it returns, so that nothing further on can overflow.
func raise(x, g float64) float64 {
	const most = 1 << 20
	if !(x > 0) {
		return 0
	}
	return min(math.Pow(x, g), most)
}

// readParametric reads a parametricCurveType (section 10.18).
func readParametric(b []byte) (curve, int, error) {
	kind := int(binary.BigEndian.Uint16(b[8:]))
	counts := [...]int{1, 3, 4, 5, 7}
	if kind >= len(counts) {
		return nil, 0, fmt.Errorf("a parametric curve of the unknown type %d", kind)
	}
	v, err := fixeds(b[12:], counts[kind])
	if err != nil {
		return nil, 0, fmt.Errorf("a parametric curve: %w", err)
	}
	return parametric(kind, v), 12 + 4*len(v), nil
}

// parametric returns the function of table 68, with the parameters in the
// order g a b c d e f.
func parametric(kind int, v []float64) curve {
	v = append(v, make([]float64, 7-len(v))...)
	g, a, b, c, d, e, f := v[0], v[1], v[2], v[3], v[4], v[5], v[6]
	switch kind {
	case 0:
		return power(g)
	case 1:
		return func(x float64) float64 { return raise(a*x+b, g) } // 0 below -b/a
	case 2:
		return func(x float64) float64 { return raise(a*x+b, g) + c }
	}
	return func(x float64) float64 {
		if x >= d {
			return raise(a*x+b, g) + e
		}
		return c*x + f
	}
}

// inRange is curve's value at x where both are bounded to 0 to 1.
func (c curve) inRange(x float64) float64 {
	y := c(min(max(x, 0), 1))
	if !(y > 0) {
		return 0
	}
	return min(y, 1)
}

// EncodeSRGB is the transfer curve of sRGB (IEC 61966-2-1) from light to the
// encoded value, mirrored for negative light.
func EncodeSRGB(x float64) float64 {
	switch {
	case x < 0:
		return -EncodeSRGB(-x)
	case x <= 0.0031308:
		return 12.92 * x
	}
	return 1.055*math.Pow(x, 1/2.4) - 0.055
}
