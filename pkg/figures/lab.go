package figures

import "math"

// labs turns bytes of sRGB into CIELAB, seen in D65.
type labs struct{ linear [256]float64 }

func newLabs() *labs {
	l := &labs{}
	for i := range l.linear {
		v := float64(i) / 255
		if v <= 0.04045 {
			l.linear[i] = v / 12.92
		} else {
			l.linear[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return l
}

// of returns L*, a* and b* of three bytes (CIE 15:2004).
func (l *labs) of(rgb []uint8) [3]float64 {
	r, g, b := l.linear[rgb[0]], l.linear[rgb[1]], l.linear[rgb[2]]
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((0.412453*r + 0.357580*g + 0.180423*b) / 0.950456)
	y := f(0.212671*r + 0.715160*g + 0.072169*b)
	z := f((0.019334*r + 0.119193*g + 0.950227*b) / 1.088754)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}
