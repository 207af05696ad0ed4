package builtin

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/imageio"
)

// adjusted says what becomes of 100, 150, 50 (whose luma is 123.65), and of a
// grey of 128, in levels: worked out from the formulas, apart from this
// program.
func adjusted() map[string][2][3]float64 {
	grey := func(v float64) [3]float64 { return [3]float64{v, v, v} }
	return map[string][2][3]float64{
		"exposure=1":      {{138.18, 204.92, 71.44}, grey(175.56)},
		"exposure=-2":     {{49.97, 78.03, 21.91}, grey(65.68)},
		"exposure=5":      {{255, 255, 255}, grey(255)},
		"gamma=2":         {{159.69, 195.58, 112.92}, grey(180.67)},
		"gamma=0.5":       {{39.22, 88.24, 9.80}, grey(64.25)},
		"contrast=100":    {{78.43, 168.53, 19.61}, grey(128.50)},
		"contrast=-100":   {{113.75, 138.75, 88.75}, grey(127.75)},
		"temperature=50":  {{107.10, 148.08, 44.84}, {136.84, 126.33, 116.56}},
		"tint=100":        {{111.73, 142.55, 56.59}, {142.61, 121.55, 142.61}},
		"shadows=100":     {{120.50, 180.75, 60.25}, grey(151.72)},
		"shadows=-50":     {{93.17, 139.75, 46.58}, grey(120.09)},
		"highlights=-100": {{81.83, 122.75, 40.92}, grey(103.91)},
		"highlights=50":   {{106.06, 159.08, 53.03}, grey(136.03)},
		"brightness=-20":  {{80, 120, 40}, grey(102.4)},
		"saturation=20":   {{95.27, 155.27, 35.27}, grey(128)},
		"temperature=20,exposure=0.5,brightness=-10,shadows=30,contrast=20,gamma=1.2,saturation=25": {
			{123.33, 189.16, 41.11}, {162.64, 156.82, 151.11}},
	}
}

