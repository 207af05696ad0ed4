package worker

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/photoq/photoq/pkg/fault"
)

// poisoned is how many times as often as max-attempts a photo may be
// received without a result before it is taken to end its workers. It is not
// max-attempts itself, because clean stops and lost machines also cost a
// photo its turn.
const poisoned = 4

// load finds out what is to be done with a photo and fetches its bytes.
func (w *Worker) load(t *task) bool {
	ctx := w.stop.draining()
	if ctx.Err() != nil {
		w.giveBack(t)
		return false
	}
	if !w.keeper.has(t.message.Receipt) {
		w.abandon(t)
		return false
	}
	if w.recorder.knows(t.ref) {
		w.drop(t, "it was done already")
		return false
	}
	step, err := w.prepare(ctx, t)
	if err == nil {
		step, err = "fetch", w.fetch(ctx, t)
	}
	switch reason := (*dropError)(nil); {
	case err == nil:
		return true
	case errors.As(err, &reason):
		w.drop(t, reason.why)
	case errors.As(err, new(*foreignError)) && !w.poison(t):
		w.leave(t, err)
	case ctx.Err() != nil:
		w.giveBack(t)
	default:
		w.trouble(t, step, err)
	}
	return false
}

// dropError says that nothing is to be done with a message.
type dropError struct{ why string }

func (e *dropError) Error() string { return e.why }

// foreignError says that this worker cannot read the job: a newer photoq may
// have submitted it.
type foreignError struct{ err error }

func (e *foreignError) Error() string { return e.err.Error() }

// prepare learns what is to be done, and returns the step that an error is in.
func (w *Worker) prepare(ctx context.Context, t *task) (step string, err error) {
	known, err := w.jobs.work(ctx, t.ref.Job)
	switch {
	case errors.Is(err, errGone):
		return "", &dropError{err.Error()}
	case err != nil:
		return "look up the job", err
	}
	if known.wrong != nil {
		return "read the recipe", fault.New(fault.Operation, &foreignError{known.wrong}, "have it worked on by a photoq as new as the one that submitted it")
	}
	t.work = known
	if why := t.obsolete(); why != "" {
		return "", &dropError{why}
	}
	if t.photo, err = w.jobs.photo(ctx, t.ref.Job, t.ref.Photo); err != nil {
		return "look up the photo", err
	}
	if len(t.photo.Results) != len(known.job.Recipe.Outputs) {
		return "look up the photo", fault.New(fault.Operation, fmt.Errorf("the manifest has %d results, the recipe %d", len(t.photo.Results), len(known.job.Recipe.Outputs)), "")
	}
	if w.poison(t) {
		return "work", fault.New(fault.Operation, fmt.Errorf("it was taken up %d times and never finished: it may end its workers", t.message.Attempts-1),
			"look at the workers' logs and memory")
	}
	return "", nil
}

// poison reports whether a photo was received too often without a result.
func (w *Worker) poison(t *task) bool { return t.message.Attempts > poisoned*w.MaxAttempts }

// obsolete says why the photo need not be done any more, or "".
func (t *task) obsolete() string {
	switch {
	case t.work.cancelled:
		return "the job was cancelled"
	case t.work.superseded(t.ref):
		return "it was queued again by a later retry"
	}
	return ""
}

// fetch reads the original into memory, within its limits.
func (w *Worker) fetch(ctx context.Context, t *task) error {
	if err := w.Limits.CheckBytes(t.photo.Size); err != nil {
		return err
	}
	r, size, err := w.Inputs.Open(ctx, t.ref.Job, t.photo)
	if t.inPlace() && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission)) {
		return fault.New(fault.Unreadable, err, "see that it is there and may be read")
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Unreadable, err, "the original is not in the store; submit it again")
	}
	if err != nil {
		return w.ownStore(t, err)
	}
	defer r.Close()
	if err := w.Limits.CheckBytes(size); err != nil {
		return err
	}
	if err := w.memory.admit(ctx, t, max(size, t.photo.Size)); err != nil {
		return err
	}
	if t.data, err = readSized(r, size, w.Limits.Bytes); err != nil {
		return err
	}
	if err := w.Limits.CheckBytes(int64(len(t.data))); err != nil {
		return err
	}
	if want := t.photo.SHA256; want != "" {
		if sum := sha256.Sum256(t.data); hex.EncodeToString(sum[:]) != want {
			return errors.New("the stored original does not have the checksum that it was submitted with")
		}
	}
	return nil
}

// inPlace reports whether the original is a file on this machine.
func (t *task) inPlace() bool { return strings.HasPrefix(string(t.photo.At), "file:") }

// ownStore keeps trouble with a bucket that photos are only referenced in
// from being taken for trouble with the job's own store.
func (w *Worker) ownStore(t *task, err error) error {
	if t.photo.At == "" || fault.KindOf(err) == fault.Unsupported {
		return err
	}
	return fault.New(fault.Storage, err, fault.HintOf(err))
}

// readSized reads all of r into a slice of the right size, where the size is
// known, and otherwise no more than a byte over the limit.
func readSized(r io.Reader, size, limit int64) ([]byte, error) {
	var buf bytes.Buffer
	if size >= 0 {
		buf.Grow(int(size) + bytes.MinRead)
	}
	if limit > 0 {
		r = io.LimitReader(r, limit+1)
	}
	_, err := buf.ReadFrom(r)
	return buf.Bytes(), err
}
