package blobtest

import (
	"context"
	"fmt"
	"io"
	"time"
)

// before delays the call, and says whether it fails without effect.
func (f *Faulty) before(ctx context.Context, action string) error {
	if d := f.delay(); d > 0 {
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: %w", action, ctx.Err())
		case <-time.After(d):
		}
	}
	if f.chance(func(f Faults) float64 { return f.Before }) {
		return f.inject(action, "before its effect")
	}
	return nil
}

// after says whether a call that had its effect fails nevertheless.
func (f *Faulty) after(action string) error {
	if f.chance(func(f Faults) float64 { return f.After }) {
		return f.inject(action, "after its effect")
	}
	return nil
}

func (f *Faulty) inject(action, when string) error {
	f.injected.Add(1)
	return fmt.Errorf("%s: %w %s", action, ErrInjected, when)
}

func (f *Faulty) delay() time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.faults.Delay == 0 || f.rand.Float64() >= f.faults.Delay {
		return 0
	}
	longest := f.faults.MaxDelay
	if longest <= 0 {
		longest = 10 * time.Millisecond
	}
	return time.Duration(f.rand.Int64N(int64(longest)) + 1)
}

func (f *Faulty) chance(of func(Faults) float64) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := of(f.faults)
	return p > 0 && f.rand.Float64() < p
}

func (f *Faulty) intN(n int) int { return int(f.int64N(int64(n))) }

func (f *Faulty) int64N(n int64) int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.rand.Int64N(n)
}

// breakingReader gives the first bytes of a reader, then an error.
type breakingReader struct {
	io.ReadCloser
	left int64
}

func (r *breakingReader) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, fmt.Errorf("injected fault: %w", io.ErrUnexpectedEOF)
	}
	n, err := r.ReadCloser.Read(p[:min(int64(len(p)), r.left)])
	r.left -= int64(n)
	return n, err
}
