package builtin

import (
	"image"
	"image/color"
	"testing"

	"github.com/photoq/photoq/pkg/icc"
	"github.com/photoq/photoq/pkg/imageio"
)

// 219 of red in Adobe RGB is all of sRGB's.
func TestSRGBConvertsColoursAndDropsTheProfile(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 8, 8))
	for i := 0; i < len(m.Pix); i += 4 {
		m.Pix[i], m.Pix[i+3] = 219, 255
	}
	p, err := compile("srgb")
	if err != nil {
		t.Fatal(err)
	}
	photo := imageio.Photo{Image: m, ICC: icc.AdobeRGB(), Full: image.Pt(16, 16)}
	err = p.Run(t.Context(), photo, func(_ int, after imageio.Photo) error {
		got := after.Image.At(3, 3).(color.RGBA)
		if got.R < 253 || got.G > 2 || got.B > 2 || after.ICC != nil || after.Full != photo.Full {
			t.Errorf("%v, a profile of %d bytes, %v", got, len(after.ICC), after.Full)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
