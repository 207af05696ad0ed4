package imageio

import (
	"bytes"
	"image"
	"math"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/resample"
	"github.com/photoq/photoq/pkg/sample"
)

// encoded writes a drawn photo with that subsampling.
func encoded(t testing.TB, w, h int, ratio image.YCbCrSubsampleRatio, o jpeg.EncodeOptions) []byte {
	t.Helper()
	o.Quality = 95
	var b bytes.Buffer
	if err := jpeg.Encode(&b, ycc.FromImage(sample.Scene(w, h, 3), ratio), o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// psnr of two pictures in decibels, over all channels.
func psnr(a, b image.Image) float64 {
	sum := 0.0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r, g, bl, _ := a.At(x, y).RGBA()
			r2, g2, bl2, _ := b.At(x, y).RGBA()
			for _, d := range [3]float64{float64(r>>8) - float64(r2>>8), float64(g>>8) - float64(g2>>8), float64(bl>>8) - float64(bl2>>8)} {
				sum += d * d
			}
		}
	}
	return 10 * math.Log10(255*255*3*float64(a.Bounds().Dx()*a.Bounds().Dy())/sum)
}

// What is reduced while it is decoded looks like what is decoded and reduced
// then, whatever the sampling, and the orientation, and however many
// coefficients were left out.
func TestReducedPhotosLookLikeWholeOnes(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	} {
		for i, progressive := range []bool{false, true} {
			stored := encoded(t, 301, 203, ratio, jpeg.EncodeOptions{Progressive: progressive})
			for _, o := range []Orientation{Upright, Rotate90, Transverse} {
				data := inJPEG(stored, markAPP1, append([]byte(exifMark), turnedEXIF(o)...))
				full := decode(t, data)
				for _, want := range []image.Point{{150, 101}, {75, 51}, {40, 27}, {18, 12}} {
					if o.Swaps() {
						want.X, want.Y = want.Y, want.X
					}
					p, err := Decode(t.Context(), data, DecodeOptions{Size: want, HalfChroma: i == 1})
					if err != nil || p.Image.Bounds().Size() != want || p.Size() != full.Image.Bounds().Size() {
						t.Fatalf("%v to %v: %v", ratio, want, err)
					}
					direct := resample.Image(ycc.RGBA(asYCbCr(t, full.Image)), want.X, want.Y).(*image.RGBA)
					if i == 1 {
						direct = ycc.RGBA(ycc.FromImage(direct, image.YCbCrSubsampleRatio420))
					}
					if db := psnr(ycc.RGBA(asYCbCr(t, p.Image)), direct); db < 28 {
						t.Errorf("%v, orientation %d, progressive %v, to %v: %.1f dB", ratio, o, progressive, want, db)
					}
				}
			}
		}
	}
}

func asYCbCr(t *testing.T, m image.Image) *image.YCbCr {
	t.Helper()
	planes, ok := m.(*image.YCbCr)
	if !ok {
		t.Fatalf("got a %T", m)
	}
	return planes
}

func TestReducedKinds(t *testing.T) {
	grey := image.NewGray(image.Rect(0, 0, 90, 60))
	for i := range grey.Pix {
		grey.Pix[i] = byte(i / 90 * 4)
	}
	for name, c := range map[string]struct {
		data []byte
		want image.Image
	}{
		"grey": {jpegOf(t, grey), &image.Gray{}},
		"rgb":  {flatJPEG(90, 60, 0, 200, 100, 50), &image.RGBA{}},
		"cmyk": {flatJPEG(90, 60, 0, 200, 100, 50, 10), &image.RGBA{}},
		"png":  {pngOf(t, grey), &image.Gray{}},
	} {
		full := decode(t, c.data)
		p, err := Decode(t.Context(), c.data, DecodeOptions{Size: image.Pt(9, 6)})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := image.Pt(9, 6)
		if name == "png" {
			want = image.Pt(90, 60) // other formats come as they are
		}
		if p.Image.Bounds().Size() != want || p.Size() != image.Pt(90, 60) {
			t.Errorf("%s: %v of %v", name, p.Image.Bounds(), p.Size())
		}
		if db := psnr(resample.Image(p.Image, 9, 6), resample.Image(full.Image, 9, 6)); db < 40 {
			t.Errorf("%s: %.1f dB", name, db)
		}
	}
}

