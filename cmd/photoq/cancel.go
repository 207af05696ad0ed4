package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/photoq/photoq/pkg/job"
)

func newCancel(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "cancel JOB",
		GroupID: groupJobs,
		Short:   "Have workers drop what is not started",
		Long: `Cancel has workers drop the photos of the job that they have not begun, within
seconds. Results that are there stay, and can be fetched; retry revives the job.

Exit codes: 0 cancelled (or it had ended already), 1 failed, 2 there is no such job.`,
		Example:           `  photoq cancel $JOB`,
		Args:              args(cobra.ExactArgs(1)),
		ValidArgsFunction: a.completeJobs,
		RunE:              func(cmd *cobra.Command, ids []string) error { return a.cancel(cmd.Context(), job.ID(ids[0])) },
	}
}

func (a *app) cancel(ctx context.Context, id job.ID) error {
	c, b, err := a.client(ctx, nil)
	if err != nil {
		return err
	}
	defer b.Close()
	done, err := c.Cancel(ctx, id)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(struct {
			Job       job.ID `json:"job"`
			Cancelled bool   `json:"cancelled"`
		}{id, done})
	}
	if done {
		a.print("Job %s is cancelled", id)
	} else {
		a.print("Job %s had ended already; nothing was changed", id)
	}
	return nil
}
