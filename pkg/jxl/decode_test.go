package jxl

import (
	"context"
	"errors"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"
)

func read(t testing.TB, name string) (Header, []byte) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	h, err := ReadHeader(data)
	if err != nil {
		t.Fatal(err)
	}
	return h, data
}

func TestPicturesAreDecoded(t *testing.T) {
	for name, want := range map[string][2]color.Color{
		"colour.jxl": {color.RGBA{200, 40, 30, 255}, color.RGBA{20, 60, 220, 255}},
		"alpha.jxl":  {color.NRGBA{200, 40, 30, 255}, color.NRGBA{200, 40, 30, 100}},
		"deep.jxl":   {color.RGBA64{51401, 10281, 7711, 65535}, color.RGBA64{5141, 15421, 56541, 65535}},
	} {
		h, data := read(t, name)
		m, err := Decode(t.Context(), h, data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if m.Bounds() != image.Rect(0, 0, 16, 12) || m.At(3, 3) != want[0] || m.At(12, 9) != want[1] {
			t.Errorf("%s: %T %v of %v and %v", name, m, m.Bounds(), m.At(3, 3), m.At(12, 9))
		}
	}
}

func TestColoursThatAreNotSRGBAreTold(t *testing.T) {
	daylight := [2]float64{0.3127, 0.3290}
	for name, want := range map[string]*Colours{
		"colour.jxl":  nil,
		"deep.jxl":    nil,
		"alpha.jxl":   nil,
		"p3.jxl":      {Chromaticities: [4][2]float64{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, daylight}, Transfer: 13},
		"gamma.jxl":   {Chromaticities: [4][2]float64{{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, daylight}, Gamma: 2},
		"profile.jxl": {Profile: true},
	} {
		h, _ := read(t, name)
		if (h.Colours == nil) != (want == nil) || want != nil && *h.Colours != *want {
			t.Errorf("%s: %+v", name, h.Colours)
		}
	}
}

func TestDamagedPicturesAreErrors(t *testing.T) {
	h, data := read(t, "deep.jxl")
	for _, cut := range []int{8, 20, 60, len(data) - 8} {
		if m, err := Decode(t.Context(), h, data[:cut]); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut to %d bytes: %T, %v", cut, m, err)
		}
	}
	h.Width++
	if _, err := Decode(t.Context(), h, data); !errors.Is(err, ErrDamaged) {
		t.Errorf("of another size than its header says: %v", err)
	}
}

func TestDecodingEndsWithItsContext(t *testing.T) {
	h, data := read(t, "colour.jxl")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Decode(ctx, h, data); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}
