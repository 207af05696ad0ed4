package blobtest

import (
	"context"
	"errors"
	"io"
	"iter"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/photoq/photoq/pkg/blob"
)

// ErrInjected is in the tree of every error that a [Faulty] makes up, but for
// those of broken reads, which are io.ErrUnexpectedEOF as they are from a
// broken connection.
var ErrInjected = errors.New("injected fault")

// Faults are how often a [Faulty] breaks what. Each is a probability from 0 to
// 1; the zero value breaks nothing.
type Faults struct {
	// Before is, for each call, an error before anything has been done. A
	// Put may have read some of its body.
	Before float64
	// After is, for each Put and Delete, an error although all was done: the
	// answer was lost.
	After float64
	// Partial is, for each Delete of several keys, that about half of them are
	// kept and the error names them.
	Partial float64
	// BreakRead is, for each Get, that the reader ends in
	// io.ErrUnexpectedEOF before the object does.
	BreakRead float64
	// BreakList is, for each object listed, that the list ends in an error
	// in its place.
	BreakList float64
	// Delay is, for each call, that it first takes up to MaxDelay longer.
	Delay float64
	// MaxDelay is the longest delay; 0 is 10 milliseconds.
	MaxDelay time.Duration
}

// Faulty wraps a store and breaks what its contract allows to break. The
// same seed and the same calls, one at a time, break the same way. It may be
// used from any number of goroutines.
type Faulty struct {
	inner    blob.Store
	mu       sync.Mutex // guards faults and rand
	faults   Faults
	rand     *rand.Rand
	injected atomic.Int64
}

var _ blob.Store = (*Faulty)(nil)

// NewFaulty returns a store that is inner, broken as often as faults say.
func NewFaulty(inner blob.Store, seed uint64, faults Faults) *Faulty {
	return &Faulty{inner: inner, faults: faults, rand: rand.New(rand.NewPCG(seed, seed))}
}

// SetFaults changes what breaks from now on, say to nothing, so that what is
// under test can settle.
func (f *Faulty) SetFaults(faults Faults) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = faults
}

// Injected returns how many faults there were so far, delays not counted.
func (f *Faulty) Injected() int64 { return f.injected.Load() }

// Put implements [blob.Store].
func (f *Faulty) Put(ctx context.Context, key string, body io.ReadSeeker, o blob.PutOptions) error {
	if err := f.before(ctx, "put "+key); err != nil {
		_, _ = io.CopyN(io.Discard, body, int64(f.intN(4096))) // as a request that broke would have
		return err
	}
	if err := f.inner.Put(ctx, key, body, o); err != nil {
		return err
	}
	return f.after("put " + key)
}

// Get implements [blob.Store].
func (f *Faulty) Get(ctx context.Context, key string) (io.ReadCloser, blob.Info, error) {
	if err := f.before(ctx, "get "+key); err != nil {
		return nil, blob.Info{}, err
	}
	r, info, err := f.inner.Get(ctx, key)
	if err != nil {
		return nil, info, err
	}
	if info.Size != 0 && f.chance(func(f Faults) float64 { return f.BreakRead }) {
		f.injected.Add(1)
		size := info.Size
		if size < 0 {
			size = 4096
		}
		r = &breakingReader{ReadCloser: r, left: f.int64N(size)}
	}
	return r, info, nil
}

// List implements [blob.Store].
func (f *Faulty) List(ctx context.Context, prefix, after string) iter.Seq2[blob.Info, error] {
	return func(yield func(blob.Info, error) bool) {
		if err := f.before(ctx, "list "+prefix); err != nil {
			yield(blob.Info{}, err)
			return
		}
		for info, err := range f.inner.List(ctx, prefix, after) {
			if err == nil && f.chance(func(f Faults) float64 { return f.BreakList }) {
				info, err = blob.Info{}, f.inject("list "+prefix, "midway")
			}
			if !yield(info, err) || err != nil {
				return
			}
		}
	}
}

// Delete implements [blob.Store].
func (f *Faulty) Delete(ctx context.Context, keys ...string) error {
	if err := f.before(ctx, "delete"); err != nil {
		return err
	}
	var kept []error
	if len(keys) > 1 && f.chance(func(f Faults) float64 { return f.Partial }) {
		var gone []string
		for _, key := range keys {
			if f.intN(2) == 0 {
				kept = append(kept, f.inject("delete "+key, "kept"))
			} else {
				gone = append(gone, key)
			}
		}
		keys = gone
	}
	if err := f.inner.Delete(ctx, keys...); err != nil {
		return errors.Join(append(kept, err)...)
	}
	if len(kept) > 0 {
		return errors.Join(kept...)
	}
	return f.after("delete")
}
