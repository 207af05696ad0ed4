package worker

import (
	"context"
	"fmt"
	"time"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/queue"
)

// receive takes messages from the queue, never more than there is room for,
// and passes them on until the worker is to stop.
func (w *Worker) receive(tasks chan<- *task) error {
	ctx := w.stop.draining()
	quiet := 0 // how often in a row the queue was found empty
	for trouble := 0; ctx.Err() == nil; {
		room, err := w.hand.free(ctx)
		if err != nil {
			return nil
		}
		if w.Drain && w.hand.empty() {
			over, err := w.drained(ctx, &quiet)
			if err != nil && ctx.Err() == nil {
				w.stop.fail(err)
			}
			if over || err != nil {
				return nil
			}
		}
		messages, err := w.receiveSome(ctx, room)
		w.hand.take(len(messages))
		for i := range messages {
			w.keeper.hold(messages[i].Receipt)
		}
		for _, m := range messages {
			w.pass(ctx, m, tasks)
		}
		if err == nil || ctx.Err() != nil {
			trouble = 0
			continue
		}
		if kind := fault.KindOf(err); kind == fault.NotFound || kind == fault.Unusable {
			w.stop.fail(fmt.Errorf("receive photos: %w", err))
			return nil
		}
		w.Log.Warn("the queue does not answer; trying again", "error", err)
		trouble++
		pause(ctx, trouble)
	}
	return nil
}

// receiveSome asks the queue once. In a drain it does not wait long when
// photos are in hand: as soon as they are settled, the queue may be empty
// for good.
func (w *Worker) receiveSome(ctx context.Context, room int) ([]queue.Message, error) {
	if !w.Drain {
		return w.Queue.Receive(ctx, room)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	defer close(done)
	go func() {
		for {
			select {
			case <-w.hand.changed:
				if w.hand.empty() {
					cancel()
					return
				}
			case <-done:
				return
			}
		}
	}()
	messages, err := w.Queue.Receive(ctx, room)
	if ctx.Err() != nil {
		err = nil
	}
	return messages, err
}

// drained reports whether nothing is left. A queue whose numbers lag must be
// found empty twice, with a long look for messages in between.
func (w *Worker) drained(ctx context.Context, quiet *int) (bool, error) {
	if err := w.recorder.flush(ctx); err != nil {
		return false, err
	}
	stats, err := w.Queue.Stats(ctx)
	if err != nil {
		return false, fmt.Errorf("ask the queue whether it is empty: %w", err)
	}
	if stats.Waiting+stats.InFlight > 0 {
		*quiet = 0
		return false, nil
	}
	*quiet++
	return stats.Exact || *quiet > 1, nil
}

// pass hands a message on as a task. What is none of photoq's is left alone:
// its lease runs out, and in the end the queue's own dead-letter queue has
// it. Deleting it could be deleting somebody else's work.
func (w *Worker) pass(ctx context.Context, m queue.Message, tasks chan<- *task) {
	ref, err := job.ParseMessage(m.Data)
	if err != nil {
		w.Log.Error("a message in the queue is not photoq's, or from a newer photoq; it is left alone", "message", m.ID, "error", err)
		w.keeper.release(m.Receipt)
		w.hand.put(false)
		return
	}
	t := &task{message: m, ref: ref}
	select {
	case tasks <- t:
	case <-ctx.Done():
		w.giveBack(t)
	}
}

// giveBack returns a photo that was not begun to the queue, for others.
func (w *Worker) giveBack(t *task) {
	w.memory.release(t)
	w.keeper.giveBack(t.message.Receipt)
	w.hand.put(false)
}

// pause waits before attempt n at something that fails: 1 s, doubled each
// time, at most 30 s.
func pause(ctx context.Context, n int) {
	timer := time.NewTimer(min(time.Second<<min(n-1, 5), 30*time.Second))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
