package worker_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/worker"
)

func TestWhatIsBegunIsFinishedAndTheRestGivenBackAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 20)
		w.step = lasts(10 * time.Second)
		stop := w.start()
		time.Sleep(5 * time.Second) // two are begun; more are in hand
		told := time.Now()
		ended := make(chan error)
		go func() { ended <- stop() }()
		time.Sleep(time.Second)
		w.left(18, 2)
		w.must(<-ended)
		w.left(18, 0)
		if len(w.results()) != 2 || len(w.failures()) != 0 {
			t.Errorf("%+v are on record, want the two that were begun", w.results())
		}
		if d := time.Since(told); d > 6*time.Second {
			t.Errorf("stopping took %v, want the 5 s that were left to do", d)
		}
	})
}

func TestWhatIsNotFinishedWithinTheGraceIsGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 5)
		w.step = lasts(time.Hour)
		stop := w.start(func(o *worker.Options) { o.Grace = 7 * time.Second })
		time.Sleep(5 * time.Second)
		told := time.Now()
		w.must(stop())
		if d := time.Since(told); d < 7*time.Second || d > 8*time.Second {
			t.Errorf("stopping took %v, want the grace of 7 s", d)
		}
		w.left(5, 0)
		if len(w.results()) != 0 {
			t.Errorf("%+v is on record, want nothing", w.results())
		}
	})
}

// A stop while a group of results is being stored must not lose them.
func TestResultsOnTheirWayToTheStoreAreRecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 5)
		writing := make(chan struct{}, 10)
		w.store.Gate = func(call, key string) error {
			if call == "put" && strings.HasPrefix(key, job.ResultsPrefix(jobID)) {
				writing <- struct{}{}
				time.Sleep(5 * time.Second)
			}
			return nil
		}
		w.queue.Lease = 2 * time.Second
		stop := w.start()
		<-writing
		w.must(stop())
		w.done(upTo(5)...)
		w.left(0, 0)
		if len(w.results()) != 5 {
			t.Errorf("%d lines are on record, want each photo once", len(w.results()))
		}
	})
}

func TestAStoreThatRefusesServiceStopsTheWorker(t *testing.T) {
	full := fault.New(fault.Unusable, errors.New("no space left"), "free some space")
	for name, broken := range map[string]func(call, key string) bool{
		"when originals are read": func(call, key string) bool {
			return call == "get" && strings.HasPrefix(key, job.InPrefix(jobID))
		},
		"when results are stored": func(call, key string) bool {
			return call == "put" && strings.HasPrefix(key, job.OutPrefix(jobID))
		},
		"when results are recorded": func(call, key string) bool {
			return call == "put" && strings.HasPrefix(key, job.ResultsPrefix(jobID))
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 30)
				w.store.Gate = func(call, key string) error {
					if broken(call, key) {
						return full
					}
					return nil
				}
				err := worker.New(w.options()).Run(t.Context())
				if fault.KindOf(err) != fault.Unusable || fault.HintOf(err) != "free some space" {
					t.Errorf("the error is %v of kind %s, want the store's own with its hint", err, fault.KindOf(err))
				}
				w.left(30, 0)
				if len(w.results()) != 0 {
					t.Errorf("%d results are on record, want none", len(w.results()))
				}
			})
		})
	}
}

func TestAQueueThatRefusesServiceStopsTheWorker(t *testing.T) {
	for call, drain := range map[string]bool{"receive": false, "stats": true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 0)
			w.queue.Gate = func(c string, _ int) error {
				if c == call {
					return fault.New(fault.NotFound, errors.New("no such queue"), "")
				}
				return nil
			}
			o := w.options()
			o.Drain = drain
			if err := worker.New(o).Run(t.Context()); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: the error is %v, want that there is no such queue", call, err)
			}
		})
	}
}

func TestAQueueThatDoesNotAnswerForAWhileIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 10)
		var mu sync.Mutex
		r := rand.New(rand.NewPCG(1, 2))
		w.queue.Gate = func(string, int) error {
			mu.Lock()
			defer mu.Unlock()
			if r.IntN(2) == 0 {
				return errFlaky
			}
			return nil
		}
		w.drain()
		w.queue.Gate = nil
		w.done(upTo(10)...)
		w.left(0, 0)
	})
}

func TestADrainWaitsForPhotosInOtherHands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 3)
		if m, err := w.queue.Receive(t.Context(), 1); err != nil || len(m) != 1 { // by one that dies
			t.Fatalf("received %v, %v", m, err)
		}
		began := time.Now()
		w.drain()
		w.done(upTo(3)...)
		if d := time.Since(began); d < w.queue.Lease {
			t.Errorf("the drain took %v, want until the dead worker's lease was over", d)
		}
	})
}

func TestADrainEndsSoonAfterTheLastPhoto(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 3)
		last := time.Now()
		w.step = func(context.Context, imageio.Photo) (imageio.Photo, error) {
			last = time.Now()
			return imageio.Photo{}, errors.New("no")
		}
		w.drain(func(o *worker.Options) { o.Concurrency = 1 })
		if d := time.Since(last); d > 2*time.Second {
			t.Errorf("the drain ended %v after the last photo, want at once", d)
		}
	})
}
