package filter

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"
)

// grainy draws two even halves with noise of that standard deviation, in
// levels of 255.
func grainy(w, h int, sigma float64) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range m.Pix {
		m.Pix[i] = byte(60 + i%w/(w/2)*100 + int(math.Round(r.NormFloat64()*sigma)))
	}
	return m
}

// denoised fails the test unless the picture is denoised.
func denoised(t *testing.T, m image.Image, strength float64) image.Image {
	t.Helper()
	dst := New(m)
	if err := Denoise(t.Context(), dst, m, strength); err != nil {
		t.Fatal(err)
	}
	return dst
}

// deviation is how far the samples of a part are from a value, in the square
// mean.
func deviation(m *image.Gray, part image.Rectangle, from float64) float64 {
	sum := 0.0
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			d := float64(m.GrayAt(x, y).Y) - from
			sum += d * d
		}
	}
	return math.Sqrt(sum / float64(part.Dx()*part.Dy()))
}

func TestNoiseIsMeasured(t *testing.T) {
	for _, sigma := range []float64{0, 1, 3, 8} {
		m := grainy(320, 240, sigma)
		p := planes(m, m)[0]
		got := math.Sqrt(noise(p, p.read, mostLuma)) / 257
		if math.Abs(got-sigma) > 0.15*sigma+0.1 {
			t.Errorf("noise of %v was measured as %v", sigma, got)
		}
	}
	m := grainy(320, 240, 30)
	p := planes(m, m)[0]
	if got := noise(p, p.read, mostLuma); got != mostLuma {
		t.Errorf("noise of 30 is taken as %v, over the bound", math.Sqrt(got)/257)
	}
}

func TestDenoiseSmoothsEvenPartsAndKeepsEdges(t *testing.T) {
	for _, sigma := range []float64{2, 5, 9} {
		m := grainy(200, 120, sigma)
		got := denoised(t, m, 1).(*image.Gray)
		if d := deviation(got, image.Rect(10, 10, 90, 110), 60); d > sigma/3 {
			t.Errorf("of noise of %v in an even part, %v is left", sigma, d)
		}
		// Both columns beside the edge stay on their sides of it.
		if d := deviation(got, image.Rect(99, 0, 100, 120), 60); d > 1.2*sigma {
			t.Errorf("left of the edge it differs by %v, with noise of %v", d, sigma)
		}
		if d := deviation(got, image.Rect(100, 0, 101, 120), 160); d > 1.2*sigma {
			t.Errorf("right of the edge it differs by %v, with noise of %v", d, sigma)
		}
	}
}

func TestMoreStrengthTakesMoreAway(t *testing.T) {
	m := grainy(200, 120, 6)
	last := deviation(m, image.Rect(10, 10, 90, 110), 60)
	for _, strength := range []float64{0.3, 0.7, 1, 2} {
		d := deviation(denoised(t, m, strength).(*image.Gray), image.Rect(10, 10, 90, 110), 60)
		if d >= last {
			t.Errorf("at a strength of %v, noise of %v is left, after %v", strength, d, last)
		}
		last = d
	}
}

func TestDenoiseLeavesCleanPicturesAsTheyAre(t *testing.T) {
	ramp := image.NewGray16(image.Rect(0, 0, 300, 200))
	clean := image.NewNRGBA(image.Rect(0, 0, 300, 200))
	for i := range 300 * 200 {
		x, y := i%300, i/300
		ramp.SetGray16(x, y, color.Gray16{Y: uint16(8000 + 100*x + 50*y)})
		clean.SetNRGBA(x, y, color.NRGBA{byte(50 + x/100*60), byte(200 - y/50*30), 90, byte(255 - y/60*60)})
	}
	for _, m := range []image.Image{ramp, clean} {
		got := denoised(t, m, 2)
		for i := range 300 * 200 {
			if a, b := m.At(i%300, i/300), got.At(i%300, i/300); far(a, b, 300) {
				t.Fatalf("%T: %v became %v at %d,%d", m, a, b, i%300, i/300)
			}
		}
	}
}

