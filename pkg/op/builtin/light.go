package builtin

import (
	"math"

	"github.com/photoq/photoq/pkg/tone"
)

// light multiplies channels in linear light: all by 2 for each stop, and for a
// temperature of 1 red by the root of 2 and blue by its inverse, for a tint of
// 1 green by the inverse. Then all are divided by what keeps the luminance of
// grey as the stops alone leave it.
func light(stops, temperature, tint float64) tone.Curves {
	r, g, b := math.Exp2(temperature/2), math.Exp2(-tint/2), math.Exp2(-temperature/2)
	by := math.Exp2(stops) / (0.2126*r + 0.7152*g + 0.0722*b)
	channel := func(gain float64) tone.Curve {
		return func(v float64) float64 { return encoded(gain * linear(v)) }
	}
	return tone.Curves{R: channel(r * by), G: channel(g * by), B: channel(b * by)}
}

// lift brings each luma v to v + shadows * v(1-v)^3 where shadows are lifted
// half as much again, then does the same to what is missing to white, with
// highlights. Both are monotone, and hardly reach beyond the middle; black
// and white stay. All channels have the factor of the luma, which keeps hues.
func lift(shadows, highlights float64) tone.Gain {
	more := func(v, amount float64) float64 {
		if amount > 0 {
			amount *= 1.5
		}
		return 1 + amount*math.Pow(1-v, 3)
	}
	return func(luma float64) float64 {
		factor := more(luma, shadows)
		if luma == 0 || highlights == 0 {
			return factor
		}
		to := luma * factor
		return (1 - (1-to)*more(1-to, -highlights)) / luma
	}
}

// steeper has the slope k in the middle: below 1 it is a line; above, two
// pieces of powers that meet there and reach from 0 to 1.
func steeper(k float64) tone.Curve {
	return func(v float64) float64 {
		switch {
		case k <= 1:
			return 0.5 + k*(v-0.5)
		case v < 0.5:
			return math.Pow(2*v, k) / 2
		}
		return 1 - math.Pow(2-2*v, k)/2
	}
}

func times(factor float64) tone.Curve {
	return func(v float64) float64 { return factor * v }
}

// brighter is saturation, and then all channels times a factor.
func brighter(factor, by float64) tone.Matrix {
	m := saturation(by)
	for i := range m {
		for k := range m[i] {
			m[i][k] *= factor
		}
	}
	return m
}
