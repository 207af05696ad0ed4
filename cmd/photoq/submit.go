package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// submitResult is what submit answers with --json.
type submitResult struct {
	Job     job.ID        `json:"job"`
	Photos  int           `json:"photos"`
	Bytes   int64         `json:"bytes"`
	Skipped []client.Skip `json:"skipped"`
}

func newSubmit(a *app) *cobra.Command {
	var photos photoFlags
	var wait bool
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:     "submit PATH...",
		GroupID: groupMain,
		Short:   "Put a job on the queue; prints the job's id alone on stdout",
		Long: `Submit stores the photos, puts a message for each on the queue, and prints
the job's id. Workers begin while the upload is still going on. Afterwards the
folder can be moved or deleted; photos at s3://... are used where they lie.

An interrupted submit is carried on by running the same command again.

Exit codes: 0 submitted (with --wait: all done), 1 failed, 2 wrong usage, 3 some
photos could not be submitted (with --wait: or failed), 124 --timeout passed,
130 interrupted.`,
		Example: `  JOB=$(photoq submit holiday/ --op thumbnail=256)
  photoq submit holiday/ --recipe web.yaml --wait --timeout 30m
  photoq submit s3://my-bucket/2026/ --op resize=2048 --backend aws --bucket jobs`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if err := checkTimeout(timeout, wait); err != nil {
				return err
			}
			plan, err := photos.makePlan(cmd, a, paths, client.Selection{OpenBucket: a.openBucket})
			if err != nil {
				return err
			}
			if photos.dryRun {
				return a.showPlan(plan)
			}
			id, err := a.submit(cmd.Context(), plan)
			if !wait || err != nil && !isQuietExit(err) {
				return err
			}
			return a.waitFor(cmd.Context(), id, waiting{timeout: timeout})
		},
	}
	photos.add(a, cmd)
	waitFlags(cmd, &wait, &timeout)
	return cmd
}

func waitFlags(cmd *cobra.Command, wait *bool, timeout *time.Duration) {
	cmd.Flags().BoolVar(wait, "wait", false, "return when the job has ended in any way")
	cmd.Flags().DurationVar(timeout, "timeout", 0, "stop waiting after this time, with exit code 124")
}

func checkTimeout(timeout time.Duration, waiting bool) error {
	switch {
	case timeout < 0:
		return fault.New(fault.Usage, fmt.Errorf("--timeout %s is less than nothing", timeout), "write it like 90s or 30m")
	case timeout > 0 && !waiting:
		return fault.New(fault.Usage, errors.New("--timeout ends a wait, and none is asked for"), "add --wait")
	}
	return nil
}

func (a *app) submit(ctx context.Context, plan client.Plan) (job.ID, error) {
	bar := a.display("submitting")
	defer bar.Close()
	c, b, err := a.client(ctx, bar)
	if err != nil {
		return "", err
	}
	defer b.Close()
	submitted, err := c.Submit(ctx, plan, client.SubmitOptions{MaxBytes: int64(a.settings.Limits.Bytes)})
	bar.Close()
	id := submitted.Job.ID
	if err != nil {
		if errors.Is(err, context.Canceled) && id != "" {
			a.say("job %s is submitted in part; run the same command again to carry on, or %s", id, a.command("rm", id))
		}
		return id, err
	}
	if submitted.Resumed {
		a.say("carried on the interrupted submit of job %s", id)
	}
	a.listSkipped(plan.Skipped)
	if err := a.reportSubmit(submitted, plan); err != nil {
		return id, err
	}
	if len(submitted.Failures) > 0 {
		return id, exit(exitPartial)
	}
	return id, exit(withUnread(exitDone, plan))
}

func (a *app) reportSubmit(s client.Submitted, plan client.Plan) error {
	id := s.Job.ID
	if a.json {
		skipped := plan.Skipped
		if skipped == nil {
			skipped = []client.Skip{}
		}
		if err := a.printJSON(submitResult{id, s.Job.Photos, s.Job.Bytes, skipped}); err != nil {
			return err
		}
	} else {
		a.print("%s", id)
	}
	a.say("%s submitted, %s; %s shows how it stands", count(s.Job.Photos, "photo"), humanBytes(s.Job.Bytes), a.command("status", id))
	a.listFailures(s.Failures, "they are recorded as failed; mend them and submit them again")
	return nil
}
