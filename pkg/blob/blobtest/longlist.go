package blobtest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/photoq/photoq/pkg/blob"
)

func longListClauses() []clause {
	return []clause{
		{"ListManyKeys", testListMany},
		{"ListWhileWriting", testListWhileWriting},
	}
}

// manyKeys returns n keys in order, spread over folders.
func manyKeys(n int) []string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf("many/%02d/%05d.json", i/1500, i)
	}
	return keys
}

func testListMany(t *testing.T, h Harness) {
	s := open(t, h)
	keys := manyKeys(h.Keys)
	s.putAll(keys...)
	s.put("zoo", "outside")
	s.lists("many/", "", keys...)
	for _, at := range []int{0, len(keys) / 2, len(keys) - 2} {
		s.lists("many/", keys[at], keys[at+1:]...)
	}
	if err := s.Delete(s.ctx, keys...); err != nil {
		t.Fatalf("delete %d keys: %v", len(keys), err)
	}
	s.lists("", "", "zoo")
}

// While others add, replace and remove objects, a list has every object that
// stays, none twice, in order.
func testListWhileWriting(t *testing.T, h Harness) {
	s := open(t, h)
	var stay []string
	for i := range 120 {
		stay = append(stay, fmt.Sprintf("w/%03d-stays.json", i))
	}
	s.putAll(stay...)
	done := make(chan struct{})
	var writers sync.WaitGroup
	for w := range 3 {
		writers.Go(func() { s.disturb(w, stay, done) })
	}
	for range 20 {
		got := s.list("w/", "")
		if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Errorf("listed out of order or twice: %q", got)
		}
		got = slices.DeleteFunc(got, func(key string) bool { return !strings.HasSuffix(key, "-stays.json") })
		if !slices.Equal(got, stay) {
			t.Errorf("listed %d objects that stay, want %d", len(got), len(stay))
		}
	}
	close(done)
	writers.Wait()
}

// disturb replaces the objects that stay and adds and removes others, until
// done is closed.
func (s *subject) disturb(w int, stay []string, done <-chan struct{}) {
	for i := 0; ; i++ {
		select {
		case <-done:
			return
		default:
		}
		passing := fmt.Sprintf("w/%03d-passing-%d/x.json", i%len(stay), w)
		for _, key := range []string{stay[(i*7+w)%len(stay)], passing} {
			if err := s.Put(s.ctx, key, strings.NewReader(key), blob.PutOptions{}); err != nil {
				s.Errorf("put %q: %v", key, err)
			}
		}
		if err := s.Delete(s.ctx, passing); err != nil {
			s.Errorf("delete %q: %v", passing, err)
		}
	}
}
