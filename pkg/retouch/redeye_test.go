package retouch

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/paint"
	"github.com/photoq/photoq/pkg/sample"
)

// drawn is a portrait on a grey ground, and the face in it as a finder gives
// it.
func drawn(p sample.Portrait) (*image.RGBA, face.Face) {
	m := image.NewRGBA(image.Rect(0, 0, 500, 500))
	draw.Draw(m, m.Rect, image.NewUniform(color.RGBA{120, 140, 150, 255}), image.Point{}, draw.Src)
	p.X, p.Y = 250, 240
	p.Draw(m)
	left, right, radius := p.Eyes()
	f := face.Face{Box: face.Box{X: p.X - 0.4*p.Height, Y: p.Y - 0.4*p.Height, Width: 0.8 * p.Height, Height: 0.8 * p.Height}, Score: 1, Second: 1, Mesh: 1}
	f.Eyes[0] = face.Eye{Iris: face.Point{X: left[0], Y: left[1]}, Radius: radius}
	f.Eyes[1] = face.Eye{Iris: face.Point{X: right[0], Y: right[1]}, Radius: radius}
	return m, f
}

// reds are those that are to be mended.
func reds(eyes []*RedEye) []*RedEye {
	var list []*RedEye
	for _, e := range eyes {
		if e.Red {
			list = append(list, e)
		}
	}
	return list
}

func near(e *RedEye, p face.Point, most float64) bool { return math.Hypot(e.X-p.X, e.Y-p.Y) <= most }

func TestRedPupilsAreSeenAndOthersAreNot(t *testing.T) {
	for _, height := range []float64{90, 200, 420, 1900} {
		m, f := drawn(sample.Portrait{Height: height, RedEyes: true})
		eyes := reds(RedEyes(m, []face.Face{f}, false))
		if height < 500 && len(eyes) != 2 {
			t.Fatalf("height %.0f: %d red eyes", height, len(eyes))
		}
		for i, e := range eyes {
			// A pupil is 0.045 of half the height, in lids that cut it.
			if want := 0.045 * height / 2; !near(e, f.Eyes[i].Iris, 0.4*want+0.5) || e.Radius < 0.8*want-0.5 || e.Radius > 1.2*want+0.7 {
				t.Errorf("height %.0f: eye %d is seen at %.1f, %.1f with a radius of %.1f, not at %v of %.1f", height, i, e.X, e.Y, e.Radius, f.Eyes[i].Iris, want)
			}
		}
		m, f = drawn(sample.Portrait{Height: height})
		for _, e := range RedEyes(m, []face.Face{f}, false) {
			if e.Red || e.Reason == "" {
				t.Errorf("height %.0f: a dark pupil at %.0f, %.0f is red %v: %q", height, e.X, e.Y, e.Red, e.Reason)
			}
		}
	}
}

func TestRedEyesAreSeenWithoutAFace(t *testing.T) {
	m, f := drawn(sample.Portrait{Height: 420, RedEyes: true})
	eyes := reds(RedEyes(m, nil, false))
	if len(eyes) != 2 || !near(eyes[0], f.Eyes[0].Iris, 4) && !near(eyes[0], f.Eyes[1].Iris, 4) {
		t.Fatalf("%d red eyes: %+v", len(eyes), eyes)
	}
	for _, e := range eyes {
		if e.Face != -1 {
			t.Errorf("an eye is said to be in face %d", e.Face)
		}
	}
}

// dots draws discs of a colour over a picture.
func dots(m *image.RGBA, c color.RGBA, radius float64, at ...image.Point) {
	for _, p := range at {
		for y := p.Y - int(radius) - 1; y <= p.Y+int(radius)+1; y++ {
			for x := p.X - int(radius) - 1; x <= p.X+int(radius)+1; x++ {
				if math.Hypot(float64(x-p.X), float64(y-p.Y)) <= radius {
					m.SetRGBA(x, y, c)
				}
			}
		}
	}
}

