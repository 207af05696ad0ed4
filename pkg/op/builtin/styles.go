package builtin

import (
	"math"

	"github.com/photoq/photoq/pkg/tone"
)

// partly gives each pixel a share of the colour that belongs to its luma.
func partly(f tone.Ramp, share float64) tone.Map {
	if share == 1 {
		return tone.Map{f}
	}
	return tone.Map{tone.Colour(func(r, g, b float64) (float64, float64, float64) {
		x, y, z := f(0.299*r + 0.587*g + 0.114*b)
		return r + share*(x-r), g + share*(y-g), b + share*(z-b)
	})}
}

// grayscale is luma alone, which Y of a JPEG is already.
func grayscale(luma float64) (r, g, b float64) { return luma, luma, luma }

// sepia is the brown of old prints, on their yellowed paper: curves for the
// channels that keep luma within a few levels, but for the brightest.
func sepia(luma float64) (r, g, b float64) {
	return math.Pow(luma, 0.80), 0.96 * math.Pow(luma, 1.02), 0.86 * math.Pow(luma, 1.36)
}

// duotone goes from one colour to another through those that look to be
// between them.
func duotone(dark, light colour) tone.Ramp {
	from, to := dark.lab(), light.lab()
	return func(luma float64) (r, g, b float64) { return from.mixed(to, luma).rgb() }
}

// power bends a channel up where lift is above 0, and down below; black,
// white and the order of values stay.
func power(lift float64) tone.Curve {
	exponent := math.Exp(-lift)
	return func(v float64) float64 { return math.Pow(v, exponent) }
}

// tinted bends each channel by how far the tint's is from its luma: greys
// lean to the tint, keep their luma to the first order, and black and white
// stay what they are.
func tinted(c colour, share float64) tone.Map {
	r, g, b := float64(c.R)/255, float64(c.G)/255, float64(c.B)/255
	luma := 0.299*r + 0.587*g + 0.114*b
	strength := 1.2 * share
	return tone.Map{tone.Curves{R: power(strength * (r - luma)), G: power(strength * (g - luma)), B: power(strength * (b - luma))}}
}

// saturation moves colours from their luma; 1 leaves them.
func saturation(by float64) tone.Matrix {
	var m tone.Matrix
	for i := range m {
		m[i] = [4]float64{0.299 * (1 - by), 0.587 * (1 - by), 0.114 * (1 - by), 0}
		m[i][i] += by
	}
	return m
}

// warm is late light: red is lifted, blue lowered, white a little yellow.
func warm(share float64) tone.Map {
	return tone.Map{
		tone.Curves{R: power(0.14 * share), G: scaled(power(-0.01*share), 1-0.015*share), B: scaled(power(-0.14*share), 1-0.065*share)},
		saturation(1 + 0.06*share),
	}
}

// cool is the light of shade and snow.
func cool(share float64) tone.Map {
	return tone.Map{
		tone.Curves{R: scaled(power(-0.13*share), 1-0.06*share), G: power(-0.015 * share), B: power(0.14 * share)},
		saturation(1 - 0.04*share),
	}
}

// scaled multiplies what a curve gives.
func scaled(f tone.Curve, by float64) tone.Curve {
	return func(v float64) float64 { return by * f(v) }
}

// vivid deepens colours and contrast. Pale colours gain most and strong ones
// little, so that none is driven into the border of sRGB; the hues of skin
// gain less than others, unless they are so pale that they are hardly hues.
func vivid(share float64) tone.Map {
	srgb, steep := newCurve(), contrast(0.18*share)
	return tone.Map{tone.Colour(func(r, g, b float64) (float64, float64, float64) {
		c := srgb.lab(r, g, b)
		strong := min(1, c.chroma()/0.30)
		gain := 0.45 * (1 - strong) * (1 - 0.65*skin(c)*rising(c.chroma(), 0, 0.05))
		r, g, b = srgb.rgb(c.saturated(1 + share*gain))
		return steep(r), steep(g), steep(b)
	})}
}

// skin is 1 for hues of skin, 0 for those 35 degrees away, and between them
// between.
func skin(c oklab) float64 {
	const middle, width = 55 * math.Pi / 180, 35 * math.Pi / 180
	return bell(between(c.hue(), middle) / width)
}

// between is the smaller angle between two, in radians.
func between(a, b float64) float64 {
	return math.Abs(math.Remainder(a-b, 2*math.Pi))
}

// bell falls smoothly from 1 at 0 to 0 at 1.
func bell(x float64) float64 {
	if x >= 1 {
		return 0
	}
	return (1 + math.Cos(math.Pi*x)) / 2
}

// contrast darkens what is below the middle and brightens what is above; the
// middle, black and white stay. Of an amount of 0 to 1 it is that share of
// the way to the smoothest such curve, 3v² - 2v³.
func contrast(amount float64) tone.Curve {
	return func(v float64) float64 { return v + amount*(v*v*(3-2*v)-v) }
}

// fade is a print that hung in the sun: black has become a bluish grey, white
// is dull, colours are pale.
func fade(share float64) tone.Map {
	lifted := func(black, white float64) tone.Curve {
		return func(v float64) float64 {
			// Shadows are lifted most, by a curve that is flat where it begins.
			up := black * (1 - v) * (1 - v)
			return v + share*(up-(1-white)*v)
		}
	}
	return tone.Map{saturation(1 - 0.28*share), tone.Curves{R: lifted(0.115, 0.965), G: lifted(0.115, 0.955), B: lifted(0.14, 0.93)}}
}
