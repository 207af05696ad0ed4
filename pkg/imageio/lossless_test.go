package imageio

import (
	"bytes"
	"errors"
	"image"
	"reflect"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/jpeg"
)

// open puts an orientation into a JPEG and opens it.
func open(t *testing.T, data []byte, o Orientation) *File {
	t.Helper()
	f, err := Open(inJPEG(data, markAPP1, append([]byte(exifMark), turnedEXIF(o)...)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func rewrite(t *testing.T, f *File, moves ...Move) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := f.Rewrite(t.Context(), &b, moves, EncodeOptions{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Turning and cutting pixels after decoding gives what decoding gives after
// turning and cutting coefficients.
func TestRewriteMovesPixels(t *testing.T) {
	for _, progressive := range []bool{false, true} {
		data := encoded(t, 96, 64, image.YCbCrSubsampleRatio420, jpeg.EncodeOptions{Progressive: progressive})
		for o := Upright; o <= Rotate270; o++ {
			f := open(t, data, o)
			upright := decode(t, f.data)
			cut := image.Rect(16, 16, 16+30, 16+25)
			for name, c := range map[string]struct {
				moves []Move
				want  image.Image
			}{
				"nothing": {nil, upright.Image},
				"turn":    {[]Move{{Turn: Rotate90}}, Orient(upright.Image, Rotate90)},
				"mirror":  {[]Move{{Turn: MirrorX}}, Orient(upright.Image, MirrorX)},
				"cut":     {[]Move{{Cut: cut}}, Crop(upright.Image, cut)},
				"both":    {[]Move{{Turn: Rotate180}, {Cut: cut}}, Crop(Orient(upright.Image, Rotate180), cut)},
			} {
				got := decode(t, rewrite(t, f, c.moves...))
				if got.Image.Bounds() != c.want.Bounds() || distance(got.Image, c.want) > 3 { // a level in each plane: rounding
					t.Errorf("orientation %d, %s: %v differs by %d", o, name, got.Image.Bounds(), distance(got.Image, c.want))
				}
			}
		}
	}
}

// There and back again, every coefficient is as it was.
func TestRewriteKeepsCoefficients(t *testing.T) {
	data := encoded(t, 96, 64, image.YCbCrSubsampleRatio422, jpeg.EncodeOptions{})
	f := open(t, data, Rotate90)
	once := rewrite(t, f)
	back, err := Open(once, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	twice := rewrite(t, back, Move{Turn: Rotate270})
	before, _, err := jpeg.ReadCoefficients(t.Context(), data, jpeg.DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	after, _, err := jpeg.ReadCoefficients(t.Context(), twice, jpeg.DecodeOptions{})
	if err != nil || !reflect.DeepEqual(before.Planes, after.Planes) {
		t.Errorf("coefficients have changed (%v)", err)
	}
}

func TestRewriteSaysWhenItCannot(t *testing.T) {
	odd := encoded(t, 90, 64, image.YCbCrSubsampleRatio420, jpeg.EncodeOptions{})
	var b bytes.Buffer
	for name, c := range map[string]struct {
		o    Orientation
		move Move
	}{
		"a column of half blocks": {Upright, Move{Turn: MirrorX}},
		"upright already lossy":   {MirrorX, Move{Cut: image.Rect(0, 0, 16, 16)}},
		"within a block":          {Upright, Move{Cut: image.Rect(8, 0, 24, 16)}},
	} {
		if _, err := open(t, odd, c.o).Rewrite(t.Context(), &b, []Move{c.move}, EncodeOptions{}); !errors.Is(err, ErrInexact) || b.Len() > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	png, err := Open(pngOf(t, scene(8, 8)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := png.Rewrite(t.Context(), &b, nil, EncodeOptions{}); !errors.Is(err, ErrInexact) || png.Grid() != (image.Point{}) {
		t.Errorf("png: %v", err)
	}
	cut := open(t, odd, Upright)
	cut.data = cut.data[:len(cut.data)*2/3]
	if _, err := cut.Rewrite(t.Context(), &b, nil, EncodeOptions{}); fault.KindOf(err) != fault.Unreadable {
		t.Errorf("truncated: %v", err)
	}
}

// What goes along is what goes along with decoded photos.
func TestRewriteTreatsMetadataAsEncodeDoes(t *testing.T) {
	f := open(t, encoded(t, 64, 32, image.YCbCrSubsampleRatio420, jpeg.EncodeOptions{}), Rotate90)
	f.extras.icc = profile("RGB ", 500)
	for _, choice := range []string{MetadataKeep, MetadataAll, MetadataNone} {
		var b bytes.Buffer
		if _, err := f.Rewrite(t.Context(), &b, nil, EncodeOptions{Metadata: choice}); err != nil {
			t.Fatal(err)
		}
		got := decode(t, b.Bytes())
		if got.Image.Bounds().Size() != image.Pt(32, 64) || !bytes.Equal(got.ICC, f.extras.icc) {
			t.Errorf("%s: %v, profile of %d bytes", choice, got.Image.Bounds(), len(got.ICC))
		}
	}
}

func TestGridIsUpright(t *testing.T) {
	data := encoded(t, 64, 32, image.YCbCrSubsampleRatio422, jpeg.EncodeOptions{})
	if g := open(t, data, Upright).Grid(); g != image.Pt(16, 8) {
		t.Error(g)
	}
	if g := open(t, data, Rotate90).Grid(); g != image.Pt(8, 16) {
		t.Error(g)
	}
}
