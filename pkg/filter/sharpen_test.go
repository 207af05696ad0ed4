package filter

import (
	"image"
	"image/color"
	"math"
	"testing"
)

// sharpened fails the test unless the picture is sharpened.
func sharpened(t *testing.T, k Mask, m image.Image) image.Image {
	t.Helper()
	dst := New(m)
	if err := k.Sharpen(t.Context(), dst, m); err != nil {
		t.Fatal(err)
	}
	return dst
}

// noisy draws a picture of 16 bits whose samples are anything.
func noisy(w, h int) *image.Gray16 {
	m := image.NewGray16(image.Rect(0, 0, w, h))
	state := uint32(1)
	for i := range m.Pix {
		state = state*1664525 + 1013904223
		m.Pix[i] = byte(state >> 24)
	}
	return m
}

func TestSharpenAddsWhatTheFormulaSays(t *testing.T) {
	m := noisy(64, 48)
	for _, k := range []Mask{{0.5, 1, 0}, {1, 0.6, 4}, {5, 3, 10}, {1, 20, 0}} {
		soft := New(m).(*image.Gray16)
		blurred(t, soft, m, k.Sigma)
		got := sharpened(t, k, m).(*image.Gray16)
		for i := range 64 * 48 {
			x, y := i%64, i/64
			v := float64(m.Gray16At(x, y).Y)
			d := v - float64(soft.Gray16At(x, y).Y)
			wanted := k.Amount * max(0, math.Abs(d)-257*k.Threshold)
			want := max(0, min(65535, v+math.Copysign(wanted/(1+wanted/(80*257)), d)))
			if diff := math.Abs(want - float64(got.Gray16At(x, y).Y)); diff > 100 {
				t.Fatalf("%v: %d,%d is off by %v of 65535", k, x, y, diff)
			}
		}
	}
}

// A step from 100 to 150 has 125 -+ 25 erf(0.5/sqrt 2) as its blur's nearest
// samples: 115.4 and 134.6, that is 15.4 more and less than there is. At 100%
// that is bent to 15.4/(1+15.4/80) = 12.9.
func TestSharpenedStep(t *testing.T) {
	m := image.NewYCbCr(image.Rect(0, 0, 40, 3), image.YCbCrSubsampleRatio420)
	for i := range m.Y {
		m.Y[i] = byte(100 + i%40/20*50)
	}
	got := sharpened(t, Mask{Amount: 1, Sigma: 1}, m).(*image.YCbCr)
	for x, want := range map[int]int{5: 100, 19: 87, 20: 163, 35: 150} {
		if d := int(got.Y[40+x]) - want; d < -1 || d > 1 {
			t.Errorf("Y is %d at %d, want %d", got.Y[40+x], x, want)
		}
	}
	if got := sharpened(t, Mask{Amount: 1, Sigma: 1, Threshold: 16}, m).(*image.YCbCr); string(got.Y) != string(m.Y) {
		t.Error("changed what differs by less than the threshold")
	}
}

// All channels get the same, so that a colour moves towards no other.
func TestSharpenKeepsHueAndAlpha(t *testing.T) {
	m := image.NewNRGBA64(image.Rect(0, 0, 30, 4))
	for i := range 30 * 4 {
		c := color.NRGBA64{20000, 30000, 25000, 40000}
		if i%30 >= 15 {
			c = color.NRGBA64{30000, 40000, 35000, 40000}
		}
		m.SetNRGBA64(i%30, i/30, c)
	}
	got := sharpened(t, Mask{Amount: 2, Sigma: 1}, m).(*image.NRGBA64)
	for x := range 30 {
		c := got.NRGBA64At(x, 2)
		if g, b := int(c.G)-int(c.R), int(c.B)-int(c.R); g < 9990 || g > 10010 || b < 4990 || b > 5010 || c.A != 40000 {
			t.Errorf("%d became %v", x, c)
		}
	}
	if c := got.NRGBA64At(14, 2); c.R > 17000 {
		t.Errorf("the dark side of the edge is %v, as it was", c)
	}
}

// Pixels beside others that cannot be seen are not sharpened against those.
func TestSharpenLooksAtWhatCanBeSeen(t *testing.T) {
	for _, m := range []image.Image{image.NewNRGBA(image.Rect(0, 0, 20, 3)), image.NewRGBA(image.Rect(0, 0, 20, 3))} {
		for i := range 20 * 3 {
			c := color.NRGBA{90, 120, 60, 255}
			if i%20 >= 10 {
				c.A = byte(i % 2 * 128)
			}
			m.(interface{ Set(x, y int, c color.Color) }).Set(i%20, i/20, c)
		}
		got := sharpened(t, Mask{Amount: 3, Sigma: 2}, m)
		for i := range 20 * 3 {
			if a, b := m.At(i%20, i/20), got.At(i%20, i/20); far(a, b, 3*257) {
				t.Fatalf("%T: %v became %v", m, a, b)
			}
		}
	}
}

func TestSharpenInPlaceIsTheSame(t *testing.T) {
	m := noisy(50, 40)
	k := Mask{Amount: 1.5, Sigma: 2, Threshold: 1}
	want := sharpened(t, k, m).(*image.Gray16)
	if err := k.Sharpen(t.Context(), m, m); err != nil {
		t.Fatal(err)
	}
	if string(want.Pix) != string(m.Pix) {
		t.Error("other pixels in place")
	}
}
