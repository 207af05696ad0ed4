package worker_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/queue/queuetest"
	"github.com/photoq/photoq/pkg/worker"
)

// Leases of 10 seconds, photos of a minute, and a second worker that waits
// for a chance.
func TestAPhotoInHandIsNobodyElses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 6)
		w.queue.Lease = 10 * time.Second
		w.step = lasts(time.Minute)
		counted := queuetest.NewCounting(w.queue)
		same := func(o *worker.Options) { o.Queue, o.Concurrency = counted, 1 }
		stop := w.start(same)
		w.drain(same)
		w.must(stop())
		w.done(upTo(6)...)
		w.left(0, 0)
		if c := counted.Counts(); c.Received != 6 || len(w.results()) != 6 {
			t.Errorf("%d deliveries and %d results, want 6 of each", c.Received, len(w.results()))
		}
	})
}

// Also while it only waits for its turn, or for the record to be stored.
func TestALeaseIsKeptFromReceiptToTheRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 4)
		w.queue.Lease = 10 * time.Second
		w.step = lasts(time.Second)
		down := time.Now().Add(5 * time.Minute)
		w.store.Gate = func(call, key string) error {
			if call == "put" && time.Now().Before(down) {
				return errFlaky
			}
			return nil
		}
		counted := queuetest.NewCounting(w.queue)
		w.drain(func(o *worker.Options) { o.Queue, o.Outputs, o.Concurrency = counted, nowhere{}, 1 })
		if c := counted.Counts(); c.Received != 4 || len(w.results()) != 4 {
			t.Errorf("%d deliveries and %d results, want 4 of each", c.Received, len(w.results()))
		}
		if time.Now().Before(down) {
			t.Error("the worker has ended before its results were on record")
		}
		w.left(0, 0)
	})
}

// nowhere takes results and forgets them.
type nowhere struct{}

func (nowhere) Put(context.Context, job.Job, int, job.File, []byte) error { return nil }

func TestALostLeaseDoesNoHarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 3)
		w.queue.Lease = 10 * time.Second
		w.step = lasts(25 * time.Second)
		var cut atomic.Bool
		cut.Store(true)
		w.queue.Gate = func(call string, _ int) error {
			if call == "extend" && cut.Load() {
				return errFlaky
			}
			return nil
		}
		stop := w.start()
		time.Sleep(12 * time.Second) // the leases have run out unnoticed
		cut.Store(false)
		w.drain()
		w.must(stop())
		w.done(upTo(3)...)
		w.left(0, 0)
		if f := w.failures(); len(f) != 0 {
			t.Errorf("failures are on record: %+v", f)
		}
	})
}

func TestAnExtensionThatFailsIsTriedAgainInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 2)
		w.queue.Lease = 16 * time.Second
		w.step = lasts(2 * time.Minute)
		n := 0
		w.queue.Gate = func(call string, _ int) error {
			if call == "extend" {
				if n++; n%3 != 0 {
					return errFlaky
				}
			}
			return nil
		}
		counted := queuetest.NewCounting(w.queue)
		w.drain(func(o *worker.Options) { o.Queue = counted })
		if c := counted.Counts(); c.Received != 2 {
			t.Errorf("%d deliveries, want 2, although two of three extensions fail", c.Received)
		}
		w.done(0, 1)
	})
}

// An extension must not undo the back-off of a photo that failed.
func TestABackOffIsNotCutShortOrOverrun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1)
		w.queue.Lease = time.Second // extended several times within the back-off, were it held
		var tried []time.Time
		w.store.Gate = func(call, key string) error {
			if call == "put" && key[:5] == "jobs/" && len(tried) < 3 && key[len(key)-4:] == ".jpg" {
				return errFlaky
			}
			return nil
		}
		w.step = func(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
			tried = append(tried, time.Now())
			return p, nil
		}
		w.drain()
		if len(tried) != 3 {
			t.Fatalf("%d attempts, want 3", len(tried))
		}
		// Offering a result takes 3 seconds of its own; see storeAttempts.
		if d := tried[1].Sub(tried[0]); d < 4*time.Second || d > 8*time.Second {
			t.Errorf("the second attempt came after %v, want 3 s of offering and about 2 s of back-off", d)
		}
		w.done(0)
	})
}
