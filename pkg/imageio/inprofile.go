package imageio

import (
	"image/color"

	"github.com/photoq/photoq/pkg/icc"
)

// InProfile returns a colour of sRGB as the photo's pixels have it: the one
// that becomes that colour when the photo is converted (ToSRGB). Greys stay
// greys, and opacity stays. Where the photo is in sRGB, or its profile is not
// one of curves and a matrix for RGB, that is the colour itself.
func (p Photo) InProfile(c color.NRGBA) color.NRGBA {
	if len(p.ICC) == 0 || iccSpace(p.ICC) != icc.RGB {
		return c
	}
	t, err := transformOf(p.ICC)
	if err != nil || t.Identity() {
		return c
	}
	in, ok := t.FromSRGB([3]float64{float64(c.R) / 255, float64(c.G) / 255, float64(c.B) / 255})
	if !ok {
		return c
	}
	level := func(v float64) uint8 { return uint8(255*v + 0.5) }
	if c.R == c.G && c.G == c.B {
		return color.NRGBA{level(in[1]), level(in[1]), level(in[1]), c.A}
	}
	return color.NRGBA{level(in[0]), level(in[1]), level(in[2]), c.A}
}
