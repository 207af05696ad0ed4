package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"syscall"
	"time"

	"github.com/photoq/photoq/pkg/backend"
	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/worker"
)

// openBucket opens a bucket for photos that are used where they lie.
func (a *app) openBucket(ctx context.Context, bucket string) (blob.Store, error) {
	return backend.OpenBucket(ctx, a.settings.Config, bucket)
}

// run carries out a plan from beginning to end.
func (a *app) run(ctx context.Context, plan client.Plan, to string, replace bool) error {
	start := time.Now()
	target, err := client.OpenTarget(to)
	if err != nil {
		return asUsage(err)
	}
	defer target.Close()
	target.Replace = replace
	if full, err := filepath.Abs(to); err == nil {
		plan.Into = full
	}
	s, err := a.openScratch(ctx, plan)
	if err != nil {
		return err
	}
	status, err := a.workThrough(ctx, s, plan, target)
	if closed := s.close(err == nil && status.State == job.Done); err == nil {
		err = closed
	}
	if ctx.Err() != nil {
		a.say("interrupted; the same command run again goes on where it was")
		return exit(exitInterrupted)
	}
	if err != nil {
		return err
	}
	return a.reportRun(status, plan, to, time.Since(start))
}

// workThrough submits the plan to the run's own queue and works on it until
// nothing is left.
func (a *app) workThrough(ctx context.Context, s *scratch, plan client.Plan, target *client.Target) (client.Status, error) {
	j, err := s.begin(ctx, a, plan, target)
	if err != nil {
		return client.Status{}, err
	}
	a.listSkipped(plan.Skipped)
	bar := a.display("running")
	defer bar.Close()
	before, err := s.client.Status(ctx, j.ID)
	if err != nil {
		return client.Status{}, err
	}
	bar.Total(int64(before.Photos-before.Done-before.Failed), -1)
	o := a.workerOptions(s.backend)
	o.Inputs = worker.StoreInputs{Store: s.backend.Store, OpenBucket: s.backend.OpenBucket, LocalFiles: true}
	o.Outputs = targetOutputs{target}
	o.Drain, o.Progress = true, bar
	o.Log = a.runLogger()
	defer a.announceStop(ctx, "stopping: finishing the photos in hand")()
	if err := worker.New(o).Run(ctx); err != nil {
		return client.Status{}, err
	}
	bar.Close()
	return s.client.Status(context.WithoutCancel(ctx), j.ID)
}

// targetOutputs writes results straight to their place in a run's target.
type targetOutputs struct{ target *client.Target }

// Put writes a result into the target folder.
func (t targetOutputs) Put(_ context.Context, j job.Job, output int, file job.File, data []byte) error {
	_, err := t.target.Write(client.ResultPath(j.Recipe, output, file.Name), func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(data))
		return err
	}, func(got job.File) error {
		if got.Size != file.Size || got.SHA256 != file.SHA256 {
			return fmt.Errorf("%s was not written as it should be", file.Name)
		}
		return nil
	})
	for _, inTheWay := range []error{syscall.ENAMETOOLONG, syscall.EEXIST, syscall.EISDIR, syscall.ENOTDIR, syscall.ENOTEMPTY} {
		if errors.Is(err, inTheWay) {
			return fault.New(fault.Operation, err, "see what stands in the way of its name, and rename one")
		}
	}
	return err
}
