package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// The exit codes; docs/exit-codes.md explains them.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitPartial     = 3
	exitTimeout     = 124
	exitInterrupted = 130
)

// exitError ends the program with a code. Where it wraps an error, that is
// printed.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// exit is an error that only sets the exit code: nil for 0.
func exit(code int) error {
	if code == exitDone {
		return nil
	}
	return &exitError{code: code}
}

func exitCode(ctx context.Context, err error) int {
	var e *exitError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &e):
		return e.code
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	switch fault.KindOf(err) {
	case fault.Usage, fault.NotFound:
		return exitUsage
	}
	return exitFailed
}

// isQuietExit reports whether there is nothing left to say.
func isQuietExit(err error) bool {
	var e *exitError
	return err == nil || errors.As(err, &e) && e.err == nil
}

// stateCode is the exit code for a job in this state.
func stateCode(s job.State) int {
	switch s {
	case job.Done:
		return exitDone
	case job.Failed, job.Cancelled:
		return exitFailed
	}
	return exitPartial
}

// withUnread is the code for a job of a plan: what could not be looked into
// was left out, so the best that can be said is "in part".
func withUnread(code int, p client.Plan) int {
	if code == exitDone && p.Unread() > 0 {
		return exitPartial
	}
	return code
}

// printError tells a person what went wrong and what to do about it.
func (a *app) printError(err error) {
	label := "error:"
	if a.errTerminal && !noColour() {
		label = "\x1b[1;31merror:\x1b[0m"
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(a.err, "interrupted")
		return
	}
	lines := strings.Split(err.Error(), "\n")
	for i := range lines {
		lines[i] = printable(lines[i])
	}
	fmt.Fprintln(a.err, label, strings.Join(lines, "\n  "))
	if hint := fault.HintOf(err); hint != "" {
		fmt.Fprintln(a.err, "  hint:", printable(hint))
	}
}
