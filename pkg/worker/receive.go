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
	d := &drain{Worker: w, idle: true}
	for trouble := 0; ctx.Err() == nil; {
		room, err := w.hand.free(ctx)
		if err != nil {
			return nil
		}
		if w.Drain && d.idle && w.hand.empty() {
			over, err := d.over(ctx)
			if over {
				return nil
			}
			if err != nil {
				if !w.bear(ctx, err, &trouble) {
					return nil
				}
				continue
			}
		}
		messages, err := d.receive(ctx, room)
		d.idle = len(messages) == 0
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
		if !w.bear(ctx, fmt.Errorf("receive photos: %w", err), &trouble) {
			return nil
		}
	}
	return nil
}

// bear waits a while after trouble with the queue that may pass, and reports
// whether it may. Otherwise the worker is to stop.
func (w *Worker) bear(ctx context.Context, err error, trouble *int) bool {
	if ctx.Err() != nil {
		return false
	}
	if kind := fault.KindOf(err); kind == fault.NotFound || kind == fault.Unusable {
		w.stop.fail(err)
		return false
	}
	*trouble++
	w.Log.Warn("the queue does not answer; trying again", "error", err)
	pause(ctx, *trouble)
	return true
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