func TestDenoiseTakesColourNoiseOutOfPixels(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	m := image.NewNRGBA64(image.Rect(0, 0, 160, 120))
	for i := range 160 * 120 {
		n := func(mean float64) uint16 { return uint16(mean + 1500*r.NormFloat64()) }
		m.SetNRGBA64(i%160, i/160, color.NRGBA64{n(30000), n(20000), n(40000), 60000})
	}
	got := denoised(t, m, 1).(*image.NRGBA64)
	sum := 0.0
	for i := range 160 * 120 {
		c := got.NRGBA64At(i%160, i/160)
		if c.A != 60000 {
			t.Fatalf("alpha became %d", c.A)
		}
		for k, mean := range [3]float64{30000, 20000, 40000} {
			d := float64([3]uint16{c.R, c.G, c.B}[k]) - mean
			sum += d * d
		}
	}
	if d := math.Sqrt(sum / (3 * 160 * 120)); d > 500 {
		t.Errorf("of noise of 1500, %v is left", d)
	}
}

// Pixels are denoised as planes of the same photo are.
func TestDenoiseOfPixelsIsAsOfPlanes(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	planes, pixels := image.NewYCbCr(image.Rect(0, 0, 160, 120), image.YCbCrSubsampleRatio444), image.NewNRGBA(image.Rect(0, 0, 160, 120))
	for i := range 160 * 120 {
		n := func(mean float64) byte { return byte(mean + 9*r.NormFloat64()) }
		planes.Y[i], planes.Cb[i], planes.Cr[i] = n(100+float64(i%160/80)*40), n(120), n(140)
		pixels.Set(i%160, i/160, planes.YCbCrAt(i%160, i/160))
	}
	a, b := denoised(t, planes, 1), denoised(t, pixels, 1)
	sum := 0.0
	for i := range 160 * 120 {
		x := color.NRGBAModel.Convert(a.At(i%160, i/160)).(color.NRGBA)
		y := b.(*image.NRGBA).NRGBAAt(i%160, i/160)
		for _, d := range [3]float64{float64(x.R) - float64(y.R), float64(x.G) - float64(y.G), float64(x.B) - float64(y.B)} {
			sum += d * d
		}
	}
	if d := math.Sqrt(sum / (3 * 160 * 120)); d > 0.85 {
		t.Errorf("pixels are %.2f levels from planes, of which rounding is 0.7", d)
	}
}

func TestDenoiseInPlaceIsTheSameAndEndsWithTheContext(t *testing.T) {
	m := grainy(90, 70, 5)
	want := denoised(t, m, 1).(*image.Gray)
	if err := Denoise(t.Context(), m, m, 1); err != nil || string(m.Pix) != string(want.Pix) {
		t.Errorf("other pixels in place (%v)", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, m := range []image.Image{m, image.NewRGBA(image.Rect(0, 0, 9, 9))} {
		if err := Denoise(ctx, m, m, 1); !errors.Is(err, context.Canceled) {
			t.Errorf("%T: %v", m, err)
		}
	}
}

// The sums of a window are those that adding up gives, at edges too.
func TestWindowSums(t *testing.T) {
	const w, h, r = 7, 5, 2
	value := func(x, y int) uint32 {
		return uint32(max(0, min(x, w-1))*31 + max(0, min(y, h-1))*max(0, min(x, w-1)))
	}
	win := newWindow[uint32](w, r)
	row := make([]uint32, w)
	for y := range h + r {
		for x := range row {
			row[x] = value(x, y)
		}
		got := win.push(row)
		if (got == nil) != (y < r) {
			t.Fatalf("row %d: %v", y, got)
		}
		for x := range got {
			want := uint32(0)
			for i := -r; i <= r; i++ {
				for j := -r; j <= r; j++ {
					want += value(x+i, y-r+j)
				}
			}
			if got[x] != want {
				t.Errorf("around %d,%d the sum is %d, want %d", x, y-r, got[x], want)
			}
		}
	}
}

func BenchmarkDenoise(b *testing.B) {
	m := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
	for b.Loop() {
		_ = Denoise(b.Context(), m, m, 1)
	}
}
