package builtin

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/op/optest"
	"github.com/photoq/photoq/pkg/sample"
)

// encodedScene is a drawn photo as a JPEG.
func encodedScene(t *testing.T, w, h int) *imageio.File {
	t.Helper()
	var b bytes.Buffer
	scene := imageio.Photo{Image: sample.Scene(w, h, 2)}
	if err := imageio.Encode(&b, scene, imageio.EncodeOptions{Format: imageio.JPEG, Quality: 95}); err != nil {
		t.Fatal(err)
	}
	file, err := imageio.Open(b.Bytes(), imageio.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// decodedFor decodes what the pipeline needs, or all of it, and runs it.
func decodedFor(t *testing.T, p *op.Pipeline, file *imageio.File, size image.Point) (before, after imageio.Photo) {
	t.Helper()
	before, err := file.Decode(t.Context(), imageio.DecodeOptions{Size: size})
	if err != nil {
		t.Fatal(err)
	}
	err = p.Run(t.Context(), before, func(_ int, result imageio.Photo) error {
		after = result
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return before, after
}

// Geometry gives the same sizes, and pictures that look the same, whether it
// gets the whole photo or no more than it needs.
func TestReducedPhotosAreEnough(t *testing.T) {
	file := encodedScene(t, 640, 427)
	const all, reduced = false, true
	for text, want := range map[string]bool{
		"thumbnail=64": reduced, "thumbnail=300": reduced, "thumbnail=2000": all, "thumbnail=40,square=true": reduced,
		"thumbnail=400,square=true": all, "thumbnail=50,square=true,anchor=west": reduced,
		"resize=100": reduced, "resize=width=90": reduced, "resize=width=50,height=200,fit=exact": reduced, "resize=900,enlarge=true": all,
		"resize=width=60,height=90,fit=cover": reduced, "resize=width=90,height=60,fit=cover": reduced, "resize=width=1,height=90,fit=cover": reduced,
		"resize=width=90,height=20,fit=cover,anchor=southeast": reduced,
		"resize=width=900,height=900,fit=cover":                all, "rotate": all, "crop=1:1": all, "thumbnail=64 crop=50%": reduced,
		"rotate thumbnail=64": reduced, "flip thumbnail=64": reduced, "rotate=180 flip=vertical rotate=270 resize=100": reduced,
		"crop=1:1 resize=80": reduced, "crop=50%,anchor=southeast resize=60": reduced, "crop=50% resize=300": all,
		"crop=301x201,anchor=northeast rotate flip crop=3:2,anchor=southwest thumbnail=30": reduced,
		"crop=1:1 rotate=-90 thumbnail=64,square=true":                                     reduced,
		"rotate crop=16:9,anchor=north resize=width=64,height=20,fit=cover":                reduced,
		"crop=1:1 thumbnail=64 adjust=brightness=10":                                       reduced, "adjust=brightness=10 thumbnail=64": all,
		"straighten=4 thumbnail=64": reduced, "rotate straighten=-11 crop=1:1 thumbnail=40": reduced, "straighten=4": all,
		"crop=50%,anchor=northeast straighten=-2 flip resize=width=50,height=30,fit=exact": reduced,
		"crop=1:1,anchor=attention thumbnail=64":                                           reduced, "trim thumbnail=64": all, "pad thumbnail=64": all,
		"resize=5000 crop=1:1 thumbnail=64": reduced, "thumbnail=100 thumbnail=20": reduced,
	} {
		p := compileSteps(t, text)
		_, whole := decodedFor(t, p, file, image.Point{})
		before, less := decodedFor(t, p, file, p.Needs(file.Size()))
		if got := before.Full != (image.Point{}); got != want {
			t.Errorf("%s: decoded at %v", text, before.Image.Bounds())
		}
		if less.Full != (image.Point{}) || less.Part != (image.Rectangle{}) {
			t.Errorf("%s: the result passes for %v of %v", text, less.Part, less.Full)
		}
		if whole.Image.Bounds() != less.Image.Bounds() {
			t.Errorf("%s: %v, reduced %v", text, whole.Image.Bounds(), less.Image.Bounds())
			continue
		}
		if db := lumaPSNR(whole.Image, less.Image); db < 33 {
			t.Errorf("%s: %.1f dB", text, db)
		}
	}
}

// A whole photo comes out of a pipeline as of its steps done one by one, each
// by a pipeline of its own.
func TestStepsOfGeometryTogetherAreWhatTheyAreAlone(t *testing.T) {
	for name, photo := range optest.Photos() {
		for _, text := range []string{
			"crop=1:1 resize=5", "rotate flip=vertical crop=50% thumbnail=4,square=true", "crop=3:1,anchor=southeast rotate=270 resize=3",
			"straighten=7 crop=1:1 rotate thumbnail=5",
			"crop=2:3,anchor=attention resize=7",
		} {
			run := func(p imageio.Photo, text string) (after imageio.Photo) {
				err := compileSteps(t, text).Run(t.Context(), p, func(_ int, result imageio.Photo) error {
					after = result
					return nil
				})
				if err != nil {
					t.Fatalf("%s: %s: %v", name, text, err)
				}
				return after
			}
			together, alone := run(photo, text), photo
			for _, step := range strings.Fields(text) {
				alone = run(alone, step)
			}
			if !reflect.DeepEqual(pixelsOf(together.Image), pixelsOf(alone.Image)) {
				t.Errorf("%s: %s: together and alone differ", name, text)
			}
		}
	}
}

// pixelsOf lists a picture's size and colours.
func pixelsOf(m image.Image) []color.Color {
	b := m.Bounds()
	colours := []color.Color{color.Gray16{Y: uint16(b.Dx())}}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			colours = append(colours, m.At(x, y))
		}
	}
	return colours
}

func lumaPSNR(a, b image.Image) float64 {
	p, q := ycc.RGBA(a.(*image.YCbCr)), ycc.RGBA(b.(*image.YCbCr))
	sum := 0.0
	for i := 0; i < len(p.Pix); i += 4 {
		y, _, _ := color.RGBToYCbCr(p.Pix[i], p.Pix[i+1], p.Pix[i+2])
		other, _, _ := color.RGBToYCbCr(q.Pix[i], q.Pix[i+1], q.Pix[i+2])
		d := float64(y) - float64(other)
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
