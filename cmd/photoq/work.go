package main

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/photoq/photoq/pkg/backend"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/progress"
	"github.com/photoq/photoq/pkg/worker"
)

func newWork(a *app) *cobra.Command {
	var drain bool
	var grace time.Duration
	cmd := &cobra.Command{
		Use:     "work",
		GroupID: groupMain,
		Short:   "Take photos from the queue until stopped",
		Long: `Work takes photos from the queue and works through them, as many at once as
there are cores. Any number of workers can run at the same time, on this
machine with the local back end, on any machines with aws.

SIGTERM or Ctrl-C stops it cleanly: no more photos are taken, those not begun
go back to the queue at once, those begun are finished, and it exits with 0. A
second signal ends it at once; nothing is lost then either, the photos in hand
come back to the queue when their lease runs out.

Exit codes: 0 stopped cleanly or nothing left, 1 the queue or the store
refuses, 2 wrong settings.`,
		Example: `  photoq work
  photoq work --drain -j 2
  photoq work --backend aws --bucket jobs --region eu-central-1`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.work(cmd.Context(), drain, grace) },
	}
	f := cmd.Flags()
	workFlags(f)
	limitFlags(f)
	f.String("lease", "2m", "how long a photo stays a silent worker's (setting work.lease)")
	f.BoolVar(&drain, "drain", false, "stop when nothing is left on the queue")
	f.DurationVar(&grace, "grace", 25*time.Second, "time to finish what is begun when told to stop")
	return cmd
}

// workResult is what work answers with --json.
type workResult struct {
	Worker  string  `json:"worker"`
	Photos  int64   `json:"photos"`
	Failed  int64   `json:"failed"`
	Seconds float64 `json:"seconds"`
}

// drainWait is how long a drain waits at a queue that may be empty for good.
const drainWait = 3 * time.Second

func (a *app) work(ctx context.Context, drain bool, grace time.Duration) error {
	start := time.Now()
	var opened backend.Options
	if drain {
		opened.Wait = drainWait
	}
	b, err := a.open(ctx, opened)
	if err != nil {
		return err
	}
	defer b.Close()
	o := a.workerOptions(b)
	o.Drain, o.Grace, o.Log = drain, grace, a.logger()
	var tally tally
	bar := a.display("working")
	defer bar.Close()
	o.Progress = both{&tally, bar}
	w := worker.New(o)
	o.Log.Info("working", "worker", w.ID(), "photos at once", o.Concurrency, "memory", humanBytes(o.Memory))
	defer a.announceStop(ctx, "stopping: finishing what is begun")()
	err = w.Run(ctx)
	bar.Close()
	if err == nil && a.json {
		return a.printJSON(workResult{w.ID(), tally.photos.Load(), tally.failed.Load(), time.Since(start).Seconds()})
	}
	a.say("worker %s: %s settled, %s of them failed", w.ID(), count(int(tally.photos.Load()), "photo"), grouped(tally.failed.Load()))
	return err
}

// announceStop tells a person at the first signal that it was heard, and
// what a second one does. The caller calls what it returns when all is over.
func (a *app) announceStop(ctx context.Context, what string) (over func() bool) {
	return context.AfterFunc(ctx, func() {
		if a.errTerminal {
			a.say("%s; Ctrl-C again ends at once", what)
		}
	})
}

// workerOptions are those of the settings. The memory for photos also
// becomes a soft limit of the whole program, so that the garbage collector
// works harder before the machine must.
func (a *app) workerOptions(b *backend.Backend) worker.Options {
	memory := int64(a.settings.Work.Memory)
	if memory == 0 {
		memory = machineMemory() / 2
	}
	debug.SetMemoryLimit(memory + memory/4)
	return worker.Options{
		Store: b.Store, Queue: b.Queue, Registry: a.registry,
		Inputs:      worker.StoreInputs{Store: b.Store, OpenBucket: b.OpenBucket},
		Concurrency: a.concurrency(), Memory: memory, Lease: a.settings.Work.Lease, MaxAttempts: a.settings.Work.MaxAttempts,
		Limits:  imageio.Limits{Pixels: int64(a.settings.Limits.Pixels), Bytes: int64(a.settings.Limits.Bytes)},
		Version: version().Version,
	}
}

// runLogger is for a worker whose failures are listed in the end anyway.
func (a *app) runLogger() *slog.Logger {
	if a.verbose {
		return a.logger()
	}
	return slog.New(slog.DiscardHandler)
}

// tally counts what a worker settles.
type tally struct{ photos, failed atomic.Int64 }

// Total does nothing.
func (t *tally) Total(int64, int64) {}

// Add counts photos.
func (t *tally) Add(photos, _ int64) { t.photos.Add(photos) }

// Fail counts a failure.
func (t *tally) Fail(string, error) { t.failed.Add(1) }

// both tells two reporters.
type both [2]progress.Reporter

// Total tells both.
func (b both) Total(photos, bytes int64) { b[0].Total(photos, bytes); b[1].Total(photos, bytes) }

// Add tells both.
func (b both) Add(photos, bytes int64) { b[0].Add(photos, bytes); b[1].Add(photos, bytes) }

// Fail tells both.
func (b both) Fail(photo string, err error) { b[0].Fail(photo, err); b[1].Fail(photo, err) }
