package tone

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"testing"
)

// negative turns a picture into its negative, in all forms of a step.
func negatives() map[string]Map {
	minus := func(v float64) float64 { return 1 - v }
	return map[string]Map{
		"curve":  {Curve(minus)},
		"curves": {Curves{minus, minus, minus}},
		"matrix": {Matrix{{-1, 0, 0, 1}, {0, -1, 0, 1}, {0, 0, -1, 1}}},
		"colour": {Colour(func(r, g, b float64) (float64, float64, float64) { return 1 - r, 1 - g, 1 - b })},
		"chain":  {Matrix{{0, 1, 0, 0}, {0, 0, 1, 0}, {1, 0, 0, 0}}, Curve(minus), Matrix{{0, 0, 1, 0}, {1, 0, 0, 0}, {0, 1, 0, 0}}},
	}
}

func one() image.Rectangle { return image.Rect(0, 0, 1, 1) }

// of returns a picture of one pixel of the type of m.
func of(m interface {
	image.Image
	Set(x, y int, c color.Color)
}, c color.Color) image.Image {
	m.Set(0, 0, c)
	return m
}

func TestNegativeOfEveryType(t *testing.T) {
	for name, m := range negatives() {
		p := Compile(m)
		for _, c := range []struct {
			picture image.Image
			want    color.Color
		}{
			{of(image.NewGray(one()), color.Gray{200}), color.Gray{55}},
			{of(image.NewGray16(one()), color.Gray16{0x1234}), color.Gray16{0xedcb}},
			{of(image.NewNRGBA(one()), color.NRGBA{10, 100, 255, 128}), color.NRGBA{245, 155, 0, 128}},
			{of(image.NewNRGBA64(one()), color.NRGBA64{10, 1000, 0xffff, 0x8000}), color.NRGBA64{0xfff5, 0xfc17, 0, 0x8000}},
			{of(image.NewRGBA(one()), color.RGBA{10, 100, 255, 255}), color.RGBA{245, 155, 0, 255}},
			{of(image.NewRGBA(one()), color.RGBA{10, 100, 128, 128}), color.RGBA{118, 28, 0, 128}},
			{of(image.NewRGBA(one()), color.RGBA{0, 0, 0, 0}), color.RGBA{0, 0, 0, 0}},
			{of(image.NewRGBA64(one()), color.RGBA64{10, 100, 128, 128}), color.RGBA64{118, 28, 0, 128}},
		} {
			before := c.picture.At(0, 0)
			if got := p.Image(c.picture).At(0, 0); got != c.want {
				t.Errorf("%s of %T: %v, want %v", name, c.picture, got, c.want)
			}
			if c.picture.At(0, 0) != before {
				t.Errorf("%s of %T was written to", name, c.picture)
			}
			got := p.InPlace(c.picture)
			if got.At(0, 0) != c.want || got != c.picture {
				t.Errorf("%s of %T in place: %v, want %v", name, c.picture, got.At(0, 0), c.want)
			}
		}
	}
}

