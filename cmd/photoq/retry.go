package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/photoq/photoq/pkg/job"
)

func newRetry(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "retry JOB",
		GroupID: groupJobs,
		Short:   "Queue again whatever has no success",
		Long: `Retry queues again every photo of the job that has not succeeded. It works
from the job's manifest, so it also brings back photos whose messages are
lost, and it revives a cancelled job.

Exit codes: 0 queued (or nothing to do), 1 failed, 2 there is no such job.`,
		Example:           `  photoq retry $JOB && photoq status $JOB --wait`,
		Args:              args(cobra.ExactArgs(1)),
		ValidArgsFunction: a.completeJobs,
		RunE:              func(cmd *cobra.Command, ids []string) error { return a.retry(cmd.Context(), job.ID(ids[0])) },
	}
}

func (a *app) retry(ctx context.Context, id job.ID) error {
	bar := a.display("queueing")
	defer bar.Close()
	c, b, err := a.client(ctx, bar)
	if err != nil {
		return err
	}
	defer b.Close()
	n, err := c.Retry(ctx, id)
	bar.Close()
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(struct {
			Job    job.ID `json:"job"`
			Queued int    `json:"queued"`
		}{id, n})
	}
	a.print("%s queued again", count(n, "photo"))
	return nil
}
