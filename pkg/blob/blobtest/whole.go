package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/photoq/photoq/pkg/blob"
)

// wholeClauses are about Put being whole or nothing.
func wholeClauses() []clause {
	return []clause{
		{"PutFailsWithItsBody", testPutFailsWithBody},
		{"PutWithContextEnded", testPutContextEnded},
		{"PutCancelledMidway", testPutCancelledMidway},
		{"PutAndGetAtOnceNeverTorn", testNeverTorn},
	}
}

// breaking is a body whose bytes end in an error at some position.
type breaking struct {
	*bytes.Reader
	at  int64
	err error
}

func (b *breaking) Read(p []byte) (int, error) {
	left := b.at - (b.Size() - int64(b.Len()))
	if left <= 0 {
		return 0, b.err
	}
	return b.Reader.Read(p[:min(int64(len(p)), left)])
}

func (b *breaking) WriteTo(w io.Writer) (int64, error) {
	return io.Copy(w, struct{ io.Reader }{b})
}

func testPutFailsWithBody(t *testing.T, h Harness) {
	s := open(t, h)
	s.put("there", "before")
	damage := errors.New("disk damaged")
	for _, key := range []string{"there", "new"} {
		body := &breaking{bytes.NewReader(noise(3, h.LargeSize)), int64(h.LargeSize) * 3 / 4, damage}
		if err := s.Put(s.ctx, key, body, blob.PutOptions{}); !errors.Is(err, damage) {
			t.Errorf("put %q of a broken body: error is %v, want the body's", key, err)
		}
	}
	s.holds("there", "before")
	s.absent("new")
	s.lists("", "", "there")
}

func testPutContextEnded(t *testing.T, h Harness) {
	s := open(t, h)
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	if err := s.Put(ctx, "a", strings.NewReader("never"), blob.PutOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("put: error is %v, want the context's", err)
	}
	s.absent("a")
}

// cancelling ends a context when half of its bytes are read.
type cancelling struct {
	*breaking
	cancel context.CancelFunc
}

func (c *cancelling) Read(p []byte) (int, error) {
	if int64(c.Len()) < c.Size()/2 {
		c.cancel()
	}
	return c.breaking.Read(p[:min(len(p), 64<<10)])
}

func (c *cancelling) WriteTo(w io.Writer) (int64, error) {
	return io.Copy(w, struct{ io.Reader }{c})
}

func testPutCancelledMidway(t *testing.T, h Harness) {
	s := open(t, h)
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	body := &cancelling{&breaking{bytes.NewReader(noise(4, h.LargeSize)), int64(h.LargeSize), io.EOF}, cancel}
	err := s.Put(ctx, "a", body, blob.PutOptions{})
	if err == nil {
		// A driver may have had all it needs by then. Whole or nothing.
		same(t, s.get("a"), noise(4, h.LargeSize))
		return
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want the context's", err)
	}
	s.absent("a")
}

// version is as long as its letter says, so that bytes of two versions, or a
// length of one with the bytes of another, are noticed.
func version(i int) string { return strings.Repeat(string(rune('a'+i)), 100_000+1000*i) }

func testNeverTorn(t *testing.T, h Harness) {
	s := open(t, h)
	s.put("dir/object", version(0))
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for w := range 2 {
		writers.Go(func() {
			for i := range 12 {
				body := strings.NewReader(version((w*12 + i) % 26))
				if err := s.Put(s.ctx, "dir/object", body, blob.PutOptions{}); err != nil {
					t.Errorf("put: %v", err)
				}
			}
		})
	}
	for range 2 {
		readers.Go(func() {
			for s.readsOneVersion("dir/object") {
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
}

// readsOneVersion reports a read that is no whole version as an error.
func (s *subject) readsOneVersion(key string) bool {
	r, info, err := s.Get(s.ctx, key)
	if err != nil {
		s.Errorf("get: %v", err)
		return false
	}
	b, err := io.ReadAll(r)
	_ = r.Close()
	if err != nil || len(b) == 0 || string(b) != version(int(b[0]-'a')) || info.Size != -1 && info.Size != int64(len(b)) {
		s.Errorf("read %d bytes of %+v, %v: not one whole version", len(b), info, err)
		return false
	}
	return true
}
