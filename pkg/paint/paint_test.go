package paint

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// noise fills samples of any type at random; alpha too.
func noise(r *rand.Rand, pix []byte) {
	for i := range pix {
		pix[i] = byte(r.Uint32())
	}
}

// pictures returns a picture of every type, with random pixels.
func pictures(w, h int) []image.Image {
	random, b := rand.New(rand.NewPCG(1, 2)), image.Rect(0, 0, w, h)
	grey, grey16, nrgba, nrgba64 := image.NewGray(b), image.NewGray16(b), image.NewNRGBA(b), image.NewNRGBA64(b)
	for _, pix := range [][]byte{grey.Pix, grey16.Pix, nrgba.Pix, nrgba64.Pix} {
		noise(random, pix)
	}
	rgba, rgba64 := image.NewRGBA(b), image.NewRGBA64(b)
	for y := range h {
		for x := range w {
			rgba.Set(x, y, nrgba.At(x, y))
			rgba64.Set(x, y, nrgba64.At(x, y))
		}
	}
	all := []image.Image{grey, grey16, nrgba, nrgba64, rgba, rgba64}
	for _, ratio := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	} {
		m := image.NewYCbCr(b, ratio)
		noise(random, m.Y)
		noise(random, m.Cb)
		noise(random, m.Cr)
		all = append(all, m)
	}
	return all
}

// layers are some of each kind, of which parts lie beyond a picture of 13 x 11.
func layers() []Layer {
	random := rand.New(rand.NewPCG(3, 4))
	mask, logo := image.NewAlpha(image.Rect(-3, 2, 9, 30)), image.NewNRGBA(image.Rect(0, 0, 10, 7))
	noise(random, mask.Pix)
	noise(random, logo.Pix)
	copy(mask.Pix[100:], []byte{0, 255, 0, 0, 255, 255})
	picture := NewPicture(logo, image.Pt(7, -2), 0.7)
	return []Layer{
		NewShape(mask, color.NRGBA{200, 30, 90, 255}, 1, nil), NewShape(mask, color.NRGBA{20, 230, 90, 128}, 0.5, Weights(color.NRGBA{20, 230, 90, 128})),
		picture, picture.At(image.Pt(-5, 5)), NewFill(image.Rect(1, 1, 8, 8), color.NRGBA{1, 2, 3, 255}, 1), NewFill(image.Rect(40, 40, 50, 50), color.NRGBA{1, 2, 3, 255}, 1),
	}
}

// at returns what the layer is at a place.
func at(l Layer, x, y int) Pixel {
	row := make([]Pixel, 1)
	if image.Pt(x, y).In(l.Bounds()) {
		l.Row(x, y, row)
	}
	return row[0]
}

// wanted is p over c by the definition of Porter and Duff, multiplied by alpha.
func wanted(c color.Color, p Pixel) [4]float64 {
	r, g, b, a := c.RGBA()
	rest := 1 - float64(p.A)/65535
	return [4]float64{float64(p.R) + float64(r)*rest, float64(p.G) + float64(g)*rest, float64(p.B) + float64(b)*rest, float64(p.A) + float64(a)*rest}
}

func TestLayersLieOverPicturesOfEveryType(t *testing.T) {
	for _, l := range layers() {
		for _, before := range pictures(13, 11) {
			if _, planes := before.(*image.YCbCr); planes {
				continue
			}
			after := Copy(before)
			Over(after, l)
			for y := range 11 {
				for x := range 13 {
					p := at(l, x, y)
					if p.A == 0 && after.At(x, y) != before.At(x, y) {
						t.Fatalf("%T: the pixel %d,%d was changed for nothing", before, x, y)
					}
					bound := 257.0 // a level of 8 bits
					switch before.(type) {
					case *image.Gray16, *image.NRGBA64, *image.RGBA64:
						bound = 2 // because alpha is rounded as well
					}
					want := wanted(before.At(x, y), p)
					switch before.(type) {
					case *image.Gray, *image.Gray16:
						v := float64(p.luma())
						want = wanted(before.At(x, y), Pixel{uint16(v), uint16(v), uint16(v), p.A})
					}
					r, g, b, a := after.At(x, y).RGBA()
					for c, v := range [4]uint32{r, g, b, a} {
						if math.Abs(float64(v)-want[c]) > bound {
							t.Fatalf("%T: channel %d of %d,%d is %d, want %.0f", before, c, x, y, v, want[c])
						}
					}
				}
			}
		}
	}
}

