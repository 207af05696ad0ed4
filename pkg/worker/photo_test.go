package worker_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/worker"
)

var errFlaky = errors.New("the line is dead")

func TestAPhotoGoesFromTheQueueToItsResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1)
		w.step = func(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
			p.Notes = append(p.Notes, "step: done")
			return p, nil
		}
		w.drain()
		w.done(0)
		w.left(0, 0)
		line := w.results()[0]
		if line.BytesIn != int64(len(picture(t, 0))) || len(line.Notes) != 1 || line.Notes[0] != "step: done" || line.At.IsZero() {
			t.Errorf("the record is %+v, want the original's size, the step's note and a time", line)
		}
	})
}

func TestAPermanentFaultIsNotTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 3)
		w.step = func(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
			return p, errors.New("no eyes found")
		}
		w.drain()
		w.left(0, 0)
		for photo, f := range w.failures() {
			if f.Attempts != 1 || f.Kind != "operation" || f.Index != photo || !strings.Contains(f.Error, "no eyes found") || !strings.Contains(f.Error, string(f.Photo)) {
				t.Errorf("the failure is %+v, want one attempt, its kind, its name and the reason", f)
			}
		}
		if len(w.failures()) != 3 {
			t.Errorf("%d failures are on record, want 3", len(w.failures()))
		}
	})
}

func TestDamagedAndMissingOriginalsFailAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 4)
		w.store.Set(job.InKey(jobID, 1, "001.jpg"), []byte("something else"))
		w.must(w.store.Delete(t.Context(), job.InKey(jobID, 2, "002.jpg")))
		w.drain()
		w.done(0, 3)
		w.left(0, 0)
		f := w.failures()
		if len(f) != 2 || !strings.Contains(f[1].Error, "checksum") || !strings.Contains(f[2].Error, "submit it again") {
			t.Errorf("the failures are %+v, want a wrong checksum and a missing original", f)
		}
	})
}

func TestAPassingFaultIsTriedAgainEverLaterAndThenRecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1)
		var tried []time.Time
		w.store.Gate = func(call, key string) error {
			if call == "get" && strings.HasPrefix(key, job.InPrefix(jobID)) {
				tried = append(tried, time.Now())
				return errFlaky
			}
			return nil
		}
		w.drain(func(o *worker.Options) { o.MaxAttempts = 4 })
		if len(tried) != 4 {
			t.Fatalf("%d attempts, want 4", len(tried))
		}
		for i, want := range []time.Duration{2 * time.Second, 6 * time.Second, 18 * time.Second} {
			if got := tried[i+1].Sub(tried[i]); got < want*3/4 || got > want*5/4+time.Second {
				t.Errorf("attempt %d came after %v, want about %v", i+2, got, want)
			}
		}
		if f := w.failures()[0]; f.Attempts != 4 || f.Kind != "storage" {
			t.Errorf("the failure is %+v, want 4 attempts and the kind storage", f)
		}
		w.left(0, 0)
	})
}

func TestAPassingFaultThatPassesLeavesNoTrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 5)
		var mu sync.Mutex
		seen := map[string]int{}
		w.store.Gate = func(call, key string) error {
			mu.Lock()
			defer mu.Unlock()
			if seen[call+key]++; seen[call+key] <= 2 && call != "list" {
				return errFlaky
			}
			return nil
		}
		w.drain()
		w.done(upTo(5)...)
		w.left(0, 0)
		if f := w.failures(); len(f) != 0 {
			t.Errorf("failures are on record: %+v", f)
		}
	})
}

type panicking struct {
	worker.Inputs
	worker.Outputs
	name job.Name
}

func (p panicking) Open(ctx context.Context, id job.ID, photo job.Photo) (io.ReadCloser, int64, error) {
	if photo.Name == p.name {
		panic("input " + p.name)
	}
	return p.Inputs.Open(ctx, id, photo)
}

func (p panicking) Put(ctx context.Context, j job.Job, output int, file job.File, data []byte) error {
	if file.Name == p.name {
		panic("output " + p.name)
	}
	return p.Outputs.Put(ctx, j, output, file, data)
}

func TestAPanicIsThePhotosFailureAndNobodyElses(t *testing.T) {
	for name, change := range map[string]func(*world, *worker.Options){
		"in a step": func(w *world, _ *worker.Options) {
			n := 0
			var mu sync.Mutex
			w.step = func(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
				mu.Lock()
				defer mu.Unlock()
				if n++; n == 2 {
					panic(strings.Repeat("a very long story ", 100_000))
				}
				return p, nil
			}
		},
		"in the inputs": func(w *world, o *worker.Options) {
			o.Inputs = panicking{Inputs: worker.StoreInputs{Store: w.store}, name: "003.jpg"}
		},
		"in the outputs": func(w *world, o *worker.Options) {
			o.Outputs = panicking{Outputs: worker.StoreOutputs{Store: w.store}, name: "003.jpg"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 6)
				w.drain(func(o *worker.Options) { change(w, o) })
				w.left(0, 0)
				failures := w.failures()
				if len(failures) != 1 || len(w.results()) != 6 {
					t.Fatalf("%d of %d lines are failures, want 1 of 6", len(failures), len(w.results()))
				}
				for _, f := range failures {
					if f.Kind != "operation" || f.Attempts != 1 || !strings.Contains(f.Error, "panic") || len(f.Error) > 64<<10 {
						t.Errorf("the failure is %.300q of kind %s after %d attempts", f.Error, f.Kind, f.Attempts)
					}
				}
			})
		})
	}
}

func TestAPhotoThatEndsItsWorkersIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 2)
		for range 8 { // workers that die with it in hand
			messages, err := w.queue.Receive(t.Context(), 1)
			if err != nil || len(messages) != 1 {
				t.Fatalf("received %v, %v", messages, err)
			}
			w.must(w.queue.Extend(t.Context(), 0, messages[0].Receipt))
		}
		w.drain(func(o *worker.Options) { o.MaxAttempts = 2 })
		w.done(1)
		if f := w.failures()[0]; f.Kind != "operation" || f.Attempts != 9 || !strings.Contains(f.Error, "never finished") {
			t.Errorf("the failure is %+v, want that it was taken up 8 times and never finished", f)
		}
	})
}
