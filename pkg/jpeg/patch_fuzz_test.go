package jpeg

import (
	"bytes"
	"errors"
	"image"
	"math/rand/v2"
	"testing"
)

// FuzzPatch changes bytes of small files and draws rectangles: the result is
// an error, and decoding has one, too, or it is right, block by block.
func FuzzPatch(f *testing.F) {
	for i, ratio := range encRatios() {
		for j, o := range encModes(60) {
			data := encBytes(f, encRough(20+7*i, 35-3*j, 15, ratio), o)
			f.Add(data, uint64(i*10+j), uint16(0), byte(0))
			f.Add(data, uint64(i*10+j), uint16(len(data)-len(data)/3), byte(1+i))
		}
	}
	for i, factors := range samplings() {
		f.Add(drawn(f, 30, 20, factors, EncodeOptions{Optimize: i%2 == 0}), uint64(i), uint16(500), byte(0))
	}
	f.Fuzz(func(t *testing.T, data []byte, seed uint64, at uint16, change byte) {
		if int(at) < len(data) {
			data = bytes.Clone(data)
			data[at] ^= change
		}
		h, err := ReadHeader(data)
		if err != nil || h.Width*h.Height > 1<<16 {
			return
		}
		r := rand.New(rand.NewPCG(seed, 1))
		var touched []image.Rectangle
		for range r.IntN(4) {
			x, y := r.IntN(h.Width+8)-4, r.IntN(h.Height+8)-4
			touched = append(touched, image.Rect(x, y, x+r.IntN(h.Width), y+r.IntN(h.Height)))
		}
		fuzzPatch(t, data, h, touched, r)
	})
}

func fuzzPatch(t *testing.T, data []byte, h Header, touched []image.Rectangle, r *rand.Rand) {
	_, _, bad := Decode(t.Context(), data, DecodeOptions{})
	edited := blank(h)
	if bad == nil {
		edited = scribble(t, data, touched, r)
	}
	var out bytes.Buffer
	err := Patch(t.Context(), &out, data, edited, touched, PatchOptions{})
	switch {
	case bad != nil && err == nil:
		t.Fatalf("a file was patched that cannot be decoded: %v", bad)
	case bad == nil && err != nil && !errors.Is(err, errEncodeRange):
		t.Fatalf("a sound file: %v", err)
	case err != nil && out.Len() > 0:
		t.Fatal("something was written in spite of an error")
	case err != nil:
		return
	}
	if !storedAsSamples(h) {
		same(t, h, planesOf(t, data), planesOf(t, out.Bytes()), touched)
		return
	}
	checkPatched(t, data, out.Bytes(), planesOfImage(h, edited), touched)
}

// storedAsSamples reports whether Decode's picture holds the very samples of
// the components.
func storedAsSamples(h Header) bool {
	f := &frame{Header: h, comp: make([]frameComponent, len(h.Components))}
	if f.measure() != nil {
		return false
	}
	switch h.Color {
	case Gray:
		return true
	case YCbCr:
		_, known := f.ratio()
		return known
	case RGB, CMYK:
		for _, c := range f.Components {
			if c.H != f.hmax || c.V != f.vmax {
				return false
			}
		}
		return true
	}
	return false
}
