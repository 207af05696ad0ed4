package builtin

import (
	"math"

	"github.com/photoq/photoq/pkg/tone"
)

// turnHues turns all hues, and keeps lightness and chroma as far as sRGB goes.
func turnHues(degrees float64) tone.Map {
	angle := math.Mod(degrees, 360) * math.Pi / 180
	if angle == 0 {
		return nil
	}
	srgb := newCurve()
	return tone.Map{tone.Colour(func(r, g, b float64) (float64, float64, float64) {
		return srgb.rgb(srgb.lab(r, g, b).turned(angle))
	})}
}

// grey is the chroma up to which a colour that is to be replaced counts as
// grey: its hue says nothing.
const grey = 0.03

// replaceColour replaces one colour's shades by another's. Lightness stays,
// and with it what light and texture make of a surface.
func replaceColour(from, to oklab, tolerance float64) tone.Map {
	if from.chroma() < grey {
		return replaceGrey(from, to, tolerance)
	}
	width := tolerance * math.Pi / 180
	turn := to.hue() - from.hue()
	if to.chroma() < grey/10 {
		turn = 0 // it has no hue to turn to
	}
	gain := to.chroma() / from.chroma()
	srgb := newCurve()
	return tone.Map{tone.Colour(func(r, g, b float64) (float64, float64, float64) {
		c := srgb.lab(r, g, b)
		w := plateau(between(c.hue(), from.hue())/width) * notGrey(c, from)
		if w == 0 {
			return r, g, b
		}
		// The straight way between the two: no third hue at the border.
		return srgb.rgb(c.mixed(c.turned(turn).saturated(gain), w))
	})}
}

// plateau is 1 up to the middle of 0 to 1, and falls to 0 from there.
func plateau(x float64) float64 { return bell(2*x - min(1, 2*x)) }

// notGrey is 0 for colours that are so pale beside the one to replace, for
// their lightness, that their hue is chance, and 1 for those that are not.
func notGrey(c, from oklab) float64 {
	// Shade takes chroma away in proportion to lightness.
	expected := from.chroma() * min(1, c.l/from.l)
	const low, high = 0.35, 0.70
	x := c.chroma() / max(expected, grey)
	return 1 - bell(max(0, (x-low)/(high-low)))
}

// replaceGrey gives a grey, and those near it, another's hue. The tolerance
// is in percent of the way from black to white.
func replaceGrey(from, to oklab, tolerance float64) tone.Map {
	width := tolerance / 100
	srgb := newCurve()
	return tone.Map{tone.Colour(func(r, g, b float64) (float64, float64, float64) {
		c := srgb.lab(r, g, b)
		// Chroma counts four times: a colour is soon none any more.
		w := plateau(math.Hypot(c.l-from.l, 4*c.chroma()) / width)
		if w == 0 {
			return r, g, b
		}
		return srgb.rgb(c.mixed(oklab{c.l, c.a + to.a, c.b + to.b}, w))
	})}
}
