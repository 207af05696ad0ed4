package client_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

func TestStatusFollowsAJobToItsEnd(t *testing.T) {
	w := newWorld(t)
	id := w.submit(4)
	w.stands(id, job.Queued, 4, 0, 0, 4)
	w.finish(id, 0, 0)
	w.stands(id, job.Running, 4, 1, 0, 3)
	w.fail(id, 0, 1)
	w.finish(id, 0, 0, 2)
	w.stands(id, job.Running, 4, 2, 1, 1)
	w.fail(id, 0, 3)
	s := w.stands(id, job.Partial, 4, 2, 2, 0)
	if s.BytesIn == 0 || s.BytesOut == 0 || s.Failures[0].Index != 1 || s.Failures[1].Index != 3 || s.Failures[0].Kind != "unreadable" {
		t.Errorf("the status is %+v, want bytes and the failures of photos 1 and 3", s)
	}
	w.finish(id, 0, 1, 3)
	w.stands(id, job.Done, 4, 4, 0, 0)
}

func TestStatusOfAJobOfFailuresIsFailed(t *testing.T) {
	w := newWorld(t)
	id := w.submit(2)
	w.fail(id, 0, 0, 1)
	w.stands(id, job.Failed, 2, 0, 2, 0)
}

func TestStatusOfAJobUnderWayCountsWhatIsSubmitted(t *testing.T) {
	w := newWorld(t)
	p := planOf(t, folder(t, 1200))
	var early client.Status
	w.queue.Gate = func(call string, parts int) error {
		if parts == 200 { // the last segment's messages
			return fault.New(fault.Unusable, errors.New("no"), "")
		}
		return nil
	}
	s, err := w.Submit(t.Context(), p, client.SubmitOptions{})
	if fault.KindOf(err) != fault.Unusable {
		t.Fatal(err)
	}
	early, err = w.Status(t.Context(), s.Job.ID)
	if err != nil || early.State != job.Submitting || early.Photos != 1200 || early.Pending != 1200 {
		t.Errorf("the status is %+v, %v; want that 1200 are submitted and wait", early, err)
	}
	if n, err := w.Retry(t.Context(), s.Job.ID); fault.KindOf(err) != fault.Usage || !strings.Contains(fault.HintOf(err), "submit") {
		t.Errorf("a retry of it: %d, %v; want to be told to submit again", n, err)
	}
}

func TestPhotosThatACancellationCutOffAreListed(t *testing.T) {
	w := newWorld(t)
	id := w.submit(5)
	w.finish(id, 0, 1)
	w.fail(id, 0, 2)
	if ok, err := w.Cancel(t.Context(), id); !ok || err != nil {
		t.Fatalf("cancel: %v, %v", ok, err)
	}
	s := w.stands(id, job.Cancelled, 5, 1, 4, 0)
	for i, want := range []struct {
		index int
		kind  string
	}{{0, "cancelled"}, {2, "unreadable"}, {3, "cancelled"}, {4, "cancelled"}} {
		f := s.Failures[i]
		if f.Index != want.index || f.Kind != want.kind || f.Photo != w.photo(id, want.index).Name {
			t.Errorf("failure %d is %+v, want photo %d of the kind %s", i, f, want.index, want.kind)
		}
	}
	if ok, err := w.Cancel(t.Context(), id); ok || err != nil {
		t.Errorf("a second cancel: %v, %v; want that nothing is to do", ok, err)
	}
}

func TestWhatHasEndedCannotBeCancelled(t *testing.T) {
	w := newWorld(t)
	id := w.submit(1)
	w.finish(id, 0, 0)
	if ok, err := w.Cancel(t.Context(), id); ok || err != nil {
		t.Errorf("cancel: %v, %v; want false", ok, err)
	}
	w.stands(id, job.Done, 1, 1, 0, 0)
}

func TestRetryQueuesWhateverHasNoSuccess(t *testing.T) {
	w := newWorld(t)
	id := w.submit(5)
	w.finish(id, 0, 1)
	w.fail(id, 0, 2)
	if n, err := w.Retry(t.Context(), id); n != 4 || err != nil {
		t.Fatalf("retry: %d, %v; want 4", n, err)
	}
	if queued := w.queued(id, 1); fmt.Sprint(queued) != "map[0:1 2:1 3:1 4:1]" {
		t.Errorf("queued in round 1 are %v, want all but photo 1", queued)
	}
	w.stands(id, job.Running, 5, 1, 0, 4)
	w.fail(id, 0, 3) // of a worker that is late
	w.stands(id, job.Running, 5, 1, 0, 4)
	w.finish(id, 1, 0, 2, 3, 4)
	w.stands(id, job.Done, 5, 5, 0, 0)
	if n, err := w.Retry(t.Context(), id); n != 0 || err != nil {
		t.Errorf("a retry of a job that is done: %d, %v; want none", n, err)
	}
}

func TestRetryRevivesACancelledJob(t *testing.T) {
	w := newWorld(t)
	id := w.submit(3)
	if _, err := w.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if n, err := w.Retry(t.Context(), id); n != 3 || err != nil {
		t.Fatalf("retry: %d, %v", n, err)
	}
	w.stands(id, job.Running, 3, 0, 0, 3)
	if ok, err := w.Cancel(t.Context(), id); !ok || err != nil {
		t.Fatalf("cancel again: %v, %v", ok, err)
	}
	w.stands(id, job.Cancelled, 3, 0, 3, 0)
}

