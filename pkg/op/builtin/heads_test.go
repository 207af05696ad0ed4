package builtin

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/sample"
)

func TestHeadsAreFramedWhole(t *testing.T) {
	a, b, c := face.Box{X: 10, Y: 20, Width: 80, Height: 100}, face.Box{X: 300, Y: 30, Width: 60, Height: 80}, face.Box{X: 380, Y: 10, Width: 60, Height: 80}
	for name, test := range map[string]struct {
		heads      []face.Box
		size, part image.Point
		want       image.Point
	}{
		"one, in the middle from side to side": {[]face.Box{b}, image.Pt(500, 200), image.Pt(200, 200), image.Pt(230, 0)},
		"one at the edge":                      {[]face.Box{a}, image.Pt(500, 200), image.Pt(200, 200), image.Pt(0, 0)},
		"all, if they fit":                     {[]face.Box{a, b, c}, image.Pt(500, 200), image.Pt(450, 200), image.Pt(0, 0)},
		"the larger group":                     {[]face.Box{a, b, c}, image.Pt(500, 200), image.Pt(200, 200), image.Pt(270, 0)},
		"a part too small for any head":        {[]face.Box{a, b}, image.Pt(500, 200), image.Pt(40, 40), image.Pt(10, 20)},
		"more room below":                      {[]face.Box{{X: 200, Y: 400, Width: 100, Height: 100}}, image.Pt(500, 1000), image.Pt(500, 500), image.Pt(0, 240)},
	} {
		got := frameHeads(test.heads, test.heads, test.size, test.part)
		if got.Min != test.want || got.Size() != test.part {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestFacesStayWholeWhereHeadsDoNotFit(t *testing.T) {
	head, bare := face.Box{X: 30, Y: 0, Width: 140, Height: 260}, face.Box{X: 50, Y: 90, Width: 100, Height: 150}
	got := frameHeads([]face.Box{head}, []face.Box{bare}, image.Pt(200, 300), image.Pt(200, 200))
	if want := image.Rect(0, 81, 200, 281); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestFacesAreNotCut(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 900, 300))
	draw.Draw(m, m.Rect, image.NewUniform(color.RGBA{120, 140, 150, 255}), image.Point{}, draw.Src)
	sample.Portrait{X: 760, Y: 150, Height: 160}.Draw(m)
	deep := image.NewNRGBA64(m.Rect)
	draw.Draw(deep, deep.Rect, m, image.Point{}, draw.Src)
	for _, steps := range []string{"crop=1:1,anchor=face", "thumbnail=300,square=true,anchor=face", "resize=width=300,height=300,fit=cover,anchor=face"} {
		for _, from := range []image.Image{m, deep} {
			got := run(t, steps, imageio.Photo{Image: from}).Image
			// The part is the last third: the face's middle is at 160 or so of it.
			same := true
			for _, p := range []image.Point{{160, 60}, {160, 230}, {90, 150}, {225, 150}, {160, 150}} {
				r, g, b, _ := got.At(p.X, p.Y).RGBA()
				wr, wg, wb, _ := m.At(p.X+600, p.Y).RGBA()
				same = same && r>>8 == wr>>8 && g>>8 == wg>>8 && b>>8 == wb>>8
			}
			if !same || got.Bounds() != image.Rect(0, 0, 300, 300) {
				t.Errorf("%s of %T: the part does not begin at 600", steps, from)
			}
		}
	}
	// Where the photo was read at half of its size, places are found in the whole.
	half := imageio.Photo{Image: run(t, "resize=450", imageio.Photo{Image: m}).Image, Full: image.Pt(900, 300)}
	if got := run(t, "crop=1:1,anchor=face thumbnail=100", half).Image; got.Bounds() != image.Rect(0, 0, 100, 100) {
		t.Errorf("a reduced photo becomes %v", got.Bounds())
	} else if r, _, _, _ := got.At(53, 50).RGBA(); r>>8 < 150 {
		t.Errorf("the middle of a reduced photo's part is no skin: %d", r>>8)
	}
}

func TestWithoutAFaceAttentionDecides(t *testing.T) {
	p := imageio.Photo{Image: sample.Scene(600, 200, 4)}
	a, b := run(t, "crop=1:1,anchor=face", p).Image.(*image.RGBA), run(t, "crop=1:1,anchor=attention", p).Image.(*image.RGBA)
	for y := range 200 {
		if a.RGBAAt(20, y) != b.RGBAAt(20, y) || a.RGBAAt(180, y) != b.RGBAAt(180, y) {
			t.Fatal("the parts differ")
		}
	}
}
