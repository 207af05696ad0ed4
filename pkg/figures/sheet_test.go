package figures

import (
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/photoq/photoq/pkg/sample"
)

func TestSheetsShowWhatWasDone(t *testing.T) {
	d := newDrawing(t)
	p := sample.Portrait{X: 440, Y: 200, Height: 220, RedEyes: true, Smile: true}
	m := wall(600, 400)
	p.Draw(m)
	d.add("right.png", m, marksOf(p))
	d.add("wrong.png", m, Marks{Faces: &[]Box{}, Eyes: []Mark{{X: 440, Y: 260, Radius: 4}}})
	views := d.measure(Options{Views: true}).Views
	var seen []string
	for _, v := range views {
		seen = append(seen, v.What)
		if v.Photo == "" || v.before == nil {
			t.Errorf("%+v shows nothing", v)
		}
		if wrong := filepath.Base(v.Photo) == "wrong.png"; wrong == v.Good {
			t.Errorf("%s: %s is good: %v", v.Photo, v.What, v.Good)
		}
	}
	want := []string{"mended eye", "mended eye", "whitened teeth", cutting()[0], "false correction", "false correction", "missed eye", "teeth, not marked", "false face"}
	slices.Sort(seen)
	slices.Sort(want)
	if !slices.Equal(seen, want) {
		t.Fatalf("seen %q, want %q", seen, want)
	}
	// The middle of the first pupil, which is beside its glint, before and after.
	i := slices.IndexFunc(views, func(v View) bool { return v.What == "mended eye" })
	before, after := views[i].before.RGBAAt(tile/2+6, tile/2+6), views[i].after.RGBAAt(tile/2+6, tile/2+6)
	if before.R < 2*before.G || after.R > 2*after.G {
		t.Errorf("the pupil is %v, and then %v", before, after)
	}
}

func TestSheetsHavePages(t *testing.T) {
	m := wall(tile, tile)
	views := make([]View, columns*rows+2)
	for i := range views {
		views[i] = View{Photo: "a.png", What: "mended eye", Detail: "all of this, and more than one line of it, as long as it takes", Good: true, before: m, after: m}
	}
	views[len(views)-1].Good = false
	name := filepath.Join(t.TempDir(), "sheet.png")
	pages, err := WriteSheet(name, views)
	if err != nil || len(pages) != 2 || pages[0] != name || filepath.Base(pages[1]) != "sheet-2.png" {
		t.Fatalf("%q, %v", pages, err)
	}
	for i, want := range []int{rows * cellHeight, cellHeight} {
		f, err := os.Open(pages[i])
		if err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(f)
		if err != nil || m.Bounds().Dy() != want {
			t.Fatalf("%v, %v", m.Bounds(), err)
		}
		if red := m.At(gap/2, gap/2) != color.Color(color.RGBA{255, 255, 255, 255}); red != (i == 0) {
			t.Errorf("page %d begins with a fault: %v", i, red)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := WriteSheet(filepath.Join(name, "none", "a.png"), views); err == nil {
		t.Error("a page was written into no folder")
	}
	if pages, err := WriteSheet(name, nil); err != nil || len(pages) != 0 {
		t.Errorf("without views: %q, %v", pages, err)
	}
}
