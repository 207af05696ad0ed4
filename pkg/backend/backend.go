// Package backend opens the queue and the store that the settings name. It
// holds the only list of drivers.
package backend

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/config"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/queue"
)

// Backend is an open queue and store.
type Backend struct {
	Queue queue.Queue
	Store blob.Store
	// OpenBucket opens any bucket for reading, with the credentials and the
	// endpoint of the settings: for photos that are used where they lie.
	OpenBucket func(ctx context.Context, bucket string) (blob.Store, error)

	closers []func() error
}

// Close ends the use of the queue and the store.
func (b *Backend) Close() error {
	var errs []error
	for i := len(b.closers) - 1; i >= 0; i-- {
		errs = append(errs, b.closers[i]())
	}
	return errors.Join(errs...)
}

// Options say how the queue is received from.
type Options struct {
	Lease time.Duration // 0: as the settings say
	Wait  time.Duration // 0: 20 seconds
}

// longestWait is how long SQS waits at the most. An idle worker then asks
// three times a minute.
const longestWait = 20 * time.Second

// Open opens what the settings name. Nothing is created in AWS; the embedded
// back end needs nothing but its folder, and makes it.
func Open(ctx context.Context, c config.Config, o Options) (*Backend, error) {
	if o.Lease == 0 {
		o.Lease = c.Work.Lease
	}
	if o.Wait == 0 {
		o.Wait = longestWait
	}
	switch c.Backend {
	case config.BackendLocal:
		dir, err := c.Local.Folder()
		if err != nil {
			return nil, err
		}
		b, err := openLocal(ctx, dir, o)
		if err != nil {
			return nil, err
		}
		b.OpenBucket = bucketOpener(c)
		return b, nil
	case config.BackendAWS:
		return openAWS(ctx, c, o)
	}
	return nil, unknown(c)
}

// OpenScratch opens an embedded back end in a folder of its own.
func OpenScratch(ctx context.Context, dir string, c config.Config) (*Backend, error) {
	b, err := openLocal(ctx, dir, Options{Lease: c.Work.Lease, Wait: longestWait})
	if err != nil {
		return nil, err
	}
	b.OpenBucket = bucketOpener(c)
	return b, nil
}

// Setup creates what the back end needs and is not there, and returns in
// words what it did; with dryRun, what it would do.
func Setup(ctx context.Context, c config.Config, dryRun bool) ([]string, error) {
	switch c.Backend {
	case config.BackendLocal:
		return setupLocal(ctx, c, dryRun)
	case config.BackendAWS:
		return setupAWS(ctx, c, dryRun)
	}
	return nil, unknown(c)
}

// Check looks whether the back end can be used, and says how to mend what is
// wrong. It changes nothing, but for a small object that it stores and
// deletes again.
func Check(ctx context.Context, c config.Config) []fault.Finding {
	switch c.Backend {
	case config.BackendLocal:
		return checkLocal(ctx, c)
	case config.BackendAWS:
		return checkAWS(ctx, c)
	}
	return []fault.Finding{failed("back end", unknown(c))}
}

func unknown(c config.Config) error {
	return fault.New(fault.Usage, fmt.Errorf("there is no back end %q", c.Backend), "set backend to local or aws")
}

func failed(name string, err error) fault.Finding {
	return fault.Finding{Name: name, Detail: err.Error(), Fix: fault.HintOf(err)}
}
