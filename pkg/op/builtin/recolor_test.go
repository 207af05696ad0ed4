package builtin

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/sample"
)

// one applies a step to a single opaque colour, in 16 bits.
func one(t *testing.T, text string, r, g, b byte) [3]float64 {
	t.Helper()
	m := image.NewNRGBA64(image.Rect(0, 0, 1, 1))
	m.Set(0, 0, color.NRGBA{r, g, b, 255})
	c := apply(t, text, m).(*image.NRGBA64).NRGBA64At(0, 0)
	return [3]float64{float64(c.R) / 257, float64(c.G) / 257, float64(c.B) / 257}
}

func near(a, b [3]float64, most float64) bool {
	for i := range a {
		if math.Abs(a[i]-b[i]) > most {
			return false
		}
	}
	return true
}

func TestStylesAsComputed(t *testing.T) {
	for _, c := range []struct {
		text    string
		r, g, b byte
		want    [3]float64
	}{
		// 0.299 x 200 + 0.587 x 100 + 0.114 x 50 = 124.2
		{"recolor", 200, 100, 50, [3]float64{124.2, 124.2, 124.2}},
		{"recolor=grayscale,strength=50", 200, 100, 50, [3]float64{162.1, 112.1, 87.1}},
		// Of 0.5: 0.5^0.8 = 0.5743, 0.96 x 0.5^1.02 = 0.4734, 0.86 x 0.5^1.36 = 0.3350.
		{"recolor=sepia", 255, 0, 0, [3]float64{255 * math.Pow(0.299, 0.8), 255 * 0.96 * math.Pow(0.299, 1.02), 255 * 0.86 * math.Pow(0.299, 1.36)}},
		{"recolor=sepia", 255, 255, 255, [3]float64{255, 244.8, 219.3}},
		{"recolor=duotone,dark=#102030,light=#f0e0d0", 0, 0, 0, [3]float64{16, 32, 48}},
		{"recolor=duotone,dark=#102030,light=#f0e0d0", 255, 255, 255, [3]float64{240, 224, 208}},
		// The luma of red is 0.299: 1.2 x 0.701, and twice 1.2 x -0.299.
		{"recolor=tint,color=red", 51, 51, 51, [3]float64{
			255 * math.Pow(0.2, math.Exp(-0.8412)), 255 * math.Pow(0.2, math.Exp(0.3588)), 255 * math.Pow(0.2, math.Exp(0.3588)),
		}},
		// Black: 0.115 and 0.14; white: 0.965, 0.955 and 0.93.
		{"recolor=fade", 0, 0, 0, [3]float64{29.3, 29.3, 35.7}},
		{"recolor=fade", 255, 255, 255, [3]float64{246.1, 243.5, 237.2}},
		{"recolor=fade,strength=50", 0, 0, 0, [3]float64{14.7, 14.7, 17.9}},
	} {
		if got := one(t, c.text, c.r, c.g, c.b); !near(got, c.want, 0.1) {
			t.Errorf("%s of %d, %d, %d: %.1f, want %.1f", c.text, c.r, c.g, c.b, got, c.want)
		}
	}
}

func TestLookOfStyles(t *testing.T) {
	if c := one(t, "recolor=warm", 128, 128, 128); c[0] < 135 || c[2] > 115 {
		t.Errorf("warm grey is %.0f", c)
	}
	if c := one(t, "recolor=cool", 128, 128, 128); c[0] > 115 || c[2] < 135 {
		t.Errorf("cool grey is %.0f", c)
	}
	for _, v := range []byte{0, 128, 255} {
		if c := one(t, "recolor=vivid", v, v, v); !near(c, [3]float64{float64(v), float64(v), float64(v)}, 0.5) {
			t.Errorf("vivid made %d %.1f", v, c)
		}
	}
	pale, strong := one(t, "recolor=vivid", 110, 130, 160), one(t, "recolor=vivid", 10, 60, 250)
	if pale[2]-pale[0] < 60 {
		t.Errorf("a pale blue became %.0f, hardly stronger", pale)
	}
	if !near(strong, [3]float64{10, 60, 250}, 25) {
		t.Errorf("a strong blue became %.0f", strong)
	}
}

