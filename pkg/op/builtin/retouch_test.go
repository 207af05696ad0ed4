package builtin

import (
	"context"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/sample"
)

// beach is somebody at a beach, as planes.
func beach(p sample.Portrait) *image.YCbCr {
	m := sample.Scene(600, 400, 7)
	p.X, p.Y, p.Height = 220, 210, 200
	p.Draw(m)
	planes := image.NewYCbCr(m.Rect, image.YCbCrSubsampleRatio444)
	for i := range planes.Y {
		planes.Y[i], planes.Cb[i], planes.Cr[i] = color.RGBToYCbCr(m.Pix[4*i], m.Pix[4*i+1], m.Pix[4*i+2])
	}
	return planes
}

// run takes a photo through steps with spaces between.
func run(t *testing.T, steps string, p imageio.Photo) imageio.Photo {
	t.Helper()
	var after imageio.Photo
	err := compileSteps(t, steps).Run(t.Context(), p, func(_ int, result imageio.Photo) error {
		after = result
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", steps, err)
	}
	return after
}

func TestRedEyesAreMendedAndNothingElse(t *testing.T) {
	p := imageio.Photo{Image: beach(sample.Portrait{RedEyes: true})}
	after := run(t, "redeye", p)
	if len(after.Notes) != 1 || !strings.HasPrefix(after.Notes[0], "redeye: 2 eyes at (188,198,") || !strings.Contains(after.Notes[0], " (252,198,") {
		t.Errorf("notes %q", after.Notes)
	}
	before, mended := p.Image.(*image.YCbCr), after.Image.(*image.YCbCr)
	changed := 0
	for i := range before.Y {
		if before.Y[i] == mended.Y[i] && before.Cb[i] == mended.Cb[i] && before.Cr[i] == mended.Cr[i] {
			continue
		}
		changed++
		x, y := i%600, i/600
		if (x-188)*(x-188)+(y-198)*(y-198) > 100 && (x-252)*(x-252)+(y-198)*(y-198) > 100 {
			t.Fatalf("%d, %d changed", x, y)
		}
	}
	if changed < 50 {
		t.Errorf("%d pixels changed", changed)
	}
	if c := mended.YCbCrAt(190, 200); c.Cr > 140 || c.Y > 60 {
		t.Errorf("a pupil is %v", c)
	}
}

func TestTeethAreWhitened(t *testing.T) {
	p := imageio.Photo{Image: beach(sample.Portrait{Smile: true})}
	after := run(t, "teeth", p)
	if len(after.Notes) != 1 || !strings.HasPrefix(after.Notes[0], "teeth: 1 mouth at (2") {
		t.Fatalf("notes %q", after.Notes)
	}
	before, now := p.Image.(*image.YCbCr).YCbCrAt(224, 262), after.Image.(*image.YCbCr).YCbCrAt(224, 262)
	if now.Cb < before.Cb+5 || now.Cb > 128 {
		t.Errorf("a tooth is %v and was %v", now, before)
	}
	if p.Image.(*image.YCbCr).YCbCrAt(224, 240) != after.Image.(*image.YCbCr).YCbCrAt(224, 240) {
		t.Error("the skin above the mouth changed")
	}
}

func TestBlurredFacesAreNotFoundAgain(t *testing.T) {
	p := imageio.Photo{Image: beach(sample.Portrait{})}
	after := run(t, "blurfaces", p)
	if len(after.Notes) != 1 || after.Notes[0] != "blurfaces: 1 face" {
		t.Fatalf("notes %q", after.Notes)
	}
	if again := run(t, "blurfaces", after); len(again.Notes) != 2 || again.Notes[1] != "blurfaces: no faces" {
		t.Errorf("notes %q", again.Notes)
	}
}

func TestAPhotoWithNothingToMendStays(t *testing.T) {
	for _, steps := range []string{"redeye", "teeth", "blurfaces"} {
		p := imageio.Photo{Image: beach(sample.Portrait{})}
		if steps == "blurfaces" {
			p.Image = sample.Scene(600, 400, 7)
		}
		after := run(t, steps, p)
		if after.Image != p.Image || len(after.Notes) != 1 || !strings.Contains(after.Notes[0], ": no ") {
			t.Errorf("%s: notes %q, another image %v", steps, after.Notes, after.Image != p.Image)
		}
	}
}

func TestFacesAreLookedForOnceAPhoto(t *testing.T) {
	p := imageio.Photo{Image: beach(sample.Portrait{}), Memo: &imageio.Memo{}}
	run(t, "redeye", p)
	found, err := p.Memo.Recall("faces", func() (any, error) { return nil, context.Canceled })
	if err != nil || found == nil {
		t.Errorf("the faces are not known: %v", err)
	}
}
