package figures

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/sample"
)

// drawing is a folder of drawn photos with their truth.
type drawing struct {
	t     *testing.T
	dir   string
	truth Truth
}

func newDrawing(t *testing.T) *drawing { return &drawing{t, t.TempDir(), Truth{}} }

// add writes a photo and what is known of it.
func (d *drawing) add(name string, m *image.RGBA, marks Marks) {
	d.t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, m); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.dir, name), buf.Bytes(), 0o600); err != nil {
		d.t.Fatal(err)
	}
	d.truth[name] = marks
}

func (d *drawing) folder() *Folder {
	d.t.Helper()
	data, err := json.Marshal(d.truth)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.dir, "truth.json"), data, 0o600); err != nil {
		d.t.Fatal(err)
	}
	f, err := OpenFolder(d.dir, false)
	if err != nil {
		d.t.Fatal(err)
	}
	return f
}

func (d *drawing) measure(o Options) *Report {
	d.t.Helper()
	m, err := New()
	if err != nil {
		d.t.Fatal(err)
	}
	r, err := m.Run(d.t.Context(), []*Folder{d.folder()}, o)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

// wall is a grey picture.
func wall(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = uint8(150 + 105*(i%4/3))
	}
	return m
}

// marksOf is what is known of a portrait.
func marksOf(p sample.Portrait) Marks {
	left, right, r := p.Eyes()
	m := Marks{Faces: &[]Box{{p.X - 0.42*p.Height, p.Y - 0.35*p.Height, 0.84 * p.Height, 0.84 * p.Height}}}
	if p.RedEyes {
		m.Eyes = []Mark{{X: left[0], Y: left[1], Radius: 0.6 * r}, {X: right[0], Y: right[1], Radius: 0.6 * r}}
	}
	if p.Smile {
		m.Teeth = []Box{{p.X - 0.12*p.Height, p.Y + 0.22*p.Height, 0.24 * p.Height, 0.08 * p.Height}}
	}
	return m
}

func TestDrawnFacesAreMeasured(t *testing.T) {
	d := newDrawing(t)
	for name, p := range map[string]sample.Portrait{
		"red.png":   {X: 440, Y: 200, Height: 220, RedEyes: true, Smile: true},
		"plain.png": {X: 160, Y: 190, Height: 200},
	} {
		m := wall(600, 400)
		p.Draw(m)
		d.add(name, m, marksOf(p))
	}
	d.add("sea.png", sample.Scene(600, 400, 4), Marks{Faces: &[]Box{}})
	r := d.measure(Options{Jobs: 2})
	lines := r.Lines(Floors{"redeye": 1, "false": 0, "teeth": 1, "wild": 0, "faces": 1, "false-faces": 0, "crop": 0, "thumbnail": 0, "resize": 0})
	if missed := Missed(lines); len(missed) > 0 || len(r.Faults) > 0 {
		t.Errorf("missed %q: %+v", missed, r.Faults)
	}
	total := r.Total
	if total.Photos != 3 || total.RedEyes.Eyes != 2 || total.Teeth.Boxes != 1 || total.Teeth.Changed == 0 || total.Faces.Marked != 2 || total.Faces.Photos != 3 {
		t.Errorf("%+v", total)
	}
	for _, step := range cutting() {
		if total.Crops[step].Photos != 2 {
			t.Errorf("%s: %+v", step, total.Crops[step])
		}
	}
}

func TestFaultsAreNamed(t *testing.T) {
	d := newDrawing(t)
	p := sample.Portrait{X: 440, Y: 200, Height: 220, RedEyes: true, Smile: true}
	m := wall(600, 400)
	p.Draw(m)
	for y := 20; y < 60; y++ { // what is red and is no eye
		for x := 20; x < 60; x++ {
			m.SetRGBA(x, y, color.RGBA{200, 30, 30, 255})
		}
	}
	marks := Marks{Faces: &[]Box{{20, 280, 100, 100}}, Eyes: []Mark{{X: 40, Y: 40, Radius: 10}}, Teeth: []Box{{30, 350, 40, 20}}}
	d.add("all.png", m, marks)
	d.add("wild.png", m, Marks{Faces: &[]Box{}, Ambiguous: []Mark{{X: 440, Y: 190, Radius: 40}}})
	d.add("unasked.png", m, Marks{})
	r := d.measure(Options{})
	want := map[string]string{"missed eye": "all.png", "false correction": "all.png", "missed teeth": "all.png", "change beside teeth": "all.png", "missed face": "all.png",
		"false face": "all.png", "cut face": "all.png", "wild change": "wild.png", "correction where either is right": "wild.png", "change of teeth without marks": "unasked.png"}
	for what, photo := range want {
		if !slices.ContainsFunc(r.Faults, func(f Fault) bool {
			return f.What == what && strings.HasSuffix(f.Photo, photo) && f.Expected != "" && f.Detail != "" && f.Width > 0 && f.Height > 0
		}) {
			t.Errorf("no %s in %s", what, photo)
		}
	}
	if total := r.Total; total.RedEyes.False != 6 || total.RedEyes.Ambiguous != 2 || total.RedEyes.Clean != 2 || total.Teeth.Wild <= total.Teeth.Unasked {
		t.Errorf("%+v", total)
	}
	lines := r.Lines(IssueFloors())
	if missed := strings.Join(Missed(lines), ", "); missed != "red eyes mended, not weak, false corrections, teeth boxes whitened, change of teeth outside the boxes, wild changes of teeth, faces found, "+
		"faces cut by crop=1:1,anchor=face, faces cut by thumbnail=256,square=true,anchor=face, faces cut by resize=width=600,height=600,fit=cover,anchor=face" {
		t.Errorf("missed: %s", missed)
	}
	var text bytes.Buffer
	if err := r.Print(&text, lines); err != nil || !strings.Contains(text.String(), "all.png: missed eye at 30,30") || !strings.Contains(text.String(), "MISSED") {
		t.Errorf("%v: %s", err, &text)
	}
}

func TestOtherSizesAreFaults(t *testing.T) {
	d := newDrawing(t)
	d.add("a.png", wall(40, 30), Marks{Width: 30, Height: 40})
	m, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Run(t.Context(), []*Folder{d.folder()}, Options{}); err == nil || !strings.Contains(err.Error(), "by truth.json 30 x 40") {
		t.Error(err)
	}
	if _, err := m.Run(t.Context(), []*Folder{d.folder()}, Options{Limits: imageio.Limits{Pixels: 10}}); err == nil || !strings.Contains(err.Error(), "a.png") {
		t.Error(err)
	}
}

func TestTimesAreMeasured(t *testing.T) {
	d := newDrawing(t)
	d.add("a.png", wall(40, 30), Marks{})
	m, err := New()
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.Time(t.Context(), []*Folder{d.folder()}, 1, Options{})
	if err != nil {
		t.Skip(err)
	}
	if len(c.With.Photos) != 0 || len(c.Without.Photos) != 1 || c.Without.Median <= 0 || c.Without.Median != c.Without.Most {
		t.Errorf("%+v", c)
	}
}
