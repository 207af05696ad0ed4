package builtin

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
)

// scene draws greys from low to high, a third of them with colours, under a
// light of those gains (of linear light).
func scene(low, high float64, light [3]float64) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, 240, 120))
	for y := range 120 {
		for x := range 240 {
			v := low + (high-low)*float64((x*7+y*3)%240)/239
			c := [3]float64{v, v, v}
			if y%3 == 0 {
				c[y/3%3] *= 0.6
			}
			for i := range c {
				c[i] = encoded(linear(c[i]) * light[i])
			}
			m.SetNRGBA(x, y, color.NRGBA{byte(255*c[0] + 0.5), byte(255*c[1] + 0.5), byte(255*c[2] + 0.5), 255})
		}
	}
	return m
}

func white() [3]float64 { return [3]float64{1, 1, 1} }

// measured returns what auto finds to mend.
func measured(m image.Image, strength float64) correction {
	seen := viewOf(m)
	fix := correction{gains: whiteBalance(seen, strength), white: 1, lift: 1}
	pixels := seen.samples()
	for i, c := range pixels {
		pixels[i] = fix.balanced(c)
	}
	fix.measureLevels(pixels, strength)
	return fix
}

func TestAutoLeavesGoodPhotosAlone(t *testing.T) {
	m := scene(0, 1, white())
	if got := apply(t, "auto", m); got != image.Image(m) {
		t.Errorf("it did %v to a photo of full range and no cast", measured(m, 1))
	}
	if got := apply(t, "auto=0", scene(0.2, 0.6, white())); !near3(got.At(0, 0), scene(0.2, 0.6, white()).At(0, 0)) {
		t.Error("at no strength it did something")
	}
}

func near3(a, b color.Color) bool {
	x, y := color.NRGBAModel.Convert(a).(color.NRGBA), color.NRGBAModel.Convert(b).(color.NRGBA)
	return x == y
}

// Greys from 0.08 to 0.86: black is moved by 0.07, white by 0.13.
func TestAutoStretchesFlatLevels(t *testing.T) {
	fix := measured(scene(0.08, 0.86, white()), 1)
	if math.Abs(fix.black-0.07) > 0.02 || math.Abs(fix.white-0.87) > 0.02 {
		t.Errorf("%v, want levels from 18 to 222", fix)
	}
	if half := measured(scene(0.08, 0.86, white()), 0.5); math.Abs(half.black-0.035) > 0.01 || math.Abs(half.white-0.935) > 0.01 {
		t.Errorf("at half the strength %v, want levels from 9 to 238", half)
	}
}

func TestAutoIsBounded(t *testing.T) {
	for _, m := range []image.Image{
		scene(0.4, 0.5, white()), scene(0.3, 0.35, [3]float64{1.6, 1, 0.4}), scene(0.9, 0.95, white()), scene(0.1, 0.2, white()),
		scene(0, 0.01, white()), scene(0.5, 0.5, white()), image.NewNRGBA(image.Rect(0, 0, 9, 9)), image.NewGray(image.Rect(0, 0, 1, 1)),
	} {
		fix := measured(m, 1)
		if fix.black < 0 || fix.black > mostBlack+1e-9 || fix.white > 1 || fix.white-fix.black < 1/mostContrast-1e-9 || fix.lift > 1 || fix.lift < mostLift {
			t.Errorf("%v is out of bounds", fix)
		}
		for i, g := range fix.gains {
			if g < 1/mostGain-1e-9 || g > mostGain+1e-9 {
				t.Errorf("channel %d gains %v", i, g)
			}
			last := 0.0
			for v := 0.0; v <= 1; v += 1.0 / 128 {
				out := fix.curve(i)(v)
				if out < last || out > 1 {
					t.Fatalf("%v: channel %d falls or leaves the range at %v", fix, i, v)
				}
				last = out
			}
		}
	}
}

func TestAutoLeavesNightsDark(t *testing.T) {
	night := scene(0, 0.12, white())
	fix := measured(night, 1)
	if fix.white < 0.97 || fix.lift < 0.97 {
		t.Errorf("%v brightens a night", fix)
	}
	dusk := measured(scene(0, 0.55, white()), 1)
	if dusk.white > 0.85 {
		t.Errorf("%v leaves an underexposed photo dark", dusk)
	}
}

