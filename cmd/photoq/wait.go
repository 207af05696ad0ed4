package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/job"
)

// waiting is how the end of a job is waited for.
type waiting struct {
	timeout time.Duration // 0: for ever
	answer  bool          // tell in the end how the job stands
	watch   bool          // draw that again and again meanwhile, on a terminal
}

// waitFor waits for the end of a job and exits by its state.
func (a *app) waitFor(ctx context.Context, id job.ID, w waiting) error {
	c, b, err := a.client(ctx, nil)
	if err != nil {
		return err
	}
	defer b.Close()
	until := ctx
	if w.timeout > 0 {
		var cancel context.CancelFunc
		until, cancel = context.WithTimeout(ctx, w.timeout)
		defer cancel()
	}
	see, end := a.lookOn(w.watch && a.outTerminal && !a.json)
	err = c.Track(id).Wait(until, see)
	end()
	timedOut := err != nil && ctx.Err() == nil && until.Err() != nil
	if err != nil && !timedOut {
		return err
	}
	s, errStatus := c.Status(ctx, id)
	switch {
	case errStatus != nil:
	case w.answer:
		errStatus = a.showStatus(s)
	default:
		a.listFailures(s.Failures, a.command("retry", s.Job)+" tries them again")
	}
	switch {
	case timedOut:
		return &exitError{code: exitTimeout, err: fmt.Errorf("job %s has not ended within %s", id, w.timeout)}
	case errStatus != nil:
		return errStatus
	}
	return exit(stateCode(s.State))
}

// lookOn shows a job that is waited for: as it stands, drawn again at each
// look, or as progress.
func (a *app) lookOn(watch bool) (see func(client.Status), end func()) {
	if watch {
		p := &picture{app: a}
		return func(s client.Status) { p.draw(describeStatus(s, time.Now())) }, p.erase
	}
	bar, seen := a.display("waiting"), int64(0)
	return func(s client.Status) {
		bar.Total(int64(s.Photos), -1)
		bar.Add(int64(s.Done+s.Failed)-seen, 0)
		seen = int64(s.Done + s.Failed)
	}, bar.Close
}

// picture is text on a terminal that is drawn again in its own place.
type picture struct {
	app   *app
	lines int // of the last drawing
}

// The terminal is kept from breaking long lines while drawing, so that the
// number of lines is known.
const (
	noWrap = "\x1b[?7l"
	wrap   = "\x1b[?7h"
)

func (p *picture) draw(text string) {
	p.erase()
	fmt.Fprintf(p.app.out, "%s%s\n%s", noWrap, text, wrap)
	p.lines = strings.Count(text, "\n") + 1
}

// erase takes the drawing away.
func (p *picture) erase() {
	if p.lines > 0 {
		fmt.Fprintf(p.app.out, "\x1b[%dA\r\x1b[J", p.lines)
	}
	p.lines = 0
}
