package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestExitCodes(t *testing.T) {
	dir, empty := t.TempDir(), t.TempDir()
	var photo bytes.Buffer
	if err := png.Encode(&photo, image.NewRGBA(image.Rect(0, 0, 60, 40))); err != nil {
		t.Fatal(err)
	}
	truth := `{"a.png": {"faces": [{"x": 10, "y": 10, "w": 20, "h": 20}]}}`
	for name, data := range map[string][]byte{"a.png": photo.Bytes(), "truth.json": []byte(truth)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		args      []string
		code      int
		out, errs string
	}{
		{[]string{dir}, 0, "a.png: missed face at 10,10, 20 x 20", "1 photos measured\n"},
		{[]string{"--quiet", "--floor", "all", dir}, 1, "MISSED", "floors not kept: faces found"},
		{[]string{"--quiet", "--floor", "wild=0", dir}, 0, "0 of 1", ""},
		{[]string{"--floor", "eyes=1", dir}, 2, "", "no figure is called"},
		{[]string{"--floor", "wild=few", dir}, 2, "", "invalid syntax"},
		{[]string{empty}, 2, "", "has no truth.json"},
		{[]string{"--ordinary", empty}, 2, "", "has no photos"},
		{nil, 2, "", "Usage: facefigures"},
		{[]string{"--help"}, 0, "", "-ordinary folder"},
	} {
		var out, errs bytes.Buffer
		if code := execute(t.Context(), test.args, &out, &errs); code != test.code {
			t.Errorf("%q: exit code %d, want %d", test.args, code, test.code)
		}
		if !strings.Contains(out.String(), test.out) || !strings.Contains(errs.String(), test.errs) || test.errs == "" && errs.Len() > 0 {
			t.Errorf("%q: %s%s", test.args, &out, &errs)
		}
	}
}

func TestJSONHasAll(t *testing.T) {
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "a.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, image.NewGray(image.Rect(0, 0, 60, 40))); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := execute(t.Context(), []string{"--json", "--floor", "false=0", "--time", "1", "--ordinary", dir}, &out, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	var d struct {
		Figures []struct {
			Key   string
			Floor *float64
			Kept  bool
		}
		Folders []struct{ Photos int }
		Faults  []any
	}
	if err := json.Unmarshal(out.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Figures) < 3 || d.Figures[0].Key != "false" || d.Figures[0].Floor == nil || !d.Figures[0].Kept || d.Figures[1].Floor != nil || len(d.Folders) != 1 || d.Folders[0].Photos != 1 || d.Faults == nil {
		t.Errorf("%s", out.String())
	}
}
