package worker

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// storeAttempts is how often a result is offered to the store before the
// photo goes back to the queue: doing it all again costs more than waiting.
const storeAttempts = 3

// store writes a photo's results and has them recorded.
func (w *Worker) store(t *task) bool {
	defer t.stored()
	ctx := w.stop.working()
	for _, out := range t.outputs {
		if err := w.put(ctx, t, out); err != nil {
			if ctx.Err() != nil {
				w.giveBack(t)
			} else {
				w.trouble(t, "store the result", err)
			}
			return false
		}
	}
	t.outputs = nil
	w.settle(t)
	return false
}

func (w *Worker) put(ctx context.Context, t *task, out encoded) error {
	for attempt := 1; ; attempt++ {
		err := w.Outputs.Put(ctx, t.work.job, out.output, out.file, out.data)
		if err == nil || attempt == storeAttempts || ctx.Err() != nil || fault.KindOf(err) != "" {
			return err
		}
		pause(ctx, attempt)
	}
}

// settle hands a photo's result to the recorder. From here on the worker has
// room for another.
func (w *Worker) settle(t *task) {
	t.result.At = w.Now().UTC()
	w.recorder.add(t)
	w.hand.put(true)
}

// trouble decides what becomes of a photo after an error: what can never
// succeed is recorded as failed; what may pass is tried again later, up to
// MaxAttempts; and where the store as a whole refuses, the worker stops
// rather than spoil one photo after the other.
func (w *Worker) trouble(t *task, step string, err error) {
	w.memory.release(t)
	t.outputs = nil
	kind := fault.KindOf(err)
	switch {
	case kind == fault.Unusable || kind == fault.NotFound:
		w.stop.fail(fmt.Errorf("%s of %s: %w", step, t.photo.Name, err))
		w.giveBack(t)
	case kind.Permanent() || t.message.Attempts >= w.MaxAttempts:
		w.fail(t, step, err)
	default:
		delay := backOff(t.message.Attempts)
		w.Log.Warn("trying again later", "photo", t.photo.Name.String(), "step", step, "attempt", t.message.Attempts, "in", delay, "error", err)
		w.keeper.backOff(t.message.Receipt, delay)
		w.hand.put(false)
	}
}

// fail records that a photo has failed for good.
func (w *Worker) fail(t *task, step string, err error) {
	kind := fault.KindOf(err)
	if kind == "" {
		kind = fault.Storage
	}
	hint := fault.HintOf(err)
	if hint == "" {
		hint = advice(kind)
	}
	name := t.photo.Name
	if name == "" {
		name = job.Name(fmt.Sprintf("photo %d", t.ref.Photo))
	}
	t.result = job.Result{Photo: t.ref.Photo, Round: t.ref.Round, Failure: &job.Failure{
		Photo: name, Index: t.ref.Photo, Kind: string(kind), Attempts: t.message.Attempts,
		Error: fmt.Sprintf("%s: %s: %s; %s", name, step, clipped(err), hint),
	}}
	w.settle(t)
}

// clipped is an error's text, cut where it is so long that it could make the
// line of a result longer than readers take.
func clipped(err error) string {
	const limit = 8 << 10
	text := err.Error()
	if len(text) > limit {
		text = strings.ToValidUTF8(text[:limit], "") + " ..."
	}
	return text
}

// advice is what to do about a failure that brings no hint of its own.
func advice(kind fault.Kind) string {
	switch kind {
	case fault.Unreadable:
		return "open it in a viewer; if it is damaged there too, replace it or leave it out"
	case fault.Unsupported:
		return "convert it to a format that photoq reads"
	case fault.Storage:
		return "see that the store is well, then retry"
	}
	return "mend the cause, then retry"
}

// drop ends a message that there is nothing to do for.
func (w *Worker) drop(t *task, why string) {
	w.Log.Info("dropped", "job", t.ref.Job, "photo", t.ref.Photo, "reason", why)
	w.memory.release(t)
	w.recorder.delete(t)
	w.hand.put(false)
}

// leaveFor is for how long a photo that this worker cannot work on is left
// to others.
const leaveFor = time.Minute

// leave puts a photo back for workers that can work on it, while there is
// hope for one.
func (w *Worker) leave(t *task, why error) {
	w.Log.Error("this worker cannot read the job and leaves it to others; it may be older than the photoq that submitted",
		"job", t.ref.Job, "error", why)
	w.memory.release(t)
	w.keeper.backOff(t.message.Receipt, leaveFor)
	w.hand.put(false)
}

// abandon leaves a photo to the worker that has its lease now.
func (w *Worker) abandon(t *task) {
	w.memory.release(t)
	w.keeper.release(t.message.Receipt)
	w.hand.put(false)
}

// backOff is the pause after a failed attempt: 2 s, tripled each time, at
// most 10 minutes, and up to a quarter more or less, so that photos that
// failed together do not come back together.
func backOff(attempt int) time.Duration {
	d := 2 * time.Second
	for range min(attempt-1, 10) {
		d *= 3
	}
	d = min(d, 10*time.Minute)
	return d*3/4 + rand.N(d/2)
}
