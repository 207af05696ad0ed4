package resample

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// turn is an Affine that turns clockwise by that many degrees about places of
// the source and of the result.
func turn(degrees, sx, sy, rx, ry float64) Affine {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	a := Affine{XX: cos, XY: sin, YX: -sin, YY: cos}
	a.X, a.Y = sx-rx*cos-ry*sin, sy+rx*sin-ry*cos
	return a
}

// A warped picture is what would have been drawn there, in all types.
func TestWarpIsWhatWouldHaveBeenDrawnThere(t *testing.T) {
	src := waves(120, 90, wave)
	const w, h = 61, 43
	for _, degrees := range []float64{0, 0.3, -7, 45, 90} {
		a := turn(degrees, 60.4, 45.7, w/2.0, h/2.0)
		want := waves(w, h, func(x, y float64) float64 { return wave(a.X+x*a.XX+y*a.XY, a.Y+x*a.YX+y*a.YY) })
		got := Warp(src, w, h, a).(*image.Gray)
		if most, _ := difference(got.Pix, floatsOf(want.Pix)); most > 1.6 {
			t.Errorf("%v degrees: differs by %.1f levels", degrees, most)
		}
		for _, m := range warped(src) {
			alike(t, Warp(m, w, h, a), got)
		}
	}
}

// warped returns a grey picture as one of each type that has no chroma.
func warped(src *image.Gray) []image.Image {
	all := []image.Image{
		&image.YCbCr{Y: src.Pix, Cb: src.Pix, Cr: src.Pix, YStride: src.Stride, CStride: src.Stride, Rect: src.Rect},
	}
	for _, m := range []draw.Image{
		image.NewGray16(src.Rect), image.NewRGBA(src.Rect), image.NewNRGBA(src.Rect),
		image.NewRGBA64(src.Rect), image.NewNRGBA64(src.Rect), image.NewPaletted(src.Rect, greys()),
	} {
		draw.Draw(m, src.Rect, src, image.Point{}, draw.Src)
		all = append(all, m)
	}
	return all
}

func greys() color.Palette {
	p := make(color.Palette, 256)
	for i := range p {
		p[i] = color.Gray{byte(i)}
	}
	return p
}

// alike holds a picture of any type to a grey one.
func alike(t *testing.T, m image.Image, want *image.Gray) {
	t.Helper()
	if m.Bounds() != want.Rect {
		t.Fatalf("%T: %v, want %v", m, m.Bounds(), want.Rect)
	}
	planes, _ := m.(*image.YCbCr)
	for y := range want.Rect.Dy() {
		for x := range want.Rect.Dx() {
			_, g, _, a := m.At(x, y).RGBA()
			got := int(g+128) / 257
			if planes != nil {
				got, a = int(planes.Y[planes.YOffset(x, y)]), 0xffff
			}
			if d := got - int(want.GrayAt(x, y).Y); d < -1 || d > 1 || a != 0xffff {
				t.Fatalf("%T: at %d, %d: %d and alpha %d, grey has %d", m, x, y, got, a, want.GrayAt(x, y).Y)
			}
		}
	}
}

// Where nothing is moved but by whole pixels, nothing changes; beyond the
// edges it goes on as there.
func TestWarpByWholePixelsIsExact(t *testing.T) {
	src := waves(20, 12, wave)
	got := Warp(src, 26, 12, Affine{X: -3, XX: 1, YY: 1}).(*image.Gray)
	for y := range 12 {
		for x := range 26 {
			if got.GrayAt(x, y) != src.GrayAt(clamp(x-3, 20), y) {
				t.Fatalf("at %d, %d: %d", x, y, got.GrayAt(x, y).Y)
			}
		}
	}
	if one := Warp(image.NewGray(image.Rect(0, 0, 1, 1)), 3, 2, turn(30, 0.5, 0.5, 1, 1)); one.Bounds() != image.Rect(0, 0, 3, 2) {
		t.Errorf("%v", one.Bounds())
	}
}

// Chroma goes with luma, whatever its subsampling, also in a picture that
// begins within a chroma sample.
func TestWarpMovesChromaWithLuma(t *testing.T) {
	for ratio := image.YCbCrSubsampleRatio444; ratio <= image.YCbCrSubsampleRatio410; ratio++ {
		src := image.NewYCbCr(image.Rect(0, 0, 160, 120), ratio)
		sx, sy := ycc.Subsampling(ratio)
		for y := range 120 {
			for x := range 160 {
				src.Y[src.YOffset(x, y)] = byte(x + y/2)
				src.Cb[src.COffset(x, y)] = byte(float64(x/sx*sx) + float64(sx-1)/2 + (float64(y/sy*sy)+float64(sy-1)/2)/2)
			}
		}
		part := src.SubImage(image.Rect(5, 3, 155, 117)).(*image.YCbCr)
		got := Warp(part, 80, 60, turn(11, 75, 57, 40, 30)).(*image.YCbCr)
		for y := sy; y < 60-sy; y += sy {
			for x := sx; x < 80-sx; x += sx {
				luma := 0
				for i := range sx * sy {
					luma += int(got.Y[got.YOffset(x+i%sx, y+i/sx)])
				}
				if d := luma/(sx*sy) - int(got.Cb[got.COffset(x, y)]); d < -2 || d > 2 {
					t.Fatalf("%v: at %d, %d luma is %d off", ratio, x, y, d)
				}
			}
		}
	}
}

// What is transparent does not lend its colour to what is not.
func TestWarpKeepsHiddenColoursOut(t *testing.T) {
	for _, m := range []draw.Image{image.NewNRGBA(image.Rect(0, 0, 20, 20)), image.NewNRGBA64(image.Rect(0, 0, 20, 20))} {
		for y := range 20 {
			for x := range 20 {
				c := color.NRGBA{255, 0, 0, 0}
				if x >= 10 {
					c = color.NRGBA{0, 200, 0, 255}
				}
				m.Set(x, y, c)
			}
		}
		got := Warp(m, 20, 20, turn(10, 10, 10, 10, 10))
		for y := range 20 {
			for x := range 20 {
				if c := color.NRGBAModel.Convert(got.At(x, y)).(color.NRGBA); c.A > 0 && c.R > 0 {
					t.Fatalf("%T: at %d, %d: %v", m, x, y, c)
				}
			}
		}
	}
}

func BenchmarkWarp(b *testing.B) {
	m := image.NewYCbCr(image.Rect(0, 0, 3000, 2000), image.YCbCrSubsampleRatio420)
	for b.Loop() {
		Warp(m, 2800, 1800, turn(3, 1500, 1000, 1400, 900))
	}
}
