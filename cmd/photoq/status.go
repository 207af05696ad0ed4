package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

func newStatus(a *app) *cobra.Command {
	var wait, watch bool
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:     "status [JOB]",
		GroupID: groupMain,
		Short:   "Show all jobs with queue and workers, or how one job stands",
		Long: `Status shows how things stand: without JOB all jobs, the queue and the
workers; with JOB that one and the photos that failed. It asks only the store
and the queue, so any machine can, also when all workers are gone.

Exit codes: 0 here is the answer, 2 there is no such job; with --wait 0 all
done, 1 failed or cancelled, 3 some photos failed, 124 --timeout passed.`,
		Example: `  photoq status
  photoq status 20261122-200124-x7k2q --watch
  photoq status $JOB --wait --timeout 30m
  photoq status $JOB --json | jq -r '.failures[].photo'`,
		Args:              args(cobra.MaximumNArgs(1)),
		ValidArgsFunction: a.completeJobs,
		RunE: func(cmd *cobra.Command, ids []string) error {
			if err := checkTimeout(timeout, wait || watch); err != nil {
				return err
			}
			switch {
			case len(ids) == 0 && (wait || watch):
				return fault.New(fault.Usage, errors.New("--wait and --watch need a job"), `"photoq status" lists the jobs`)
			case len(ids) == 0:
				return a.overview(cmd.Context())
			case wait || watch:
				return a.waitFor(cmd.Context(), job.ID(ids[0]), waiting{timeout: timeout, answer: true, watch: watch})
			}
			return a.jobStatus(cmd.Context(), job.ID(ids[0]))
		},
	}
	waitFlags(cmd, &wait, &timeout)
	cmd.Flags().BoolVar(&watch, "watch", false, "show how the job stands, again and again, until it has ended")
	return cmd
}

func (a *app) overview(ctx context.Context) error {
	c, b, err := a.client(ctx, nil)
	if err != nil {
		return err
	}
	defer b.Close()
	o, err := c.Overview(ctx)
	if err != nil {
		return err
	}
	for id, err := range o.Unread {
		fmt.Fprintf(a.err, "warning: job %s cannot be read: %s\n", printable(string(id)), printable(err.Error()))
	}
	if a.json {
		return a.printJSON(o)
	}
	if len(o.Jobs) == 0 {
		a.print("No jobs.")
	} else {
		t := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(t, "JOB\tNAME\tSTATE\tPHOTOS\tDONE\tFAILED\tPENDING\tCREATED")
		for _, s := range o.Jobs {
			fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%s\n", s.Job, printable(s.Name), s.State, s.Photos, s.Done, s.Failed, s.Pending, ago(s.Created, time.Now()))
		}
		t.Flush()
	}
	a.print("Queue: %d waiting, %d in flight, %d dead.", o.Queue.Waiting, o.Queue.InFlight, o.Queue.Dead)
	for _, w := range o.Workers {
		a.print("Worker %s: %s, %.1f/s, seen %s.", w.ID, count(int(w.Photos), "photo"), w.Rate, ago(w.Seen, time.Now()))
	}
	if len(o.Workers) == 0 {
		a.print("No worker has been seen lately%s.", ifWaiting(o.Queue))
	}
	return nil
}

func ifWaiting(q client.QueueStatus) string {
	if q.Waiting > 0 {
		return "; start one with: photoq work"
	}
	return ""
}

func (a *app) jobStatus(ctx context.Context, id job.ID) error {
	c, b, err := a.client(ctx, nil)
	if err != nil {
		return err
	}
	defer b.Close()
	s, err := c.Status(ctx, id)
	if err != nil {
		return err
	}
	a.warnOfLostMessages(ctx, c, s)
	return a.showStatus(s)
}

// warnOfLostMessages says so when photos wait and no message is left that
// would bring them to a worker.
func (a *app) warnOfLostMessages(ctx context.Context, c *client.Client, s client.Status) {
	if s.Pending == 0 || s.State != job.Queued && s.State != job.Running {
		return
	}
	stats, err := c.Queue.Stats(ctx)
	if err == nil && stats.Waiting+stats.InFlight == 0 {
		a.say("%s pending, and the queue is empty: their messages are lost; %s queues them again", count(s.Pending, "photo"), a.command("retry", s.Job))
	}
}

// describeStatus is how a job stands in three lines.
func describeStatus(s client.Status, now time.Time) string {
	return fmt.Sprintf("Job %s %s: %s\n%s: %s done, %s failed, %s pending\n%s in, %s out; created %s, last news %s",
		s.Job, quoted(printable(s.Name)), s.State,
		count(s.Photos, "photo"), grouped(int64(s.Done)), grouped(int64(s.Failed)), grouped(int64(s.Pending)),
		humanBytes(s.BytesIn), humanBytes(s.BytesOut), ago(s.Created, now), ago(s.Updated, now))
}

// showStatus is the answer to how one job stands.
func (a *app) showStatus(s client.Status) error {
	if a.json {
		return a.printJSON(s)
	}
	a.print("%s", describeStatus(s, time.Now()))
	switch s.State {
	case job.Submitting:
		a.say("if its submit was interrupted, run that command again: it carries on")
	case job.Queued:
		a.say("no photo is finished yet; photoq status shows the workers, photoq work starts one")
	case job.Done, job.Partial:
		a.say("%s downloads the results", a.command("fetch", s.Job))
	}
	a.listWarnings(s.Warnings)
	a.listFailures(s.Failures, a.command("retry", s.Job)+" tries them again; status --json lists them all")
	return nil
}
