package blobtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/photoq/photoq/pkg/blob"
)

func keyClauses() []clause {
	return []clause{
		{"InvalidKeys", testInvalidKeys},
		{"UnusualKeys", testUnusualKeys},
		{"KeyThatIsAlsoFolder", testKeyIsFolder},
		{"LongestKeys", testLongestKeys},
	}
}

func testInvalidKeys(t *testing.T, h Harness) {
	s := open(t, h)
	s.put("a/b", "there")
	for _, key := range []string{
		"", "/", "/a", "a/", "a//b", ".", "..", "./a", "a/.", "a/./b", "a/../b", "../a", "a/..",
		"a\x00b", "not \xff UTF-8", strings.Repeat("k", 1025),
	} {
		if err := s.Put(s.ctx, key, strings.NewReader("x"), blob.PutOptions{}); !errors.Is(err, blob.ErrKey) {
			t.Errorf("put %.40q: error is %v, want blob.ErrKey", key, err)
		}
		r, _, err := s.Get(s.ctx, key)
		if err == nil {
			_ = r.Close()
		}
		if !errors.Is(err, blob.ErrKey) {
			t.Errorf("get %.40q: error is %v, want blob.ErrKey", key, err)
		}
		if err := s.Delete(s.ctx, key); !errors.Is(err, blob.ErrKey) {
			t.Errorf("delete %.40q: error is %v, want blob.ErrKey", key, err)
		}
	}
	s.lists("", "", "a/b")
}

func unusualKeys() []string {
	return []string{
		" ", " lead and trail ", "a b/c d.jpg", "tab\there", "new\nline", "#1?x=y&z", "50%", "%41", "%2F", "%2e%2e", "a%",
		"plus+plus", "quote\"s'`", "&<>", "a&amp;b", "back\\slash", "..\\up", "c:d|e*f", "~home", "-rf", "--", "a=b;c,d@e!$(f)[g]{h}",
		".hidden", "...", "a/...", ".tmp", ".tmp/x", ".tmp/x.jpg", "..a", "a..", "trailing.", "trailing ", ".jpg", "x.jpg%", "x.jpg.%",
		"café.jpg", "cafe\u0301.jpg", "写真/東京.jpg", "📷.jpg", "👨\u200d👩\u200d👧/family.jpg",
		"\u202erlo.jpg", "\u200f.jpg", "\ufeffbom", "\u00a0", "\u2028", "ﬀ", "Ω", "\u2126", "CON", "nul.txt", "a\x01b", "\x7f",
		"A.jpg", "a.JPG", "index.html", "dir.d/file", "v1.0/notes", "IMG_0001.JPG/IMG_0001.JPG",
	}
}

// Two keys are two objects, and come back from List as they were given,
// however alike they look.
func testUnusualKeys(t *testing.T, h Harness) {
	s := open(t, h)
	var keys []string
	for _, key := range unusualKeys() {
		if h.RefusesKey == nil || !h.RefusesKey(key) {
			keys = append(keys, key)
		}
	}
	s.putAll(keys...)
	for _, key := range keys {
		s.holds(key, key)
	}
	slices.Sort(keys)
	s.lists("", "", keys...)
	for i, key := range keys {
		s.lists("", key, keys[i+1:]...)
		if got := s.list(key, ""); len(got) == 0 || got[0] != key {
			t.Errorf("list %q begins with %q", key, got)
		}
	}
	if err := s.Delete(s.ctx, keys...); err != nil {
		t.Fatal(err)
	}
	s.lists("", "")
}

func testKeyIsFolder(t *testing.T, h Harness) {
	if h.NoFolderKeys {
		t.Skip("the server keeps objects as files under their plain names")
	}
	keys := []string{"a", "a/b", "a/b/c", "a/b/c.jpg", "a/b/c.jpg/d", "a.jpg", "a.jpg/x.jpg", "a.jpg/x.jpg/y"}
	s := open(t, h)
	orders := [][]string{keys, slices.Clone(keys)}
	slices.Reverse(orders[1])
	for n, order := range orders {
		prefix := fmt.Sprintf("%d/", n)
		var all []string
		for _, key := range order {
			s.put(prefix+key, key)
			all = append(all, prefix+key)
		}
		for _, key := range order {
			s.holds(prefix+key, key)
		}
		slices.Sort(all)
		s.lists(prefix, "", all...)
		if err := s.Delete(s.ctx, prefix+"a/b", prefix+"a.jpg"); err != nil {
			t.Fatal(err)
		}
		s.absent(prefix + "a/b")
		s.holds(prefix+"a/b/c", "a/b/c")
		s.holds(prefix+"a.jpg/x.jpg", "a.jpg/x.jpg")
		s.holds(prefix+"a", "a")
	}
}

// Elements as long as a file system allows and longer, up to a whole key.
func testLongestKeys(t *testing.T, h Harness) {
	s := open(t, h)
	var keys []string
	add := func(key string) {
		if h.RefusesKey == nil || !h.RefusesKey(key) {
			keys = append(keys, key)
		}
	}
	for _, n := range []int{199, 200, 201, 235, 236, 237, 238, 239, 240, 241, 242, 243, 244, 245, 253, 254, 255, 256, 257, 480, 1024} {
		add(strings.Repeat("k", n))
	}
	for _, n := range []int{200, 240, 241, 255, 256, 500} {
		long := strings.Repeat("f", n)
		add(long + "/x.jpg")
		add(long + "/y")
		add(long + "!")
		add(long + "0")
		add(long + ".jpg")
		add("sub/" + strings.Repeat("é", n/2) + ".jpg")
		add("sub/" + strings.Repeat("%", n))
		add("sub/" + strings.Repeat("📷", n/4) + "/z")
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	s.putAll(keys...)
	for _, key := range keys {
		s.holds(key, key)
	}
	s.lists("", "", keys...)
	for i, key := range keys {
		s.lists("", key, keys[i+1:]...)
		_, size := utf8.DecodeLastRuneInString(key) // a prefix is valid UTF-8, too
		s.lists(key[:len(key)-size], "", withPrefix(keys, key[:len(key)-size])...)
	}
	if err := s.Delete(s.ctx, keys...); err != nil {
		t.Fatal(err)
	}
	s.lists("", "")
}

func withPrefix(keys []string, prefix string) []string {
	found := []string{}
	for _, key := range keys {
		if strings.HasPrefix(key, prefix) {
			found = append(found, key)
		}
	}
	return found
}
