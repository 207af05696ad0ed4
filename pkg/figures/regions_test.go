package figures

import (
	"image"
	"math"
	"testing"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/paint"
	"github.com/photoq/photoq/pkg/sample"
)

func TestRegionsHangTogether(t *testing.T) {
	m := newMask(image.Rect(10, 20, 40, 40))
	set := func(x, y int) { m.in[(y-20)*30+x-10] = true }
	for _, p := range []image.Point{{12, 22}, {15, 22}, {20, 30}, {39, 39}} {
		set(p.X, p.Y)
	}
	// Grown, the first two touch each other; the last is cut off by the corner.
	got := m.regions(1)
	if len(got) != 3 || got[0].area != 18 || got[0].x != 13.5 || got[0].y != 22 || got[1].area != 9 || got[2].area != 4 {
		t.Errorf("%+v", got)
	}
	if len(m.regions(10)) != 1 {
		t.Errorf("%+v", m.regions(10))
	}
	if m.count() != 4 {
		t.Errorf("regions changed the mask: %d", m.count())
	}
}

// The values are those of the CIE's formulas by hand.
func TestLabs(t *testing.T) {
	l := newLabs()
	for _, test := range []struct {
		rgb  []uint8
		want [3]float64
	}{{[]uint8{255, 255, 255}, [3]float64{100, 0, 0}}, {[]uint8{0, 0, 0}, [3]float64{0, 0, 0}}, {[]uint8{255, 0, 0}, [3]float64{53.24, 80.09, 67.20}}, {[]uint8{119, 119, 119}, [3]float64{50.03, 0, 0}}} {
		got := l.of(test.rgb)
		for i := range got {
			if math.Abs(got[i]-test.want[i]) > 0.02 {
				t.Errorf("%v is %v, want %v", test.rgb, got, test.want)
			}
		}
	}
}

func TestPartsAreAsInTheWhole(t *testing.T) {
	rgba := sample.Scene(50, 37, 3)
	for _, ratio := range []image.YCbCrSubsampleRatio{image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio444} {
		planes := ycc.FromImage(rgba, ratio)
		whole := part(planes, planes.Rect)
		want := ycc.RGBA(planes)
		for _, r := range []image.Rectangle{planes.Rect, image.Rect(13, 9, 31, 30), image.Rect(-5, 20, 17, 90), image.Rect(49, 36, 50, 37)} {
			p := part(planes, r)
			w, h := p.size()
			if p.at != r.Intersect(planes.Rect) || len(p.rgb) != 3*w*h {
				t.Fatalf("%v: %v", r, p.at)
			}
			for i := range w * h {
				x, y := p.at.Min.X+i%w, p.at.Min.Y+i/w
				c, k := want.RGBAAt(x, y), 3*(y*50+x)
				if p.rgb[3*i] != c.R || p.rgb[3*i+1] != c.G || p.rgb[3*i+2] != c.B || whole.rgb[k] != c.R {
					t.Fatalf("%v of %v at %d,%d is %v, want %v", r, ratio, x, y, p.rgb[3*i:3*i+3], c)
				}
			}
		}
	}
}

func TestTouched(t *testing.T) {
	planes := ycc.FromImage(sample.Scene(200, 150, 3), image.YCbCrSubsampleRatio420)
	if got := touched(planes, paint.Copy(planes)); !got.Empty() {
		t.Errorf("the same: %v", got)
	}
	other := paint.Copy(planes).(*image.YCbCr)
	other.Cb[30*other.CStride+40]++
	if got := touched(planes, other); got != image.Rect(72, 52, 90, 70) {
		t.Errorf("a sample of chroma: %v", got)
	}
	grey := imageio.Crop(image.NewGray16(planes.Rect), planes.Rect)
	if got := touched(planes, grey); got != planes.Rect {
		t.Errorf("another type: %v", got)
	}
	dot := paint.Copy(grey).(*image.Gray16)
	dot.Pix[7*dot.Stride+2*9+1] = 3
	if got := touched(grey, dot); got != image.Rect(9, 7, 10, 8) {
		t.Errorf("a grey of 16 bits: %v", got)
	}
}
