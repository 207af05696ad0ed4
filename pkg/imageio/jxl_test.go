package imageio

import (
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestColoursOfJPEGXL(t *testing.T) {
	for name, want := range map[string]struct {
		sRGB    color.RGBA
		warning string
	}{
		"colour.jxl": {color.RGBA{200, 40, 30, 255}, ""},
		// By hand; there is less green in it than none.
		"p3.jxl":      {color.RGBA{218, 0, 4, 255}, ""},
		"profile.jxl": {color.RGBA{184, 56, 41, 255}, "profile of a JPEG XL without loss is not read"},
	} {
		data, err := os.ReadFile(filepath.Join("..", "jxl", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		p, err := Decode(t.Context(), data, DecodeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.ToSRGB().Image.At(3, 3); got != want.sRGB {
			t.Errorf("%s: in sRGB it is %v", name, got)
		}
		if said := strings.Join(p.Warnings, "; "); !strings.Contains(said, want.warning) || (said == "") != (want.warning == "") {
			t.Errorf("%s: warnings are %q", name, said)
		}
	}
}
