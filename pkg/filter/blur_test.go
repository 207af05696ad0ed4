package filter

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"testing"
)

// A bright column on black becomes a Gaussian of the variance asked for, at
// any distance between filters that are reduced and those that are not.
func TestBlurHasTheVarianceAskedFor(t *testing.T) {
	for _, sigma := range []float64{0.3, 0.5, 1, 1.7, 3, 5.9, 6, 7.3, 11.9, 12, 25, 60} {
		const w = 1001
		m := image.NewGray16(image.Rect(0, 0, w, 1))
		m.SetGray16(w/2, 0, color.Gray16{Y: 65535})
		m.SetGray16(w/2+1, 0, color.Gray16{Y: 65535})
		blurred(t, m, m, sigma)
		var sum, mean, square float64
		for x := range w {
			v := float64(m.Gray16At(x, 0).Y)
			sum += v
			mean += v * float64(x)
			square += v * float64(x) * float64(x)
		}
		mean /= sum
		variance := square/sum - mean*mean - 0.25 // that of the two samples
		if math.Abs(math.Sqrt(variance)-sigma) > 0.01*sigma+0.01 {
			t.Errorf("sigma %v became %v", sigma, math.Sqrt(variance))
		}
		if math.Abs(mean-w/2-0.5) > 0.01+sigma/2000 {
			t.Errorf("sigma %v: the middle moved from %v to %v", sigma, w/2+0.5, mean)
		}
		if math.Abs(sum/2/65535-1) > 0.01 {
			t.Errorf("sigma %v: the sum became %v of what it was", sigma, sum/2/65535)
		}
	}
}

// An edge between black and white becomes the integral of a Gaussian.
func TestBlurredEdgeIsSmooth(t *testing.T) {
	for _, sigma := range []float64{1, 2, 5, 6, 10, 24, 40} {
		const side = 400
		m := image.NewGray(image.Rect(0, 0, side, side))
		for i := range m.Pix {
			if i%side >= side/2 {
				m.Pix[i] = 255
			}
		}
		blurred(t, m, m, sigma)
		for x := range side {
			want := 127.5 * (1 + math.Erf((float64(x)-side/2+0.5)/sigma/math.Sqrt2))
			for _, y := range []int{0, 77, side - 1} {
				if got := float64(m.GrayAt(x, y).Y); math.Abs(got-want) > 3 {
					t.Fatalf("sigma %v: %v at %d,%d, want %v", sigma, got, x, y, want)
				}
			}
		}
	}
}

// blurred fails the test unless the picture is blurred.
func blurred(t *testing.T, dst, src image.Image, sigma float64) {
	t.Helper()
	if err := Blur(t.Context(), dst, src, sigma); err != nil {
		t.Fatal(err)
	}
}

func TestBlurLeavesEvenPicturesAsTheyAre(t *testing.T) {
	for _, c := range []color.NRGBA64{{0, 0, 0, 65535}, {65535, 65535, 65535, 65535}, {257, 25700, 51400, 65535}, {257, 25700, 51400, 51400}} {
		for _, sigma := range []float64{0, 0.2, 1, 5, 9, 400} {
			for _, m := range []image.Image{
				image.NewNRGBA64(image.Rect(0, 0, 23, 9)), image.NewNRGBA(image.Rect(0, 0, 23, 9)),
				image.NewRGBA64(image.Rect(0, 0, 23, 9)), image.NewRGBA(image.Rect(0, 0, 23, 9)),
			} {
				set := m.(interface{ Set(x, y int, c color.Color) })
				for i := range 23 * 9 {
					set.Set(i%23, i/23, c)
				}
				dst := New(m)
				blurred(t, dst, m, sigma)
				for i := range 23 * 9 {
					// An alpha costs the last digit of 16 bits.
					if got, want := dst.At(i%23, i/23), m.At(i%23, i/23); far(got, want, 1) {
						t.Fatalf("%T, sigma %v: %v became %v", m, sigma, want, got)
					}
				}
			}
		}
	}
}

