package queuetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/photoq/photoq/pkg/queue"
)

// ErrInjected is in the tree of every error that a [Faulty] makes up, but for
// those of stale receipts, which are queue.ErrStale.
var ErrInjected = errors.New("injected fault")

// Faults are how often a [Faulty] breaks what. Each is a probability from 0 to
// 1; the zero value breaks nothing.
type Faults struct {
	// Before is, for each call, an error before anything has been done.
	Before float64
	// After is, for each call, an error although all was done: the answer
	// was lost. Messages of such a Receive come back after their lease.
	After float64
	// Duplicate is, for each body sent, that it is stored twice, as a queue
	// does when a request is repeated on the way.
	Duplicate float64
	// Redeliver is, for each message received, that it is handed out a
	// second time by a later Receive, under the same receipt, although its
	// lease is not over and it may have been deleted.
	Redeliver float64
	// HoldBack is, for each message received, that it is given back instead,
	// to come HoldFor later: behind those that were sent after it.
	HoldBack float64
	// HoldFor is how long; 0 is 1 second, the least that SQS can do.
	HoldFor time.Duration
	// Shuffle is, for each Receive, that its messages are out of order.
	Shuffle float64
	// Partial is, for each Send, Extend and Delete, that about half of its
	// parts are not done and named in a *queue.BatchError.
	Partial float64
	// Stale is, for each receipt of an Extend or Delete, that it is answered
	// with queue.ErrStale; in half of the cases the call had its effect.
	Stale float64
	// Delay is, for each call, that it first takes up to MaxDelay longer.
	Delay float64
	// MaxDelay is the longest delay; 0 is 10 milliseconds.
	MaxDelay time.Duration
}

// Faulty wraps a queue and breaks what its contract allows to break. The
// same seed and the same calls, one at a time, break the same way. It may be
// used from any number of goroutines.
type Faulty struct {
	inner    queue.Queue
	mu       sync.Mutex // guards what follows
	faults   Faults
	rand     *rand.Rand
	again    []queue.Message // to be handed out a second time
	injected atomic.Int64
}

var _ queue.Queue = (*Faulty)(nil)

// NewFaulty returns a queue that is inner, broken as often as faults say.
func NewFaulty(inner queue.Queue, seed uint64, faults Faults) *Faulty {
	return &Faulty{inner: inner, faults: faults, rand: rand.New(rand.NewPCG(seed, seed))}
}

// SetFaults changes what breaks from now on, say to nothing, so that what is
// under test can settle. Second deliveries that are due still come.
func (f *Faulty) SetFaults(faults Faults) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = faults
}

// Injected returns how many faults there were so far, delays not counted.
func (f *Faulty) Injected() int64 { return f.injected.Load() }

// Send implements [queue.Queue].
func (f *Faulty) Send(ctx context.Context, bodies ...queue.Body) error {
	parts := f.split("send", len(bodies), 0)
	return f.call(ctx, "send", parts, func(indexes []int) error {
		chosen := make([]queue.Body, len(indexes))
		for n, i := range indexes {
			chosen[n] = bodies[i]
		}
		if err := f.inner.Send(ctx, chosen...); err != nil {
			return err
		}
		for _, body := range chosen {
			if f.chance(func(f Faults) float64 { return f.Duplicate }) {
				f.injected.Add(1)
				_ = f.inner.Send(ctx, body) // a copy that gets lost is no fault
			}
		}
		return nil
	})
}

// Extend implements [queue.Queue].
func (f *Faulty) Extend(ctx context.Context, d time.Duration, receipts ...queue.Receipt) error {
	parts := f.split("extend", len(receipts), f.current().Stale)
	return f.call(ctx, "extend", parts, func(indexes []int) error {
		return f.inner.Extend(ctx, d, pick(receipts, indexes)...)
	})
}

// Delete implements [queue.Queue].
func (f *Faulty) Delete(ctx context.Context, receipts ...queue.Receipt) error {
	parts := f.split("delete", len(receipts), f.current().Stale)
	return f.call(ctx, "delete", parts, func(indexes []int) error {
		return f.inner.Delete(ctx, pick(receipts, indexes)...)
	})
}

// Stats implements [queue.Queue].
func (f *Faulty) Stats(ctx context.Context) (queue.Stats, error) {
	if err := f.before(ctx, "stats"); err != nil {
		return queue.Stats{}, err
	}
	return f.inner.Stats(ctx)
}

func pick(receipts []queue.Receipt, indexes []int) []queue.Receipt {
	chosen := make([]queue.Receipt, len(indexes))
	for n, i := range indexes {
		chosen[n] = receipts[i]
	}
	return chosen
}

// parts is what becomes of the parts of one call.
type parts struct {
	do     []int         // indexes of those that the inner queue is asked to do
	failed map[int]error // what the caller is told of some, done or not
}

// split draws which parts of a call are done and which are said to have failed.
func (f *Faulty) split(action string, n int, stale float64) parts {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := parts{failed: map[int]error{}}
	partial := n > 0 && f.faults.Partial > 0 && f.rand.Float64() < f.faults.Partial
	for i := range n {
		done := true
		switch {
		case stale > 0 && f.rand.Float64() < stale:
			p.failed[i] = queue.ErrStale
			done = f.rand.IntN(2) == 0
		case partial && f.rand.IntN(2) == 0:
			p.failed[i] = fmt.Errorf("%s part %d: %w", action, i, ErrInjected)
			done = false
		}
		if done {
			p.do = append(p.do, i)
		}
	}
	f.injected.Add(int64(len(p.failed)))
	return p
}

// call does the parts that are to be done, and joins what really failed with
// what is only said to have.
func (f *Faulty) call(ctx context.Context, action string, p parts, do func(indexes []int) error) error {
	if err := f.before(ctx, action); err != nil {
		return err
	}
	if err := do(p.do); err != nil {
		var batch *queue.BatchError
		if !errors.As(err, &batch) {
			return err
		}
		for n, e := range batch.Failed {
			p.failed[p.do[n]] = e
		}
	}
	if err := f.after(action); err != nil {
		return err
	}
	if len(p.failed) > 0 {
		return &queue.BatchError{Failed: p.failed}
	}
	return nil
}
