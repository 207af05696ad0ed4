package builtin

import (
	"image"
	"image/color"
	"math"
	"slices"
)

// view is a photo seen from afar: about twenty thousand places, in rows.
type view struct {
	width  int
	pixels [][3]float64 // encoded
	seen   []bool       // the others are more transparent than not
}

// viewOf looks at up to four pixels for each place.
func viewOf(m image.Image) view {
	b := m.Bounds()
	step := max(1, int(math.Sqrt(float64(b.Dx())*float64(b.Dy())/20_000)))
	v := view{width: (b.Dx() - step/2 + step - 1) / step}
	off := step / 4
	for y := b.Min.Y + step/2; y < b.Max.Y; y += step {
		for x := b.Min.X + step/2; x < b.Max.X; x += step {
			places := []image.Point{{X: x - off, Y: y - off}, {X: x + off, Y: y - off}, {X: x - off, Y: y + off}, {X: x + off, Y: y + off}}
			if off == 0 {
				places = places[:1]
			}
			c, seen := meanAt(m, places)
			v.pixels, v.seen = append(v.pixels, c), append(v.seen, seen)
		}
	}
	return v
}

// meanAt returns the mean of the pixels at those places that can be seen.
func meanAt(m image.Image, places []image.Point) (mean [3]float64, seen bool) {
	n := 0.0
	for _, p := range places {
		if !p.In(m.Bounds()) {
			continue
		}
		c := color.NRGBA64Model.Convert(m.At(p.X, p.Y)).(color.NRGBA64)
		if c.A >= 1<<15 {
			mean[0], mean[1], mean[2] = mean[0]+float64(c.R), mean[1]+float64(c.G), mean[2]+float64(c.B)
			n++
		}
	}
	for i := range mean {
		mean[i] /= 65535 * max(1, n)
	}
	return mean, n > 0
}

// samples are the places that can be seen.
func (v view) samples() [][3]float64 {
	var pixels [][3]float64
	for i, seen := range v.seen {
		if seen {
			pixels = append(pixels, v.pixels[i])
		}
	}
	return pixels
}

// Nothing gains or loses more than this by white balance, in linear light.
const mostGain = 1.25

// whiteBalance returns gains for linear light that make greys grey. The colour
// of the light is the middle of what five ways find that go wrong on different
// photos. It is believed as far as they agree, as it is no more than lights
// differ by, and as the photo has colours that differ from it: in a forest, at
// sea, or of a sunset they contradict each other, and of a brown print there
// is nothing but the one colour.
func whiteBalance(v view, strength float64) [3]float64 {
	ways := lightsOf(v)
	if len(ways) < 4 {
		return [3]float64{1, 1, 1}
	}
	// Photos whose light was right seemed to be a little warm, in the median.
	const warm = 0.01
	light := tint{middle(ways, func(t tint) float64 { return t.red }) - warm, middle(ways, func(t tint) float64 { return t.blue }) + warm}
	apart, pairs := 0.0, 0.0
	for i, a := range ways {
		for _, b := range ways[:i] {
			apart += a.from(b)
			pairs++
		}
	}
	// On photos of all kinds whose light was right, or changed by a known cast,
	// the middle was off by a median of 0.06 where the ways were up to 0.15
	// apart, and by one of 0.28 from 0.4 on. Casts of cameras are up to 0.5.
	size := light.from(tint{})
	sure := 1 - rising(apart/pairs, 0.15, 0.40)
	sure *= 1 - rising(size, 0.50, 0.75)
	sure *= rising(v.spread(light), 0.04, 0.12)
	// What is found to be nearly white may as well be white.
	const slight = 0.08
	sure *= size * size / (size*size + slight*slight)
	// Sandstone, wood and evenings are warm by themselves, and pleasant: less is
	// taken of warmth than of cold, which hardly anything but light gives.
	if light.red > light.blue {
		sure *= 1 - 0.3*rising((light.red-light.blue)/math.Sqrt2/max(size, 1e-9), 0.3, 0.9)
	}
	return light.gains(0.95 * sure * strength)
}

// tint is the colour of a light: the natural logarithms of red by green and of
// blue by green, in linear light.
type tint struct{ red, blue float64 }

func tintOf(c [3]float64) tint { return tint{math.Log(c[0] / c[1]), math.Log(c[2] / c[1])} }

func (t tint) from(other tint) float64 { return math.Hypot(t.red-other.red, t.blue-other.blue) }

// gains are for a share of the way to white. They leave the luminance of what
// is white in the end as it is.
func (t tint) gains(share float64) [3]float64 {
	gains := [3]float64{math.Exp(-share * t.red), 1, math.Exp(-share * t.blue)}
	luminance := 0.2126/gains[0] + 0.7152 + 0.0722/gains[2]
	for i, g := range gains {
		gains[i] = max(1/mostGain, min(mostGain, g*luminance))
	}
	return gains
}

func middle(ways []tint, of func(tint) float64) float64 {
	var values []float64
	for _, t := range ways {
		values = append(values, of(t))
	}
	slices.Sort(values)
	return (values[(len(values)-1)/2] + values[len(values)/2]) / 2
}

// telling reports whether a pixel, in linear light, is neither dark nor cut
// off at the top, so that its colour says something.
func telling(p [3]float64) bool {
	high := max(p[0], p[1], p[2])
	return high > 0.033 && high < 0.955 // encoded, 0.2 and 0.98
}

// spread is how far the colours of telling pixels are from a light, in the
// mean and at most 1 each.
func (v view) spread(light tint) float64 {
	sum, n := 0.0, 0.0
	for i, p := range v.pixels {
		if p = inLight(p); v.seen[i] && telling(p) && min(p[0], p[1], p[2]) > 0 {
			sum += min(1, tintOf(p).from(light))
			n++
		}
	}
	return sum / max(1, n)
}

// inLight returns the linear channels of a pixel.
func inLight(p [3]float64) [3]float64 { return [3]float64{linear(p[0]), linear(p[1]), linear(p[2])} }
