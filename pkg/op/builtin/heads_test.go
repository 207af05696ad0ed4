package builtin

import (
	"image"
	"image/color"
	"image/draw"
	"slices"
	"testing"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/sample"
)

// headAt is a head whose face has that box: as far as that is in the photo,
// with its hair.
func headAt(x, y, side float64) head {
	return head{
		whole: face.Box{X: x - 0.15*side, Y: max(0, y-0.45*side), Width: 1.3 * side, Height: y + 1.15*side - max(0, y-0.45*side)},
		bare:  face.Box{X: x - 0.1*side, Y: y - 0.1*side, Width: 1.2 * side, Height: 1.2 * side},
		core:  face.Box{X: x, Y: y, Width: side, Height: side},
	}
}

func TestHeadsAreFramed(t *testing.T) {
	a, b, c := headAt(40, 50, 60), headAt(300, 60, 40), headAt(380, 60, 40)
	for name, test := range map[string]struct {
		heads      []head
		size, part image.Point
		want       image.Point
	}{
		"one, in the middle from side to side":   {[]head{b}, image.Pt(500, 200), image.Pt(200, 200), image.Pt(220, 0)},
		"one at the edge":                        {[]head{a}, image.Pt(500, 200), image.Pt(200, 200), image.Pt(0, 0)},
		"all, if they fit":                       {[]head{a, b, c}, image.Pt(500, 200), image.Pt(450, 200), image.Pt(3, 0)},
		"the larger group":                       {[]head{a, b, c}, image.Pt(500, 200), image.Pt(200, 200), image.Pt(260, 0)},
		"the larger head, if only one fits":      {[]head{a, b}, image.Pt(500, 200), image.Pt(200, 200), image.Pt(0, 0)},
		"the middle, where none fits":            {[]head{a, b}, image.Pt(500, 200), image.Pt(30, 30), image.Pt(55, 65)},
		"as high as it was, down to the middle":  {[]head{headAt(200, 700, 100)}, image.Pt(500, 1000), image.Pt(500, 500), image.Pt(0, 485)},
		"as high as it was, but not at the top":  {[]head{headAt(200, 200, 100)}, image.Pt(500, 1000), image.Pt(500, 500), image.Pt(0, 25)},
		"with no more room above than there was": {[]head{headAt(200, 50, 100)}, image.Pt(500, 1000), image.Pt(500, 500), image.Pt(0, 0)},
	} {
		got := frameHeads(test.heads, nil, test.size, test.part)
		if got.Min != test.want || got.Size() != test.part {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// Where a head does not fit, what room there is goes to hair and chin as they
// would take it; where the face does not fit with any room, it stays whole;
// and where it does not fit, its middle is seen.
func TestFacesStayWholeWhereHeadsDoNotFit(t *testing.T) {
	for _, test := range []struct {
		height int
		want   int
	}{{170, 55}, {130, 81}, {110, 95}, {80, 110}} {
		// The head is from 55 to 215, bare from 90 to 210, the face from 100 to 200.
		got := frameHeads([]head{headAt(50, 100, 100)}, nil, image.Pt(200, 300), image.Pt(200, test.height))
		if want := image.Rect(0, test.want, 200, test.want+test.height); got != want {
			t.Errorf("%d pixels: %v, want %v", test.height, got, want)
		}
	}
}

func TestGroupsCountByHeadsAndTheirSizes(t *testing.T) {
	core := func(h head) face.Box { return h.core }
	for name, test := range map[string]struct {
		left, right []head
		want        int // heads that are in
		first       bool
	}{
		"three are more than two of a larger size": {[]head{headAt(20, 80, 50), headAt(120, 80, 50)}, []head{headAt(700, 80, 40), headAt(760, 80, 40), headAt(820, 80, 40)}, 3, false},
		"of as many, the larger ones":              {[]head{headAt(20, 80, 50), headAt(120, 80, 50)}, []head{headAt(700, 80, 40), headAt(760, 80, 40)}, 2, true},
		"one near is more than some far away":      {[]head{headAt(20, 60, 100)}, []head{headAt(700, 80, 20), headAt(760, 80, 20), headAt(820, 80, 20)}, 1, true},
	} {
		got := frameHeads(append(slices.Clone(test.left), test.right...), nil, image.Pt(1000, 250), image.Pt(250, 250))
		group := test.right
		if test.first {
			group = test.left
		}
		if n := len(within(group, core, got)); n != test.want {
			t.Errorf("%s: %v has %d of them", name, got, n)
		}
	}
}

func TestFewHeadsAreCutThrough(t *testing.T) {
	// Of six heads four fit: by themselves they would be in the middle of a part
	// that cuts through a fifth one.
	var heads []head
	for i := range 6 {
		heads = append(heads, headAt(float64(20+100*i), 100, 60))
	}
	got := frameHeads(heads, nil, image.Pt(620, 400), image.Pt(400, 400))
	if n := cutThrough(heads, got); n != 0 || len(within(heads, func(h head) face.Box { return h.core }, got)) != 4 {
		t.Errorf("%v cuts through %d", got, n)
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

// What is likely a head is whole too, where that costs no certain one.
func TestLikelyHeadsAreFramedWhereTheyFit(t *testing.T) {
	certain := []head{headAt(300, 60, 40)}
	for name, test := range map[string]struct {
		likely []head
		want   int
	}{"none": {nil, 220}, "beside it": {[]head{headAt(400, 60, 40)}, 270}, "too far": {[]head{headAt(40, 60, 40)}, 220}} {
		if got := frameHeads(certain, test.likely, image.Pt(500, 200), image.Pt(200, 200)); got.Min.X != test.want {
			t.Errorf("%s: %v, want %d", name, got, test.want)
		}
	}
}

// Small faces are looked for in more pixels than a thumbnail takes.
func TestFacesAreLookedForInEnoughPixels(t *testing.T) {
	for steps, want := range map[string]image.Point{
		"thumbnail=100,square=true,anchor=face":                        {1600, 1067},
		"thumbnail=100,square=true,anchor=attention":                   {300, 200},
		"resize=width=100,height=100,fit=cover,anchor=face":            {1600, 1067},
		"crop=1:1,anchor=face thumbnail=100":                           {1600, 1067},
		"crop=1:1,anchor=face thumbnail=3000":                          {6000, 4000},
		"crop=50%,anchor=north thumbnail=100,square=true,anchor=face":  {3200, 2134},
		"rotate=90 thumbnail=100,square=true,anchor=face":              {1600, 1067},
		"thumbnail=2000 thumbnail=100,square=true,anchor=face":         {2000, 1333},
		"resize=width=2500,height=2500,fit=cover,anchor=face border=1": {6000, 4000},
	} {
		if got := compileSteps(t, steps).Needs(image.Pt(6000, 4000)); got != want {
			t.Errorf("%s: %v, want %v", steps, got, want)
		}
	}
}
