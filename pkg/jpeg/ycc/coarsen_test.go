package ycc

import (
	"bytes"
	"fmt"
	"image"
	"testing"
)

// formulaCoarse is the average of the pixels of each chroma sample, by the
// definition: coordinates beyond the picture are those of its border.
func formulaCoarse(plane []byte, w, h, sx, sy int) []byte {
	var out []byte
	for cy := range (h + sy - 1) / sy {
		for cx := range (w + sx - 1) / sx {
			sum := sx * sy / 2
			switch {
			case sx == 2 && sy == 1:
				sum = cx % 2
			case sx == 2:
				sum = 1 + cx%2
			}
			for y := cy * sy; y < cy*sy+sy; y++ {
				for x := cx * sx; x < cx*sx+sx; x++ {
					sum += int(plane[min(y, h-1)*w+min(x, w-1)])
				}
			}
			out = append(out, byte(sum/(sx*sy)))
		}
	}
	return out
}

func TestFromImageIsAsTheFormulaSays(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {2, 1}, {1, 2}, {3, 3}, {4, 5}, {5, 4}, {80, 3}, {131, 6}, {132, 7}} {
		m := noiseRGBA(size.X, size.Y)
		var planes [3][]byte
		for y := range size.Y {
			for x := range size.X {
				c := m.RGBAAt(x, y)
				for i, v := range formulaYCC(c.R, c.G, c.B) {
					planes[i] = append(planes[i], v)
				}
			}
		}
		for _, ratio := range ratios() {
			got := FromImage(m, ratio)
			if got.Rect != image.Rect(0, 0, size.X, size.Y) || got.SubsampleRatio != ratio {
				t.Fatalf("%v, %v: got %v, %v", size, ratio, got.Rect, got.SubsampleRatio)
			}
			sx, sy := Subsampling(ratio)
			for i, plane := range [][]byte{got.Y, got.Cb, got.Cr} {
				want := planes[i]
				if i > 0 && (sx > 1 || sy > 1) {
					want = formulaCoarse(want, size.X, size.Y, sx, sy)
				}
				if !bytes.Equal(plane, want) {
					t.Fatalf("%v, %v, plane %d: got %v, want %v", size, ratio, i, plane, want)
				}
			}
		}
	}
}

func TestCoarsenIsAsFromImage(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {2, 3}, {7, 4}, {80, 3}, {131, 6}, {132, 7}} {
		m := noiseRGBA(size.X, size.Y)
		full := FromImage(m, image.YCbCrSubsampleRatio444)
		for _, ratio := range ratios() {
			got, want := Coarsen(full, ratio), FromImage(m, ratio)
			if got.SubsampleRatio != ratio || got.Rect != want.Rect {
				t.Fatalf("%v, %v: got %v, %v", size, ratio, got.Rect, got.SubsampleRatio)
			}
			if !bytes.Equal(got.Cb, want.Cb) || !bytes.Equal(got.Cr, want.Cr) {
				t.Fatalf("%v, %v: the chroma differs", size, ratio)
			}
			if &got.Y[0] != &full.Y[0] {
				t.Fatalf("%v, %v: luma was copied", size, ratio)
			}
		}
	}
}

func TestCoarsenGoesOnlyOneWay(t *testing.T) {
	for _, from := range ratios() {
		for _, to := range ratios() {
			m := noise(image.Rect(0, 0, 19, 13), from)
			before := bytes.Clone(m.Cb)
			got := Coarsen(m, to)
			fx, fy := Subsampling(from)
			tx, ty := Subsampling(to)
			want := to
			if tx < fx || ty < fy {
				want = from
			}
			if got.SubsampleRatio != want {
				t.Errorf("%v to %v: got %v, want %v", from, to, got.SubsampleRatio, want)
			}
			if (got == m) != (want == from) {
				t.Errorf("%v to %v: the picture itself returned: %t", from, to, got == m)
			}
			if !bytes.Equal(m.Cb, before) {
				t.Errorf("%v to %v: the source was changed", from, to)
			}
			if _, _, _, a := got.At(18, 12).RGBA(); a != 0xffff {
				t.Errorf("%v to %v: the last pixel is not opaque", from, to)
			}
		}
	}
}

// A chroma sample that is wholly inside of a part covers the same pixels as
// in the whole. The alternating rounding may begin differently.
func TestCoarsenKeepsTheSquaresOfAPart(t *testing.T) {
	for _, from := range ratios() {
		for _, to := range ratios() {
			m := noise(image.Rect(0, 0, 61, 47), from)
			whole := Coarsen(m, to)
			if whole == m {
				continue
			}
			for _, at := range []image.Point{{4, 4}, {5, 4}, {6, 5}, {7, 7}} {
				r := image.Rectangle{at, at.Add(image.Pt(33, 24))}
				part := Coarsen(m.SubImage(r).(*image.YCbCr), to)
				for y := r.Min.Y + 4; y < r.Max.Y-4; y++ {
					for x := r.Min.X + 4; x < r.Max.X-4; x++ {
						got, want := int(part.Cr[part.COffset(x, y)]), int(whole.Cr[whole.COffset(x, y)])
						if max(got-want, want-got) > 1 {
							t.Fatalf("%v to %v, part %v: chroma at %d, %d is %d, want about %d", from, to, r, x, y, got, want)
						}
					}
				}
			}
		}
	}
}

func BenchmarkFromImage(b *testing.B) {
	for _, ratio := range ratios()[:4] {
		m := noiseRGBA(4000, 300)
		b.Run(fmt.Sprint(ratio)[len("YCbCrSubsampleRatio"):], func(b *testing.B) {
			b.SetBytes(4000 * 300 * 4)
			for b.Loop() {
				FromImage(m, ratio)
			}
		})
	}
}

func BenchmarkCoarsen(b *testing.B) {
	full := noise(image.Rect(0, 0, 4000, 300), image.YCbCrSubsampleRatio444)
	for _, ratio := range ratios()[1:4] {
		b.Run(fmt.Sprint(ratio)[len("YCbCrSubsampleRatio"):], func(b *testing.B) {
			b.SetBytes(4000 * 300 * 2)
			for b.Loop() {
				Coarsen(full, ratio)
			}
		})
	}
}
