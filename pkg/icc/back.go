package icc

import "math"

// FromSRGB returns the colour of the profile that Transform makes a colour of
// sRGB from, both with channels of 0 to 1. Of colours that the profile has not,
// each channel is cut off. It reports whether it can: profiles of curves and
// a matrix can be taken back, tables cannot.
func (t *Transform) FromSRGB(c [3]float64) ([3]float64, bool) {
	w := t.way
	if w.matrix == nil {
		return c, false
	}
	back, light := invert(*w.matrix), [3]float64{}
	for i, v := range c {
		light[i] = upwards(EncodeSRGB, v)
	}
	var out [3]float64
	for i := range out {
		own := back[3*i]*light[0] + back[3*i+1]*light[1] + back[3*i+2]*light[2]
		out[i] = upwards(w.curves[i], own)
	}
	for _, v := range out {
		if math.IsNaN(v) {
			return c, false
		}
	}
	return out, true
}

// upwards finds where from 0 to 1 a function that does not fall has a value.
func upwards(f func(float64) float64, value float64) float64 {
	low, high := 0.0, 1.0
	for range 30 {
		if middle := (low + high) / 2; f(middle) < value {
			low = middle
		} else {
			high = middle
		}
	}
	switch {
	case f(1) <= value:
		return 1
	case f(0) >= value:
		return 0
	}
	return (low + high) / 2
}
