package imageio

import (
	"fmt"
	"image"
	"testing"
)

func ratios() []image.YCbCrSubsampleRatio {
	return []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	}
}

// everyType returns a picture of each type of Photo.Image, no two pixels of
// which are alike nearby.
func everyType(w, h int) []image.Image {
	r := image.Rect(0, 0, w, h)
	grey, grey16, rgba, nrgba := image.NewGray(r), image.NewGray16(r), image.NewRGBA(r), image.NewNRGBA(r)
	rgba64, nrgba64 := image.NewRGBA64(r), image.NewNRGBA64(r)
	for i, pix := range [][]byte{grey.Pix, grey16.Pix, nrgba.Pix, nrgba64.Pix} {
		for j := range pix {
			pix[j] = byte(j*(7+2*i) + j/251)
		}
	}
	for y := range h {
		for x := range w {
			rgba.Set(x, y, nrgba.At(x, y))
			rgba64.Set(x, y, nrgba64.At(x, y))
		}
	}
	all := []image.Image{grey, grey16, rgba, nrgba, rgba64, nrgba64}
	for _, ratio := range ratios() {
		all = append(all, planes(w, h, ratio))
	}
	return all
}

// source is where the pixel at (x, y) of the upright picture is stored, by
// the definition of the tag: which corner its row 0 and column 0 are at.
func source(o Orientation, w, h, x, y int) (int, int) {
	switch o {
	case MirrorX:
		return w - 1 - x, y
	case Rotate180:
		return w - 1 - x, h - 1 - y
	case MirrorY:
		return x, h - 1 - y
	case Transpose:
		return y, x
	case Rotate90:
		return y, h - 1 - x
	case Transverse:
		return w - 1 - y, h - 1 - x
	case Rotate270:
		return w - 1 - y, x
	}
	return x, y
}

func TestOrient(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {2, 1}, {1, 3}, {8, 4}, {7, 5}, {70, 33}} {
		for _, m := range everyType(size.X, size.Y) {
			for o := Upright; o <= Rotate270; o++ {
				name := fmt.Sprintf("%T %v %d", m, size, o)
				got := Orient(m, o)
				if fmt.Sprintf("%T", got) != fmt.Sprintf("%T", m) || got.Bounds().Min != (image.Point{}) {
					t.Fatalf("%s: %T %v", name, got, got.Bounds())
				}
				for y := range got.Bounds().Dy() {
					for x := range got.Bounds().Dx() {
						sx, sy := source(o, size.X, size.Y, x, y)
						if got.At(x, y) != m.At(sx, sy) {
							t.Fatalf("%s: (%d,%d) is %v, want %v", name, x, y, got.At(x, y), m.At(sx, sy))
						}
					}
				}
			}
		}
	}
}

func TestOrientKeepsSubsamplingWhereItCan(t *testing.T) {
	for _, c := range []struct {
		from, to image.YCbCrSubsampleRatio
		w, h     int
		o        Orientation
	}{
		{image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio420, 8, 8, Rotate90},
		{image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio440, 8, 8, Rotate90},
		{image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio422, 8, 8, Transpose},
		{image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio420, 7, 8, MirrorY},
		{image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio444, 7, 8, MirrorX},
		{image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio444, 8, 8, Rotate90},
		{image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio411, 8, 8, Rotate180},
	} {
		if got := Orient(planes(c.w, c.h, c.from), c.o).(*image.YCbCr).SubsampleRatio; got != c.to {
			t.Errorf("%v %dx%d %d: %v, want %v", c.from, c.w, c.h, c.o, got, c.to)
		}
	}
}

func TestCrop(t *testing.T) {
	for _, m := range everyType(13, 10) {
		for _, r := range []image.Rectangle{{image.Pt(0, 0), image.Pt(13, 10)}, image.Rect(4, 4, 9, 9), image.Rect(3, 5, 4, 6), image.Rect(5, 0, 13, 7), image.Rect(8, 8, 40, 40)} {
			got := Crop(m, r)
			want := r.Intersect(m.Bounds())
			if got.Bounds() != want.Sub(want.Min) || fmt.Sprintf("%T", got) != fmt.Sprintf("%T", m) {
				t.Fatalf("%T %v: %T %v", m, r, got, got.Bounds())
			}
			for y := range want.Dy() {
				for x := range want.Dx() {
					if got.At(x, y) != m.At(want.Min.X+x, want.Min.Y+y) {
						t.Fatalf("%T %v: (%d,%d) is %v", m, r, x, y, got.At(x, y))
					}
				}
			}
		}
		if got := Crop(m, image.Rect(50, 50, 60, 60)); !got.Bounds().Empty() {
			t.Errorf("%T: %v", m, got.Bounds())
		}
		// A part of a part is still right.
		if got := Crop(Crop(m, image.Rect(4, 4, 13, 10)), image.Rect(4, 2, 9, 6)); got.At(1, 1) != m.At(9, 7) {
			t.Errorf("%T: a part of a part", m)
		}
	}
}

func TestCropSharesPixels(t *testing.T) {
	m := planes(16, 16, image.YCbCrSubsampleRatio420)
	if got := Crop(m, image.Rect(4, 2, 9, 9)).(*image.YCbCr); &got.Y[0] != &m.Y[2*m.YStride+4] || got.SubsampleRatio != m.SubsampleRatio {
		t.Error("an aligned part was copied")
	}
	if got := Crop(m, image.Rect(3, 2, 9, 9)).(*image.YCbCr); got.SubsampleRatio != image.YCbCrSubsampleRatio444 {
		t.Errorf("a part inside chroma samples is %v", got.SubsampleRatio)
	}
}

func BenchmarkOrient(b *testing.B) {
	m := planes(4000, 3000, image.YCbCrSubsampleRatio420)
	for _, o := range []Orientation{MirrorX, Rotate180, Rotate90} {
		b.Run(fmt.Sprint(o), func(b *testing.B) {
			for b.Loop() {
				Orient(m, o)
			}
		})
	}
}
