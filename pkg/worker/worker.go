// Package worker takes photos from the queue and works through them until it
// is told to stop.
//
// A photo passes four stages, each on goroutines of its own, so that reading
// and writing go on beside the pixel work: it is loaded, processed, stored
// and recorded. One keeper owns the leases of all messages in hand. The
// order of a photo's writes is: results, then the line that says so, then
// the end of its message. A crash between any two means that the photo is
// done again, with the same bytes; nothing is lost.
package worker

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/progress"
	"github.com/photoq/photoq/pkg/queue"
)

// Options say how a worker works. Zero values are replaced by the defaults
// that are given here.
type Options struct {
	Store    blob.Store
	Queue    queue.Queue
	Registry *op.Registry

	Inputs  Inputs  // where originals are read; default: the store
	Outputs Outputs // where results are written; default: the store

	Concurrency int            // photos processed at once; default: one a core
	Memory      int64          // bytes for originals and decoded photos in hand; default: 1 GiB
	Lease       time.Duration  // what the queue was opened with; default: 2 minutes
	MaxAttempts int            // before a passing fault is recorded as a failure; default: 5
	Limits      imageio.Limits // what a photo may demand; default: none
	Grace       time.Duration  // to finish what is begun, when told to stop; default: 25 seconds
	Drain       bool           // stop when the queue is empty
	Version     string         // of the program, for the sign of life

	Progress progress.Reporter // default: nobody
	Log      *slog.Logger      // default: silent
	Now      func() time.Time  // default: time.Now
}

func (o Options) withDefaults() Options {
	setDefault(&o.Concurrency, runtime.GOMAXPROCS(0))
	setDefault(&o.Memory, 1<<30)
	setDefault(&o.Lease, 2*time.Minute)
	setDefault(&o.MaxAttempts, 5)
	setDefault(&o.Grace, 25*time.Second)
	if o.Inputs == nil {
		o.Inputs = StoreInputs{Store: o.Store}
	}
	if o.Outputs == nil {
		o.Outputs = StoreOutputs{Store: o.Store}
	}
	if o.Progress == nil {
		o.Progress = progress.None{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Worker is one worker. Run may be called once.
type Worker struct {
	Options
	id       string
	jobs     *jobs
	keeper   *keeper
	recorder *recorder
	hand     *hand
	memory   *admission
	pulse    *pulse
	stop     *stopper
}

// New returns a worker. Its id is the host's name and some random letters.
func New(o Options) *Worker {
	o = o.withDefaults()
	w := &Worker{Options: o, id: newID(), stop: newStopper(o.Grace)}
	w.hand = newHand(o.Concurrency)
	w.jobs = newJobs(o.Store, o.Registry, o.Now)
	w.keeper = newKeeper(o.Queue, o.Lease, o.Log)
	w.memory = newAdmission(o.Memory)
	w.pulse = newPulse(w.id, o)
	w.recorder = newRecorder(w)
	return w
}

// ID is the worker's name in the store.
func (w *Worker) ID() string { return w.id }

func newID() string {
	host, err := os.Hostname()
	if err != nil {
		host = "worker"
	}
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, strings.ToLower(host))
	return clean[:min(len(clean), 40)] + "-" + strings.ToLower(rand.Text()[:6])
}

// loads and stores are how many photos are read and written at once.
const (
	loads  = 8
	stores = 8
)

// Run works until ctx ends or, with Drain, until nothing is left. When ctx
// ends, no more photos are received, those that are not begun are given back
// at once, those that are begun have the grace to be finished, and all that
// is done is recorded; Run then returns nil. An error means that the queue
// or the store as a whole refuses service; photos in hand have been given
// back then as far as possible.
func (w *Worker) Run(ctx context.Context) error {
	w.stop.watch(ctx)
	defer w.stop.end()
	loaded := make(chan *task)
	processed := make(chan *task, stores)
	tasks := make(chan *task)

	stages, _ := errgroup.WithContext(context.Background())
	stages.Go(func() error { defer close(tasks); return w.receive(tasks) })
	w.runStage(stages, loads, tasks, loaded, w.load, w.stop.draining().Done())
	w.runStage(stages, w.Concurrency, loaded, processed, w.process, nil)
	w.runStage(stages, stores, processed, nil, w.store, nil)

	background, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	var helpers, recording sync.WaitGroup
	worked := make(chan struct{}) // closed when all photos are through the stages
	recording.Go(func() { w.recorder.run(worked) })
	helpers.Go(func() { w.keeper.run(background) })
	helpers.Go(func() { w.pulse.run(background, w.stop.draining()) })

	err := stages.Wait()
	close(worked)
	recording.Wait()
	flushed := w.windUp(context.WithoutCancel(ctx), func() { end(); helpers.Wait() })
	return errors.Join(err, w.stop.cause(), flushed)
}

// windUp records what is done and gives back what is not. Leases are kept
// until endHelpers.
func (w *Worker) windUp(ctx context.Context, endHelpers func()) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	err := w.recorder.flush(ctx)
	endHelpers()
	if back := w.keeper.giveBackAll(ctx); back != nil {
		w.Log.Warn("photos in hand could not be given back; others get them when their leases run out", "error", back)
	}
	w.pulse.leave(ctx)
	if err != nil {
		return fmt.Errorf("record the last results: %w", err)
	}
	return nil
}

// runStage has n goroutines take tasks from `in` and hand those that f says
// go on to `out`, which is closed after the last one. A task that cannot be
// handed over before `until` is given back.
func (w *Worker) runStage(g *errgroup.Group, n int, in <-chan *task, out chan<- *task, f func(*task) bool, until <-chan struct{}) {
	var stage errgroup.Group
	for range n {
		stage.Go(func() error {
			for t := range in {
				if !w.guarded(f, t) {
					continue
				}
				select {
				case out <- t:
				case <-until:
					w.giveBack(t)
				}
			}
			return nil
		})
	}
	g.Go(func() error {
		stage.Wait()
		if out != nil {
			close(out)
		}
		return nil
	})
}

// guarded runs a stage over a photo. A panic is that photo's failure, and
// nobody else's.
func (w *Worker) guarded(f func(*task) bool, t *task) (on bool) {
	defer func() {
		if r := recover(); r != nil {
			on = false
			w.trouble(t, "work", panicked(r))
		}
	}()
	return f(t)
}

// panicked makes an error of what recover returned.
func panicked(r any) error {
	return fault.New(fault.Operation, fmt.Errorf("panic: %v\n%s", r, debug.Stack()), "this is a fault in photoq; please report it with the photo")
}
