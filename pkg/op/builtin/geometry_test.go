package builtin

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/imageio"
)

// A horizon that falls to the right by five degrees is level after turning
// the photo back by as many.
func TestStraightenLevelsTheHorizon(t *testing.T) {
	const slope = 0.0874886635 // the tangent of five degrees
	m := image.NewGray(image.Rect(0, 0, 300, 200))
	for y := range 200 {
		for x := range 300 {
			m.Pix[y*m.Stride+x] = byte(max(0, min(255, 128+2*(float64(y)-100-slope*(float64(x)-150)))))
		}
	}
	got := apply(t, "straighten=-5", m).(*image.Gray)
	for y := range got.Rect.Dy() {
		row := got.Pix[y*got.Stride:][:got.Rect.Dx()]
		for x, v := range row {
			if d := int(v) - int(row[0]); d < -1 || d > 1 {
				t.Fatalf("row %d has %d at %d, and %d at its beginning", y, v, x, row[0])
			}
		}
	}
	if top, bottom := got.Pix[0], got.Pix[(got.Rect.Dy()-1)*got.Stride]; top >= bottom {
		t.Errorf("upside down: %d above %d", top, bottom)
	}
}

// Nothing from beyond the photo's edges is in the upright part.
func TestStraightenLeavesNoEmptyCorners(t *testing.T) {
	for _, size := range []image.Point{{300, 200}, {200, 300}, {90, 90}, {500, 20}} {
		for _, degrees := range []float64{0.2, -3, 12.5, 30, -44, 45} {
			s := straighten{Degrees: degrees}
			part := s.upright(size)
			for _, corner := range []image.Point{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}} {
				x, y := turnedBack(float64(corner.X*part.X)/2, float64(corner.Y*part.Y)/2, degrees)
				if max(x, -x) > float64(size.X)/2+1e-3 || max(y, -y) > float64(size.Y)/2+1e-3 {
					t.Errorf("%v by %v: a corner of %v lies at %.2f, %.2f", size, degrees, part, x, y)
				}
			}
		}
	}
}

func TestTrim(t *testing.T) {
	grey := func(w, h int, inner image.Rectangle, border, colour byte) *image.Gray {
		m := image.NewGray(image.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				m.Pix[y*m.Stride+x] = border
				if image.Pt(x, y).In(inner) {
					m.Pix[y*m.Stride+x] = colour
				}
			}
		}
		return m
	}
	speckled := grey(40, 30, image.Rect(5, 6, 30, 20), 200, 50)
	for i := range speckled.Pix {
		speckled.Pix[i] += byte(i % 3 * 4)
	}
	oneCorner := grey(40, 30, image.Rect(5, 6, 40, 30), 200, 50)
	slanted := grey(40, 30, image.Rect(20, 10, 21, 25), 200, 50)
	slanted.Pix[8*slanted.Stride+30] = 50
	for name, c := range map[string]struct {
		text string
		m    image.Image
		want image.Point
	}{
		"a border":                  {"trim", grey(40, 30, image.Rect(5, 6, 30, 20), 200, 50), image.Pt(25, 14)},
		"none":                      {"trim=0", numbered(9, 7), image.Pt(9, 7)},
		"noise within tolerance":    {"trim", speckled, image.Pt(25, 14)},
		"noise beyond it":           {"trim=5", speckled, image.Pt(40, 30)},
		"the colour of most":        {"trim", oneCorner, image.Pt(35, 24)},
		"what sticks out":           {"trim", slanted, image.Pt(11, 17)},
		"one pixel":                 {"trim", grey(40, 30, image.Rect(39, 29, 40, 30), 200, 50), image.Pt(1, 1)},
		"one colour":                {"trim", grey(40, 30, image.Rectangle{}, 200, 50), image.Pt(40, 30)},
		"only a little of a change": {"trim", grey(40, 30, image.Rect(5, 6, 30, 20), 60, 50), image.Pt(40, 30)},
		"a transparent border":      {"trim", hidden(), image.Pt(3, 4)},
	} {
		if got := apply(t, c.text, c.m).Bounds().Size(); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// hidden has 3 x 4 pixels that can be seen, and colours where nothing can.
func hidden() image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, 20, 20))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 7)
	}
	for y := range 20 {
		for x := range 20 {
			m.Pix[y*m.Stride+4*x+3] = 0
			if image.Pt(x, y).In(image.Rect(8, 9, 11, 13)) {
				m.Pix[y*m.Stride+4*x+3] = 255
			}
		}
	}
	return m
}

