package builtin

import (
	"bytes"
	"image"
	"math"
	"testing"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/sample"
)

// Operations that make photos smaller give the same sizes, and pictures that
// look the same, whether they get the whole photo or no more than they need.
func TestReducedPhotosAreEnough(t *testing.T) {
	var b bytes.Buffer
	scene := imageio.Photo{Image: sample.Scene(640, 427, 2)}
	if err := imageio.Encode(&b, scene, imageio.EncodeOptions{Format: imageio.JPEG, Quality: 95}); err != nil {
		t.Fatal(err)
	}
	file, err := imageio.Open(b.Bytes(), imageio.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for text, reduced := range map[string]bool{
		"thumbnail=64": true, "thumbnail=300": true, "thumbnail=2000": false, "thumbnail=40,square=true": true, "thumbnail=400,square=true": false,
		"resize=100": true, "resize=width=90": true, "resize=width=50,height=200,fit=exact": true, "resize=900,enlarge=true": false,
		"resize=width=60,height=90,fit=cover": true, "resize=width=90,height=60,fit=cover": true, "resize=width=1,height=90,fit=cover": true,
		"resize=width=900,height=900,fit=cover": false, "rotate": false,
	} {
		p, err := compile(text)
		if err != nil {
			t.Fatal(err)
		}
		results := make([]image.Image, 2)
		for i, size := range []image.Point{{}, p.Needs(file.Size())} {
			photo, err := file.Decode(t.Context(), imageio.DecodeOptions{Size: size})
			if err != nil {
				t.Fatal(err)
			}
			if less := photo.Full != (image.Point{}); less != (reduced && i == 1) {
				t.Errorf("%s: decoded at %v", text, photo.Image.Bounds())
			}
			err = p.Run(t.Context(), photo, func(_ int, p imageio.Photo) error {
				results[i] = p.Image
				if p.Full != (image.Point{}) {
					t.Errorf("%s: the result passes for a part of %v", text, p.Full)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if results[0].Bounds() != results[1].Bounds() {
			t.Errorf("%s: %v, reduced %v", text, results[0].Bounds(), results[1].Bounds())
			continue
		}
		if db := lumaPSNR(results[0], results[1]); db < 33 {
			t.Errorf("%s: %.1f dB", text, db)
		}
	}
}

func lumaPSNR(a, b image.Image) float64 {
	p, q := ycc.RGBA(a.(*image.YCbCr)), ycc.RGBA(b.(*image.YCbCr))
	sum := 0.0
	for i := 0; i < len(p.Pix); i += 4 {
		d := float64(luma(p.Pix[i:])) - float64(luma(q.Pix[i:]))
		sum += d * d
	}
	return 10 * math.Log10(255*255*float64(len(p.Pix)/4)/sum)
}

// Where a lossless cut begins is where blocks do, and its size is the same.
func TestLosslessCuts(t *testing.T) {
	grid := image.Pt(16, 8)
	for _, c := range []struct {
		cut  crop
		want image.Rectangle
		note string
	}{
		{crop{To: shape{pixels, 100, 50}, Anchor: "center"}, image.Rect(96, 72, 196, 122), "crop: 4 pixels further left and 3 further up, where blocks begin"},
		{crop{To: shape{pixels, 100, 50}, Anchor: "northwest"}, image.Rect(0, 0, 100, 50), ""},
		{crop{To: shape{percent, 100, 0}, Anchor: "center"}, image.Rect(0, 0, 300, 200), ""},
	} {
		moves, note := c.cut.Moves(image.Pt(300, 200), grid)
		if len(moves) != 1 || moves[0].Cut != c.want || note != c.note {
			t.Errorf("%v: %v %q", c.cut.To, moves, note)
		}
	}
}

func TestAdjust(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 1, 1))
	copy(m.Pix, []byte{100, 150, 50, 77}) // its luma is 124
	for text, want := range map[string][4]byte{
		"adjust":                                {100, 150, 50, 77},
		"adjust=brightness=10":                  {110, 165, 55, 77},
		"adjust=brightness=100":                 {200, 255, 100, 77},
		"adjust=brightness=-100":                {0, 0, 0, 77},
		"adjust=saturation=-100":                {124, 124, 124, 77},
		"adjust=saturation=50":                  {88, 163, 13, 77},
		"adjust=saturation=100":                 {76, 176, 0, 77},
		"adjust=brightness=-50,saturation=-100": {62, 62, 62, 77},
	} {
		if got := [4]byte(apply(t, text, m).(*image.NRGBA).Pix); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// Planes are adjusted as pixels are, but for rounding, and for what leaves
// the range: it is cut off in other places.
func TestAdjustPlanesAsPixels(t *testing.T) {
	rgba := sample.Scene(64, 48, 1)
	planes := ycc.FromImage(rgba, image.YCbCrSubsampleRatio444)
	for _, text := range []string{"adjust=brightness=10,saturation=20", "adjust=brightness=-30", "adjust=saturation=-60"} {
		pixels := apply(t, text, ycc.RGBA(planes)).(*image.RGBA)
		got := ycc.RGBA(apply(t, text, planes).(*image.YCbCr))
		for i := range got.Pix {
			if p := pixels.Pix[i/4*4:]; min(p[0], p[1], p[2]) == 0 || max(p[0], p[1], p[2]) == 255 {
				continue
			}
			if d := int(got.Pix[i]) - int(pixels.Pix[i]); d < -4 || d > 4 {
				t.Fatalf("%s: channel %d of pixel %d is %d, of RGBA %d", text, i%4, i/4, got.Pix[i], pixels.Pix[i])
			}
		}
	}
}
