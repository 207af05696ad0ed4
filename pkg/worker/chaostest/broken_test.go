package chaostest

import (
	"context"
	"errors"
	"io"
	"iter"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/blob/blobtest"
	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/queue"
	"github.com/photoq/photoq/pkg/queue/queuetest"
	"github.com/photoq/photoq/pkg/worker"
)

var queueFaults = queuetest.Faults{
	Before: 0.06, After: 0.06, Duplicate: 0.1, Redeliver: 0.1, HoldBack: 0.1, Shuffle: 0.5,
	Partial: 0.2, Stale: 0.05, Delay: 0.3, MaxDelay: 50 * time.Millisecond,
}

var storeFaults = blobtest.Faults{
	Before: 0.04, After: 0.04, Partial: 0.3, BreakRead: 0.04, BreakList: 0.01, Delay: 0.3, MaxDelay: 50 * time.Millisecond,
}

// hasty shortens back-offs, which only cost time here.
type hasty struct{ queue.Queue }

func (h hasty) Extend(ctx context.Context, d time.Duration, rs ...queue.Receipt) error {
	return h.Queue.Extend(ctx, min(d, 2*time.Second), rs...)
}

// world is a place through broken eyes.
type world struct {
	place
	queue *queuetest.Faulty
	store *blobtest.Faulty
	dead  sync.WaitGroup // workers that were killed, until they are gone
}

// submit runs the command again and again until it works.
func (w *world) submit(ctx context.Context, t *testing.T, p client.Plan) job.ID {
	t.Helper()
	c := &client.Client{Store: w.store, Queue: w.queue}
	for ctx.Err() == nil {
		submitted, err := c.Submit(ctx, p, client.SubmitOptions{})
		if err == nil {
			return submitted.Job.ID
		}
	}
	t.Fatal("submit never worked")
	return ""
}

// killAgainAndAgain has two workers at it, one or both of which are killed
// at a random moment and replaced, so many times.
func (w *world) killAgainAndAgain(ctx context.Context, r *rand.Rand) {
	workers := []func(){w.start(ctx), w.start(ctx)}
	for range w.kills {
		select {
		case <-time.After(time.Duration(r.Int64N(int64(w.calm)))):
		case <-ctx.Done():
		}
		i := r.IntN(2)
		workers[i]()
		workers[i] = w.start(ctx)
	}
	for _, kill := range workers {
		kill()
	}
}

// start begins a worker, and returns what kills it: from that moment no call
// of it reaches the back end.
func (w *world) start(ctx context.Context) (kill func()) {
	var cut atomic.Bool
	o := w.place.options()
	o.Queue, o.Store, o.Grace = severedQueue{w.queue, &cut}, severedStore{w.store, &cut}, time.Nanosecond
	ctx, cancel := context.WithCancel(ctx)
	w.dead.Go(func() { worker.New(o).Run(ctx) })
	return func() { cut.Store(true); cancel() }
}

var errSevered = fault.New(fault.Unusable, errors.New("the worker is dead"), "")

// severedQueue and severedStore are what a dead worker sees.
type severedQueue struct {
	queue.Queue
	cut *atomic.Bool
}

func (s severedQueue) Send(ctx context.Context, bodies ...queue.Body) error {
	if s.cut.Load() {
		return errSevered
	}
	return s.Queue.Send(ctx, bodies...)
}

func (s severedQueue) Receive(ctx context.Context, max int) ([]queue.Message, error) {
	if s.cut.Load() {
		return nil, errSevered
	}
	return s.Queue.Receive(ctx, max)
}

func (s severedQueue) Extend(ctx context.Context, d time.Duration, rs ...queue.Receipt) error {
	if s.cut.Load() {
		return errSevered
	}
	return s.Queue.Extend(ctx, d, rs...)
}

func (s severedQueue) Delete(ctx context.Context, rs ...queue.Receipt) error {
	if s.cut.Load() {
		return errSevered
	}
	return s.Queue.Delete(ctx, rs...)
}

func (s severedQueue) Stats(ctx context.Context) (queue.Stats, error) {
	if s.cut.Load() {
		return queue.Stats{}, errSevered
	}
	return s.Queue.Stats(ctx)
}

type severedStore struct {
	blob.Store
	cut *atomic.Bool
}

func (s severedStore) Put(ctx context.Context, key string, body io.ReadSeeker, o blob.PutOptions) error {
	if s.cut.Load() {
		return errSevered
	}
	return s.Store.Put(ctx, key, body, o)
}

func (s severedStore) Get(ctx context.Context, key string) (io.ReadCloser, blob.Info, error) {
	if s.cut.Load() {
		return nil, blob.Info{}, errSevered
	}
	return s.Store.Get(ctx, key)
}

func (s severedStore) List(ctx context.Context, prefix, after string) iter.Seq2[blob.Info, error] {
	if s.cut.Load() {
		return func(yield func(blob.Info, error) bool) { yield(blob.Info{}, errSevered) }
	}
	return s.Store.List(ctx, prefix, after)
}

func (s severedStore) Delete(ctx context.Context, keys ...string) error {
	if s.cut.Load() {
		return errSevered
	}
	return s.Store.Delete(ctx, keys...)
}
