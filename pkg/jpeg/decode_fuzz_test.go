package jpeg

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"runtime"
	"testing"
)

// fuzzLimits keep a fuzzed file small: a few megabytes of samples.
func fuzzLimits() Limits { return Limits{Pixels: 1 << 18, Memory: 64 << 20, Scans: 20} }

// FuzzDecode checks that all ways to decode agree: strict and tolerant, by
// rows and whole, and in their verdict all scales.
func FuzzDecode(f *testing.F) {
	for _, components := range oddSamplings() {
		for _, o := range []EncodeOptions{{}, {Restart: 2}, {Progressive: true}} {
			f.Add(oddFile(f, image.Pt(35, 21), components, o))
		}
	}
	f.Add(standardJPEG(f, 50, 40))
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := fuzzLimits()
		strict := map[int]bool{}
		for _, scale := range []int{1, 2, 4, 8} {
			o := DecodeOptions{Scale: scale, Limits: limits}
			m, faults, err := Decode(context.Background(), data, o)
			if len(faults) > 0 || (err == nil) == (m == nil) {
				t.Fatalf("strict at 1/%d: %T %v %v", scale, m, faults, err)
			}
			strict[scale] = err == nil
			o.Tolerant = true
			borne, faults, tolerantErr := Decode(context.Background(), data, o)
			switch {
			case err == nil && (tolerantErr != nil || len(faults) > 0 || !sameImages(m, borne)):
				t.Fatalf("at 1/%d strict decoding is content, and tolerant is not, or differs: %v %v", scale, tolerantErr, faults)
			case err != nil && tolerantErr == nil && len(faults) == 0:
				t.Fatalf("at 1/%d strict decoding says %v, and tolerant nothing", scale, err)
			}
			if tolerantErr == nil {
				rowsLikeWhole(t, data, o, borne)
			}
		}
		if strict[1] != strict[2] || strict[1] != strict[4] || strict[1] != strict[8] {
			t.Fatalf("the scales do not agree: %v", strict)
		}
		boundedMemory(t, data)
	})
}

func sameImages(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	if x, ok := a.(*image.YCbCr); ok {
		y, ok := b.(*image.YCbCr)
		return ok && comparePlanes(wholePlanes(x), wholePlanes(y)) == nil
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if c, d := color.Color(a.At(x, y)), color.Color(b.At(x, y)); c != d {
				return false
			}
		}
	}
	return true
}

func rowsLikeWhole(t *testing.T, data []byte, o DecodeOptions, m image.Image) {
	t.Helper()
	planes, _, err := byRows(t, data, o)
	if err != nil {
		t.Fatalf("by rows at 1/%d: %v", o.Scale, err)
	}
	if err := comparePlanes(wholePlanes(m), planes); err != nil {
		t.Fatalf("by rows at 1/%d: %v", o.Scale, err)
	}
}

// boundedMemory decodes by rows and compares what that allocates in all with
// the estimate.
func boundedMemory(t *testing.T, data []byte) {
	t.Helper()
	h, err := ReadHeader(data)
	if err != nil {
		return
	}
	o := DecodeOptions{Tolerant: true, Limits: fuzzLimits()}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	d, err := NewDecoder(context.Background(), data, o)
	for err == nil {
		_, err = d.Next()
	}
	runtime.ReadMemStats(&after)
	stored := d == nil || d.store != nil // what fails may have got as far as that
	// Tables and segments are as large as the file makes them, and coefficients
	// of many bits take another byte.
	most := h.memory(o, stored) + 64*int64(len(data)) + 1<<20
	if stored {
		most += h.memory(o, true)
	}
	if used := int64(after.TotalAlloc - before.TotalAlloc); used > most && h.Width*h.Height <= int(o.Limits.Pixels) {
		t.Fatalf("%d bytes are allocated, and the estimate is %d", used, most)
	}
}

// FuzzReadHeader checks that a header is the one that decoding finds.
func FuzzReadHeader(f *testing.F) {
	f.Add(standardJPEG(f, 9, 9))
	f.Add([]byte("\xff\xd8" + frameBytes(markSOF0, "R\x11\x00", "G\x11\x00", "B\x11\x00")))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := ReadHeader(data)
		d, decodeErr := NewDecoder(context.Background(), bytes.Clone(data), DecodeOptions{Limits: fuzzLimits()})
		if decodeErr != nil {
			return
		}
		got := d.Header()
		if err != nil || h.Width != got.Width || h.Height != got.Height || h.Color != got.Color || h.Inverted != got.Inverted {
			t.Fatalf("%+v, %v; decoding finds %+v", h, err, got)
		}
	})
}
