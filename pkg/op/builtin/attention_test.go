package builtin

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/sample"
)

func typeName(v any) string { return fmt.Sprintf("%T", v) }

// turnedBack is where a place lies before a turn.
func turnedBack(x, y, degrees float64) (float64, float64) {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	return x*cos + y*sin, -x*sin + y*cos
}

// lawn is an even green with things on it.
func lawn(w, h int, things map[image.Rectangle]color.Color) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, image.NewUniform(color.RGBA{70, 110, 60, 255}), image.Point{}, draw.Src)
	for r, c := range things {
		draw.Draw(m, r, image.NewUniform(c), image.Point{}, draw.Src)
	}
	return m
}

func TestAttentionFindsWhatThereIsToSee(t *testing.T) {
	skinTone := color.RGBA{205, 150, 125, 255}
	red := color.RGBA{220, 30, 30, 255}
	grey := color.RGBA{96, 96, 96, 255}
	for name, c := range map[string]struct {
		m     *image.RGBA
		shape string
		shows image.Rectangle
	}{
		"on the left":            {lawn(300, 100, map[image.Rectangle]color.Color{image.Rect(10, 40, 40, 70): red}), "1:1", image.Rect(10, 40, 40, 70)},
		"on the right":           {lawn(300, 100, map[image.Rectangle]color.Color{image.Rect(265, 40, 295, 70): red}), "1:1", image.Rect(265, 40, 295, 70)},
		"above":                  {lawn(100, 300, map[image.Rectangle]color.Color{image.Rect(30, 5, 60, 35): red}), "1:1", image.Rect(30, 5, 60, 35)},
		"below":                  {lawn(100, 300, map[image.Rectangle]color.Color{image.Rect(30, 265, 60, 295): red}), "1:1", image.Rect(30, 265, 60, 295)},
		"in a corner":            {lawn(400, 300, map[image.Rectangle]color.Color{image.Rect(350, 20, 390, 60): red}), "120x100", image.Rect(350, 20, 390, 60)},
		"skin rather than stone": {lawn(400, 100, map[image.Rectangle]color.Color{image.Rect(40, 30, 80, 70): skinTone, image.Rect(320, 30, 360, 70): grey}), "1:1", image.Rect(40, 30, 80, 70)},
	} {
		var s shape
		if err := s.UnmarshalText([]byte(c.shape)); err != nil {
			t.Fatal(err)
		}
		got := attend(imageio.Photo{Image: c.m}, s.of(c.m.Rect.Size()))
		if !c.shows.In(got) {
			t.Errorf("%s: %v does not show %v", name, got, c.shows)
		}
	}
}

// With nothing to see the part lies in the middle, and of two places of the
// same worth it is nearer to the middle.
func TestAttentionLeansToTheMiddle(t *testing.T) {
	got := attend(imageio.Photo{Image: lawn(300, 100, nil)}, image.Pt(100, 100))
	if d := got.Min.X - 100; d < -2 || d > 2 {
		t.Errorf("in a plain photo: %v", got)
	}
	red := color.RGBA{220, 30, 30, 255}
	m := lawn(640, 100, map[image.Rectangle]color.Color{image.Rect(20, 40, 40, 60): red, image.Rect(370, 40, 390, 60): red})
	if got := attend(imageio.Photo{Image: m}, image.Pt(100, 100)); !image.Rect(370, 40, 390, 60).In(got) {
		t.Errorf("of two alike: %v", got)
	}
}

// A part lies in the photo, whatever their sizes.
func TestAttentionStaysInThePhoto(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {1, 20_000}, {20_000, 1}, {3, 500}, {129, 127}} {
		m := image.NewGray(image.Rectangle{Max: size})
		for i := range m.Pix {
			m.Pix[i] = byte(i * i / 7)
		}
		for _, text := range []string{"1:1", "16:9", "1x1", "2x300", "33%", "100%"} {
			var s shape
			if err := s.UnmarshalText([]byte(text)); err != nil {
				t.Fatal(err)
			}
			part := s.of(size)
			if got := attend(imageio.Photo{Image: m}, part); got.Size() != part || !got.In(m.Rect) {
				t.Errorf("%s of %v: %v", text, size, got)
			}
		}
	}
}

// The same part is found in a reduced photo, but for a few pixels, and what
// was cut off already is not looked at.
func TestAttentionOnReducedPhotos(t *testing.T) {
	red := color.RGBA{220, 30, 30, 255}
	scene := lawn(600, 200, map[image.Rectangle]color.Color{image.Rect(60, 80, 100, 120): red, image.Rect(480, 80, 520, 120): red, image.Rect(300, 90, 310, 100): red})
	whole := imageio.Photo{Image: scene}.Cut(image.Rect(200, 0, 600, 200))
	reduced := imageio.Photo{Image: imageio.Photo{Image: scene}.View(scene.Rect, 150, 50), Full: image.Pt(600, 200)}.Cut(image.Rect(200, 0, 600, 200))
	a, b := attend(whole, image.Pt(200, 200)), attend(reduced, image.Pt(200, 200))
	if d := a.Min.X - b.Min.X; d < -8 || d > 8 || !image.Rect(280, 80, 320, 120).In(a) {
		t.Errorf("%v, reduced %v", a, b)
	}
}

func BenchmarkAttention(b *testing.B) {
	p := imageio.Photo{Image: sample.Scene(1600, 1067, 3)}
	for b.Loop() {
		attend(p, image.Pt(1067, 1067))
	}
}
