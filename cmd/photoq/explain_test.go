package main

import (
	"bytes"
	"encoding/json"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
	if err != nil || after.Bounds() != m.Rect {
		t.Fatalf("the drawing is %v, %v", after, err)
	}
	if r, g, b, _ := after.At(int(left[0])+2, int(left[1])+2).RGBA(); r < 3*g || b < 3*g {
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
