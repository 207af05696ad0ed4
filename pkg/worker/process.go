package worker

import (
	"errors"
	"time"
)

// process turns a photo's bytes into its results, in memory.
func (w *Worker) process(t *task) bool {
	defer w.memory.release(t)
	if w.stop.draining().Err() != nil {
		w.giveBack(t)
		return false
	}
	if !w.keeper.has(t.message.Receipt) {
		w.abandon(t)
		return false
	}
	ctx := w.stop.working()
	// The photo may have waited its turn for a while.
	fresh, err := w.jobs.work(ctx, t.ref.Job)
	switch {
	case err == nil:
		t.work = fresh
	case errors.Is(err, errGone):
		w.drop(t, err.Error())
		return false
	}
	if why := t.obsolete(); why != "" {
		w.drop(t, why)
		return false
	}
	start := time.Now()
	step, err := w.pixels(ctx, t)
	if err == nil {
		t.stored, err = w.memory.admitResults(ctx, t.result.BytesOut())
	}
	switch {
	case err == nil:
		t.result.Millis = time.Since(start).Milliseconds()
		return true
	case ctx.Err() != nil:
		w.giveBack(t)
	default:
		w.trouble(t, step, err)
	}
	return false
}
