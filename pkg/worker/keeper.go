package worker

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/photoq/photoq/pkg/queue"
)

// keeper owns the leases of all messages in hand: nobody else extends one or
// gives one back. It extends them in batches, from the moment of receipt,
// when half of the lease has gone.
//
// Giving back and extending exclude each other, so that an extension under
// way cannot undo a back-off that is set meanwhile.
type keeper struct {
	queue queue.Queue
	lease time.Duration
	log   *slog.Logger

	calling sync.Mutex // held during calls that change leases

	mu     sync.Mutex
	leases map[queue.Receipt]time.Time // when each runs out
	lost   map[queue.Receipt]bool      // somebody else may have these now
	back   []queue.Receipt             // to be given back with the next batch
	wake   chan struct{}               // back is not empty
}

func newKeeper(q queue.Queue, lease time.Duration, log *slog.Logger) *keeper {
	return &keeper{
		queue: q, lease: lease, log: log,
		leases: map[queue.Receipt]time.Time{}, lost: map[queue.Receipt]bool{},
		wake: make(chan struct{}, 1),
	}
}

// hold begins to keep a lease that was given this moment.
func (k *keeper) hold(r queue.Receipt) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.leases[r] = time.Now().Add(k.lease)
}

// release stops keeping leases. They run out, or the messages are deleted.
func (k *keeper) release(receipts ...queue.Receipt) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, r := range receipts {
		delete(k.leases, r)
		delete(k.lost, r)
	}
}

// has reports whether the lease is, as far as anybody knows, still ours.
func (k *keeper) has(r queue.Receipt) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, held := k.leases[r]
	return held && !k.lost[r]
}

// giveBack ends the keeping of a lease and has the message ready for others
// within moments, together with all that are given back at the same time.
func (k *keeper) giveBack(r queue.Receipt) {
	k.mu.Lock()
	k.back = append(k.back, r)
	k.mu.Unlock()
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

// gather is for how long those that are given back together are waited for.
const gather = 50 * time.Millisecond

// flushBack is not broken off when the worker stops: its photos would be lost
// to others until their leases run out.
func (k *keeper) flushBack() error {
	k.calling.Lock()
	defer k.calling.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	k.mu.Lock()
	receipts := k.back
	k.back = nil
	k.mu.Unlock()
	return k.end(ctx, receipts)
}

// backOff ends the keeping of a lease and has the message come back to the
// queue after d. When the queue does not hear of it, the lease runs out.
func (k *keeper) backOff(r queue.Receipt, d time.Duration) {
	k.calling.Lock()
	defer k.calling.Unlock()
	k.release(r)
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	if err := k.queue.Extend(ctx, d, r); err != nil && !errors.Is(err, queue.ErrStale) {
		k.log.Warn("a photo could not be given back; it comes back when its lease runs out", "error", err)
	}
}

// giveBackAll gives everything back at once.
func (k *keeper) giveBackAll(ctx context.Context) error {
	k.calling.Lock()
	defer k.calling.Unlock()
	k.mu.Lock()
	receipts := slices.Collect(maps.Keys(k.leases))
	k.mu.Unlock()
	return k.end(ctx, receipts)
}

func (k *keeper) end(ctx context.Context, receipts []queue.Receipt) error {
	k.release(receipts...)
	if len(receipts) == 0 {
		return nil
	}
	if err := k.queue.Extend(ctx, 0, receipts...); err != nil && !onlyStale(err) {
		return err
	}
	return nil
}

// callTimeout bounds a single call to the queue that nobody waits for.
const callTimeout = 20 * time.Second

// run extends leases until ctx ends.
func (k *keeper) run(ctx context.Context) {
	tick := time.NewTicker(max(k.lease/8, 100*time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			k.extendDue(ctx)
		case <-k.wake:
			time.Sleep(gather)
			if err := k.flushBack(); err != nil {
				k.log.Warn("photos could not be given back; they come back when their leases run out", "error", err)
			}
		case <-ctx.Done():
			return
		}
	}
}

// extendDue extends the leases of which half has gone.
func (k *keeper) extendDue(ctx context.Context) {
	k.calling.Lock()
	defer k.calling.Unlock()
	due := k.due(time.Now().Add(k.lease / 2))
	if len(due) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	asked := time.Now()
	err := k.queue.Extend(ctx, k.lease, due...)
	var part *queue.BatchError
	if err != nil && !errors.As(err, &part) {
		k.log.Warn("leases could not be extended; trying again", "photos", len(due), "error", err)
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for i, r := range due {
		var failed error
		if part != nil {
			failed = part.Failed[i]
		}
		if _, held := k.leases[r]; !held {
			continue
		}
		switch {
		case failed == nil:
			k.leases[r] = asked.Add(k.lease)
		case errors.Is(failed, queue.ErrStale):
			k.lost[r] = true
			k.leases[r] = asked.Add(k.lease)
			k.log.Warn("a lease was lost; the photo may be done twice, with the same result", "error", failed)
		}
	}
}

func (k *keeper) due(before time.Time) []queue.Receipt {
	k.mu.Lock()
	defer k.mu.Unlock()
	var due []queue.Receipt
	for r, end := range k.leases {
		if end.Before(before) && !k.lost[r] {
			due = append(due, r)
		}
	}
	return due
}

// onlyStale reports whether nothing is wrong but that leases had run out.
func onlyStale(err error) bool {
	part, ok := errors.AsType[*queue.BatchError](err)
	if !ok {
		return errors.Is(err, queue.ErrStale)
	}
	for _, failed := range part.Failed {
		if !errors.Is(failed, queue.ErrStale) {
			return false
		}
	}
	return true
}
