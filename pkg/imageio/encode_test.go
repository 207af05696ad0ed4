package imageio

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

func encode(t *testing.T, p Photo, o EncodeOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Encode(&b, p, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEncodeEveryType(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {17, 9}} {
		for _, m := range everyType(size.X, size.Y) {
			for _, format := range []Format{JPEG, PNG, WebP, AVIF, TIFF} {
				p := Photo{Image: m, Metadata: Metadata{EXIF: turnedEXIF(1)}}
				data := encode(t, p, EncodeOptions{Format: format, Quality: 90, Metadata: MetadataAll})
				if !bytes.Equal(data, encode(t, p, EncodeOptions{Format: format, Quality: 90, Metadata: MetadataAll})) {
					t.Errorf("%T %s: two runs differ", m, format)
				}
				got := decode(t, data)
				if got.Image.Bounds() != m.Bounds() || got.Format != format {
					t.Errorf("%T %s: %v", m, format, got.Image.Bounds())
				}
				want := m
				if planes, ok := m.(*image.YCbCr); ok {
					want = ycc.RGBA(planes) // with its chroma interpolated, which At does not do
				}
				if (format == PNG || format == TIFF) && distance(got.Image, want) > 1 {
					t.Errorf("%T: %s differs by %d", m, format, distance(got.Image, want))
				}
			}
		}
	}
}

func TestKindsOfPicturesSurvive(t *testing.T) {
	r := image.Rect(0, 0, 4, 4)
	deep := image.NewNRGBA64(r)
	deep.SetNRGBA64(1, 1, color.NRGBA64{0x1234, 0x5678, 0x9abc, 0xdef0})
	if got, ok := decode(t, encode(t, Photo{Image: deep}, EncodeOptions{Format: PNG})).Image.(*image.NRGBA64); !ok || got.NRGBA64At(1, 1) != deep.NRGBA64At(1, 1) {
		t.Error("16 bits with alpha")
	}
	for _, m := range []image.Image{image.NewGray(r), image.NewGray16(r)} {
		if got, ok := decode(t, encode(t, Photo{Image: m}, EncodeOptions{Format: JPEG})).Image.(*image.Gray); !ok {
			t.Errorf("%T became %T as JPEG", m, got)
		}
	}
	planes := planes(8, 8, image.YCbCrSubsampleRatio444)
	data := encode(t, Photo{Image: planes}, EncodeOptions{Format: JPEG})
	if got := decode(t, data).Image.(*image.YCbCr); got.SubsampleRatio != image.YCbCrSubsampleRatio420 {
		t.Errorf("written in %v", got.SubsampleRatio)
	}
	if data := encode(t, Photo{Image: planes}, EncodeOptions{Format: PNG}); data[25] != 2 {
		t.Errorf("an opaque picture has the PNG colour type %d", data[25])
	}
}

func TestTransparencyBecomesWhite(t *testing.T) {
	for _, m := range []image.Image{image.NewNRGBA(image.Rect(0, 0, 8, 8)), image.NewRGBA(image.Rect(0, 0, 8, 8)), image.NewNRGBA64(image.Rect(0, 0, 8, 8)), image.NewRGBA64(image.Rect(0, 0, 8, 8))} {
		r, g, b, _ := decode(t, encode(t, Photo{Image: m}, EncodeOptions{Format: JPEG})).Image.At(3, 3).RGBA()
		if min(r, g, b) < 0xfd00 {
			t.Errorf("%T became %x %x %x", m, r, g, b)
		}
	}
}

func TestQuality(t *testing.T) {
	p := Photo{Image: scene(64, 64)}
	size := func(q int) int { return len(encode(t, p, EncodeOptions{Format: JPEG, Quality: q})) }
	if !(size(10) < size(85) && size(85) < size(100)) || size(0) != size(85) {
		t.Errorf("%d, %d, %d, %d bytes", size(10), size(85), size(100), size(0))
	}
}

func TestPicturesThatCannotBeWritten(t *testing.T) {
	for want, c := range map[string]struct {
		m      image.Image
		format Format
	}{
		"a side is at most 65535 in": {image.NewGray(image.Rect(0, 0, 65536, 1)), JPEG},
		"a side is at most 16383 in": {image.NewGray(image.Rect(0, 0, 1, 16384)), WebP},
		"encode avif: 1 x 65536":     {image.NewGray(image.Rect(0, 0, 1, 65536)), AVIF},
		"has 0 x 0 pixels":           {image.NewGray(image.Rectangle{}), PNG},
		`"gif" is not written`:       {image.NewGray(image.Rect(0, 0, 1, 1)), GIF},
	} {
		err := Encode(&bytes.Buffer{}, Photo{Image: c.m}, EncodeOptions{Format: c.format})
		if fault.KindOf(err) != fault.Operation || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// brokenWriter takes some bytes and then fails.
type brokenWriter struct{ left int }

var errFull = errors.New("disk full")

func (w *brokenWriter) Write(p []byte) (int, error) {
	n := min(len(p), w.left)
	w.left -= n
	if n < len(p) {
		return n, errFull
	}
	return n, nil
}

func TestWriterThatFails(t *testing.T) {
	p := Photo{Image: scene(64, 64), ICC: profile("RGB ", 2000)}
	for _, format := range []Format{JPEG, PNG, WebP, AVIF, TIFF} {
		for _, left := range []int{0, 1, 2, 20, 33, 40, 300, 700} {
			if err := Encode(&brokenWriter{left}, p, EncodeOptions{Format: format}); !errors.Is(err, errFull) || fault.KindOf(err) != "" {
				t.Errorf("%s after %d bytes: %v", format, left, err)
			}
		}
	}
}