// No style makes a lighter grey darker than a darker one; and what has no hue
// is not given one by what is done to hues.
func TestStylesKeepTheOrderOfGreys(t *testing.T) {
	for _, text := range []string{
		"recolor", "recolor=sepia", "recolor=duotone", "recolor=tint,color=blue", "recolor=tint,color=yellow", "recolor=warm", "recolor=cool",
		"recolor=vivid", "recolor=fade", "recolor=hue=77", "recolor=from=red,to=blue",
	} {
		m := image.NewNRGBA64(image.Rect(0, 0, 256, 1))
		for x := range 256 {
			m.Set(x, 0, color.Gray{Y: byte(x)})
		}
		got := apply(t, text, m).(*image.NRGBA64)
		last := -1.0
		for x := range 256 {
			c := got.NRGBA64At(x, 0)
			y := 0.299*float64(c.R) + 0.587*float64(c.G) + 0.114*float64(c.B)
			if y < last {
				t.Fatalf("%s: grey %d is darker than the one before", text, x)
			}
			last = y
			if (strings.Contains(text, "hue") || strings.Contains(text, "from")) && (c.R != c.G || c.G != c.B) {
				if d := int(max(c.R, c.G, c.B)) - int(min(c.R, c.G, c.B)); d > 40 {
					t.Fatalf("%s: grey %d became %v", text, x, c)
				}
			}
		}
	}
}

func TestNoStrengthLeavesThePhoto(t *testing.T) {
	m := ycc.FromImage(sample.Scene(64, 48, 2), image.YCbCrSubsampleRatio420)
	for _, style := range styles() {
		text := "recolor=" + style + ",strength=0"
		if style == "tint" {
			text += ",color=red"
		}
		if got := apply(t, text, m); got != image.Image(m) {
			t.Errorf("%s made another picture", text)
		}
	}
	for _, text := range []string{"recolor=hue=0", "recolor=hue=360", "recolor=hue=-360"} {
		if got := apply(t, text, m); got != image.Image(m) {
			t.Errorf("%s made another picture", text)
		}
	}
}

// Small steps of strength make small steps of colour: no style jumps.
func TestStrengthIsSmooth(t *testing.T) {
	for _, style := range []string{"grayscale", "sepia", "duotone", "tint,color=purple", "warm", "cool", "vivid", "fade"} {
		last := one(t, "recolor="+style+",strength=0", 180, 120, 90)
		for _, s := range []string{"5", "10", "15", "20"} {
			c := one(t, "recolor="+style+",strength="+s, 180, 120, 90)
			if !near(c, last, 12) {
				t.Errorf("%s at %s: %.0f after %.0f", style, s, c, last)
			}
			last = c
		}
	}
}

func TestOklab(t *testing.T) {
	// The values that the author of the space gives for it.
	for _, c := range []struct {
		r, g, b float64
		want    oklab
	}{
		{1, 1, 1, oklab{1, 0, 0}},
		{1, 0, 0, oklab{0.6280, 0.2249, 0.1258}},
		{0, 1, 0, oklab{0.8664, -0.2339, 0.1795}},
		{0, 0, 1, oklab{0.4520, -0.0325, -0.3115}},
	} {
		got := labOf(c.r, c.g, c.b)
		if math.Abs(got.l-c.want.l)+math.Abs(got.a-c.want.a)+math.Abs(got.b-c.want.b) > 3e-4 {
			t.Errorf("%v, %v, %v is %v, want %v", c.r, c.g, c.b, got, c.want)
		}
		r, g, b := got.rgb()
		if math.Abs(r-c.r)+math.Abs(g-c.g)+math.Abs(b-c.b) > 2e-3 {
			t.Errorf("%v, %v, %v came back as %v, %v, %v", c.r, c.g, c.b, r, g, b)
		}
	}
	r, g, b := oklab{0.5, 0.4, 0.4}.rgb() // more than sRGB has
	back := labOf(r, g, b)
	if math.Abs(back.l-0.5) > 0.01 || between(back.hue(), math.Pi/4) > 0.03 || back.chroma() < 0.12 {
		t.Errorf("what sRGB has not became %v", back)
	}
}

func TestHueTurns(t *testing.T) {
	for _, degrees := range []float64{40, -90, 180} {
		text := "recolor=hue=" + optional{degrees, true}.String()
		before := labOf(150.0/255, 110.0/255, 90.0/255)
		c := one(t, text, 150, 110, 90)
		after := labOf(c[0]/255, c[1]/255, c[2]/255)
		if math.Abs(after.l-before.l) > 0.002 || math.Abs(after.chroma()-before.chroma()) > 0.002 {
			t.Errorf("%s: lightness and chroma went from %v to %v", text, before, after)
		}
		if between(after.hue(), before.hue()+degrees*math.Pi/180) > 0.02 {
			t.Errorf("%s: the hue went from %v to %v", text, before.hue(), after.hue())
		}
	}
}

