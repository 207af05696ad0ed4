package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/queue"
)

// recorder commits results in groups: one object for up to job.ResultLines
// photos of a job. Only when that object is stored are the photos' messages
// deleted.
type recorder struct {
	*Worker

	mu      sync.Mutex
	batches map[job.ID]*batch
	numbers map[job.ID]int            // of the next segment of each job
	dropped []queue.Receipt           // messages to delete, without a result
	settled recent[job.Message, bool] // what was recorded lately
	writing int                       // batches that are being committed
	idle    *sync.Cond                // writing has become 0
}

// batch is a group of results that wait to be committed.
type batch struct {
	id       job.ID
	number   int
	due      time.Time
	results  []job.Result
	receipts []queue.Receipt
	refs     []job.Message
}

// keepSettled is how many recorded photos a worker remembers, to know a
// message that is delivered twice.
const keepSettled = 20_000

func newRecorder(w *Worker) *recorder {
	r := &recorder{
		Worker: w, batches: map[job.ID]*batch{}, numbers: map[job.ID]int{}, settled: newRecent[job.Message, bool](keepSettled),
	}
	r.idle = sync.NewCond(&r.mu)
	return r
}

// interval is how long a result waits for others: longer in large jobs, so
// that their segments are full also when many workers are slow.
func interval(j job.Job, photo int) time.Duration {
	seconds := max(j.Photos, photo) / 5000
	return time.Duration(min(max(seconds, 1), 20)) * time.Second
}

// knows reports whether the photo was recorded by this worker.
func (r *recorder) knows(ref job.Message) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.settled.has(ref)
}

// add takes a settled photo. A batch that is full with it is written before
// add returns, which keeps the worker from running ahead of a slow store.
func (r *recorder) add(t *task) {
	r.mu.Lock()
	b := r.batches[t.ref.Job]
	if b == nil {
		b = &batch{id: t.ref.Job, number: r.numbers[t.ref.Job], due: time.Now().Add(interval(t.work.jobOrNone(), t.ref.Photo))}
		r.numbers[t.ref.Job]++
		r.batches[t.ref.Job] = b
	}
	b.results = append(b.results, t.result)
	b.receipts = append(b.receipts, t.message.Receipt)
	b.refs = append(b.refs, t.ref)
	full := len(b.results) >= job.ResultLines
	if full {
		r.take(b)
	}
	r.mu.Unlock()
	if full {
		r.commit(r.stop.working(), b)
	}
}

func (w *work) jobOrNone() job.Job {
	if w == nil {
		return job.Job{}
	}
	return w.job
}

// delete takes a message that is to be ended without a result.
func (r *recorder) delete(t *task) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dropped = append(r.dropped, t.message.Receipt)
}

// take removes a batch from those that still grow. The caller holds mu and
// commits the batch.
func (r *recorder) take(b *batch) {
	delete(r.batches, b.id)
	r.writing++
}

// run commits what is due, until done is closed. A commit under way is not
// broken off by that, only by the end of the grace: its photos are done, and
// would have to be done again.
func (r *recorder) run(done <-chan struct{}) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			r.commitDue(r.stop.working(), time.Now())
		case <-done:
			return
		}
	}
}

// flush commits everything, and returns when all that was under way is
// committed too.
func (r *recorder) flush(ctx context.Context) error {
	r.commitDue(ctx, time.Now().Add(time.Hour))
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.writing > 0 {
		r.idle.Wait()
	}
	return ctx.Err()
}

func (r *recorder) commitDue(ctx context.Context, now time.Time) {
	r.mu.Lock()
	var due []*batch
	for _, b := range r.batches {
		if !now.Before(b.due) {
			due = append(due, b)
			r.take(b)
		}
	}
	dropped := r.dropped
	r.dropped = nil
	r.mu.Unlock()
	for _, b := range due {
		r.commit(ctx, b)
	}
	r.end(ctx, dropped)
}

// commit stores a batch, however long the store takes to come back, and then
// ends its messages. When ctx ends first, nothing is recorded, the messages
// stay, and the photos are done again.
func (r *recorder) commit(ctx context.Context, b *batch) {
	defer r.written()
	data, err := job.EncodeResults(b.results)
	if err != nil {
		r.stop.fail(err)
		return
	}
	key := job.ResultsKey(b.id, r.id, b.number)
	for attempt := 1; ; attempt++ {
		err := r.Store.Put(ctx, key, bytes.NewReader(data), blob.PutOptions{ContentType: "application/x-ndjson"})
		if err == nil {
			break
		}
		if kind := fault.KindOf(err); kind == fault.Unusable || kind == fault.NotFound {
			r.stop.fail(fmt.Errorf("record results: %w", err))
			return
		}
		if ctx.Err() != nil {
			return
		}
		r.Log.Warn("results could not be recorded; trying again", "job", b.id, "photos", len(b.results), "error", err)
		pause(ctx, attempt)
	}
	r.remember(b)
	r.end(ctx, b.receipts)
}

func (r *recorder) written() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.writing--; r.writing == 0 {
		r.idle.Broadcast()
	}
}

// remember tells whoever is interested of what is now on record.
func (r *recorder) remember(b *batch) {
	r.mu.Lock()
	for _, ref := range b.refs {
		r.settled.get(ref, func() bool { return true })
	}
	r.mu.Unlock()
	for _, res := range b.results {
		if res.Failure != nil {
			r.Log.Error("a photo failed", "job", b.id, "error", res.Failure.Error, "kind", res.Failure.Kind)
			r.Progress.Fail(res.Failure.Photo.String(), errors.New(res.Failure.Error))
		}
		r.Progress.Add(1, res.BytesIn)
	}
	r.pulse.count(len(b.results))
}

// end deletes messages. One that cannot be deleted is delivered again and
// then known to be done, or done again with the same result.
func (r *recorder) end(ctx context.Context, receipts []queue.Receipt) {
	if len(receipts) == 0 {
		return
	}
	err := r.Queue.Delete(ctx, receipts...)
	for attempt := 1; attempt < storeAttempts && err != nil && !onlyStale(err) && ctx.Err() == nil; attempt++ {
		pause(ctx, attempt)
		err = r.Queue.Delete(ctx, receipts...)
	}
	if err != nil && !onlyStale(err) {
		r.Log.Warn("messages of finished photos could not be deleted; they will come again", "photos", len(receipts), "error", err)
	}
	r.keeper.release(receipts...)
}