// Nothing is enlarged, and no size at all means all of it.
func TestSizesThatReduceNothing(t *testing.T) {
	data := encoded(t, 33, 21, image.YCbCrSubsampleRatio420, jpeg.EncodeOptions{})
	full := decode(t, data)
	for _, size := range []image.Point{{}, {33, 21}, {50, 50}, {-1, 5}} {
		p, err := Decode(t.Context(), data, DecodeOptions{Size: size})
		if err != nil || distance(p.Image, full.Image) != 0 || p.Full != (image.Point{}) {
			t.Errorf("%v: %v, %v", size, err, p.Full)
		}
	}
	p, err := Decode(t.Context(), data, DecodeOptions{Size: image.Pt(10, 40)}) // one side only
	if err != nil || p.Image.Bounds().Size() != image.Pt(10, 21) {
		t.Errorf("%v, %v", p.Image.Bounds(), err)
	}
}

func TestHalfChroma(t *testing.T) {
	data := encoded(t, 160, 120, image.YCbCrSubsampleRatio444, jpeg.EncodeOptions{})
	for half, want := range map[bool]image.YCbCrSubsampleRatio{false: image.YCbCrSubsampleRatio444, true: image.YCbCrSubsampleRatio420} {
		p, err := Decode(t.Context(), data, DecodeOptions{Size: image.Pt(40, 30), HalfChroma: half})
		if err != nil || asYCbCr(t, p.Image).SubsampleRatio != want {
			t.Errorf("%v: %v", half, err)
		}
	}
	for o, want := range map[EncodeOptions]bool{
		{Format: JPEG}: true, {Format: JPEG, Quality: 89}: true, {Format: JPEG, Quality: 90}: false, {Format: PNG}: false,
	} {
		if o.HalvesChroma() != want {
			t.Errorf("%+v: %v", o, !want)
		}
	}
}

// A picture of two components is refused by name, at every size.
func TestTwoComponentsAreRefused(t *testing.T) {
	f, err := Open(flatJPEG(300, 200, -1, 100, 200), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []image.Point{{}, {30, 20}} {
		o := DecodeOptions{Size: size, Tolerant: true}
		if n := f.Memory(o); n <= 0 {
			t.Errorf("to %v: %d bytes", size, n)
		}
		if _, err := f.Decode(t.Context(), o); fault.KindOf(err) != fault.Unsupported || !strings.Contains(err.Error(), "two components") {
			t.Errorf("to %v: %v", size, err)
		}
	}
}

// Nobody who is tolerant already is told to be.
func TestToleranceIsRecommendedWhereItHelps(t *testing.T) {
	whole := encoded(t, 64, 64, image.YCbCrSubsampleRatio420, jpeg.EncodeOptions{})
	untold := bytes.Replace(whole, []byte{0xff, 0xdb}, []byte{0xff, 0xfe}, 2) // no quantization tables
	f, err := Open(untold, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tolerant := range []bool{false, true} {
		_, err := f.Decode(t.Context(), DecodeOptions{Tolerant: tolerant})
		if fault.KindOf(err) != fault.Unreadable || strings.Contains(fault.HintOf(err), "--tolerant") == tolerant {
			t.Errorf("tolerant %v: %v; %s", tolerant, err, fault.HintOf(err))
		}
	}
}

// The estimate of memory follows the size that is needed.
func TestMemoryFollowsTheSize(t *testing.T) {
	data := encoded(t, 2000, 1500, image.YCbCrSubsampleRatio420, jpeg.EncodeOptions{})
	f, err := Open(data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	whole, small := f.Memory(DecodeOptions{}), f.Memory(DecodeOptions{Size: image.Pt(200, 150)})
	if whole < 2000*1500*3/2 || small > whole/4 {
		t.Errorf("%d bytes for all, %d for a tenth", whole, small)
	}
}

// The resampler always has some reduction left to do.
func TestScales(t *testing.T) {
	for _, c := range []struct{ full, size, want int }{
		{4000, 256, 8}, {3072, 256, 8}, {3071, 256, 4}, {2048, 256, 4}, {2047, 256, 2}, {1024, 256, 2}, {1023, 256, 1}, {300, 256, 1}, {8, 1, 4}, {12, 1, 8},
	} {
		if got := jpegScale(image.Pt(c.full, c.full), image.Pt(c.size, c.size)); got != c.want {
			t.Errorf("%d to %d: 1/%d, want 1/%d", c.full, c.size, got, c.want)
		}
	}
	if got := jpegScale(image.Pt(8000, 512), image.Pt(256, 256)); got != 1 {
		t.Errorf("stretched: 1/%d", got)
	}
}
