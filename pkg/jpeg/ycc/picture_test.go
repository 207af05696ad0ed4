package ycc

import (
	"bytes"
	"fmt"
	"image"
	"math/rand/v2"
	"testing"
)

func ratios() []image.YCbCrSubsampleRatio {
	return []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	}
}

// noise is a picture of random samples.
func noise(r image.Rectangle, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	random := rand.New(rand.NewPCG(uint64(r.Dx()), uint64(r.Dy())))
	m := image.NewYCbCr(r, ratio)
	for _, plane := range [][]byte{m.Y, m.Cb, m.Cr} {
		each(plane, func(int) byte { return byte(random.Uint32()) })
	}
	return m
}

// noiseRGBA is a picture of random pixels, with memory beside its rows.
func noiseRGBA(w, h int) *image.RGBA {
	random := rand.New(rand.NewPCG(uint64(w), uint64(h)))
	m := image.NewRGBA(image.Rect(-2, -1, w+3, h+2))
	each(m.Pix, func(int) byte { return byte(random.Uint32()) })
	return m.SubImage(image.Rect(0, 0, w, h)).(*image.RGBA)
}

// formulaChroma is the chroma at a pixel, by the definition of the filters:
// across and down at once, in the coordinates of the whole picture.
func formulaChroma(m *image.YCbCr, plane []byte, x, y int) int {
	sx, sy := Subsampling(m.SubsampleRatio)
	at := func(cx, cy int) int {
		r := m.Rect
		cx = min(max(cx, r.Min.X/sx), (r.Max.X-1)/sx)
		cy = min(max(cy, r.Min.Y/sy), (r.Max.Y-1)/sy)
		return int(plane[(cy-r.Min.Y/sy)*m.CStride+cx-r.Min.X/sx])
	}
	cx, cy := x/sx, y/sy
	fx, fy := cx-1+x%2*2, cy-1+y%2*2
	narrow := (m.Rect.Max.X-1)/sx-m.Rect.Min.X/sx < 2
	switch {
	case sx == 1 && sy == 2:
		return (3*at(cx, cy) + at(cx, fy) + 1 + y%2) / 4
	case sx != 2 || narrow:
		return at(cx, cy)
	case sy == 1:
		return (3*at(cx, cy) + at(fx, cy) + 1 + x%2) / 4
	}
	return (9*at(cx, cy) + 3*at(fx, cy) + 3*at(cx, fy) + at(fx, fy) + 8 - x%2) / 16
}

func formulaPicture(m *image.YCbCr) *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, m.Rect.Dx(), m.Rect.Dy()))
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			px, py := m.Rect.Min.X+x, m.Rect.Min.Y+y
			cb, cr := formulaChroma(m, m.Cb, px, py), formulaChroma(m, m.Cr, px, py)
			pixel := formulaRGB(m.Y[m.YOffset(px, py)], byte(cb), byte(cr))
			copy(dst.Pix[dst.PixOffset(x, y):], pixel[:])
		}
	}
	return dst
}

func TestPicturesAndTheirPartsAreAsTheFormulaSays(t *testing.T) {
	for _, ratio := range ratios() {
		whole := noise(image.Rect(0, 0, 90, 23), ratio)
		for _, size := range []image.Point{{1, 1}, {2, 1}, {1, 2}, {3, 3}, {4, 5}, {5, 4}, {6, 2}, {7, 7}, {80, 3}, {81, 16}} {
			for _, from := range []image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}, {2, 2}, {3, 5}, {9, 7}} {
				part := whole.SubImage(image.Rectangle{from, from.Add(size)}).(*image.YCbCr)
				got, want := RGBA(part), formulaPicture(part)
				if got.Rect != want.Rect {
					t.Fatalf("%v, %v: the bounds are %v, want %v", ratio, part.Rect, got.Rect, want.Rect)
				}
				if at := differ(got.Pix, want.Pix); at >= 0 {
					t.Fatalf("%v, %v: byte %d is %d, want %d", ratio, part.Rect, at, got.Pix[at], want.Pix[at])
				}
			}
		}
	}
}

// Three samples away from its border, a part looks as the whole does there.
// Whole chroma gives the same pixels: nothing is left to interpolate.
func TestRefinedPicturesHaveTheSamePixels(t *testing.T) {
	for _, ratio := range ratios() {
		for _, size := range []image.Point{{1, 1}, {2, 3}, {33, 17}, {40, 1}} {
			m := noise(image.Rectangle{Max: size}, ratio)
			whole := Refine(m)
			if whole.SubsampleRatio != image.YCbCrSubsampleRatio444 || !bytes.Equal(RGBA(whole).Pix, RGBA(m).Pix) {
				t.Errorf("%v, %v: the pixels differ", ratio, size)
			}
		}
	}
	if got := Refine(image.NewYCbCr(image.Rectangle{}, image.YCbCrSubsampleRatio420)); !got.Rect.Empty() {
		t.Errorf("a picture without pixels has the bounds %v", got.Rect)
	}
}

func TestAPartKeepsItsPlaceInChroma(t *testing.T) {
	for _, ratio := range ratios() {
		m := noise(image.Rect(0, 0, 61, 47), ratio)
		whole := RGBA(m)
		for _, from := range []image.Point{{7, 4}, {4, 7}, {7, 7}, {10, 9}} {
			r := image.Rectangle{from, from.Add(image.Pt(33, 24))}
			part := RGBA(m.SubImage(r).(*image.YCbCr))
			for y := r.Min.Y + 3; y < r.Max.Y-3; y++ {
				for x := r.Min.X + 3; x < r.Max.X-3; x++ {
					if got, want := part.RGBAAt(x-from.X, y-from.Y), whole.RGBAAt(x, y); got != want {
						t.Fatalf("%v, part %v: the pixel at %d, %d is %v, want %v", ratio, r, x, y, got, want)
					}
				}
			}
		}
	}
}

func TestPicturesWithoutPixels(t *testing.T) {
	for _, ratio := range ratios() {
		for _, r := range []image.Rectangle{{}, image.Rect(3, 3, 3, 9), image.Rect(5, 5, 9, 5)} {
			m := image.NewYCbCr(r, ratio)
			if got := RGBA(m).Rect; got.Dx() != r.Dx() || got.Dy() != r.Dy() {
				t.Errorf("RGBA of %v: the bounds are %v", r, got)
			}
			if got := FromImage(image.NewRGBA(r), ratio).Rect; got.Dx() != r.Dx() || got.Dy() != r.Dy() {
				t.Errorf("FromImage of %v: the bounds are %v", r, got)
			}
			for _, coarser := range ratios() {
				if got := Coarsen(m, coarser).Rect; got != r {
					t.Errorf("Coarsen of %v: the bounds are %v", r, got)
				}
			}
		}
	}
}

func BenchmarkRGBA(b *testing.B) {
	for _, ratio := range ratios()[:4] {
		m := noise(image.Rect(0, 0, 4000, 300), ratio)
		b.Run(fmt.Sprint(ratio)[len("YCbCrSubsampleRatio"):], func(b *testing.B) {
			b.SetBytes(4000 * 300 * 4)
			for b.Loop() {
				RGBA(m)
			}
		})
	}
}