// A light that makes greys a little blue or yellow is taken back, by more than
// half and not beyond.
func TestAutoTakesCastsAway(t *testing.T) {
	for _, light := range [][3]float64{{1.15, 1, 0.85}, {0.87, 1, 1.15}, {0.95, 1.05, 0.95}} {
		gains := measured(scene(0, 0.9, light), 1).gains
		for _, i := range []int{0, 2} {
			cast := math.Log(light[i] / light[1])
			mended := math.Log(gains[i] / gains[1])
			if left := (cast + mended) / cast; left < -0.1 || left > 0.5 {
				t.Errorf("light %v: of channel %d, %.2f of the cast is left (gains %.2f)", light, i, left, gains)
			}
		}
	}
}

// What is all of one colour has no greys to go by.
func TestAutoLeavesTheColourOfAPhotoOfOneColour(t *testing.T) {
	for _, c := range [][3]float64{{0.9, 0.5, 0.3}, {0.2, 0.5, 0.3}, {0.2, 0.4, 0.8}, {0.85, 0.65, 0.55}} {
		m := image.NewNRGBA(image.Rect(0, 0, 100, 100))
		for i := range 100 * 100 {
			v := 0.3 + 0.7*float64(i%97)/96
			m.SetNRGBA(i%100, i/100, color.NRGBA{byte(255 * c[0] * v), byte(255 * c[1] * v), byte(255 * c[2] * v), 255})
		}
		if gains := measured(m, 1).gains; gains != white() {
			t.Errorf("of %v, the gains are %.2f", c, gains)
		}
	}
}

// A print of one brown has no colours that differ from the light's.
func TestAutoLeavesBrownPrintsBrown(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 200, 100))
	for i := range 200 * 100 {
		v := 0.1 + 0.8*float64(i*7%199)/198
		m.SetNRGBA(i%200, i/200, color.NRGBA{byte(255*encoded(1.15*v) + 0.5), byte(255*encoded(v) + 0.5), byte(255*encoded(0.8*v) + 0.5), 255})
	}
	if gains := measured(m, 1).gains; gains != white() {
		t.Errorf("the gains are %.2f", gains)
	}
}

// Warmth is often meant, and cold hardly ever.
func TestAutoTakesLessOfWarmth(t *testing.T) {
	warm, cold := measured(scene(0, 0.9, [3]float64{1.2, 1, 0.8}), 1).gains, measured(scene(0, 0.9, [3]float64{1 / 1.2, 1, 1 / 0.8}), 1).gains
	if w, c := -math.Log(warm[0]/warm[2]), math.Log(cold[0]/cold[2]); w < 0.1 || c < w+0.05 {
		t.Errorf("of two casts of one size, %.2f is taken of the warm and %.2f of the cold one", w, c)
	}
}

func TestAutoSaysWhatItDid(t *testing.T) {
	o := &auto{Strength: 100}
	m := scene(0.08, 0.86, white())
	before := append([]byte(nil), m.Pix...)
	p, err := o.Apply(t.Context(), imageio.Photo{Image: m, Notes: []string{"first"}})
	if err != nil || len(p.Notes) != 2 || !strings.HasPrefix(p.Notes[1], "auto: levels from ") {
		t.Errorf("%v, %v", p.Notes, err)
	}
	if string(before) != string(m.Pix) {
		t.Error("it wrote to the photo")
	}
	grey := imageio.Photo{Image: image.NewGray(image.Rect(0, 0, 4, 4))}
	if p, err = o.Apply(t.Context(), grey); err != nil || len(p.Notes) != 0 {
		t.Errorf("of a black photo it said %v, %v", p.Notes, err)
	}
	var _ op.Measurer = o
}

// Transparent pixels have no say.
func TestAutoLooksAtWhatCanBeSeen(t *testing.T) {
	m := scene(0, 1, white())
	for i := 0; i < len(m.Pix); i += 8 {
		copy(m.Pix[i:], []byte{90, 120, 200, 0})
	}
	for _, p := range viewOf(m).samples() {
		if math.Abs(p[0]*255-90)+math.Abs(p[1]*255-120)+math.Abs(p[2]*255-200) < 1 {
			t.Fatal("a transparent pixel was looked at")
		}
	}
}