// What cannot be seen gives no colour to what can.
func TestBlurCountsColoursByTheirAlpha(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 40, 3))
	for i := range 40 * 3 {
		c := color.NRGBA{0, 255, 0, 0}
		if i%40 >= 20 {
			c = color.NRGBA{200, 100, 50, 255}
		}
		m.SetNRGBA(i%40, i/40, c)
	}
	dst := image.NewNRGBA(m.Rect)
	blurred(t, dst, m, 2)
	for x := range 40 {
		c := dst.NRGBAAt(x, 1)
		if c.A > 8 && (c.R < 199 || c.R > 201 || c.G < 99 || c.G > 101 || c.B < 49 || c.B > 51) {
			t.Errorf("%d: the colour became %v", x, c)
		}
	}
	if a := dst.NRGBAAt(20, 1).A; a < 140 || a > 155 {
		t.Errorf("alpha beside the edge is %d, want 127.5 x (1 + erf(0.5/2/sqrt 2)) = 152, or near it", a)
	}
}

func TestPlanesOfColourAreBlurredByTheSameDistance(t *testing.T) {
	m := image.NewYCbCr(image.Rect(0, 0, 400, 8), image.YCbCrSubsampleRatio420)
	for i := range m.Y {
		m.Y[i] = byte(255 * (i % 400 / 200))
	}
	for i := range m.Cb {
		m.Cb[i] = byte(255 * (i % 200 / 100))
	}
	blurred(t, m, m, 8)
	for x := range 200 {
		mean := (int(m.Y[2*x]) + int(m.Y[2*x+1])) / 2
		if d := mean - int(m.Cb[x]); d < -2 || d > 2 {
			t.Fatalf("Y is %d at %d, Cb %d", mean, 2*x, m.Cb[x])
		}
	}
}

func TestBlurInPlaceIsTheSame(t *testing.T) {
	for _, sigma := range []float64{1, 4, 20} {
		m := image.NewGray(image.Rect(0, 0, 61, 47))
		for i := range m.Pix {
			m.Pix[i] = byte(i * i >> 3)
		}
		dst := image.NewGray(m.Rect)
		blurred(t, dst, m, sigma)
		blurred(t, m, m, sigma)
		if string(dst.Pix) != string(m.Pix) {
			t.Errorf("sigma %v: other pixels in place", sigma)
		}
	}
}

func TestFiltersEndWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m := image.NewGray(image.Rect(0, 0, 8, 8))
	if err := Blur(ctx, m, m, 3); !errors.Is(err, context.Canceled) {
		t.Errorf("blur: %v", err)
	}
}

// However long and thin a picture, and however large a radius, nothing takes
// long or goes beyond the edges.
func TestFiltersTakeAwkwardSizes(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {2, 3}, {7, 5}, {1, 20_000}, {20_000, 1}, {3, 4001}} {
		for _, m := range []image.Image{
			image.NewYCbCr(image.Rectangle{Max: size}, image.YCbCrSubsampleRatio420),
			image.NewYCbCr(image.Rectangle{Max: size}, image.YCbCrSubsampleRatio410),
			image.NewNRGBA64(image.Rectangle{Max: size}),
		} {
			for _, sigma := range []float64{0.3, 3, 6, 100, 10_000} {
				blurred(t, m, m, sigma)
				if err := (Mask{Amount: 1, Sigma: sigma}).Sharpen(t.Context(), m, m); err != nil {
					t.Error(err)
				}
			}
			if err := Denoise(t.Context(), m, m, 2); err != nil {
				t.Error(err)
			}
		}
	}
}

func BenchmarkBlur(b *testing.B) {
	m := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
	for _, sigma := range []float64{1, 5, 50} {
		b.Run("", func(b *testing.B) {
			for b.Loop() {
				_ = Blur(b.Context(), m, m, sigma)
			}
		})
	}
}

// far reports whether a channel of two colours differs by more than most.
func far(a, b color.Color, most int) bool {
	var x, y [4]uint32
	x[0], x[1], x[2], x[3] = a.RGBA()
	y[0], y[1], y[2], y[3] = b.RGBA()
	for i := range x {
		if d := int(x[i]) - int(y[i]); d < -most || d > most {
			return true
		}
	}
	return false
}
