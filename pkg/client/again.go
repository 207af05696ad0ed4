package client

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/photoq/photoq/pkg/fault"
)

// sendAttempts and storeAttempts are how often a request is repeated. The
// drivers repeat single requests on their own account; this is for what
// outlives that, like a server that restarts.
const (
	sendAttempts  = 4
	storeAttempts = 4
)

// again calls f until it succeeds, with growing pauses, up to storeAttempts
// more times. It gives up at once where trying again cannot help.
func again(ctx context.Context, f func() error) error {
	for attempt := 0; ; attempt++ {
		err := f()
		if err == nil || attempt == storeAttempts || ctx.Err() != nil || final(err) {
			return err
		}
		if sleep(ctx, backoff(attempt)) != nil {
			return err
		}
	}
}

func final(err error) bool {
	return fault.KindOf(err) != "" || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission)
}

// backoff is the pause before attempt number n+1: 0.2 s, doubled each time.
func backoff(attempt int) time.Duration { return 200 * time.Millisecond << attempt }

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func newGroup(ctx context.Context, goroutines int) (*errgroup.Group, context.Context) {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(goroutines)
	return g, ctx
}
