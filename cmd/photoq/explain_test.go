package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/lettering"
	"github.com/photoq/photoq/pkg/sample"
)

func TestExplainSaysWhatIsSeen(t *testing.T) {
	dir := t.TempDir()
	photo, drawing := filepath.Join(dir, "red.png"), filepath.Join(dir, "seen.png")
	m := sample.Scene(500, 400, 7)
	portrait := sample.Portrait{X: 240, Y: 200, Height: 220, RedEyes: true, Smile: true}
	portrait.Draw(m)
	var buf bytes.Buffer
	if err := png.Encode(&buf, m); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(photo, buf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	s := streams{in: strings.NewReader(""), out: &out, err: &errs}
	if code := execute(t.Context(), []string{"explain", photo, "--json", "--to", drawing}, s); code != 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	var d seenDocument
	if err := json.Unmarshal(out.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	if d.Width != 500 || d.Height != 400 || len(d.Faces) != 1 || len(d.Mouths) != 1 || !d.Mouths[0].Teeth || len(d.Eyes) < 2 {
		t.Fatalf("%s", out.String())
	}
	if f := d.Faces[0]; !f.Certain || len(f.Lips) == 0 || len(f.Mouth) == 0 || len(f.Eyes[0]) == 0 || len(f.Eyes[1]) == 0 {
		t.Errorf("the face has no outlines: %+v", f)
	}
	left, right, _ := portrait.Eyes()
	for i, want := range [][2]float64{left, right} {
		e := d.Eyes[i]
		if !e.Red || e.Face != 0 || math.Hypot(e.X-want[0], e.Y-want[1]) > 3 {
			t.Errorf("eye %d is %+v, want a red one at %v", i, e, want)
		}
	}
	data, err := os.ReadFile(drawing)
	if err != nil {
		t.Fatal(err)
	}
	after, err := png.Decode(bytes.NewReader(data))
	if err != nil || after.Bounds() != image.Rect(0, 0, 3*500, 3*400) {
		t.Fatalf("the drawing is %v, %v, and not three times as large", after, err)
	}
	if r, g, b, _ := after.At(3*int(left[0])+6, 3*int(left[1])+6).RGBA(); r < 3*g || b < 3*g {
		t.Errorf("a pupil is drawn as %d, %d, %d", r>>8, g>>8, b>>8)
	}
	out.Reset()
	if code := execute(t.Context(), []string{"explain", photo}, s); code != 0 || !strings.Contains(out.String(), "of face 0: red\n") || !strings.Contains(out.String(), "of face 0: teeth\n") {
		t.Errorf("exit code %d: %s", code, out.String())
	}
	if code := execute(t.Context(), []string{"explain", filepath.Join(dir, "none.jpg")}, s); code != 2 {
		t.Errorf("a photo that is not there: exit code %d", code)
	}
}

// labelled returns a drawing of labels about things of a size, in rows.
func labelled(t *testing.T, width, height, things, size int, text string) *drawing {
	t.Helper()
	d := &drawing{m: image.NewRGBA(image.Rect(0, 0, width, height)), times: 1, line: 2}
	across := int(math.Ceil(math.Sqrt(float64(things))))
	for i := range things {
		at := image.Pt((2*(i%across)+1)*width/(2*across), (2*(i/across)+1)*height/(2*across))
		d.label(image.Rectangle{Min: at, Max: at}.Inset(-size/2), orange, text)
	}
	font, err := lettering.DejaVuSans()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.letter(font); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestLabelsKeepApart(t *testing.T) {
	for _, test := range []struct{ width, height, things, size int }{{1200, 900, 1, 40}, {1200, 900, 12, 30}, {6000, 4000, 12, 200}, {2048, 922, 60, 10}, {1300, 200, 6, 20}} {
		d := labelled(t, test.width, test.height, test.things, test.size, "no: not redder than what is around it: 3 of 11")
		for i, n := range d.labels {
			if !n.plate().In(d.m.Rect) {
				t.Errorf("%+v: %v is not in the drawing", test, n.plate())
			}
			if n.plate().Overlaps(n.of) {
				t.Errorf("%+v: %v hides what it is about, %v", test, n.plate(), n.of)
			}
			if lines := n.block.Lines; n.size.Y < 11*lines || n.size.Y < test.width/140*lines {
				t.Errorf("%+v: %d pixels for %d lines cannot be read", test, n.size.Y, lines)
			}
			for _, o := range d.labels[:i] {
				if n.plate().Overlaps(o.plate()) {
					t.Errorf("%+v: %v lies over %v", test, n.plate(), o.plate())
				}
			}
		}
	}
}

// Where there is no room, labels are drawn all the same.
func TestLabelsFindNoRoom(t *testing.T) {
	for _, size := range []image.Point{{12, 12}, {1200, 4}, {3, 900}} {
		labelled(t, size.X, size.Y, 5, 2, "a label that is larger than the drawing")
	}
}
