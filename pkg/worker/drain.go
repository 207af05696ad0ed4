package worker

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/photoq/photoq/pkg/queue"
)

// drain finds out when nothing is left, for a worker that is to stop then.
type drain struct {
	*Worker
	idle  bool // the queue was not asked yet, or brought nothing
	quiet int  // how often in a row it was found empty
	exact bool // its numbers do not lag
}

// settleTime is for how long a drain goes on waiting for messages after the
// last photo in hand is settled, where the queue cannot tell at once whether
// there are more: its answer may be on the way.
const settleTime = 300 * time.Millisecond

// receive asks the queue once. In a drain it does not wait long when photos
// are in hand: as soon as they are settled, the queue may be empty for good.
func (d *drain) receive(ctx context.Context, room int) ([]queue.Message, error) {
	if !d.Drain {
		return d.Queue.Receive(ctx, room)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// The watch has ended when this returns: later it would take a word of
	// change away from those who wait for it.
	var watch sync.WaitGroup
	defer watch.Wait()
	done := make(chan struct{})
	defer close(done)
	watch.Go(func() { d.cancelWhenSettled(done, cancel) })
	messages, err := d.Queue.Receive(ctx, room)
	if ctx.Err() != nil {
		err = nil
	}
	return messages, err
}

// cancelWhenSettled ends a wait for messages some time after the last photo
// in hand was settled.
func (d *drain) cancelWhenSettled(done <-chan struct{}, cancel func()) {
	patience := settleTime
	if d.exact {
		patience = 0
	}
	// The last photo may have been settled before this watch began. After an
	// idle look that was seen already, and waiting is right.
	for seen := d.idle; ; seen = true {
		if seen || !d.hand.empty() {
			select {
			case <-d.hand.changed:
			case <-done:
				return
			}
		}
		if !d.hand.empty() {
			continue
		}
		select {
		case <-time.After(patience):
		case <-done:
			return
		}
		if d.hand.empty() {
			cancel()
			return
		}
	}
}

// over reports whether nothing is left. A queue whose numbers lag must be
// found empty twice, with a look for messages in between.
func (d *drain) over(ctx context.Context) (bool, error) {
	if err := d.recorder.flush(ctx); err != nil {
		return false, err
	}
	stats, err := d.Queue.Stats(ctx)
	if err != nil {
		return false, fmt.Errorf("ask the queue whether it is empty: %w", err)
	}
	d.exact = stats.Exact
	if stats.Waiting+stats.InFlight > 0 {
		d.quiet = 0
		return false, nil
	}
	d.quiet++
	return d.exact || d.quiet > 1, nil
}
