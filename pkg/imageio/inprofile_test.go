package imageio

import (
	"image"
	"image/color"
	"testing"

	"github.com/photoq/photoq/pkg/icc"
)

func TestColoursInAProfileBecomeThemselvesInSRGB(t *testing.T) {
	p3, err := icc.FromCICP(12, 13)
	if err != nil {
		t.Fatal(err)
	}
	rec2020, err := icc.FromCICP(9, 1)
	if err != nil {
		t.Fatal(err)
	}
	for name, profile := range map[string][]byte{"Display P3": p3, "Adobe RGB": icc.AdobeRGB(), "Rec. 2020": rec2020} {
		for _, c := range []color.NRGBA{
			{200, 30, 40, 255}, {255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 165, 0, 128},
			{128, 128, 128, 255}, {255, 255, 255, 255}, {0, 0, 0, 255}, {12, 90, 60, 0},
		} {
			m := image.NewNRGBA(image.Rect(0, 0, 1, 1))
			p := Photo{Image: m, ICC: profile}
			in := p.InProfile(c)
			m.SetNRGBA(0, 0, in)
			got := p.ToSRGB().Image.(*image.NRGBA).NRGBAAt(0, 0)
			// A step of a channel of a wide profile is up to two of sRGB's.
			if d := max(apart(got.R, c.R), apart(got.G, c.G), apart(got.B, c.B)); d > 3 || got.A != c.A {
				t.Errorf("%s: %v became %v, and is %v in sRGB", name, c, in, got)
			}
			if c.R == c.G && c.G == c.B && (in.R != in.G || in.G != in.B) {
				t.Errorf("%s: the grey %v became %v", name, c, in)
			}
		}
		if red := (Photo{ICC: profile}).InProfile(color.NRGBA{255, 0, 0, 255}); red.R > 245 {
			t.Errorf("%s: red is %v", name, red)
		}
	}
}

func apart(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }

func TestColoursWithoutAUsableProfileStay(t *testing.T) {
	srgb, err := icc.FromCICP(1, 13)
	if err != nil {
		t.Fatal(err)
	}
	c := color.NRGBA{10, 200, 30, 77}
	for name, profile := range map[string][]byte{"none": nil, "sRGB": srgb, "grey": profile("GRAY", 0), "broken": []byte("broken")} {
		if got := (Photo{ICC: profile}).InProfile(c); got != c {
			t.Errorf("%s: %v became %v", name, c, got)
		}
	}
}
