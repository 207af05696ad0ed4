// Package client is what a user does with jobs, as a library: choose photos,
// submit them, ask how they stand, fetch the results, retry, cancel and
// remove. A file each.
package client

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/progress"
	"github.com/photoq/photoq/pkg/queue"
)

// Client works on the jobs of one store and queue. Its methods may be called
// from several goroutines.
type Client struct {
	Store    blob.Store
	Queue    queue.Queue
	Progress progress.Reporter // nil: nobody is told
	Now      func() time.Time  // nil: time.Now
}

// parallel is how many small requests are under way at once. Waiting for
// answers is all that they do, so it has nothing to do with the cores.
const parallel = 32

// smallObject bounds objects that are read whole, in bytes.
const smallObject = 64 << 20

func (c *Client) now() time.Time {
	if c.Now != nil {
		return c.Now().UTC()
	}
	return time.Now().UTC()
}

func (c *Client) reporter() progress.Reporter {
	if c.Progress != nil {
		return c.Progress
	}
	return progress.None{}
}

// Job returns the job of that id. One that does not exist is an error of the
// kind fault.NotFound.
func (c *Client) Job(ctx context.Context, id job.ID) (job.Job, error) {
	unknown := func(err error) error {
		return fault.New(fault.NotFound, err, `"photoq status" lists the jobs that there are`)
	}
	if !id.Valid() {
		return job.Job{}, unknown(fmt.Errorf("%q is no job id", id))
	}
	data, err := blob.ReadAll(ctx, c.Store, job.Key(id), smallObject)
	if errors.Is(err, fs.ErrNotExist) {
		return job.Job{}, unknown(fmt.Errorf("there is no job %s", id))
	}
	if err != nil {
		return job.Job{}, fmt.Errorf("read job %s: %w", id, err)
	}
	return job.Parse(data)
}

// Segment returns a segment of the job's manifest.
func (c *Client) Segment(ctx context.Context, id job.ID, n int) ([]job.Photo, error) {
	data, err := blob.ReadAll(ctx, c.Store, job.SegmentKey(id, n), smallObject)
	if err != nil {
		return nil, fmt.Errorf("read the manifest of job %s: %w", id, err)
	}
	return job.ParsePhotos(data, n)
}

// each calls f for 0 to n-1 on several goroutines and returns the first
// error, after which no further calls begin. When ctx ends it returns ctx's
// error, because some calls may not have been made.
func each(ctx context.Context, n, goroutines int, f func(ctx context.Context, i int) error) error {
	g, inner := newGroup(ctx, goroutines)
	for i := range n {
		if inner.Err() != nil {
			break
		}
		g.Go(func() error { return f(inner, i) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}
