package resample

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"
)

// lanczos is sinc(x) * sinc(x/3) within three lobes.
func lanczos(x float64) float64 {
	switch a := math.Pi * x; {
	case x == 0:
		return 1
	case math.Abs(x) >= 3:
		return 0
	default:
		return 3 * math.Sin(a) * math.Sin(a/3) / (a * a)
	}
}

// noise returns a plane of smoothed random values, which looks like a photo
// to a filter.
func noise(w, h int) *image.Gray {
	r := rand.New(rand.NewPCG(1, 2))
	m := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := 128 + 60*math.Sin(float64(x)/19) + 40*math.Cos(float64(y)/17) + 24*r.Float64()
			m.Pix[y*m.Stride+x] = uint8(min(max(v, 0), 255))
		}
	}
	return m
}

// difference returns the largest and the mean squared distance to want.
func difference(got []uint8, want []float64) (most, mse float64) {
	for i, v := range got {
		d := math.Abs(float64(v) - min(max(want[i], 0), 255))
		most = max(most, d)
		mse += d * d / float64(len(got))
	}
	return most, mse
}

func TestWithinOneLevelOfFloats(t *testing.T) {
	for _, c := range []struct{ sw, sh, dw, dh int }{
		{64, 48, 40, 30}, {64, 48, 33, 17}, {37, 53, 36, 52}, {50, 40, 16, 11}, {20, 15, 61, 47}, {40, 40, 40, 13}, {9, 1, 3, 1}, {3, 3, 7, 7},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			src := noise(c.sw, c.sh)
			got := Image(src, c.dw, c.dh).(*image.Gray)
			from, to := image.Pt(c.sw, c.sh), image.Pt(c.dw, c.dh)
			most, _ := difference(got.Pix, exactPlane(Lanczos3, src.Pix, from, to, scaleOf(from, to)))
			if most > 1 {
				t.Errorf("differs by %.2f levels", most)
			}
		})
	}
}

// The averaging before the filter must stay far below what JPEG takes later:
// at 46 dB it costs less than 0.2 dB of the 33 that a thumbnail has.
func TestBoxesCostLittle(t *testing.T) {
	src := noise(512, 384)
	for _, factor := range []int{4, 5, 9, 16} {
		w, h := 512/factor, 384/factor
		got := Image(src, w, h).(*image.Gray)
		want := exactPlane(Lanczos3, src.Pix, image.Pt(512, 384), image.Pt(w, h), Scale{X: 512 / float64(w), Y: 384 / float64(h)})
		_, mse := difference(got.Pix, want)
		psnr := 10 * math.Log10(255*255/mse)
		t.Logf("1/%d: %.1f dB against the filter alone", factor, psnr)
		if psnr < 46 {
			t.Errorf("1/%d: %.1f dB against the filter alone", factor, psnr)
		}
	}
}

func kinds(r image.Rectangle) []image.Image {
	all := []image.Image{
		image.NewGray(r), image.NewGray16(r), image.NewRGBA(r), image.NewNRGBA(r), image.NewRGBA64(r), image.NewNRGBA64(r), image.NewPaletted(r, color.Palette{color.NRGBA{9, 200, 77, 255}}),
	}
	for _, ratio := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	} {
		all = append(all, image.NewYCbCr(r, ratio))
	}
	return all
}

func TestConstantStaysConstant(t *testing.T) {
	for _, from := range []image.Point{{1, 1}, {3, 2}, {31, 17}, {100, 40}, {700, 3}} {
		for _, m := range kinds(image.Rect(0, 0, from.X, from.Y)) {
			fill(m, 200)
			for _, to := range []image.Point{{1, 1}, {2, 5}, {31, 16}, {64, 64}} {
				got := Image(m, to.X, to.Y)
				if got.Bounds() != image.Rect(0, 0, to.X, to.Y) {
					t.Fatalf("%T: bounds %v, want %v", m, got.Bounds(), to)
				}
				for y := range to.Y {
					for x := range to.X {
						if got.At(x, y) != m.At(0, 0) {
							if _, paletted := m.(*image.Paletted); !paletted {
								t.Fatalf("%T %v to %v: %v at (%d,%d), want %v", m, from, to, got.At(x, y), x, y, m.At(0, 0))
							}
						}
					}
				}
			}
		}
	}
}

