package blobtest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/blob/blobtest"
	"github.com/photoq/photoq/pkg/blob/fileblob"
)

func open(t *testing.T) blob.Store {
	t.Helper()
	s, err := fileblob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Without faults, the wrappers are as good as what they wrap.
func TestWrappersKeepTheContract(t *testing.T) {
	blobtest.Run(t, blobtest.Harness{
		Open: func(t *testing.T) blob.Store {
			return blobtest.NewCounting(blobtest.NewFaulty(open(t), 1, blobtest.Faults{}))
		},
		VerifiesSHA256: true,
	})
}

func put(ctx context.Context, s blob.Store, key string) error {
	return s.Put(ctx, key, strings.NewReader("text of "+key), blob.PutOptions{})
}

// story is what a caller sees of some calls in a row.
func story(t *testing.T, seed uint64) string {
	s := blobtest.NewFaulty(open(t), seed, blobtest.Faults{
		Before: 0.2, After: 0.2, Partial: 0.3, BreakRead: 0.3, BreakList: 0.1, Delay: 0.1, MaxDelay: time.Millisecond,
	})
	told := ""
	for i := range 40 {
		key := fmt.Sprint(i % 10)
		told += fmt.Sprintln("put", put(t.Context(), s, key) == nil)
		b, err := blob.ReadAll(t.Context(), s, key, 100)
		told += fmt.Sprintln("read", string(b), err == nil)
		for info, err := range s.List(t.Context(), "", "") {
			told += fmt.Sprintln("list", info.Key, err == nil)
		}
		told += fmt.Sprintln("delete", s.Delete(t.Context(), key, fmt.Sprint((i+3)%10)) == nil)
	}
	return told
}

func TestFaultySameSeedSameFaults(t *testing.T) {
	first := story(t, 7)
	if again := story(t, 7); again != first {
		t.Errorf("one seed tells two stories:\n%s\n%s", first, again)
	}
	if story(t, 8) == first {
		t.Error("two seeds tell the same story")
	}
}

// At 1, each fault happens at once and as documented.
func TestFaultyEach(t *testing.T) {
	ctx, inner := t.Context(), open(t)
	there := func(key string) bool {
		_, err := blob.ReadAll(ctx, inner, key, 100)
		return err == nil
	}
	s := blobtest.NewFaulty(inner, 1, blobtest.Faults{Before: 1})
	if err := put(ctx, s, "a"); !errors.Is(err, blobtest.ErrInjected) || there("a") {
		t.Errorf("put with an error before: %v, there: %v", err, there("a"))
	}
	s.SetFaults(blobtest.Faults{After: 1})
	if err := put(ctx, s, "a"); !errors.Is(err, blobtest.ErrInjected) || !there("a") {
		t.Errorf("put with an error after: %v, there: %v", err, there("a"))
	}
	s.SetFaults(blobtest.Faults{BreakRead: 1})
	if b, err := blob.ReadAll(ctx, s, "a", 100); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a read that breaks: %q, %v", b, err)
	}
	s.SetFaults(blobtest.Faults{BreakList: 1})
	for info, err := range s.List(ctx, "", "") {
		if !errors.Is(err, blobtest.ErrInjected) {
			t.Errorf("a list that breaks: %v, %v", info, err)
		}
	}
	if s.Injected() != 4 {
		t.Errorf("counted %d faults, want 4", s.Injected())
	}
}

func TestFaultyDeletesInPart(t *testing.T) {
	ctx, inner := t.Context(), open(t)
	var keys []string
	for i := range 100 {
		keys = append(keys, fmt.Sprint(i))
		if err := put(ctx, inner, keys[i]); err != nil {
			t.Fatal(err)
		}
	}
	s := blobtest.NewFaulty(inner, 1, blobtest.Faults{Partial: 1})
	err, kept := s.Delete(ctx, keys...), 0
	for info := range inner.List(ctx, "", "") {
		kept++
		if !strings.Contains(fmt.Sprint(err), "delete "+info.Key+":") {
			t.Errorf("%s is kept, and not named", info.Key)
		}
	}
	if !errors.Is(err, blobtest.ErrInjected) || kept < 20 || kept > 80 || s.Injected() != int64(kept) {
		t.Errorf("a delete in part kept %d of %d, with %d faults", kept, len(keys), s.Injected())
	}
}

// A caller that does everything again until it works gets there.
func TestFaultyPasses(t *testing.T) {
	s := blobtest.NewFaulty(open(t), 3, blobtest.Faults{
		Before: 0.3, After: 0.3, BreakRead: 0.3, BreakList: 0.02, Delay: 0.3, MaxDelay: time.Millisecond,
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var callers sync.WaitGroup
	for c := range 3 {
		callers.Go(func() {
			for i := range 20 {
				key := fmt.Sprintf("%d/%d", c, i)
				for put(ctx, s, key) != nil && ctx.Err() == nil {
				}
				for ctx.Err() == nil {
					if b, err := blob.ReadAll(ctx, s, key, 100); err == nil {
						if string(b) != "text of "+key {
							t.Errorf("%s holds %q", key, b)
						}
						break
					}
				}
			}
		})
	}
	callers.Wait()
	if ctx.Err() != nil || s.Injected() == 0 {
		t.Errorf("%v, %d faults", ctx.Err(), s.Injected())
	}
}

func TestCounting(t *testing.T) {
	ctx, c := t.Context(), blobtest.NewCounting(open(t))
	for i := range 3 {
		if err := put(ctx, c, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := blob.ReadAll(ctx, c, "0", 100); err != nil {
		t.Fatal(err)
	}
	for range c.List(ctx, "", "") {
	}
	if err := c.Delete(ctx, "0", "1", "2"); err != nil {
		t.Fatal(err)
	}
	want := blobtest.Counts{Put: 3, Get: 1, List: 1, Delete: 1, Listed: 3, Deleted: 3, Requests: 6}
	if got := c.Counts(); got != want {
		t.Errorf("counts are %+v, want %+v", got, want)
	}
}