func TestStepsByHand(t *testing.T) {
	in := color.NRGBA64{0x4000, 0x8000, 0xc000, 0xffff} // luma 0.299*16384 + 0.587*32768 + 0.114*49152 = 29736.9
	for name, c := range map[string]struct {
		m    Map
		want color.NRGBA64
	}{
		"no step":               {nil, in},
		"curves of channels":    {Map{Curves{R: math.Sqrt, B: func(float64) float64 { return math.NaN() }}}, color.NRGBA64{0x8000, 0x8000, 0, 0xffff}},
		"beyond the range":      {Map{Curve(func(v float64) float64 { return 3*v - 1 })}, color.NRGBA64{0, 0x8001, 0xffff, 0xffff}},
		"clamped between steps": {Map{Curve(func(v float64) float64 { return v * 2 }), Curve(func(v float64) float64 { return v / 2 })}, color.NRGBA64{0x4000, 0x8000, 0x8000, 0xffff}},
		"matrix":                {Map{Matrix{{0, 0.5, 0, 0.25}, {1, 1, 1, -1}, {0, 0, -1, 0.5}}}, color.NRGBA64{0x8000, 0x8001, 0, 0xffff}},
		"ramp":                  {Map{Ramp(func(v float64) (r, g, b float64) { return v, 1 - v, 0 })}, color.NRGBA64{29737, 35798, 0, 0xffff}},
		"gain":                  {Map{Gain(func(v float64) float64 { return 1 + v })}, color.NRGBA64{23818, 47637, 0xffff, 0xffff}},
		"colour":                {Map{Colour(func(r, g, b float64) (float64, float64, float64) { return b, r * g, 2 })}, color.NRGBA64{0xc000, 0x2000, 0xffff, 0xffff}},
	} {
		m := of(image.NewNRGBA64(one()), in)
		if got := Compile(c.m).Image(m).At(0, 0); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func typeName(m image.Image) string { return fmt.Sprintf("%T", m) }

// Steps that follow each other are done as they would be one after the other
// in 16 bits, and rounded once.
func TestChainIsItsStepsOneByOne(t *testing.T) {
	r := image.Rect(0, 0, 600, 4)
	random := rand.New(rand.NewPCG(5, 6))
	deep, shallow, grey := image.NewNRGBA64(r), image.NewNRGBA(r), image.NewGray16(r)
	multiplied := image.NewRGBA64(r)
	for i := range deep.Pix {
		deep.Pix[i] = byte(random.IntN(256))
	}
	for i := range shallow.Pix {
		shallow.Pix[i] = byte(random.IntN(256))
	}
	for i := range grey.Pix {
		grey.Pix[i] = byte(random.IntN(256))
	}
	draw.Draw(multiplied, r, deep, image.Point{}, draw.Src)
	for i := 6; i < len(multiplied.Pix); i += 8 {
		multiplied.Pix[i], multiplied.Pix[i+1] = 255, 255 // so that no step rounds alpha away
	}
	for name, m := range chains() {
		for _, c := range []struct{ whole, wide image.Image }{{deep, deep}, {multiplied, multiplied}, {grey, grey}, {shallow, wide(shallow)}} {
			want := c.wide
			for _, step := range m {
				want = Compile(Map{step}).Image(want)
			}
			got := Compile(m).Image(c.whole)
			for y := range r.Dy() {
				for x := range r.Dx() {
					at, wanted := got.At(x, y), want.At(x, y)
					if c.whole == shallow {
						wanted = rounded(wanted.(color.NRGBA64))
					}
					if at != wanted && (name != "colour" || c.whole != shallow || !nextTo(at.(color.NRGBA), wanted.(color.NRGBA))) {
						t.Fatalf("%s of %T at %d, %d: %v, its steps give %v", name, c.whole, x, y, at, wanted)
					}
				}
			}
		}
	}
}

func wide(m *image.NRGBA) image.Image {
	dst := image.NewNRGBA64(m.Rect)
	for i, v := range m.Pix {
		dst.Pix[2*i], dst.Pix[2*i+1] = v, v
	}
	return dst
}

// nextTo allows for the lattice that stands for functions of three channels.
func nextTo(a, b color.NRGBA) bool {
	near := func(a, b uint8) bool { return a-b+1 <= 2 }
	return near(a.R, b.R) && near(a.G, b.G) && near(a.B, b.B) && a.A == b.A
}

func rounded(c color.NRGBA64) color.Color {
	return color.NRGBA{shallow(c.R), shallow(c.G), shallow(c.B), uint8(c.A >> 8)}
}

// TestDeepGreysByTableAreTheGreysThemselves: large pictures go through a
// table, and small ones do not.
func TestDeepGreysByTableAreTheGreysThemselves(t *testing.T) {
	large := image.NewGray16(image.Rect(0, 0, 300, 300))
	for i := range large.Pix {
		large.Pix[i] = byte(i * i >> 5)
	}
	small := image.NewGray16(image.Rect(0, 0, 300, 40))
	copy(small.Pix, large.Pix)
	for name, m := range map[string]Map{
		"grey":   {Curve(func(v float64) float64 { return v * v })},
		"colour": {Colour(func(r, g, b float64) (float64, float64, float64) { return r, g / 2, b * b })},
	} {
		a, b := Compile(m).Image(large), Compile(m).Image(small)
		for y := range 40 {
			for x := range 300 {
				if a.At(x, y) != b.At(x, y) {
					t.Fatalf("%s: pixel %d, %d is %v in a large picture and %v in a small one", name, x, y, a.At(x, y), b.At(x, y))
				}
			}
		}
	}
}