func TestWhatElseIsRedIsNoEye(t *testing.T) {
	red := color.RGBA{210, 30, 40, 255}
	plain := func(c color.RGBA) *image.RGBA {
		m := image.NewRGBA(image.Rect(0, 0, 300, 200))
		draw.Draw(m, m.Rect, image.NewUniform(c), image.Point{}, draw.Src)
		return m
	}
	skin := color.RGBA{220, 172, 148, 255}
	white := plain(color.RGBA{250, 250, 250, 255})
	dots(white, red, 8, image.Pt(100, 100), image.Pt(180, 100))
	spots := plain(skin)
	dots(spots, red, 8, image.Pt(100, 100), image.Pt(180, 100)) // no iris
	many := plain(skin)
	for i := range 12 {
		at := image.Pt(30+i%4*75, 30+i/4*70)
		dots(many, color.RGBA{60, 45, 40, 255}, 14, at)
		dots(many, red, 8, at)
	}
	bar := plain(skin)
	draw.Draw(bar, image.Rect(80, 96, 140, 104), image.NewUniform(red), image.Point{}, draw.Src)
	noise := plain(skin)
	r := rand.New(rand.NewPCG(3, 4))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(r.IntN(256)) | uint8(255*(i&3)/3&^254)
	}
	for name, m := range map[string]*image.RGBA{
		"on white": white, "on skin": spots, "many": many, "a bar": bar, "noise": noise, "all red": plain(red), "a beach": sample.Scene(900, 600, 4),
	} {
		for _, e := range reds(RedEyes(m, nil, false)) {
			t.Errorf("%s: a red eye at %.0f, %.0f of %.1f pixels, contrast %.0f, round %.2f", name, e.X, e.Y, e.Radius, e.Contrast, e.Round)
		}
	}
}

func TestAnimalsNeedNoSkin(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 300, 200))
	draw.Draw(m, m.Rect, image.NewUniform(color.RGBA{90, 90, 90, 255}), image.Point{}, draw.Src)
	dots(m, color.RGBA{40, 40, 45, 255}, 14, image.Pt(100, 100), image.Pt(180, 100))
	dots(m, color.RGBA{210, 30, 40, 255}, 8, image.Pt(100, 100), image.Pt(180, 100))
	if n := len(reds(RedEyes(m, nil, false))); n != 0 {
		t.Errorf("%d eyes of an animal are taken for a person's", n)
	}
	if n := len(reds(RedEyes(m, nil, true))); n != 2 {
		t.Errorf("%d eyes of an animal are seen", n)
	}
}

func TestMendedPupilsAreDarkAndTheRestStays(t *testing.T) {
	m, f := drawn(sample.Portrait{Height: 300, RedEyes: true})
	redness := func(m *image.RGBA, p face.Point) int {
		c := m.RGBAAt(int(p.X)+2, int(p.Y)+2) // beside what shines
		return int(c.R) - (int(c.G)+int(c.B))/2
	}
	for _, strength := range []float64{1, 0.5} {
		after := paint.Copy(m).(*image.RGBA)
		var mends []*Mend
		for _, e := range reds(RedEyes(m, []face.Face{f}, false)) {
			mends = append(mends, e.Mend(m, strength))
			paint.Over(after, mends[len(mends)-1])
		}
		for _, eye := range f.Eyes {
			before, now := redness(m, eye.Iris), redness(after, eye.Iris)
			if most := int((1.15-strength)*float64(before)) - 5; now > most || strength < 1 && now < before/4 {
				t.Errorf("strength %.1f: the redness %d becomes %d", strength, before, now)
			}
		}
		changed := 0
		for i := range m.Pix {
			at := image.Pt(i/4%500, i/2000)
			covered := false
			for _, mend := range mends {
				covered = covered || at.In(mend.Bounds()) && mend.Mask().AlphaAt(at.X, at.Y).A > 0
			}
			if m.Pix[i] != after.Pix[i] {
				changed++
				if !covered {
					t.Fatalf("%v changed without being covered", at)
				}
			}
		}
		if changed == 0 {
			t.Error("nothing changed")
		}
	}
	// What shines stays bright.
	after := paint.Copy(m).(*image.RGBA)
	e := reds(RedEyes(m, []face.Face{f}, false))[0]
	paint.Over(after, e.Mend(m, 1))
	brightest := uint8(0)
	for y := int(e.Y) - 8; y < int(e.Y)+8; y++ {
		for x := int(e.X) - 8; x < int(e.X)+8; x++ {
			brightest = max(brightest, after.RGBAAt(x, y).G)
		}
	}
	if brightest < 200 {
		t.Errorf("what shone has %d of 255", brightest)
	}
}