func TestReplacedColours(t *testing.T) {
	const step = "recolor=from=#c02020,to=#2040c0"
	is := func(r, g, b byte) oklab {
		c := one(t, step, r, g, b)
		return labOf(c[0]/255, c[1]/255, c[2]/255)
	}
	to := opaque(0x20, 0x40, 0xc0).lab()
	for _, shade := range [][3]byte{{0xc0, 0x20, 0x20}, {0x80, 0x15, 0x15}, {0xe0, 0x60, 0x58}} {
		before := labOf(float64(shade[0])/255, float64(shade[1])/255, float64(shade[2])/255)
		after := is(shade[0], shade[1], shade[2])
		if between(after.hue(), to.hue()) > 0.15 {
			t.Errorf("%v has the hue %v, want %v", shade, after.hue(), to.hue())
		}
		if math.Abs(after.l-before.l) > 0.01 {
			t.Errorf("%v: lightness went from %v to %v", shade, before.l, after.l)
		}
	}
	for _, other := range [][3]byte{{30, 160, 60}, {128, 128, 128}, {230, 220, 40}, {200, 30, 200}, {222, 178, 155}} {
		if c := one(t, step, other[0], other[1], other[2]); !near(c, [3]float64{float64(other[0]), float64(other[1]), float64(other[2])}, 0.6) {
			t.Errorf("%v became %.1f, and is no red", other, c)
		}
	}
}

// Where the range ends, colours that are close stay close.
func TestTheBorderOfAReplacedRangeIsSmooth(t *testing.T) {
	for _, text := range []string{"recolor=from=red,to=blue", "recolor=from=gray,to=orange,tolerance=30"} {
		m := image.NewNRGBA64(image.Rect(0, 0, 2000, 1))
		for x := range 2000 {
			turn := float64(x) / 2000 * 2 * math.Pi
			r, g, b := oklab{0.6, 0.1 * math.Cos(turn) * float64(x%1000) / 999, 0.1 * math.Sin(turn) * float64(x%1000) / 999}.rgb()
			m.SetNRGBA64(x, 0, color.NRGBA64{uint16(r * 65535), uint16(g * 65535), uint16(b * 65535), 65535})
		}
		got := apply(t, text, m).(*image.NRGBA64)
		for x := 1; x < 2000; x++ {
			if x == 1000 {
				continue // chroma begins anew
			}
			if a, b := got.NRGBA64At(x-1, 0), got.NRGBA64At(x, 0); far16(a, b, 5*257) {
				t.Errorf("%s: %v beside %v at %d", text, a, b, x)
			}
		}
	}
}

func far16(a, b color.NRGBA64, most int) bool {
	d := func(x, y uint16) bool { return int(x)-int(y) > most || int(y)-int(x) > most }
	return d(a.R, b.R) || d(a.G, b.G) || d(a.B, b.B)
}

func TestReplacedGreysGetTheHueAndKeepLightness(t *testing.T) {
	c := one(t, "recolor=from=gray,to=orange", 128, 128, 128)
	if c[0] < 150 || c[2] > 90 {
		t.Errorf("grey became %.0f, want an orange", c)
	}
	lab := labOf(c[0]/255, c[1]/255, c[2]/255)
	if before := labOf(0.5, 0.5, 0.5); math.Abs(lab.l-before.l) > 0.01 {
		t.Errorf("lightness went from %v to %v", before.l, lab.l)
	}
	if c := one(t, "recolor=from=gray,to=orange", 255, 255, 255); !near(c, [3]float64{255, 255, 255}, 0.1) {
		t.Errorf("white became %.0f", c)
	}
}

func TestSepiaOfPlanesIsThatOfPixels(t *testing.T) {
	planes := image.NewYCbCr(image.Rect(0, 0, 5, 5), image.YCbCrSubsampleRatio420)
	for i := range planes.Y {
		planes.Y[i] = 128
	}
	for i := range planes.Cb {
		planes.Cb[i], planes.Cr[i] = 90, 170
	}
	want := one(t, "recolor=sepia", 128, 128, 128)
	r, g, b, _ := apply(t, "recolor=sepia", planes).At(4, 4).RGBA()
	if got := [3]float64{float64(r) / 257, float64(g) / 257, float64(b) / 257}; !near(got, want, 3) {
		t.Errorf("of planes it is %.0f, of pixels %.0f", got, want)
	}
}
