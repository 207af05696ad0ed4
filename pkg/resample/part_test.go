package resample

import (
	"image"
	"image/draw"
	"math"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// waves draws slow waves, of which any part can be computed anew.
func waves(w, h int, at func(x, y float64) float64) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Pix[y*m.Stride+x] = byte(math.Round(at(float64(x)+0.5, float64(y)+0.5)))
		}
	}
	return m
}

func wave(x, y float64) float64 { return 128 + 60*math.Sin(x/9) + 50*math.Cos(y/7) }

// A part that begins within a pixel is where it would be if the picture had
// been drawn there.
func TestPartLiesWhereItIsToLie(t *testing.T) {
	src := waves(120, 90, wave)
	part := Window{X: 20.37, Y: 11.81, Width: 60.5, Height: 45.25}
	const w, h = 31, 29
	want := waves(w, h, func(x, y float64) float64 {
		return wave(part.X+x*part.Width/w, part.Y+y*part.Height/h)
	})
	got := Part(src, part, w, h).(*image.Gray)
	if most, _ := difference(got.Pix, floatsOf(want.Pix)); most > 2.5 {
		t.Errorf("differs by %.1f levels", most)
	}
	colours := image.NewRGBA(src.Rect)
	draw.Draw(colours, src.Rect, src, image.Point{}, draw.Src)
	alike(t, Part(colours, part, w, h), got)
	planes := &image.YCbCr{Y: src.Pix, Cb: src.Pix, Cr: src.Pix, YStride: src.Stride, CStride: src.Stride, Rect: src.Rect}
	if y := Part(planes, part, w, h).(*image.YCbCr).Y; string(y) != string(got.Pix) {
		t.Error("luma differs from grey")
	}
}

func TestPartOfChromaGoesWithLuma(t *testing.T) {
	src := image.NewYCbCr(image.Rect(0, 0, 200, 100), image.YCbCrSubsampleRatio420)
	for i := range src.Y {
		src.Y[i] = byte(i % src.YStride)
	}
	for i := range src.Cb {
		src.Cb[i] = byte(2*(i%src.CStride)) + 1 // what luma has in the middle of the two
	}
	got := Part(src, Window{X: 31.4, Y: 8.2, Width: 100, Height: 50}, 50, 25).(*image.YCbCr)
	for x := range got.CStride - 2 {
		luma := (float64(got.Y[2*x]) + float64(got.Y[2*x+1])) / 2
		if math.Abs(luma-float64(got.Cb[x])) > 1.5 {
			t.Errorf("at %d chroma says %d, and luma %.1f", x, got.Cb[x], luma)
		}
	}
}

func TestChromaOfAPictureThatBeginsWithinASampleStaysInPlace(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio410} {
		src := image.NewYCbCr(image.Rect(0, 0, 200, 100), ratio)
		sx, sy := ycc.Subsampling(ratio)
		for y := range 100 / sy {
			for x := range 200 / sx {
				src.Cb[y*src.CStride+x] = byte(sx*x + sy*y/2)
				src.Cr[y*src.CStride+x] = byte(sx*x + sy*y/2)
			}
		}
		part := image.Rect(43, 21, 163, 81)
		got := Image(src.SubImage(part), 60, 30).(*image.YCbCr)
		window := Window{X: float64(part.Min.X), Y: float64(part.Min.Y), Width: 120, Height: 60}
		want := Part(src, window, 60, 30).(*image.YCbCr)
		for y := 3; y < 30/sy-3; y++ { // further out, what is outside has its say
			for x := 3; x < 60/sx-3; x++ {
				i := y*got.CStride + x
				if got.Cb[i] != want.Cb[i] || got.Cr[i] != want.Cr[i] {
					t.Errorf("%v: at %d, %d: %d and %d, not %d", ratio, x, y, got.Cb[i], got.Cr[i], want.Cb[i])
				}
			}
		}
	}
}

func TestTheWholeIsAPart(t *testing.T) {
	src := waves(64, 48, wave)
	whole := Part(src, Window{Width: 64, Height: 48}, 20, 15).(*image.Gray)
	if string(whole.Pix) != string(Image(src, 20, 15).(*image.Gray).Pix) {
		t.Error("the whole as a part differs from the whole")
	}
	colours := image.NewNRGBA(image.Rect(5, 5, 45, 25))
	for i := range colours.Pix {
		colours.Pix[i] = 200
	}
	got := Part(colours, Window{X: 10.2, Y: 3, Width: 20, Height: 10}, 7, 5)
	if r, _, _, a := got.At(3, 3).RGBA(); got.Bounds() != image.Rect(0, 0, 7, 5) || r>>8 < 156 || a>>8 != 200 {
		t.Errorf("%v of %v", got.At(3, 3), got.Bounds())
	}
}

func floatsOf(pix []byte) []float64 {
	f := make([]float64, len(pix))
	for i, v := range pix {
		f[i] = float64(v)
	}
	return f
}
