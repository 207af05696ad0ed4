package blobtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/photoq/photoq/pkg/blob"
)

func deleteClauses() []clause {
	return []clause{
		{"DeleteThenGone", testDelete},
		{"DeleteAbsent", testDeleteAbsent},
		{"DeleteNothing", testDeleteNothing},
		{"DeleteIsByWholeKey", testDeleteWholeKey},
		{"DeleteWithContextEnded", testDeleteContextEnded},
		{"DeleteBesidePut", testDeleteBesidePut},
	}
}

func testDelete(t *testing.T, h Harness) {
	s := open(t, h)
	s.putAll("a/b/c.txt", "a/d.txt")
	if err := s.Delete(s.ctx, "a/b/c.txt"); err != nil {
		t.Fatal(err)
	}
	s.absent("a/b/c.txt")
	s.lists("", "", "a/d.txt")
	s.put("a/b/c.txt", "again")
	s.holds("a/b/c.txt", "again")
}

func testDeleteAbsent(t *testing.T, h Harness) {
	s := open(t, h)
	s.put("a/b.txt", "there")
	for range 2 {
		if err := s.Delete(s.ctx, "none", "a/none", "a/b.txt", "a/b.txt", "x/y/z"); err != nil {
			t.Fatal(err)
		}
	}
	s.lists("", "")
}

func testDeleteNothing(t *testing.T, h Harness) {
	s := open(t, h)
	if err := s.Delete(s.ctx); err != nil {
		t.Fatal(err)
	}
}

// A folder's name removes nothing of what is in it.
func testDeleteWholeKey(t *testing.T, h Harness) {
	s := open(t, h)
	s.put("a/b/c.txt", "stays")
	if err := s.Delete(s.ctx, "a", "a/b", "a/b/c", "a/b/c.tx"); err != nil {
		t.Fatal(err)
	}
	s.holds("a/b/c.txt", "stays")
}

func testDeleteContextEnded(t *testing.T, h Harness) {
	s := open(t, h)
	s.put("a", "stays")
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	if err := s.Delete(ctx, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("delete: error is %v, want the context's", err)
	}
	s.holds("a", "stays")
}

// Removing the last object of a folder while others are put there costs
// none of them.
func testDeleteBesidePut(t *testing.T, h Harness) {
	s := open(t, h)
	var workers sync.WaitGroup
	for w := range 4 {
		workers.Go(func() {
			for i := range 25 {
				key := fmt.Sprintf("deep/er/%d-%d.txt", w, i)
				if err := s.Put(s.ctx, key, strings.NewReader(key), blob.PutOptions{}); err != nil {
					t.Errorf("put %q: %v", key, err)
					return
				}
				r, _, err := s.Get(s.ctx, key)
				if err != nil {
					t.Errorf("get %q right after put: %v", key, err)
					return
				}
				_ = r.Close()
				if err := s.Delete(s.ctx, key); err != nil {
					t.Errorf("delete %q: %v", key, err)
				}
			}
		})
	}
	workers.Wait()
	s.lists("", "")
}
