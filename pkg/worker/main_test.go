package worker_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/queue"
	"github.com/photoq/photoq/pkg/sample"
	"github.com/photoq/photoq/pkg/worker"
	"github.com/photoq/photoq/pkg/worker/memtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a job in a store and a queue in memory, and what its workers need.
type world struct {
	*testing.T
	store *memtest.Store
	queue *memtest.Queue
	step  func(ctx context.Context, p imageio.Photo) (imageio.Photo, error) // the recipe's only step
}

const jobID = job.ID("20261122-120000-abcde")

// newWorld returns a world with a job of n photos, all of them queued.
func newWorld(t *testing.T, n int) *world {
	w := &world{T: t, store: &memtest.Store{}, queue: &memtest.Queue{Lease: 2 * time.Minute, Wait: 20 * time.Second}}
	j := job.Job{
		Version: 1, ID: jobID, Created: time.Now(), Sealed: true, Photos: n,
		Recipe: job.Recipe{Outputs: []job.Output{{Quality: 85, Metadata: "keep", ICC: "keep", Steps: []job.Step{{Op: "step"}}}}},
	}
	photos := make([]job.Photo, n)
	for i := range photos {
		data := picture(t, i)
		name := job.Name(fmt.Sprintf("%03d.jpg", i))
		photos[i] = job.Photo{Index: i, Name: name, Size: int64(len(data)), SHA256: checksum(data), Results: []job.Name{name}}
		w.store.Set(job.InKey(jobID, i, name), data)
	}
	data, err := j.Encode()
	w.must(err)
	w.store.Set(job.Key(jobID), data)
	for from := 0; from < n; from += job.SegmentPhotos {
		data, err := job.EncodePhotos(photos[from:min(n, from+job.SegmentPhotos)])
		w.must(err)
		w.store.Set(job.SegmentKey(jobID, from/job.SegmentPhotos), data)
	}
	for i := range n {
		w.send(i, 0)
	}
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) send(photo, round int) {
	w.Helper()
	w.must(w.queue.Send(w.Context(), queue.Body{Group: string(jobID), Data: job.Message{Job: jobID, Photo: photo, Round: round}.Encode()}))
}

var pictures [9][]byte

// picture draws one of a few tiny photos.
func picture(t testing.TB, i int) []byte {
	t.Helper()
	i %= len(pictures)
	if pictures[i] == nil {
		data, err := sample.JPEG(sample.Scene(24, 16, i), 1)
		if err != nil {
			t.Fatal(err)
		}
		pictures[i] = data
	}
	return pictures[i]
}

func checksum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

type step struct{ world *world }

func (s *step) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	if s.world.step != nil {
		return s.world.step(ctx, p)
	}
	return p, nil
}

func (w *world) options() worker.Options {
	return worker.Options{
		Store: w.store, Queue: w.queue, Concurrency: 2, Lease: w.queue.Lease,
		Registry: op.NewRegistry(op.Spec{Name: "step", New: func() op.Operation { return &step{w} }}),
	}
}

// drain runs a worker until nothing is left.
func (w *world) drain(change ...func(*worker.Options)) {
	w.Helper()
	o := w.options()
	o.Drain = true
	for _, f := range change {
		f(&o)
	}
	ctx, cancel := context.WithTimeout(w.Context(), 24*time.Hour)
	defer cancel()
	if err := worker.New(o).Run(ctx); err != nil {
		w.Fatalf("run: %v", err)
	}
	if ctx.Err() != nil {
		w.Fatal("the worker has not ended by itself within a day")
	}
}

// start runs a worker and returns what stops it and hands over Run's error.
func (w *world) start(change ...func(*worker.Options)) (stop func() error) {
	o := w.options()
	for _, f := range change {
		f(&o)
	}
	ctx, cancel := context.WithCancel(w.Context())
	ended := make(chan error, 1)
	go func() { ended <- worker.New(o).Run(ctx) }()
	return func() error { cancel(); return <-ended }
}

// results returns all lines on record.
func (w *world) results() []job.Result {
	w.Helper()
	var all []job.Result
	for _, key := range w.store.Keys(job.ResultsPrefix(jobID)) {
		lines, err := job.ParseResults(w.store.Bytes(key))
		w.must(err)
		if len(lines) == 0 || len(lines) > job.ResultLines {
			w.Errorf("%s has %d lines, want 1 to %d", key, len(lines), job.ResultLines)
		}
		all = append(all, lines...)
	}
	return all
}

// failures returns the failures on record, by photo.
func (w *world) failures() map[int]job.Failure {
	w.Helper()
	failures := map[int]job.Failure{}
	for _, line := range w.results() {
		if line.Failure != nil {
			failures[line.Photo] = *line.Failure
		}
	}
	return failures
}

// done fails the test unless exactly these photos are on record as done, each
// with a result that is what the record says.
func (w *world) done(want ...int) {
	w.Helper()
	var got []int
	for _, line := range w.results() {
		if line.Failure != nil {
			continue
		}
		if !slices.Contains(got, line.Photo) {
			got = append(got, line.Photo)
		}
		for _, f := range line.Files {
			data := w.store.Bytes(job.OutKey(jobID, "", f.Name))
			if checksum(data) != f.SHA256 || int64(len(data)) != f.Size || !bytes.HasPrefix(data, []byte("\xff\xd8")) {
				w.Errorf("photo %d: the result is not what is on record", line.Photo)
			}
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		w.Errorf("photos %v are done, want %v", got, want)
	}
}

// left fails the test unless so many messages are ready and under lease.
func (w *world) left(waiting, inFlight int64) {
	w.Helper()
	s, err := w.queue.Stats(w.Context())
	w.must(err)
	if s.Waiting != waiting || s.InFlight != inFlight {
		w.Errorf("%d messages wait and %d are under lease, want %d and %d", s.Waiting, s.InFlight, waiting, inFlight)
	}
}

func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// lasts is a step that takes a while, and is broken off when ctx ends.
func lasts(d time.Duration) func(context.Context, imageio.Photo) (imageio.Photo, error) {
	return func(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
		select {
		case <-time.After(d):
			return p, nil
		case <-ctx.Done():
			return p, ctx.Err()
		}
	}
}
