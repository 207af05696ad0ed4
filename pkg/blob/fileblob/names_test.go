package fileblob

import (
	"path"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/blob"
)

// The common keys are their own paths, and a person finds the others.
func TestObjectPath(t *testing.T) {
	for key, want := range map[string]string{
		"jobs/7f3k/job.json":                        "jobs/7f3k/job.json",
		"jobs/7f3k/photos/00000.ndjson.gz":          "jobs/7f3k/photos/00000.ndjson.gz",
		"jobs/7f3k/in/00000017-IMG_1.JPG":           "jobs/7f3k/in/00000017-IMG_1.JPG",
		"jobs/7f3k/out/web/2026.05.01 Beach/a.webp": "jobs/7f3k/out/web/2026.05.01 Beach/a.webp",
		"jobs/7f3k/out/main/Größe v1.0/é.jpeg":      "jobs/7f3k/out/main/Größe v1.0/é.jpeg",
		"jobs/7f3k/cancelled":                       "jobs/7f3k/cancelled%",
		"index/20260101-beach-7f3k":                 "index/20260101-beach-7f3k%",
		"shop.com/a.jpg":                            "shop.com%/a.jpg",
		"a":                                         "a%",
		"a/b":                                       "a/b%",
		"100%.jpg":                                  "100%25.jpg",
		"%tmp":                                      "%25tmp%",
		".%tmp/x.jpg":                               ".%25tmp/x.jpg",
		".tmp/x.jpg":                                ".tmp/x.jpg",
		".jpg":                                      ".jpg%",
		"...":                                       "...%",
		"...jpg/x":                                  "...jpg%/x%",
		strings.Repeat("k", 239) + ".jpg":           strings.Repeat("k", 239) + ".%+/jpg%",
		strings.Repeat("k", 240) + "/x.y":           strings.Repeat("k", 240) + "%+/%-/x.y",
		strings.Repeat("k", 240) + "../x.y":         strings.Repeat("k", 240) + "%+/..%-/x.y",
	} {
		if got := objectPath(key); got != want {
			t.Errorf("object %q is at %q, want %q", key, got, want)
		}
	}
}

// FuzzNames: every key has a path of its own that leads back to it.
func FuzzNames(f *testing.F) {
	for _, key := range []string{"a", "a/b.jpg", "%", "a%/b%25", strings.Repeat("%", 300), strings.Repeat("é", 200) + "../x", ".%tmp"} {
		f.Add(key)
	}
	f.Fuzz(func(t *testing.T, key string) {
		if blob.CheckKey(key) != nil {
			t.Skip()
		}
		p := objectPath(key)
		if path.Clean(p) != p || path.IsAbs(p) || strings.HasPrefix(p, "../") || strings.HasPrefix(p, tempDir) {
			t.Fatalf("object %q is at %q", key, p)
		}
		var back strings.Builder
		names := strings.Split(p, "/")
		for i, name := range names {
			isDir := i < len(names)-1
			piece, k, ok := read(name, isDir)
			if !ok || len(name) > 255 || (k == object) == isDir {
				t.Fatalf("name %q of %q reads as %q, %v, %v", name, key, piece, k, ok)
			}
			back.WriteString(piece)
			if k == folder {
				back.WriteByte('/')
			}
		}
		if back.String() != key {
			t.Fatalf("object %q at %q reads as %q", key, p, back.String())
		}
	})
}

// Names that spell does not make are not the store's.
func TestReadRefusesForeignNames(t *testing.T) {
	for _, name := range []string{"README", "a%.jpg", "%", "a%%", "50%x.jpg", ".DS_Store", "x\xff.jpg", strings.Repeat("k", 240) + ".jpg", "%+", "a%+"} {
		if piece, _, ok := read(name, false); ok && name != "%" {
			t.Errorf("file %q reads as %q", name, piece)
		}
	}
	for _, name := range []string{tempDir, "a%", "a.jpg", "%+", "a%+", "a%-", "x\xff", strings.Repeat("k", 250)} {
		if piece, _, ok := read(name, true); ok {
			t.Errorf("folder %q reads as %q", name, piece)
		}
	}
}
