package jpeg

import (
	"bytes"
	"image"
	"image/color"
	"math/rand/v2"
	"testing"
)

// colored makes a file of full components that mean these colours.
func colored(t *testing.T, kind Color, inverted bool, o EncodeOptions) []byte {
	t.Helper()
	n := map[Color]int{RGB: 3, CMYK: 4, YCCK: 4}[kind]
	c := drawnCoefficients(50, 40, []image.Point{{1, 1}, {1, 1}, {1, 1}, {1, 1}}[:n])
	c.Color, c.Inverted = kind, inverted
	var b bytes.Buffer
	if err := c.Encode(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPatchTakesRGBAndInkAsTheyAre(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 5))
	for _, o := range []EncodeOptions{{}, {Progressive: true}} {
		for _, c := range []struct {
			kind     Color
			inverted bool
		}{{RGB, false}, {CMYK, false}, {CMYK, true}} {
			source := colored(t, c.kind, c.inverted, o)
			h, err := ReadHeader(source)
			if err != nil || h.Color != c.kind || h.Inverted != c.inverted {
				t.Fatalf("%+v, %v", h, err)
			}
			for _, touched := range patchRects(image.Pt(50, 40)) {
				edited := scribble(t, source, touched, r)
				out := patched(t, source, edited, touched, PatchOptions{})
				checkPatched(t, source, out, planesOfImage(h, edited), touched)
			}
		}
	}
}

// YCCK is converted on the way out and back, which is not exact.
func TestPatchConvertsInkToYCCK(t *testing.T) {
	source := colored(t, YCCK, true, EncodeOptions{})
	m, _, err := Decode(t.Context(), source, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	spot, ink := image.Rect(16, 8, 32, 24), color.CMYK{60, 120, 180, 90}
	edited := m.(*image.CMYK)
	for i := range spot.Dx() * spot.Dy() {
		edited.SetCMYK(spot.Min.X+i%spot.Dx(), spot.Min.Y+i/spot.Dx(), ink)
	}
	out := patched(t, source, edited, []image.Rectangle{spot}, PatchOptions{})
	after, _, err := Decode(t.Context(), out, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for y := spot.Min.Y; y < spot.Max.Y; y++ {
		for x := spot.Min.X; x < spot.Max.X; x++ {
			got := after.(*image.CMYK).CMYKAt(x, y)
			for i, v := range [4]uint8{got.C, got.M, got.Y, got.K} {
				if want := [4]uint8{ink.C, ink.M, ink.Y, ink.K}[i]; abs(int(v)-int(want)) > 4 {
					t.Fatalf("ink %d at %d, %d is %d, not %d", i, x, y, v, want)
				}
			}
		}
	}
	h, _ := ReadHeader(source)
	same(t, h, planesOf(t, source), planesOf(t, out), []image.Rectangle{spot})
}

func TestPatchTakesFullChromaForAnySampling(t *testing.T) {
	size := image.Pt(77, 51)
	touched := []image.Rectangle{image.Rect(3, 5, 40, 30), image.Rect(70, 40, 77, 51)}
	for _, ratio := range encRatios() {
		source := encBytes(t, encRough(size.X, size.Y, 20, ratio), EncodeOptions{})
		m, _, err := Decode(t.Context(), source, DecodeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		stored := m.(*image.YCbCr)
		full := image.NewYCbCr(stored.Rect, image.YCbCrSubsampleRatio444)
		for i := range full.Y {
			x, y := i%full.YStride, i/full.YStride
			c := stored.COffset(x, y)
			full.Y[i], full.Cb[i], full.Cr[i] = stored.Y[stored.YOffset(x, y)], stored.Cb[c], stored.Cr[c]
		}
		out := patched(t, source, full, touched, PatchOptions{})
		checkPatched(t, source, out, planesOfImage(readAll(t, source).Header, stored), touched)
	}
}
