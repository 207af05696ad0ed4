package figures

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
)

func TestTruthSaysWhatIsWrongInIt(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"no JSON":              {"{\n\"a.jpg\": {\n", "line 3: unexpected end"},
		"a wrong type":         {"{\n\"a.jpg\": {\"eyes\": 3}}", "line 2: "},
		"null":                 {"null", "not an object"},
		"a path":               {`{"../a.jpg": {}}`, "not the name of a file"},
		"a folder's":           {`{"a/b.jpg": {}}`, "not the name of a file"},
		"a radius of nothing":  {`{"a.jpg": {"eyes": [{"x": 1, "y": 2, "r": 0}]}}`, "eyes[0]: no circle"},
		"a place far away":     {`{"a.jpg": {"ambiguous": [{"x": 1e9, "y": 2, "r": 1}]}}`, "ambiguous[0]: no circle"},
		"a box turned over":    {`{"a.jpg": {"teeth": [{"x": 1, "y": 2, "w": -3, "h": 4}]}}`, "teeth[0]: no box"},
		"a face of no height":  {`{"a.jpg": {"faces": [{"x": 1, "y": 2, "w": 3}]}}`, "faces[0]: no box"},
		"a photo of less":      {`{"a.jpg": {"width": -1}}`, "a size of -1"},
		"all at once: a first": {`{"a.jpg": {"width": -1}, "/": {}}`, "a size of -1"},
		"all at once: another": {`{"a.jpg": {"width": -1}, "/": {}}`, `"/" is not the name`},
		"all at once, sorted":  {`{"c": {"width": -1}, "a": {"width": -2}, "b": {"width": -3}}`, "a size of -2 x 0\n\"b\": a size of -3 x 0\n\"c\": a"},
	} {
		_, err := ReadTruth([]byte(test.text))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

func TestTruthTellsNoFacesFromNotAsked(t *testing.T) {
	truth, err := ReadTruth([]byte(`{"a": {"faces": []}, "b": {"note": "x", "other": [1]}, "c": {"faces": [{"x":1,"y":2,"w":3,"h":4}], "faces_complete": false}}`))
	if err != nil {
		t.Fatal(err)
	}
	if truth["a"].Faces == nil || truth["b"].Faces != nil || len(truth["c"].faces()) != 1 {
		t.Errorf("%+v", truth)
	}
	if !truth["a"].complete() || truth["c"].complete() {
		t.Error("faces_complete is not kept")
	}
}

func TestFoldersHaveTheirPhotos(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fails := func(ordinary bool, want string) {
		t.Helper()
		_, err := OpenFolder(dir, ordinary)
		if err == nil || !strings.Contains(err.Error(), want) || fault.KindOf(err) != fault.Usage {
			t.Errorf("%v, want %q", err, want)
		}
	}
	fails(false, "has no truth.json")
	fails(true, "has no photos")
	if _, err := OpenFolder(filepath.Join(dir, "none"), false); err == nil || !strings.Contains(err.Error(), "there is no folder") {
		t.Errorf("%v", err)
	}
	write("a.gif", "GIF89a and more")
	write("notes.txt", "no photo")
	if f, err := OpenFolder(dir, true); err != nil || len(f.Photos) != 1 {
		t.Errorf("%+v, %v", f, err)
	}
	write("truth.json", `{"gone.jpg": {}}`)
	fails(true, "gone.jpg")
	write("truth.json", `{"a.gif": `)
	fails(true, "line 1")
	write("truth.json", `{"a.gif": {}}`)
	write("b.gif", "GIF89a and more")
	if f, err := OpenFolder(dir, false); err != nil || strings.Join(f.Photos, " ") != "a.gif b.gif" {
		t.Errorf("%+v, %v", f, err)
	}
}

// What is read once is read again: the marks of any truth are lengths.
func FuzzReadTruth(f *testing.F) {
	f.Add([]byte(`{"a.jpg": {"width": 3, "eyes": [{"x": 1, "y": 2.5, "r": 1e3, "weak": true}], "faces": [], "faces_complete": false}}`))
	f.Add([]byte(`{"a.jpg": {"teeth": [{"x": -1, "y": 0, "w": 3, "h": 4}], "ambiguous": null}}`))
	f.Add([]byte("\ufeff{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		truth, err := ReadTruth(data)
		if err != nil {
			return
		}
		for name, m := range truth {
			if filepath.Base(name) != name {
				t.Errorf("%q is a path", name)
			}
			for _, e := range append(m.Eyes, m.Ambiguous...) {
				if circle(e).Empty() {
					t.Errorf("%+v is nowhere", e)
				}
			}
			for _, b := range append(m.Teeth, m.faces()...) {
				if b.wider(0.1).Empty() && b.X+b.Width > 0 && b.Y+b.Height > 0 {
					t.Errorf("%+v is nowhere", b)
				}
			}
		}
	})
}
