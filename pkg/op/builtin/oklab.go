package builtin

import "math"

// oklab is a colour by lightness, 0 to 1, and two axes from green to red and
// from blue to yellow. Equal distances look about equal (B. Ottosson, "A
// perceptual color space for image processing", 2020).
type oklab struct{ l, a, b float64 }

// labOf takes encoded channels of sRGB, 0 to 1.
func labOf(r, g, b float64) oklab {
	return labOfLight(linear(r), linear(g), linear(b))
}

// labOfLight takes linear channels of sRGB.
func labOfLight(r, g, b float64) oklab {
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	return oklab{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

func (c colour) lab() oklab {
	return labOf(float64(c.R)/255, float64(c.G)/255, float64(c.B)/255)
}

// chroma is how far the colour is from the grey of its lightness: up to 0.32
// in sRGB.
func (c oklab) chroma() float64 { return math.Hypot(c.a, c.b) }

// hue is an angle in radians.
func (c oklab) hue() float64 { return math.Atan2(c.b, c.a) }

// turned returns the colour with its hue turned by an angle in radians.
func (c oklab) turned(angle float64) oklab {
	sin, cos := math.Sincos(angle)
	return oklab{c.l, c.a*cos - c.b*sin, c.a*sin + c.b*cos}
}

// saturated returns the colour with its chroma multiplied.
func (c oklab) saturated(by float64) oklab { return oklab{c.l, c.a * by, c.b * by} }

// mixed returns the colour that lies a share of the way to other.
func (c oklab) mixed(other oklab, share float64) oklab {
	return oklab{c.l + share*(other.l-c.l), c.a + share*(other.a-c.a), c.b + share*(other.b-c.b)}
}

// rgb returns encoded channels of sRGB. A colour that sRGB has not loses
// chroma until there is one of its lightness and hue.
func (c oklab) rgb() (r, g, b float64) {
	r, g, b = c.light()
	return encoded(r), encoded(g), encoded(b)
}

// light returns linear channels of sRGB, of a colour that it has.
func (c oklab) light() (r, g, b float64) {
	r, g, b = c.saturatedLight(1)
	if inside01(r, g, b) {
		return r, g, b
	}
	low, high := 0.0, 1.0
	for range 14 {
		middle := (low + high) / 2
		if inside01(c.saturatedLight(middle)) {
			low = middle
		} else {
			high = middle
		}
	}
	return c.saturatedLight(low)
}

// saturatedLight returns linear channels of sRGB, which may lie outside of 0
// to 1, of the colour with its chroma multiplied.
func (c oklab) saturatedLight(by float64) (r, g, b float64) {
	l := c.l + by*(0.3963377774*c.a+0.2158037573*c.b)
	m := c.l - by*(0.1055613458*c.a+0.0638541728*c.b)
	s := c.l - by*(0.0894841775*c.a+1.2914855480*c.b)
	l, m, s = l*l*l, m*m*m, s*s*s
	return 4.0767416621*l - 3.3077115913*m + 0.2309699292*s,
		-1.2684380046*l + 2.6097574011*m - 0.3413193965*s,
		-0.0041960863*l - 0.7034186147*m + 1.7076147010*s
}

func inside01(r, g, b float64) bool {
	const off = 1e-4
	return min(r, g, b) >= -off && max(r, g, b) <= 1+off
}

// linear and encoded are the two directions of sRGB's curve (IEC 61966-2-1).
func linear(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

func encoded(v float64) float64 {
	v = max(0, min(v, 1))
	if v <= 0.0031308 {
		return v * 12.92
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

// curve is sRGB's curve in tables, for functions that many colours go through.
// It is within a thousandth of a level of 255.
type curve struct {
	linear  [4097]float64
	encoded [4097]float64 // of square roots, for it is steep in the shadows
}

func newCurve() *curve {
	c := &curve{}
	for i := range c.linear {
		v := float64(i) / 4096
		c.linear[i], c.encoded[i] = linear(v), encoded(v*v)
	}
	return c
}

// lab takes encoded channels of sRGB.
func (c *curve) lab(r, g, b float64) oklab {
	return labOfLight(between01(&c.linear, r), between01(&c.linear, g), between01(&c.linear, b))
}

// rgb is oklab.rgb.
func (c *curve) rgb(from oklab) (r, g, b float64) {
	r, g, b = from.light()
	return between01(&c.encoded, math.Sqrt(max(0, r))), between01(&c.encoded, math.Sqrt(max(0, g))), between01(&c.encoded, math.Sqrt(max(0, b)))
}

// between01 looks a value of 0 to 1 up.
func between01(t *[4097]float64, v float64) float64 {
	v = max(0, min(1, v)) * 4096
	i := min(4095, int(v))
	return t[i] + (v-float64(i))*(t[i+1]-t[i])
}
