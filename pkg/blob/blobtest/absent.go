package blobtest

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/photoq/photoq/pkg/blob"
)

func absentClauses() []clause {
	return []clause{
		{"IfAbsentStoresNew", testIfAbsentNew},
		{"IfAbsentRefusesTaken", testIfAbsentTaken},
		{"IfAbsentAfterDelete", testIfAbsentAfterDelete},
		{"IfAbsentRaceHasOneWinner", testIfAbsentRace},
	}
}

func (s *subject) putIfAbsent(key, text string) error {
	return s.Put(s.ctx, key, strings.NewReader(text), blob.PutOptions{IfAbsent: true})
}

func openIfAbsent(t *testing.T, h Harness) *subject {
	t.Helper()
	if h.NoIfAbsent {
		t.Skip("the server does not understand conditional writes")
	}
	return open(t, h)
}

func testIfAbsentNew(t *testing.T, h Harness) {
	s := openIfAbsent(t, h)
	if err := s.putIfAbsent("a/b/c.txt", "new"); err != nil {
		t.Fatal(err)
	}
	s.holds("a/b/c.txt", "new")
	s.put("a/b/c.txt", "replaced") // without the condition it still can be
	s.holds("a/b/c.txt", "replaced")
}

func testIfAbsentTaken(t *testing.T, h Harness) {
	s := openIfAbsent(t, h)
	s.put("a.txt", "first")
	for range 2 {
		if err := s.putIfAbsent("a.txt", "second"); !errors.Is(err, blob.ErrExists) {
			t.Fatalf("error is %v, want blob.ErrExists", err)
		}
	}
	s.holds("a.txt", "first")
	s.lists("", "", "a.txt")
}

func testIfAbsentAfterDelete(t *testing.T, h Harness) {
	s := openIfAbsent(t, h)
	s.put("a/b.txt", "first")
	if err := s.Delete(s.ctx, "a/b.txt"); err != nil {
		t.Fatal(err)
	}
	if err := s.putIfAbsent("a/b.txt", "second"); err != nil {
		t.Fatal(err)
	}
	s.holds("a/b.txt", "second")
}

func testIfAbsentRace(t *testing.T, h Harness) {
	if h.RaceBroken {
		t.Skip("the server lets several writers win")
	}
	s := openIfAbsent(t, h)
	for round := range 5 {
		key := "race/" + strconv.Itoa(round)
		var mu sync.Mutex
		var won []string
		var writers sync.WaitGroup
		start := make(chan struct{})
		for w := range 16 {
			writers.Go(func() {
				<-start
				text := "writer " + strconv.Itoa(w)
				switch err := s.putIfAbsent(key, text); {
				case err == nil:
					mu.Lock()
					won = append(won, text)
					mu.Unlock()
				case !errors.Is(err, blob.ErrExists):
					t.Errorf("%s: %v", text, err)
				}
			})
		}
		close(start)
		writers.Wait()
		if len(won) != 1 {
			t.Fatalf("%d writers were told that they won %s, want 1: %v", len(won), key, won)
		}
		s.holds(key, won[0])
	}
}