// Around a small pupil that has run over its iris all is reddish: against
// what is around the iris it is faint, and by itself it is not.
func TestSmallPupilsAreSeenByThemselves(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 200, 120))
	draw.Draw(m, m.Rect, image.NewUniform(color.RGBA{205, 165, 145, 255}), image.Point{}, draw.Src)
	eyes := []image.Point{{75, 60}, {125, 60}}
	dots(m, color.RGBA{75, 70, 68, 255}, 9, eyes...)
	dots(m, color.RGBA{120, 72, 76, 255}, 4.6, eyes...)
	f := face.Face{Score: 1, Second: 1, Mesh: 1}
	for i, p := range eyes {
		f.Eyes[i] = face.Eye{Iris: face.Point{X: float64(p.X) + 0.5, Y: float64(p.Y) + 0.5}, Radius: 3.4}
	}
	if list := reds(RedEyes(m, []face.Face{f}, false)); len(list) != 2 || list[0].Face != 0 || list[1].Face != 0 {
		t.Errorf("%d red eyes in the face", len(list))
	}
	// Without the face, they are too pale to be eyes.
	if list := reds(RedEyes(m, nil, false)); len(list) != 0 {
		t.Errorf("%d red eyes without the face", len(list))
	}
}

// A pupil is darker towards its edge, where it is as red and hardly seen to be.
func TestThePupilsDarkEdgeIsMendedToo(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 300, 200))
	draw.Draw(m, m.Rect, image.NewUniform(color.RGBA{220, 172, 148, 255}), image.Point{}, draw.Src)
	eyes := []image.Point{{100, 100}, {200, 100}}
	dots(m, color.RGBA{70, 80, 95, 255}, 20, eyes...)
	dots(m, color.RGBA{70, 10, 12, 255}, 11, eyes...)
	dots(m, color.RGBA{210, 25, 35, 255}, 8.5, eyes...)
	f := face.Face{Score: 1, Second: 1, Mesh: 1}
	for i, p := range eyes {
		f.Eyes[i] = face.Eye{Iris: face.Point{X: float64(p.X) + 0.5, Y: float64(p.Y) + 0.5}, Radius: 16}
	}
	for _, e := range reds(RedEyes(m, []face.Face{f}, false)) {
		paint.Over(m, e.Mend(m, 1))
	}
	for y := 80; y < 120; y++ {
		for x := 80; x < 220; x++ {
			if c := m.RGBAAt(x, y); int(c.R) > int(max(c.G, c.B))+20 && math.Hypot(float64((x+50)%100-50), float64(y-100)) < 19 {
				t.Fatalf("%d, %d is left with %v", x, y, c)
			}
		}
	}
	if c := m.RGBAAt(116, 100); c != (color.RGBA{70, 80, 95, 255}) {
		t.Errorf("the iris becomes %v", c)
	}
}

func TestAnyPictureCanBeLookedAt(t *testing.T) {
	_, f := drawn(sample.Portrait{Height: 300})
	odd := f
	odd.Eyes[0].Iris, odd.Eyes[1].Iris = face.Point{X: -40, Y: 3}, face.Point{X: 1e6, Y: 1e6}
	same := f
	same.Eyes[1] = same.Eyes[0]
	for name, m := range map[string]image.Image{
		"a pixel": image.NewRGBA(image.Rect(0, 0, 1, 1)), "a line": image.NewGray16(image.Rect(0, 0, 1, 20000)),
		"clear": image.NewNRGBA64(image.Rect(0, 0, 300, 300)), "planes": image.NewYCbCr(image.Rect(0, 0, 301, 299), image.YCbCrSubsampleRatio420),
	} {
		for _, e := range RedEyes(m, []face.Face{f, odd, same}, true) {
			if e.Red || strings.Contains(e.Reason, "%!") {
				t.Errorf("%s: red %v, %q", name, e.Red, e.Reason)
			}
		}
	}
}
