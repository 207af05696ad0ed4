package builtin

import (
	"image"
	"image/color"
	"testing"

	"github.com/photoq/photoq/pkg/icc"
	"github.com/photoq/photoq/pkg/imageio"
)

// Colours that parameters name are sRGB's, whatever the photo's profile is.
func TestNamedColoursAreThoseOfSRGB(t *testing.T) {
	p3, err := icc.FromCICP(12, 13)
	if err != nil {
		t.Fatal(err)
	}
	for step, at := range map[string]image.Point{
		"border=10,color=red":                           {1, 1},
		"pad=1:2,color=red":                             {1, 1},
		"frame=40%,width=5,color=red":                   {60, 2},
		"frame=40%,width=0,background=red":              {0, 0},
		"text=.,background=red,position=center,size=40": {60, 60},
	} {
		// Red of sRGB in Display P3, by its primaries: 0.917, 0.200, 0.139.
		for want, profile := range map[color.NRGBA][]byte{{234, 51, 35, 255}: p3, {255, 0, 0, 255}: nil} {
			p := photoWith(t, step, imageio.Photo{Image: image.NewNRGBA(image.Rect(0, 0, 120, 120)), ICC: profile}, nil)
			found := false
			for x := -8; x <= 8 && !found; x++ { // the text's stop may be in the middle
				found = color.NRGBAModel.Convert(p.Image.At(max(0, at.X+x), at.Y)) == want
			}
			if !found {
				t.Errorf("%s: %v, want %v", step, p.Image.At(at.X, at.Y), want)
			}
		}
	}
}
