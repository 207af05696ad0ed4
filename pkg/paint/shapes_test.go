package paint

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// All pixels keep their values, and the rest is the colour.
func TestSurroundMovesNoPixelAndNoColour(t *testing.T) {
	c := color.NRGBA{40, 90, 200, 255}
	for _, e := range []Edges{{2, 2, 2, 2}, {1, 3, 5, 7}, {0, 0, 1, 0}, {4, 0, 0, 4}} {
		for _, m := range pictures(13, 11) {
			got := Surround(m, e, c)
			if got.Bounds() != image.Rect(0, 0, 13+e.Left+e.Right, 11+e.Top+e.Bottom) {
				t.Fatalf("%T: the bounds are %v", m, got.Bounds())
			}
			m := m
			if planes, ok := got.(*image.YCbCr); ok && planes.SubsampleRatio != m.(*image.YCbCr).SubsampleRatio {
				m = ycc.Refine(m.(*image.YCbCr)) // what decoders show
			}
			inner := image.Rect(e.Left, e.Top, e.Left+13, e.Top+11)
			for y := range got.Bounds().Dy() {
				for x := range got.Bounds().Dx() {
					at := image.Pt(x, y)
					if at.In(inner) && got.At(x, y) != m.At(x-e.Left, y-e.Top) {
						t.Fatalf("%T: the pixel %v is %v, and was %v", m, at, got.At(x, y), m.At(x-e.Left, y-e.Top))
					}
					if !at.In(inner) && !near(got.At(x, y), m.ColorModel().Convert(c)) {
						t.Fatalf("%T %v: the border at %v is %v", m, e, at, got.At(x, y))
					}
				}
			}
		}
	}
}

// near reports whether no channel differs by more than a level and a half.
func near(a, b color.Color) bool {
	ar, ag, ab, aa := a.RGBA()
	br, bg, bb, ba := b.RGBA()
	for _, pair := range [4][2]uint32{{ar, br}, {ag, bg}, {ab, bb}, {aa, ba}} {
		if d := int(pair[0]) - int(pair[1]); d < -400 || d > 400 {
			return false
		}
	}
	return true
}

// The colours of planes are those that all other results have.
func TestWithAlphaInterpolatesChroma(t *testing.T) {
	for _, m := range pictures(13, 11) {
		planes, ok := m.(*image.YCbCr)
		if !ok {
			continue
		}
		got, want := WithAlpha(m).(*image.RGBA), ycc.RGBA(planes)
		if got.Rect != want.Rect || !bytes.Equal(got.Pix, want.Pix) {
			t.Errorf("%v: the pixels are not those of the converter", planes.SubsampleRatio)
		}
	}
}

func TestSurroundKeepsPlanesWhereTheyFit(t *testing.T) {
	planes := image.NewYCbCr(image.Rect(0, 0, 12, 12), image.YCbCrSubsampleRatio420)
	for e, want := range map[Edges]image.YCbCrSubsampleRatio{
		{2, 4, 2, 4}: image.YCbCrSubsampleRatio420, {2, 4, 1, 3}: image.YCbCrSubsampleRatio420, {1, 2, 2, 2}: image.YCbCrSubsampleRatio444,
	} {
		if got := Surround(planes, e, color.NRGBA{}).(*image.YCbCr).SubsampleRatio; got != want {
			t.Errorf("%v: %v, want %v", e, got, want)
		}
	}
}

func TestSurroundCanBeTransparent(t *testing.T) {
	got := Surround(image.NewNRGBA(image.Rect(0, 0, 2, 2)), Edges{1, 1, 1, 1}, color.NRGBA{10, 20, 30, 100}).(*image.NRGBA)
	if c := got.NRGBAAt(0, 0); c != (color.NRGBA{10, 20, 30, 100}) {
		t.Errorf("the border is %v", c)
	}
}

// A quarter of a circle leaves (1 - pi/4) of its square, and all corners are
// mirrored alike.
func TestCornersAreQuartersOfCircles(t *testing.T) {
	for _, radius := range []float64{1, 7, 7.5, 40} {
		masks := Corners(image.Rect(10, 20, 110, 220), radius)
		if len(masks) != 4 {
			t.Fatalf("%d corners", len(masks))
		}
		side := int(math.Ceil(radius))
		for i, at := range []image.Point{{10, 20}, {110 - side, 20}, {10, 220 - side}, {110 - side, 220 - side}} {
			if masks[i].Rect != (image.Rectangle{Min: at, Max: at.Add(image.Pt(side, side))}) {
				t.Errorf("corner %d is at %v", i, masks[i].Rect)
			}
			area := 0.0
			for _, v := range masks[i].Pix {
				area += float64(v) / 255
			}
			if want := (1 - math.Pi/4) * radius * radius; math.Abs(area-want) > 0.01*want+0.02 {
				t.Errorf("radius %.1f: corner %d leaves %.2f pixels, want %.2f", radius, i, area, want)
			}
		}
		for y := range side {
			for x := range side {
				a, b := masks[0].Pix[y*masks[0].Stride+x], masks[3].Pix[(side-1-y)*masks[3].Stride+side-1-x]
				if d := int(a) - int(b); d < -1 || d > 1 {
					t.Fatalf("radius %.1f: %d,%d is %d and %d", radius, x, y, a, b)
				}
			}
		}
	}
	if Corners(image.Rect(0, 0, 9, 9), 0) != nil || Corners(image.Rect(0, 0, 9, 9), 100)[0].Rect.Dx() != 5 {
		t.Error("the bounds of the radius are not kept")
	}
}

func TestEraseTakesAlphaOnly(t *testing.T) {
	mask := image.NewAlpha(image.Rect(1, 1, 4, 2))
	copy(mask.Pix, []byte{0, 128, 255})
	for _, m := range pictures(13, 11) {
		before := WithAlpha(m)
		if before == m {
			before = Copy(m)
		}
		after := Copy(before)
		Erase(after, mask)
		for x, share := range []float64{1, 1, 127.0 / 255, 0, 1} {
			_, _, _, was := before.At(x, 1).RGBA()
			_, _, _, is := after.At(x, 1).RGBA()
			if math.Abs(float64(is)-share*float64(was)) > 257 || share == 1 && after.At(x, 1) != before.At(x, 1) {
				t.Errorf("%T: alpha %d became %d at %d", m, was, is, x)
			}
		}
		if n, ok := after.(*image.NRGBA); ok && n.NRGBAAt(2, 1).R != before.(*image.NRGBA).NRGBAAt(2, 1).R {
			t.Error("the colour changed")
		}
	}
}