func TestAdjustByHandOnAllTypes(t *testing.T) {
	for text, want := range adjusted() {
		p, err := compile("adjust=" + text)
		if err != nil {
			t.Fatal(err)
		}
		for i, from := range []color.NRGBA{{100, 150, 50, 255}, {128, 128, 128, 255}} {
			for _, m := range allTypes(from) {
				var got image.Image
				err := p.Run(t.Context(), imageio.Photo{Image: m}, func(_ int, p imageio.Photo) error {
					got = p.Image
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				near := 0.51 // of a level
				switch m.(type) {
				case *image.Gray16, *image.RGBA64, *image.NRGBA64:
					near = 0.02
				case *image.YCbCr:
					near = 2.3 // 100, 150, 50 is 1 off as YCbCr, and so is the result
				}
				r, g, b, _ := got.At(2, 1).RGBA()
				for c, v := range [3]uint32{r, g, b} {
					if level := float64(v) / 257; math.Abs(level-want[i][c]) > near {
						t.Errorf("%s of %T %v: channel %d is %.3f, want %.2f", text, m, from, c, level, want[i][c])
					}
				}
			}
		}
	}
}

// allTypes returns pictures of one colour.
func allTypes(c color.NRGBA) []image.Image {
	r := image.Rect(0, 0, 5, 3)
	all := []draw.Image{image.NewRGBA(r), image.NewNRGBA(r), image.NewRGBA64(r), image.NewNRGBA64(r)}
	if c.R == c.G && c.G == c.B {
		all = append(all, image.NewGray(r), image.NewGray16(r))
	}
	planes := image.NewYCbCr(r, image.YCbCrSubsampleRatio420)
	y, cb, cr := color.RGBToYCbCr(c.R, c.G, c.B)
	fill(planes.Y, y)
	fill(planes.Cb, cb)
	fill(planes.Cr, cr)
	pictures := []image.Image{planes}
	for _, m := range all {
		draw.Draw(m, r, image.NewUniform(c), image.Point{}, draw.Src)
		pictures = append(pictures, m)
	}
	return pictures
}

func fill(plane []byte, v byte) {
	for i := range plane {
		plane[i] = v
	}
}

// Whatever is asked for, what is lighter does not become darker than what is
// darker, and black and white stay where that is promised.
func TestAdjustKeepsTheOrderOfGreys(t *testing.T) {
	ramp := image.NewGray16(image.Rect(0, 0, 65536, 1))
	for i := range 65536 {
		ramp.Pix[2*i], ramp.Pix[2*i+1] = byte(i>>8), byte(i)
	}
	for _, c := range []struct {
		text  string
		stays bool
	}{
		{"shadows=100", true}, {"shadows=-100", true}, {"highlights=100", true}, {"highlights=-100", true},
		{"shadows=100,highlights=-100", true}, {"shadows=-100,highlights=100", true},
		{"contrast=100", true}, {"contrast=7", true}, {"contrast=-100", false},
		{"gamma=0.1", true}, {"gamma=10", true}, {"exposure=5", false}, {"exposure=-5", false},
		{"shadows=100,highlights=-100,contrast=50,gamma=1.5", true},
	} {
		got := apply(t, "adjust="+c.text, ramp).(*image.Gray16)
		last := uint16(0)
		for x := range 65536 {
			v := got.Gray16At(x, 0).Y
			if v < last {
				t.Errorf("%s: %d becomes %d, and what is darker %d", c.text, x, v, last)
				break
			}
			last = v
		}
		if first := got.Gray16At(0, 0).Y; c.stays && (first != 0 || last != 65535) {
			t.Errorf("%s: black becomes %d and white %d", c.text, first, last)
		}
	}
}

// Shadows and highlights leave the other end of the range alone, and hues as
// they are.
func TestShadowsAndHighlightsAreOfTheirEnds(t *testing.T) {
	for _, c := range []struct {
		text     string
		from, to color.NRGBA64 // what becomes of which colour
		near     float64       // in levels
	}{
		{"shadows=100", color.NRGBA64{60000, 58000, 59000, 65535}, color.NRGBA64{60000, 58000, 59000, 65535}, 0.5},
		{"highlights=-100", color.NRGBA64{7000, 5000, 6000, 65535}, color.NRGBA64{7000, 5000, 6000, 65535}, 0.5},
		{"shadows=100", color.NRGBA64{8000, 4000, 2000, 65535}, color.NRGBA64{17473, 8737, 4368, 65535}, 0.01},
		{"highlights=-100", color.NRGBA64{60000, 50000, 55000, 65535}, color.NRGBA64{49014, 40845, 44929, 65535}, 0.1},
	} {
		m := image.NewNRGBA64(image.Rect(0, 0, 1, 1))
		m.SetNRGBA64(0, 0, c.from)
		got := apply(t, "adjust="+c.text, m).(*image.NRGBA64).NRGBA64At(0, 0)
		ratio := func(c color.NRGBA64) [2]float64 {
			return [2]float64{float64(c.G) / float64(c.R), float64(c.B) / float64(c.R)}
		}
		before, after := ratio(c.from), ratio(got)
		if math.Abs(before[0]-after[0])+math.Abs(before[1]-after[1]) > 0.001 {
			t.Errorf("%s of %v: %v has another hue", c.text, c.from, got)
		}
		if math.Abs(float64(got.R)-float64(c.to.R)) > 257*c.near {
			t.Errorf("%s of %v: %v, want about %v", c.text, c.from, got, c.to)
		}
	}
}

func TestAdjustRefusesWhatIsOutOfReach(t *testing.T) {
	for text, want := range map[string]string{
		"adjust=contrast=-101":   "contrast=-101 is not from -100 to 100",
		"adjust=shadows=101":     "shadows=101 is not from -100 to 100",
		"adjust=gamma=0":         "gamma=0 is not from 0.1 to 10",
		"adjust=gamma=10.5":      "gamma=10.5 is not from 0.1 to 10",
		"adjust=exposure=-6":     "exposure=-6 is not from -5 to 5",
		"adjust=exposure=bright": "must be a number",
	} {
		if _, err := compile(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
