package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/blob"
)

// subject is one store under test, with the steps that the tests share.
type subject struct {
	*testing.T
	blob.Store
	ctx context.Context
}

func open(t *testing.T, h Harness) *subject {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	return &subject{T: t, Store: h.Open(t), ctx: ctx}
}

// put stores text, which must not fail.
func (s *subject) put(key, text string) {
	s.Helper()
	if err := s.Put(s.ctx, key, strings.NewReader(text), blob.PutOptions{}); err != nil {
		s.Fatalf("put %q: %v", key, err)
	}
}

// putAll stores an object under each key, its bytes the key itself, several
// at a time.
func (s *subject) putAll(keys ...string) {
	s.Helper()
	queue := make(chan string)
	var writers sync.WaitGroup
	for range min(16, len(keys)) {
		writers.Go(func() {
			for key := range queue {
				if err := s.Put(s.ctx, key, strings.NewReader(key), blob.PutOptions{}); err != nil {
					s.Errorf("put %q: %v", key, err)
				}
			}
		})
	}
	for _, key := range keys {
		queue <- key
	}
	close(queue)
	writers.Wait()
	if s.Failed() {
		s.FailNow()
	}
}

// get returns the bytes under key, which must be there.
func (s *subject) get(key string) []byte {
	s.Helper()
	r, info, err := s.Get(s.ctx, key)
	if err != nil {
		s.Fatalf("get %q: %v", key, err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		s.Fatalf("read %q: %v", key, err)
	}
	if info.Key != key {
		s.Errorf("get %q tells the key %q", key, info.Key)
	}
	if info.Size != -1 && info.Size != int64(len(b)) {
		s.Errorf("get %q tells %d bytes, reads %d", key, info.Size, len(b))
	}
	return b
}

// holds fails the test unless the object is there with these bytes.
func (s *subject) holds(key, want string) {
	s.Helper()
	if got := s.get(key); string(got) != want {
		s.Fatalf("%q holds %.80q (%d bytes), want %.80q (%d bytes)", key, got, len(got), want, len(want))
	}
}

// absent fails the test unless Get says that there is no such object.
func (s *subject) absent(key string) {
	s.Helper()
	r, _, err := s.Get(s.ctx, key)
	if err == nil {
		_ = r.Close()
	}
	if !errors.Is(err, fs.ErrNotExist) {
		s.Fatalf("get %q: error is %v, want fs.ErrNotExist", key, err)
	}
}

// list returns the keys that List yields, in its order.
func (s *subject) list(prefix, after string) []string {
	s.Helper()
	keys := []string{}
	for info, err := range s.List(s.ctx, prefix, after) {
		if err != nil {
			s.Fatalf("list %q after %q: %v", prefix, after, err)
		}
		keys = append(keys, info.Key)
	}
	return keys
}

// lists fails the test unless List yields exactly these keys, in this order.
func (s *subject) lists(prefix, after string, want ...string) {
	s.Helper()
	if got := s.list(prefix, after); !slices.Equal(got, want) {
		s.Fatalf("list %q after %q:\n got %.2000q\nwant %.2000q", prefix, after, got, want)
	}
}

// noise returns n bytes that do not compress, the same for the same seed.
func noise(seed uint64, n int) []byte {
	var key [32]byte
	key[0], key[1] = byte(seed), byte(seed>>8)
	b := make([]byte, n)
	_, _ = rand.NewChaCha8(key).Read(b) // never fails
	return b
}

// same fails the test with the place of the first difference, rather than
// print megabytes.
func same(t *testing.T, got, want []byte) {
	t.Helper()
	if bytes.Equal(got, want) {
		return
	}
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	t.Fatalf("read %d bytes, want %d; they differ from byte %d on", len(got), len(want), at)
}
