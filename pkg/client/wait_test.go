package client_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

func TestWaitReturnsOnAnyEnd(t *testing.T) {
	for want, end := range map[job.State]func(w *world, id job.ID){
		job.Done:    func(w *world, id job.ID) { w.finish(id, 0, 0, 1) },
		job.Partial: func(w *world, id job.ID) { w.finish(id, 0, 0); w.fail(id, 0, 1) },
		job.Failed:  func(w *world, id job.ID) { w.fail(id, 0, 0, 1) },
		job.Cancelled: func(w *world, id job.ID) {
			if _, err := w.Cancel(context.Background(), id); err != nil {
				w.Error(err)
			}
		},
	} {
		t.Run(string(want), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				id := w.submit(2)
				began := time.Now()
				time.AfterFunc(5*time.Minute, func() { end(w, id) })
				var seen []job.State
				looked := 0
				err := w.Track(id).Wait(t.Context(), func(s client.Status) {
					if looked++; len(seen) == 0 || seen[len(seen)-1] != s.State {
						seen = append(seen, s.State)
					}
				})
				if err != nil || len(seen) != 2 || seen[0] != job.Queued || seen[1] != want {
					t.Errorf("saw %v, %v; want queued and then %s", seen, err, want)
				}
				if d := time.Since(began); d < 5*time.Minute || d > 5*time.Minute+10*time.Second {
					t.Errorf("waited %v, want 5 minutes and at most 10 seconds", d)
				}
				if looked > 60 {
					t.Errorf("looked %d times in 5 minutes, want ever less often", looked)
				}
			})
		})
	}
}

func TestWaitBearsWithAStoreThatDoesNotAnswerForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		id := w.submit(1)
		w.finish(id, 0, 0)
		back := time.Now().Add(2 * time.Second)
		w.store.Gate = func(string, string) error {
			if time.Now().Before(back) {
				return errCut
			}
			return nil
		}
		if err := w.Track(id).Wait(t.Context(), nil); err != nil {
			t.Errorf("wait: %v, want that it tries again", err)
		}
	})
}

func TestWaitEndsWithItsContextOrWithTheJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		id := w.submit(1)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := w.Track(id).Wait(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("wait: %v, want that its time is over", err)
		}
		if err := w.Track("no-such-job").Wait(t.Context(), nil); fault.KindOf(err) != fault.NotFound {
			t.Errorf("wait for no job: %v", err)
		}
	})
}

// Watching a large job must not read all of it again and again.
func TestATrackerReadsOnlyWhatIsNew(t *testing.T) {
	w := newWorld(t)
	id := w.submit(50)
	for i := range 40 {
		w.finish(id, 0, i)
	}
	tracker := w.Track(id)
	var news []int
	tracker.OnDone(func(r job.Result) error { news = append(news, r.Photo); return nil })
	w.must(tracker.Update(t.Context()))
	w.finish(id, 0, 39, 40)
	gets := 0
	w.store.Gate = func(call, _ string) error {
		if call == "get" {
			gets++
		}
		return nil
	}
	w.must(tracker.Update(t.Context()))
	if gets > 2 || len(news) != 41 || tracker.Fold().Counts().Done != 41 {
		t.Errorf("%d objects were read for one new segment, and %d photos told; want at most 2 and 41", gets, len(news))
	}
}