// Chroma takes the mean of the pixels that it covers, of which those beyond
// the picture's edge are none.
func TestLayersLieOverPlanes(t *testing.T) {
	for _, l := range layers() {
		for _, m := range pictures(13, 11) {
			before, planes := m.(*image.YCbCr)
			if !planes {
				continue
			}
			after := Copy(before).(*image.YCbCr)
			Over(after, l)
			sx, sy := ycc.Subsampling(before.SubsampleRatio)
			for y := 0; y < 11; y += sy {
				for x := 0; x < 13; x += sx {
					var cb, cr, n float64
					for py := y; py < min(11, y+sy); py++ {
						for px := x; px < min(13, x+sx); px++ {
							p, old := at(l, px, py), before.YCbCrAt(px, py)
							red, green, blue, a := float64(p.R)/257, float64(p.G)/257, float64(p.B)/257, float64(p.A)/65535
							luma := 0.299*red + 0.587*green + 0.114*blue + float64(old.Y)*(1-a)
							if got := after.YCbCrAt(px, py).Y; math.Abs(float64(got)-luma) > 0.51 {
								t.Fatalf("%v: the luma of %d,%d is %d, want %.2f", before.SubsampleRatio, px, py, got, luma)
							}
							cb += 128*a - 0.168736*red - 0.331264*green + 0.5*blue + float64(old.Cb)*(1-a)
							cr += 128*a + 0.5*red - 0.418688*green - 0.081312*blue + float64(old.Cr)*(1-a)
							n++
						}
					}
					got := after.YCbCrAt(x, y)
					if math.Abs(float64(got.Cb)-min(255, cb/n)) > 0.52 || math.Abs(float64(got.Cr)-min(255, cr/n)) > 0.52 {
						t.Fatalf("%v: the chroma of %d,%d is %d and %d, want %.2f and %.2f", before.SubsampleRatio, x, y, got.Cb, got.Cr, cb/n, cr/n)
					}
				}
			}
		}
	}
}

func TestAllOfAColourIsExact(t *testing.T) {
	l := NewFill(image.Rect(0, 0, 13, 11), color.NRGBA{200, 100, 50, 255}, 1)
	for _, m := range pictures(13, 11) {
		Over(m, l)
		r, g, b, a := m.At(12, 10).RGBA()
		switch m.(type) {
		case *image.Gray, *image.Gray16, *image.YCbCr:
		default:
			if r>>8 != 200 || g>>8 != 100 || b>>8 != 50 || a != 65535 {
				t.Errorf("%T: %d %d %d %d", m, r>>8, g>>8, b>>8, a)
			}
		}
	}
}

func TestGreyPicturesCanBeColoured(t *testing.T) {
	for _, m := range pictures(13, 11) {
		coloured := Coloured(m)
		for y := range 11 {
			for x := range 13 {
				r, g, b, a := m.At(x, y).RGBA()
				if red, green, blue, alpha := coloured.At(x, y).RGBA(); red != r || green != g || blue != b || alpha != a {
					t.Fatalf("%T became %T, and another colour at %d,%d", m, coloured, x, y)
				}
			}
		}
	}
}

// Half-covered pixels of white letters get more than half, those of black
// ones less, and both ends stay where they are.
func TestLettersLookAsHeavyAsTheyAre(t *testing.T) {
	white, black, grey := Weights(color.NRGBA{255, 255, 255, 255}), Weights(color.NRGBA{0, 0, 0, 255}), Weights(color.NRGBA{127, 128, 127, 255})
	for i := range 256 {
		share := float64(i) / 255
		if white[i] < share-1e-9 || black[i] > share+1e-9 || math.Abs(grey[i]-share) > 1e-9 {
			t.Errorf("%d of 255 weighs %.3f in white, %.3f in black and %.3f in grey", i, white[i], black[i], grey[i])
		}
		if i > 0 && (white[i] < white[i-1] || black[i] < black[i-1]) {
			t.Errorf("%d of 255 weighs less than %d", i, i-1)
		}
	}
	if white[0] != 0 || white[255] != 1 || black[0] != 0 || black[255] != 1 || math.Abs(white[128]+black[127]-1) > 1e-9 {
		t.Errorf("the ends are %v %v %v %v", white[0], white[255], black[0], black[255])
	}
}

func BenchmarkOverPlanes(b *testing.B) {
	m := image.NewYCbCr(image.Rect(0, 0, 2000, 1000), image.YCbCrSubsampleRatio420)
	logo := image.NewNRGBA(m.Rect)
	noise(rand.New(rand.NewPCG(1, 2)), logo.Pix)
	l := NewPicture(logo, image.Point{}, 0.5)
	b.SetBytes(2000 * 1000)
	for b.Loop() {
		Over(m, l)
	}
}