func TestTrimSaysThatThereIsOneColour(t *testing.T) {
	p, err := (&trim{Tolerance: 10}).Apply(t.Context(), imageio.Photo{Image: image.NewGray(image.Rect(0, 0, 4, 4))})
	if err != nil || len(p.Notes) != 1 || !strings.Contains(p.Notes[0], "one colour") {
		t.Errorf("%q, %v", p.Notes, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (&trim{}).Apply(ctx, p); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

// What is added has the colour, and the photo's pixels are where the anchor
// says, in all types.
func TestPadKeepsPixelsAndAddsColour(t *testing.T) {
	scene := image.NewNRGBA(image.Rect(0, 0, 3, 5))
	for i := range scene.Pix {
		scene.Pix[i] = byte(40 + 11*i%120)
	}
	for _, c := range []struct {
		text         string
		at           image.Point
		outside      color.NRGBA
		opaque, want image.Image // the type of an opaque picture's result
	}{
		{"pad=7x9,color=#102030", image.Pt(2, 2), color.NRGBA{0x10, 0x20, 0x30, 255}, image.NewRGBA(image.Rect(0, 0, 3, 5)), &image.RGBA{}},
		{"pad=7x9,color=#102030,anchor=southeast", image.Pt(4, 4), color.NRGBA{0x10, 0x20, 0x30, 255}, image.NewGray(image.Rect(0, 0, 3, 5)), &image.RGBA{}},
		{"pad=7x9,color=gray,anchor=north", image.Pt(2, 0), color.NRGBA{128, 128, 128, 255}, image.NewGray(image.Rect(0, 0, 3, 5)), &image.Gray{}},
		{"pad=7x9,color=white,anchor=east", image.Pt(4, 2), color.NRGBA{255, 255, 255, 255}, image.NewGray16(image.Rect(0, 0, 3, 5)), &image.Gray16{}},
		{"pad=7x9,color=transparent,anchor=northwest", image.Pt(0, 0), color.NRGBA{}, image.NewGray16(image.Rect(0, 0, 3, 5)), &image.RGBA64{}},
		{"pad=7x9,color=transparent", image.Pt(2, 2), color.NRGBA{}, image.NewGray(image.Rect(0, 0, 3, 5)), &image.RGBA{}},
	} {
		got := apply(t, c.text, scene).(*image.NRGBA)
		inner := image.Rectangle{Min: c.at, Max: c.at.Add(image.Pt(3, 5))}
		for y := range 9 {
			for x := range 7 {
				want := c.outside
				if image.Pt(x, y).In(inner) {
					want = scene.NRGBAAt(x-c.at.X, y-c.at.Y)
				}
				if got.NRGBAAt(x, y) != want {
					t.Fatalf("%s: at %d, %d: %v, want %v", c.text, x, y, got.NRGBAAt(x, y), want)
				}
			}
		}
		other := apply(t, c.text, c.opaque)
		corner := image.Pt(6, 8)
		if c.at == image.Pt(4, 4) {
			corner = image.Point{}
		}
		if n := color.NRGBAModel.Convert(other.At(corner.X, corner.Y)); typeName(other) != typeName(c.want) || n != c.outside {
			t.Errorf("%s: a %T became a %T of %v", c.text, c.opaque, other, n)
		}
	}
}

// No chroma sample is shared by the photo and what is around it.
func TestPadKeepsColoursApart(t *testing.T) {
	for ratio := image.YCbCrSubsampleRatio444; ratio <= image.YCbCrSubsampleRatio410; ratio++ {
		for _, size := range []image.Point{{8, 4}, {7, 5}} {
			m := image.NewYCbCr(image.Rectangle{Max: size}, ratio)
			copy(m.Cb, bytes.Repeat([]byte{240}, len(m.Cb)))
			copy(m.Cr, bytes.Repeat([]byte{30}, len(m.Cr)))
			for _, text := range []string{"pad=16x12,color=black", "pad=13x11,color=black", "pad=15x9,color=black,anchor=southeast", "pad=16x8,color=black,anchor=northwest"} {
				got := apply(t, text, m).(*image.YCbCr)
				at := anchorOf(t, text).place(got.Rect.Size(), size).Min
				inner := image.Rectangle{Min: at, Max: at.Add(size)}
				for y := range got.Rect.Dy() {
					for x := range got.Rect.Dx() {
						want := color.YCbCr{Y: 0, Cb: 128, Cr: 128}
						if image.Pt(x, y).In(inner) {
							want = color.YCbCr{Y: 0, Cb: 240, Cr: 30}
						}
						if got.YCbCrAt(x, y) != want {
							t.Fatalf("%v of %v, %s: at %d, %d: %v", ratio, size, text, x, y, got.YCbCrAt(x, y))
						}
					}
				}
			}
		}
	}
}

func anchorOf(t *testing.T, text string) anchor {
	t.Helper()
	if _, name, ok := strings.Cut(text, "anchor="); ok {
		return anchor(name)
	}
	return "center"
}
