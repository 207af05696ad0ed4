package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

func newRm(a *app) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:     "rm JOB",
		GroupID: groupJobs,
		Short:   "Delete a job and all its objects (asks, or --yes)",
		Long: `Rm deletes a job: the stored originals, the results and all records of it.
Photos that were used where they lie, and results that were fetched, are not
touched. A job that is under way is cancelled first.

Exit codes: 0 deleted, 1 failed or not confirmed, 2 there is no such job.`,
		Example: `  photoq rm $JOB
  photoq rm $JOB --yes`,
		Args:              args(cobra.ExactArgs(1)),
		ValidArgsFunction: a.completeJobs,
		RunE:              func(cmd *cobra.Command, ids []string) error { return a.rm(cmd.Context(), job.ID(ids[0]), yes) },
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}

func (a *app) rm(ctx context.Context, id job.ID, yes bool) error {
	c, b, err := a.client(ctx, nil)
	if err != nil {
		return err
	}
	defer b.Close()
	if !yes {
		question, err := rmQuestion(ctx, c, id)
		if err != nil {
			return err
		}
		if err := a.confirm(ctx, question); err != nil {
			return err
		}
	}
	bar := a.display("deleting")
	defer bar.Close()
	c.Progress = bar
	if err := c.Remove(ctx, id); err != nil {
		return err
	}
	bar.Close()
	if a.json {
		return a.printJSON(struct {
			Job     job.ID `json:"job"`
			Removed bool   `json:"removed"`
		}{id, true})
	}
	a.print("Job %s is deleted", id)
	return nil
}

// rmQuestion says what would be deleted. A job that is there and cannot be
// read can still be deleted.
func rmQuestion(ctx context.Context, c *client.Client, id job.ID) (string, error) {
	s, err := c.Status(ctx, id)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return "", err
	case err != nil:
		return fmt.Sprintf("Job %s cannot be read (%s). Delete what there is of it?", id, printable(err.Error())), nil
	}
	return fmt.Sprintf("Delete job %s %s (%s, %s, %s of results)?", id, quoted(printable(s.Name)), s.State, count(s.Photos, "photo"), humanBytes(s.BytesOut)), nil
}

// confirm asks a person. Where there is none, nothing is done.
func (a *app) confirm(ctx context.Context, question string) error {
	if !a.inTerminal {
		return fault.New(fault.Usage, errors.New("nobody is there to confirm"), "pass --yes")
	}
	fmt.Fprint(a.err, question+" [y/N] ")
	answer, err := interruptible(ctx, func() (string, error) {
		line, _ := bufio.NewReader(a.in).ReadString('\n') // at the end of the input: no
		return line, nil
	})
	if err != nil {
		fmt.Fprintln(a.err)
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return &exitError{code: exitFailed, err: errors.New("not confirmed; nothing was deleted")}
}
