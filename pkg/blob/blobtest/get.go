package blobtest

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

func getClauses() []clause {
	return []clause{
		{"GetMissing", testGetMissing},
		{"GetFolder", testGetFolder},
		{"GetReaderClosedEarly", testGetClosedEarly},
		{"GetReaderOutlivesDelete", testGetOutlivesDelete},
		{"GetWithContextEnded", testGetContextEnded},
		{"ModifiedIsRecent", testModified},
		{"ListTellsWhatGetTells", testListTells},
	}
}

func testGetMissing(t *testing.T, h Harness) {
	s := open(t, h)
	s.absent("none")
	s.put("a/b/c.txt", "there")
	for _, key := range []string{"a/b/c", "a/b/c.txt.bak", "a/b/d.txt", "a/x/c.txt", "b.txt"} {
		s.absent(key)
	}
}

// A prefix of keys is no object.
func testGetFolder(t *testing.T, h Harness) {
	s := open(t, h)
	s.put("a/b/c.txt", "there")
	s.absent("a")
	s.absent("a/b")
	s.absent("a/b/c.txt/d") // nor is an object a folder
}

func testGetClosedEarly(t *testing.T, h Harness) {
	s := open(t, h)
	want := noise(5, 4<<20)
	s.put("large", string(want))
	for _, n := range []int{0, 1, 70_000} {
		r, _, err := s.Get(s.ctx, "large")
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, n)
		if _, err := io.ReadFull(r, got); err != nil {
			t.Errorf("read the first %d bytes: %v", n, err)
		}
		if !slices.Equal(got, want[:n]) {
			t.Errorf("the first %d bytes are wrong", n)
		}
		if err := r.Close(); err != nil {
			t.Errorf("close after %d bytes: %v", n, err)
		}
	}
	same(t, s.get("large"), want)
}

// A reader that is open gives either its object's bytes or an error, also
// when the object is replaced meanwhile: never those of another.
func testGetOutlivesDelete(t *testing.T, h Harness) {
	s := open(t, h)
	old := strings.Repeat("old", 1<<20)
	s.put("a", old)
	r, _, err := s.Get(s.ctx, "a")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s.put("a", strings.Repeat("new", 1<<20))
	if err := s.Delete(s.ctx, "a"); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err == nil && string(got) != old {
		t.Errorf("read %d bytes that are not the object's, without an error", len(got))
	}
}

func testGetContextEnded(t *testing.T, h Harness) {
	s := open(t, h)
	s.put("a", "there")
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	r, _, err := s.Get(ctx, "a")
	if err == nil {
		_ = r.Close()
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("get: error is %v, want the context's", err)
	}
}

func testModified(t *testing.T, h Harness) {
	s := open(t, h)
	s.put("a", "now")
	r, got, err := s.Get(s.ctx, "a")
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
	for info, err := range s.List(s.ctx, "a", "") {
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range []time.Time{info.Modified, got.Modified} {
			if age := time.Since(m); age < -time.Minute || age > time.Minute {
				t.Errorf("modified %v ago, want just now: %v", age, m)
			}
		}
	}
}

func testListTells(t *testing.T, h Harness) {
	s := open(t, h)
	s.put("photos/x.jpg", strings.Repeat("x", 12345))
	r, got, err := s.Get(s.ctx, "photos/x.jpg")
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
	n := 0
	for info, err := range s.List(s.ctx, "", "") {
		n++
		if err != nil || info.Key != "photos/x.jpg" || info.Size != 12345 {
			t.Errorf("list yields %+v, %v", info, err)
		}
		// Times in HTTP headers have whole seconds only.
		if apart := info.Modified.Sub(got.Modified).Abs(); apart > 2*time.Second {
			t.Errorf("list tells %v, get %v", info.Modified, got.Modified)
		}
	}
	if n != 1 {
		t.Errorf("list yields %d objects, want 1", n)
	}
}
