package worker

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/photoq/photoq/pkg/queue"
)

// prefetchSeconds is how much work, at the pace of the last photos, a worker
// holds ahead. Little enough that other workers do not stand idle beside a
// hoard, and enough that the queue is asked for full batches.
const prefetchSeconds = 4

// hand counts the photos that a worker holds, and says how many more it may
// receive.
type hand struct {
	concurrency int

	mu      sync.Mutex
	held    int       // received and neither settled nor given back
	done    int       // settled since `since`
	since   time.Time // when the pace was last taken
	pace    float64   // photos a second
	changed chan struct{}
}

func newHand(concurrency int) *hand {
	return &hand{concurrency: concurrency, since: time.Now(), changed: make(chan struct{}, 1)}
}

// capacity is how many photos may be held: those being processed, and what
// is fetched ahead.
func (h *hand) capacity() int {
	ahead := int(math.Ceil(h.pace * prefetchSeconds))
	return h.concurrency + min(max(ahead, h.concurrency), max(4*queue.MaxBatch, 4*h.concurrency))
}

// free waits until it is worth while to ask for more photos, and returns how
// many there is room for: a full batch, or half of the capacity when that is
// less, so that the queue is not asked for each photo singly.
func (h *hand) free(ctx context.Context) (int, error) {
	for {
		h.mu.Lock()
		room := h.capacity() - h.held
		enough := room >= min(queue.MaxBatch, (h.capacity()+1)/2)
		h.mu.Unlock()
		if enough {
			return room, nil
		}
		select {
		case <-h.changed:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

func (h *hand) take(n int) {
	h.mu.Lock()
	h.held += n
	h.mu.Unlock()
}

// put counts a photo that is held no more. Settled ones set the pace.
func (h *hand) put(settled bool) {
	h.mu.Lock()
	h.held--
	if settled {
		h.done++
	}
	if span := time.Since(h.since); span > time.Second {
		now := float64(h.done) / span.Seconds()
		h.pace = (h.pace + now) / 2
		h.done, h.since = 0, time.Now()
	}
	h.mu.Unlock()
	select {
	case h.changed <- struct{}{}:
	default:
	}
}

// empty reports whether nothing is held.
func (h *hand) empty() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.held == 0
}