func fill(m image.Image, v uint8) {
	switch m := m.(type) {
	case *image.Gray:
		set(m.Pix, v)
	case *image.Gray16:
		set(m.Pix, v)
	case *image.RGBA:
		set(m.Pix, v)
	case *image.NRGBA:
		set(m.Pix, v)
	case *image.RGBA64:
		set(m.Pix, v)
	case *image.NRGBA64:
		set(m.Pix, v)
	case *image.YCbCr:
		set(m.Y, v)
		set(m.Cb, 90)
		set(m.Cr, 170)
	}
}

func set(p []uint8, v uint8) {
	for i := range p {
		p[i] = v
	}
}

func TestMirroredInputGivesMirroredOutput(t *testing.T) {
	src := noise(61, 23)
	mirrored := image.NewGray(src.Rect)
	for y := range 23 {
		for x := range 61 {
			mirrored.SetGray(60-x, y, src.GrayAt(x, y))
		}
	}
	a, b := Image(src, 24, 9).(*image.Gray), Image(mirrored, 24, 9).(*image.Gray)
	for y := range 9 {
		for x := range 24 {
			if d := int(a.GrayAt(x, y).Y) - int(b.GrayAt(23-x, y).Y); d < -1 || d > 1 {
				t.Fatalf("(%d,%d): %v and %v", x, y, a.GrayAt(x, y), b.GrayAt(23-x, y))
			}
		}
	}
}

func TestSameSizeIsTheSamePicture(t *testing.T) {
	src := noise(20, 30)
	if Image(src, 20, 30) != image.Image(src) {
		t.Error("was copied")
	}
	moved := src.SubImage(image.Rect(5, 5, 15, 25))
	got := Image(moved, 10, 20).(*image.Gray)
	for y := range 20 {
		for x := range 10 {
			if got.GrayAt(x, y) != src.GrayAt(x+5, y+5) {
				t.Fatalf("(%d,%d) changed", x, y)
			}
		}
	}
}

func TestHugeRatios(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 10000, 40))
	for i := range m.Pix {
		m.Pix[i] = uint8(i % 2 * 200)
	}
	got := Image(m, 1, 1).(*image.Gray)
	if v := got.Pix[0]; v < 99 || v > 101 {
		t.Errorf("the mean of 0 and 200 became %d", v)
	}
	wide := Image(noise(1, 1), 5000, 3).(*image.Gray)
	if wide.Pix[0] != wide.Pix[14999] {
		t.Error("one pixel did not stay one colour")
	}
}

// A red disc on transparent green must not get a green rim.
func TestTransparentPixelsLendNoColour(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 200, 200))
	for y := range 200 {
		for x := range 200 {
			c := color.NRGBA{0, 255, 0, 0}
			if (x-100)*(x-100)+(y-100)*(y-100) < 60*60 {
				c = color.NRGBA{255, 0, 0, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	for _, side := range []int{31, 90, 150, 333} {
		got := Image(m, side, side).(*image.NRGBA)
		for i := 0; i < len(got.Pix); i += 4 {
			if p := got.Pix[i : i+4]; p[3] > 2 && (p[1] > 1 || p[0] < 254) {
				t.Fatalf("at %d: %v is not red", side, p)
			}
		}
	}
}

// An edge in the chroma must stay where the luma's is, for odd sizes too.
func TestChromaStaysInPlace(t *testing.T) {
	m := image.NewYCbCr(image.Rect(0, 0, 401, 7), image.YCbCrSubsampleRatio420)
	for y := range 7 {
		for x := range 401 {
			if x >= 200 {
				m.Y[m.YOffset(x, y)], m.Cb[m.COffset(x, y)] = 200, 200
			}
		}
	}
	got := Image(m, 101, 7).(*image.YCbCr)
	edge := 200 * 101 / 401
	for x := range 101 {
		cb := got.Cb[got.COffset(x, 3)]
		if x < edge-6 && cb > 20 || x > edge+6 && cb < 180 {
			t.Errorf("x=%d: Cb=%d, and the edge is at %d", x, cb, edge)
		}
	}
}

func TestPictureIsNotWrittenTo(t *testing.T) {
	src := noise(99, 77)
	before := string(src.Pix)
	first := Image(src, 20, 20).(*image.Gray)
	if string(src.Pix) != before {
		t.Error("source changed")
	}
	if string(Image(src, 20, 20).(*image.Gray).Pix) != string(first.Pix) {
		t.Error("two runs differ")
	}
}
