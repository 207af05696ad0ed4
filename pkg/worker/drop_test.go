package worker_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/queue"
	"github.com/photoq/photoq/pkg/worker"
)

// set stores a marker or a round of the job.
func (w *world) set(key string, v any) {
	w.Helper()
	data, err := json.Marshal(v)
	w.must(err)
	w.store.Set(key, data)
}

func TestPhotosOfACancelledJobAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 5)
		w.set(job.CancelledKey(jobID), job.Cancellation{})
		w.drain()
		w.done()
		w.left(0, 0)
		if len(w.results()) != 0 {
			t.Errorf("%+v is on record, want nothing", w.results())
		}
	})
}

func TestACancellationIsHeededWithinSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 100)
		w.step = lasts(2 * time.Second)
		time.AfterFunc(10*time.Second, func() { w.set(job.CancelledKey(jobID), job.Cancellation{}) })
		began := time.Now()
		w.drain(func(o *worker.Options) { o.Concurrency = 1 })
		w.left(0, 0)
		if n := len(w.results()); n < 4 || n > 8 || len(w.failures()) != 0 {
			t.Errorf("%d photos were done in the 10 seconds before and the few after, want about 6", n)
		}
		if d := time.Since(began); d > 20*time.Second {
			t.Errorf("the worker went on for %v", d)
		}
	})
}

func TestARetryRevivesACancelledJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 3)
		w.set(job.CancelledKey(jobID), job.Cancellation{})
		w.set(job.RoundKey(jobID, 1), job.Round{Number: 1, Photos: job.Ranges{{0, 2}}})
		for i := range 3 {
			w.send(i, 1)
		}
		w.drain()
		w.done(0, 1, 2)
		w.left(0, 0)
	})
}

func TestMessagesThatARetryHasOvertakenAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 3)
		w.set(job.RoundKey(jobID, 1), job.Round{Number: 1, Photos: job.Ranges{{0, 1}}})
		w.drain()
		w.done(2)
		w.left(0, 0)
		w.send(1, 1)
		w.drain()
		w.done(1, 2)
		for _, line := range w.results() {
			if want := map[int]int{1: 1, 2: 0}[line.Photo]; line.Round != want {
				t.Errorf("photo %d is on record for round %d, want %d", line.Photo, line.Round, want)
			}
		}
	})
}

func TestAMessageThatComesTwiceIsDoneOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 2)
		steps := 0
		w.step = func(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
			steps++
			return p, nil
		}
		stop := w.start(func(o *worker.Options) { o.Concurrency = 1 })
		time.Sleep(5 * time.Second)
		w.send(0, 0)
		w.send(1, 0)
		time.Sleep(5 * time.Second)
		w.left(0, 0)
		w.must(stop())
		if steps != 2 || len(w.results()) != 2 {
			t.Errorf("%d steps and %d lines, want 2 of each", steps, len(w.results()))
		}
	})
}

// remove deletes all objects of the job, as the client does.
func (w *world) remove() {
	w.Helper()
	w.must(w.store.Delete(context.Background(), w.store.Keys(job.Prefix(jobID))...))
}

func TestPhotosOfARemovedJobAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 5)
		w.remove()
		w.drain()
		w.left(0, 0)
		if keys := w.store.Keys("jobs/"); len(keys) != 0 {
			t.Errorf("the worker has left %q, want nothing", keys)
		}
	})
}

// The worker knows the job well when it goes.
func TestAJobThatIsRemovedMeanwhileIsNotWorkedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 100)
		w.step = lasts(2 * time.Second)
		stop := w.start(func(o *worker.Options) { o.Concurrency = 1 })
		time.Sleep(9 * time.Second)
		w.remove()
		time.Sleep(30 * time.Second) // what was begun has been recorded meanwhile
		w.remove()
		time.Sleep(10 * time.Minute)
		w.must(stop())
		w.left(0, 0)
		if keys := w.store.Keys("jobs/"); len(keys) != 0 {
			t.Errorf("the worker has left %q, want nothing", keys)
		}
	})
}

func TestMessagesOfOthersAreLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 3)
		for _, text := range []string{"hello", `{"v":2,"job":"j","photo":1}`} {
			w.must(w.queue.Send(t.Context(), queue.Body{Group: "other", Data: text}))
		}
		stop := w.start()
		time.Sleep(time.Hour)
		w.must(stop())
		w.done(0, 1, 2)
		messages := w.queue.Messages()
		if len(messages) != 2 || messages[0].Data != "hello" || !strings.Contains(messages[1].Data, `"v":2`) {
			t.Errorf("left are %+v, want the two that are not photoq's", messages)
		}
	})
}

func TestARecipeThatTheWorkerDoesNotKnowIsLeftToOthersAndThenFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1)
		j, err := job.Parse(w.store.Bytes(job.Key(jobID)))
		w.must(err)
		j.Recipe.Outputs[0].Steps[0].Op = "holograms"
		w.set(job.Key(jobID), j)
		w.drain()
		if f := w.failures()[0]; f.Attempts <= 5 || f.Kind != "operation" || !strings.Contains(f.Error, "holograms") || !strings.Contains(f.Error, "as new as") {
			t.Errorf("the failure is %+v, want more attempts than a passing fault gets, the step's name and that the worker may be old", f)
		}
	})
}
