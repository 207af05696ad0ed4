package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/job"
)

// fetchResult is what fetch answers with --json. Failed counts the files that
// could not be fetched and the photos that have no result; Failures has a
// line for each.
type fetchResult struct {
	Job      job.ID    `json:"job"`
	Dir      string    `json:"dir"`
	Fetched  int       `json:"fetched"`
	Skipped  int       `json:"skipped"`
	Bytes    int64     `json:"bytes"`
	Failed   int       `json:"failed"`
	State    job.State `json:"state"`
	Failures []string  `json:"failures"`
}

func newFetch(a *app) *cobra.Command {
	var o client.FetchOptions
	var replace bool
	cmd := &cobra.Command{
		Use:     "fetch JOB [DIR]",
		GroupID: groupMain,
		Short:   "Download results; run again to resume",
		Long: `Fetch downloads a job's results into DIR, photoq-JOB when it is not named. A
file appears under its name only when it is whole and has the right checksum.
What is there already and right is skipped, so running it again resumes. An
original is never overwritten, nor is any file in DIR that photoq does not
know as a result: it knows all in a folder that was new or empty at first.

Exit codes: 0 everything is there, 1 the job or the download failed, 2 wrong
usage, 3 some photos failed or are not done yet, 130 interrupted.`,
		Example: `  photoq fetch $JOB
  photoq fetch $JOB results/ --follow`,
		Args:              args(cobra.RangeArgs(1, 2)),
		ValidArgsFunction: a.completeJobThenDir,
		RunE: func(cmd *cobra.Command, names []string) error {
			id, dir := job.ID(names[0]), "photoq-"+names[0]
			if len(names) > 1 {
				dir = names[1]
			}
			return a.fetch(cmd.Context(), id, dir, replace, o)
		},
	}
	cmd.Flags().BoolVar(&o.Follow, "follow", false, "fetch results as they appear, until the job has ended")
	cmd.Flags().BoolVar(&replace, "replace", false, "replace files in DIR that are not known to be results")
	return cmd
}

func (a *app) fetch(ctx context.Context, id job.ID, dir string, replace bool, o client.FetchOptions) error {
	bar := a.display("fetching")
	defer bar.Close()
	c, b, err := a.client(ctx, bar)
	if err != nil {
		return err
	}
	defer b.Close()
	if _, err := c.Job(ctx, id); err != nil {
		return err // before a folder is made for nothing
	}
	target, err := client.OpenTarget(dir)
	if err != nil {
		return asUsage(err)
	}
	defer target.Close()
	target.Replace = replace
	f, err := c.Fetch(ctx, id, target, o)
	bar.Close()
	if err != nil {
		if errors.Is(err, context.Canceled) {
			a.say("%s fetched; the same command run again goes on", count(f.Fetched, "file"))
		}
		return err
	}
	return a.reportFetch(id, dir, f)
}

func (a *app) reportFetch(id job.ID, dir string, f client.Fetched) error {
	if a.json {
		failures := append([]string{}, f.Failures...)
		for _, failed := range f.Status.Failures {
			failures = append(failures, failed.Error)
		}
		if err := a.printJSON(fetchResult{id, dir, f.Fetched, f.Skipped, f.Bytes, len(f.Failures) + f.Status.Failed, f.Status.State, failures}); err != nil {
			return err
		}
	} else {
		a.print("%s fetched (%s), %s already there; results are in %s", count(f.Fetched, "file"), humanBytes(f.Bytes), grouped(int64(f.Skipped)), dir)
	}
	for i, text := range f.Failures {
		if i == shownFailures {
			a.say("  and %s more", grouped(int64(len(f.Failures)-i)))
			break
		}
		a.say("  %s", printable(text))
	}
	s := f.Status
	a.listFailures(s.Failures, a.command("retry", id)+" tries them again")
	if !s.State.Ended() {
		a.say("the job has not ended: %s of %s done; run fetch again later, or with --follow", grouped(int64(s.Done)), count(s.Photos, "photo"))
	}
	return exit(fetchCode(f))
}

func fetchCode(f client.Fetched) int {
	switch {
	case len(f.Failures) > 0 && f.Fetched+f.Skipped == 0:
		return exitFailed
	case len(f.Failures) > 0:
		return exitPartial
	}
	return stateCode(f.Status.State)
}