func TestOfTwoRetriesAtOnceOneWins(t *testing.T) {
	w := newWorld(t)
	id := w.submit(20)
	var both sync.WaitGroup
	both.Add(2)
	w.store.Gate = func(call, key string) error {
		if call == "put" { // both are about to store their round
			both.Done()
			both.Wait()
		}
		return nil
	}
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { _, errs[i] = w.Retry(t.Context(), id) })
	}
	wg.Wait()
	w.mend()
	if (errs[0] == nil) == (errs[1] == nil) || fault.KindOf(errors.Join(errs...)) != fault.Usage {
		t.Errorf("the errors are %v and %v, want one of the kind usage", errs[0], errs[1])
	}
	for photo, n := range w.queued(id, 1) {
		if n != 1 {
			t.Errorf("photo %d is queued %d times", photo, n)
		}
	}
}

// A retry that lost its messages on the way is mended by another.
func TestARetryThatBreaksOffIsMendedByAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		id := w.submit(3)
		w.queue.Gate = func(call string, _ int) error { return errCut }
		if _, err := w.Retry(t.Context(), id); !errors.Is(err, errCut) {
			t.Fatalf("retry: %v, want that the wire is cut", err)
		}
		w.mend()
		if n, err := w.Retry(t.Context(), id); n != 3 || err != nil || len(w.queued(id, 2)) != 3 {
			t.Errorf("another: %d, %v, queued %v; want 3 in round 2", n, err, w.queued(id, 2))
		}
	})
}

func TestRemoveLeavesNothing(t *testing.T) {
	w := newWorld(t)
	id, other := w.submit(30), w.submit(2)
	w.finish(id, 0, 0, 1)
	w.store.Set(job.ResultsKey(id, "damaged", 0), []byte("{"))
	w.must(w.Remove(t.Context(), id))
	w.gone(id)
	w.stands(other, job.Queued, 2, 0, 0, 2)
	if len(w.queued(other, 0)) != 2 {
		t.Errorf("the other job has %v queued, want both", w.queued(other, 0))
	}
	for _, what := range []job.ID{id, "no-such-job", "../etc"} {
		if err := w.Remove(t.Context(), what); fault.KindOf(err) != fault.NotFound {
			t.Errorf("remove %s: %v, want that there is no such job", what, err)
		}
	}
}

func (w *world) gone(id job.ID) {
	w.Helper()
	if keys := append(w.store.Keys(job.Prefix(id)), w.store.Keys(job.IndexKey(id))...); len(keys) != 0 || len(w.queued(id, 0)) != 0 {
		w.Errorf("left of the job are %q and %d messages, want nothing", keys, len(w.queued(id, 0)))
	}
}

func TestAnInterruptedRemoveIsCarriedOn(t *testing.T) {
	for _, after := range []bool{false, true} {
		for n, more := 1, true; more; n++ {
			w := newWorld(t)
			id := w.submit(5)
			w.finish(id, 0, 0)
			w.cutAt(n, after)
			err := w.Remove(t.Context(), id)
			w.mend()
			if err == nil {
				more = false
				continue
			}
			// When the job itself went last, the second remove finds none.
			if err := w.Remove(t.Context(), id); err != nil && fault.KindOf(err) != fault.NotFound {
				t.Errorf("cut at call %d (after its effect: %v): the second remove: %v", n, after, err)
			}
			w.gone(id)
		}
	}
}

func TestRemoveOfAnInterruptedSubmitForgetsItsPlan(t *testing.T) {
	w := newWorld(t)
	p := planOf(t, folder(t, 3))
	w.queue.Gate = func(string, int) error { return fault.New(fault.Unusable, errCut, "") }
	s, err := w.Submit(t.Context(), p, client.SubmitOptions{})
	if err == nil {
		t.Fatal("submit worked")
	}
	w.mend()
	w.must(w.Remove(t.Context(), s.Job.ID))
	if keys := w.store.Keys(""); len(keys) != 0 {
		t.Errorf("left are %q, want nothing", keys)
	}
}

func TestTheOverviewListsJobsAndWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		first := w.submit(2)
		time.Sleep(time.Second)
		second := w.submit(3)
		w.finish(first, 0, 0)
		w.store.Set(job.WorkerKey("old"), []byte(`{"id":"old"}`))
		time.Sleep(11 * time.Minute)
		w.store.Set(job.WorkerKey("new"), []byte(`{"id":"new","photos":7,"rate":1.5}`))
		w.store.Set(job.IndexKey("20000101-000000-gone2"), nil)
		o, err := w.Overview(t.Context())
		if err != nil || len(o.Jobs) != 2 || o.Jobs[0].Job != first || o.Jobs[0].Done != 1 || o.Jobs[1].Job != second || o.Jobs[1].Pending != 3 {
			t.Errorf("the jobs are %+v, %v; want the two, oldest first", o.Jobs, err)
		}
		if len(o.Workers) != 1 || o.Workers[0].ID != "new" || o.Workers[0].Photos != 7 || o.Queue.Waiting != 5 {
			t.Errorf("the workers are %+v and the queue %+v; want the one that is alive and 5 that wait", o.Workers, o.Queue)
		}
	})
}
