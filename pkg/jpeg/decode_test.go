package jpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	stdjpeg "image/jpeg"
	"io"
	"testing"

	"github.com/photoq/photoq/pkg/sample"
)

// standardJPEG encodes a drawn photo with the standard library: 4:2:0.
func standardJPEG(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := stdjpeg.Encode(&b, sample.Scene(w, h, w+h), &stdjpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// oddFile encodes noise with any sampling.
func oddFile(t testing.TB, size image.Point, components []Component, o EncodeOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	e, err := NewEncoder(&b, size, components, o)
	if err != nil {
		t.Fatal(err)
	}
	h := Header{Width: size.X, Height: size.Y, Components: components}
	rows := Rows{}
	for i, c := range components {
		s := h.planeSize(c, 8)
		p := Plane{Pix: make([]byte, s.X*s.Y), Stride: s.X, Width: s.X, Height: s.Y}
		encFill(p.Pix, s.X, 20, uint64(i))
		rows.Planes = append(rows.Planes, p)
	}
	if err := e.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// oddSamplings are some that image.YCbCr knows and some that it does not.
func oddSamplings() map[string][]Component {
	three := func(a, b, c, d, e, f int) []Component { return []Component{{1, a, b}, {2, c, d}, {3, e, f}} }
	return map[string][]Component{
		"4:4:4": three(1, 1, 1, 1, 1, 1), "4:2:0": three(2, 2, 1, 1, 1, 1), "4:2:2": three(2, 1, 1, 1, 1, 1),
		"4:4:0": three(1, 2, 1, 1, 1, 1), "4:1:1": three(4, 1, 1, 1, 1, 1), "4:1:0": three(4, 2, 1, 1, 1, 1),
		"4:4:4 as 2x2": three(2, 2, 2, 2, 2, 2)[:1], "3x1": three(3, 1, 1, 1, 1, 1), "1x3": three(1, 3, 1, 1, 1, 1),
		"larger chroma": three(1, 1, 2, 2, 2, 2), "unlike chroma": three(2, 2, 2, 1, 1, 2), "no fraction": three(3, 2, 2, 1, 1, 1),
		"grey": three(1, 1, 1, 1, 1, 1)[:1],
	}
}

func mustDecode(t testing.TB, data []byte, o DecodeOptions) image.Image {
	t.Helper()
	m, faults, err := Decode(context.Background(), data, o)
	if err != nil || len(faults) > 0 {
		t.Fatalf("decode: %v %v", err, faults)
	}
	return m
}

func TestDecodeAgreesWithTheStandardLibraryAtAllSizes(t *testing.T) {
	for w := 1; w <= 40; w++ {
		for h := 1; h <= 40; h++ {
			data := standardJPEG(t, w, h)
			want, err := stdjpeg.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			m, ok := mustDecode(t, data, DecodeOptions{}).(*image.YCbCr)
			if !ok || m.Rect != want.Bounds() || m.SubsampleRatio != image.YCbCrSubsampleRatio420 {
				t.Fatalf("%d x %d: %T of %v", w, h, m, m.Bounds())
			}
			std := want.(*image.YCbCr)
			for y := range h {
				for x := range w {
					a, b := m.YCbCrAt(x, y), std.YCbCrAt(x, y)
					if abs(int(a.Y)-int(b.Y)) > 1 || abs(int(a.Cb)-int(b.Cb)) > 1 || abs(int(a.Cr)-int(b.Cr)) > 1 {
						t.Fatalf("%d x %d: at %d, %d there is %v, and %v in the standard library", w, h, x, y, a, b)
					}
				}
			}
		}
	}
}

// byRows puts a picture together from rows, and checks that they come in
// order and whole.
func byRows(t testing.TB, data []byte, o DecodeOptions) ([]Plane, []*Fault, error) {
	t.Helper()
	d, err := NewDecoder(context.Background(), data, o)
	if err != nil {
		return nil, nil, err
	}
	var planes []Plane
	for _, b := range d.Bounds() {
		planes = append(planes, Plane{make([]byte, b.X*b.Y), b.X, b.X, b.Y})
	}
	next := [4]int{}
	for {
		rows, err := d.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		for i, p := range rows.Planes {
			if rows.Y[i] != next[i] || p.Width != planes[i].Width {
				t.Fatalf("plane %d: rows from %d on, %d wide, where %d was due, %d wide", i, rows.Y[i], p.Width, next[i], planes[i].Width)
			}
			for y := range p.Height {
				copy(planes[i].Pix[(next[i]+y)*p.Width:], p.Pix[y*p.Stride:][:p.Width])
			}
			next[i] += p.Height
		}
	}
	for i, p := range planes {
		if next[i] != p.Height {
			t.Fatalf("plane %d: %d rows of %d", i, next[i], p.Height)
		}
	}
	return planes, d.Faults(), nil
}

// wholePlanes takes a picture apart, as far as its planes are in the file.
func wholePlanes(m image.Image) []Plane {
	switch m := m.(type) {
	case *image.Gray:
		return []Plane{{m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy()}}
	case *image.YCbCr:
		last := m.COffset(m.Rect.Max.X-1, m.Rect.Max.Y-1)
		w, h := last%m.CStride+1, last/m.CStride+1
		return []Plane{
			{m.Y, m.YStride, m.Rect.Dx(), m.Rect.Dy()}, {m.Cb, m.CStride, w, h}, {m.Cr, m.CStride, w, h},
		}
	}
	return nil
}

// comparePlanes reports a difference; planes of another size are those that
// Decode has enlarged.
func comparePlanes(got, want []Plane) error {
	for i := range got {
		a, b := got[i], want[i]
		if a.Width != b.Width || a.Height != b.Height {
			continue
		}
		for y := range a.Height {
			if !bytes.Equal(a.Pix[y*a.Stride:][:a.Width], b.Pix[y*b.Stride:][:b.Width]) {
				return fmt.Errorf("row %d of plane %d differs", y, i)
			}
		}
	}
	return nil
}

func TestRowsMakeUpTheWholeAtAllScalesAndSamplings(t *testing.T) {
	for name, components := range oddSamplings() {
		for _, size := range []image.Point{{1, 1}, {7, 50}, {33, 17}, {64, 48}, {95, 31}} {
			for _, e := range []EncodeOptions{{}, {Restart: 3, Optimize: true}, {Progressive: true}} {
				data := oddFile(t, size, components, e)
				for _, scale := range []int{0, 1, 2, 4, 8} {
					for _, sharp := range []bool{false, true} {
						o := DecodeOptions{Scale: scale, SharpChroma: sharp}
						planes, _, err := byRows(t, data, o)
						if err != nil {
							t.Fatalf("%s %v at 1/%d: %v", name, size, scale, err)
						}
						m := mustDecode(t, data, o)
						if err := comparePlanes(wholePlanes(m), planes); err != nil {
							t.Errorf("%s %v at 1/%d, sharp %v: %v", name, size, scale, sharp, err)
						}
						want := image.Rect(0, 0, ceilDiv(size.X, max(scale, 1)), ceilDiv(size.Y, max(scale, 1)))
						if !sharp && m.Bounds() != want {
							t.Errorf("%s %v at 1/%d: the picture is %v", name, size, scale, m.Bounds())
						}
					}
				}
			}
		}
	}
}

func TestSamplingsThatImagesHaveNoNameForEqualDjpeg(t *testing.T) {
	for name, components := range oddSamplings() {
		if name == "no fraction" {
			continue // djpeg has no code for it
		}
		for _, size := range []image.Point{{5, 3}, {61, 47}} {
			data := oddFile(t, size, components, EncodeOptions{Quality: 90})
			m := mustDecode(t, data, DecodeOptions{})
			if g, ok := m.(*image.Gray); ok {
				sameLuma(t, name, data, g.Pix, g.Stride, size)
				continue
			}
			sameColors(t, name, data, m)
		}
	}
}

func TestSharpChromaGrowsAsFarAsItsSamplingAllows(t *testing.T) {
	for name, c := range map[string]struct {
		sampling string
		scale    int
		want     image.Point // of chroma, for luma of 64 x 64 / scale
	}{
		"half of 4:2:0":          {"4:2:0", 2, image.Pt(32, 32)},
		"an eighth of 4:2:0":     {"4:2:0", 8, image.Pt(8, 8)},
		"half of 4:2:2":          {"4:2:2", 2, image.Pt(16, 32)},
		"half of 4:4:4":          {"4:4:4", 2, image.Pt(32, 32)},
		"half of 4:1:0":          {"4:1:0", 2, image.Pt(16, 32)},
		"full size of 4:2:0":     {"4:2:0", 1, image.Pt(32, 32)},
		"a quarter of 1x3":       {"1x3", 4, image.Pt(16, 6)},
		"half of smaller luma":   {"larger chroma", 2, image.Pt(32, 32)},
		"quarter of the unlike":  {"unlike chroma", 4, image.Pt(16, 8)},
		"quarter of 4:2:0":       {"4:2:0", 4, image.Pt(16, 16)},
		"a quarter of 4:1:1":     {"4:1:1", 4, image.Pt(4, 16)},
		"an eighth of no chroma": {"grey", 8, image.Pt(8, 8)},
	} {
		components := oddSamplings()[c.sampling]
		data := oddFile(t, image.Pt(64, 64), components, EncodeOptions{})
		d, err := NewDecoder(context.Background(), data, DecodeOptions{Scale: c.scale, SharpChroma: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Bounds()[min(1, len(components)-1)]; got != c.want {
			t.Errorf("%s: chroma is %v, not %v", name, got, c.want)
		}
	}
}

func TestDecodeEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	data := standardJPEG(t, 64, 64)
	d, err := NewDecoder(ctx, data, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Next(); err != nil {
		t.Fatal(err)
	}
	cancel()
	for range 2 {
		if _, err := d.Next(); !errors.Is(err, context.Canceled) {
			t.Fatalf("after the end: %v", err)
		}
	}
	if _, _, err := Decode(ctx, data, DecodeOptions{Tolerant: true}); !errors.Is(err, context.Canceled) {
		t.Fatalf("decode: %v", err)
	}
}

func TestOnlyFourScalesArePossible(t *testing.T) {
	for _, scale := range []int{-1, 3, 5, 16} {
		if _, err := NewDecoder(context.Background(), standardJPEG(t, 8, 8), DecodeOptions{Scale: scale}); err == nil {
			t.Errorf("a scale of 1/%d is taken", scale)
		}
	}
}
