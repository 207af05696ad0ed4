package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// runResult is what run answers with --json.
type runResult struct {
	Job      job.ID        `json:"job"`
	Photos   int           `json:"photos"`
	Done     int           `json:"done"`
	Failed   int           `json:"failed"`
	Dir      string        `json:"dir"`
	BytesIn  int64         `json:"bytes_in"`
	BytesOut int64         `json:"bytes_out"`
	Seconds  float64       `json:"seconds"`
	Failures []job.Failure `json:"failures"`
	Warnings []job.Remark  `json:"warnings"`
	Notes    []job.Account `json:"notes"`
}

func newRun(a *app) *cobra.Command {
	var photos photoFlags
	var to string
	var replace bool
	cmd := &cobra.Command{
		Use:     "run PATH... --to DIR",
		GroupID: groupMain,
		Short:   "Submit, work and fetch in one go on this machine",
		Long: `Run does a job on this machine from beginning to end: photos are read where
they lie, and each result is written once, to its place in DIR. Nothing else
is needed, and no other worker takes part.

PATH is a file, a folder with all below it, or s3://bucket/prefix. In DIR each
result has the photo's path relative to the PATH that was given. An original
is never overwritten, nor is any file in DIR that photoq does not know as a
result: it knows all in a folder that was new or empty at first.

Interrupt it whenever you like: the same command run again goes on where it
was, and takes up what has failed, as long as the photos are the same. A run
that is wholly done begins anew.

Exit codes: 0 all done, 1 failed, 2 wrong usage, 3 some photos failed, 130 interrupted.`,
		Example: `  photoq run holiday/ --op thumbnail=256 --to thumbs/
  photoq run a.jpg b.jpg --op resize=2048 --op recolor=sepia --to out/
  photoq run holiday/ --recipe web.yaml --to site/ --dry-run
  find . -name '*.jpg' -newer last -print0 | photoq run --files-from - -0 --op resize=1200 --to new/`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if to == "" {
				return fault.New(fault.Usage, errors.New("no folder for the results is named"), "name it with --to DIR")
			}
			if _, err := client.InsideTarget(to, paths); err != nil {
				return asUsage(err)
			}
			plan, err := photos.makePlan(cmd, a, paths, client.Selection{Avoid: to, OpenBucket: a.openBucket})
			if err != nil {
				return err
			}
			if photos.dryRun {
				return a.showPlan(plan)
			}
			return a.run(cmd.Context(), plan, to, replace)
		},
	}
	photos.add(a, cmd)
	workFlags(cmd.Flags())
	cmd.Flags().StringVar(&to, "to", "", "folder for the results (needed)")
	cmd.Flags().BoolVar(&replace, "replace", false, "replace files in DIR that are not known to be results")
	cmd.MarkFlagDirname("to")
	return cmd
}

// reportRun tells how a run ended, and returns its exit code as an error.
func (a *app) reportRun(s client.Status, plan client.Plan, dir string, took time.Duration) error {
	if a.json {
		err := a.printJSON(runResult{
			Job: s.Job, Photos: s.Photos, Done: s.Done, Failed: s.Failed, Dir: dir,
			BytesIn: s.BytesIn, BytesOut: s.BytesOut, Seconds: took.Seconds(), Failures: s.Failures, Warnings: s.Warnings, Notes: s.Notes,
		})
		if err != nil {
			return err
		}
	} else {
		a.print("%s of %s done: %s in, %s out, %s; results are in %s", grouped(int64(s.Done)), count(s.Photos, "photo"),
			humanBytes(s.BytesIn), humanBytes(s.BytesOut), humanDuration(took), dir)
	}
	a.listWarnings(s.Warnings)
	a.listFailures(s.Failures, "run the same command again to try them once more; what is done is not done again")
	if s.Pending > 0 {
		return fmt.Errorf("job %s: %s were not settled", s.Job, count(s.Pending, "photo"))
	}
	return exit(withUnread(stateCode(s.State), plan))
}
