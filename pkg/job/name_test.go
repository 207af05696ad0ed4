package job_test

import (
	"encoding/json"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/photoq/photoq/pkg/job"
)

func TestNamesSurviveJSON(t *testing.T) {
	for _, name := range append(hostile(), "base64:", "base64:YQ==", "base64:not base64", "<&>\u2028", "base64:\xff") {
		data, err := json.Marshal(map[string]job.Name{"name": name})
		if err != nil {
			t.Fatalf("encode %q: %v", name, err)
		}
		var back map[string]job.Name
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatalf("decode %s: %v", data, err)
		}
		if back["name"] != name {
			t.Errorf("%q came back as %q, through %s", name, back["name"], data)
		}
	}
}

func TestDamagedBase64IsRefused(t *testing.T) {
	var name job.Name
	if err := json.Unmarshal([]byte(`"base64:***"`), &name); err == nil {
		t.Errorf("it became %q, want an error", name)
	}
}

func TestNamesPrintSafely(t *testing.T) {
	for _, name := range append(hostile(), "\x1b[31mred", "a\rb", "\u200f\u202e") {
		s := name.String()
		if !utf8.ValidString(s) {
			t.Errorf("%q prints as %q, which is not UTF-8", string(name), s)
		}
		for _, r := range s {
			if !unicode.IsPrint(r) {
				t.Errorf("%q prints as %q, with %U in it", string(name), s, r)
			}
		}
	}
	for name, want := range map[job.Name]string{`a"b\c.jpg`: `a"b\c.jpg`, "é 日.jpg": "é 日.jpg", "\xff": `\xff`, "a\nb": `a\nb`} {
		if got := name.String(); got != want {
			t.Errorf("%q prints as %s, want %s", string(name), got, want)
		}
	}
}

func TestPathsThatLeadAstrayAreRefused(t *testing.T) {
	for _, name := range []job.Name{"", ".", "..", "../a", "a/../b", "a/../../b", "/a", "a/", "a//b", "./a", "a/.", "a\x00b"} {
		if name.CheckLocal() == nil {
			t.Errorf("%q is taken, want an error", name)
		}
	}
	for _, name := range []job.Name{"a", "a/b.jpg", "..a/b", "a..", "...", "a b\n", "\xff"} {
		if err := name.CheckLocal(); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}
