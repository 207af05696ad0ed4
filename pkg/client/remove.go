package client

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/queue"
)

// Remove deletes a job with all its objects: originals, results and records.
// Photos that were used where they lie are not touched. Messages that are
// still queued are dropped by whoever receives them. An interrupted Remove is
// carried on by calling it again, and a job whose objects are damaged can be
// removed too. A job of which nothing is there is fault.NotFound.
func (c *Client) Remove(ctx context.Context, id job.ID) error {
	j, err := c.Job(ctx, id)
	switch {
	case !id.Valid():
		return err
	case fault.KindOf(err) == fault.NotFound:
		// An interrupted Remove, or a late writer, can have left some.
		if n, left := c.sweep(ctx, id, nil); n > 0 || left != nil {
			return errors.Join(left, c.forget(ctx, id))
		}
		return errors.Join(err, c.forget(ctx, id))
	}
	// Cancelled first, so that workers do not go on writing results: for all
	// rounds. The marker stays until all else is gone.
	if err := c.putCancelled(ctx, id, math.MaxInt32); err != nil {
		return err
	}
	last := []string{job.CancelledKey(id), job.Key(id)}
	if _, err := c.sweep(ctx, id, last); err != nil {
		return err
	}
	if err == nil && !j.Sealed {
		if err := c.forgetPlan(ctx, j.Plan, id); err != nil {
			return fmt.Errorf("remove job %s: %w", id, err)
		}
	}
	// Without job.json a submit that is under way stops, and workers drop
	// what they receive. What they wrote meanwhile is swept once more.
	if err := c.Store.Delete(ctx, last...); err != nil {
		return fmt.Errorf("remove job %s: %w", id, err)
	}
	if _, err := c.sweep(ctx, id, nil); err != nil {
		return err
	}
	return c.forget(ctx, id)
}

// forget removes the job from the list of jobs, and its messages.
func (c *Client) forget(ctx context.Context, id job.ID) error {
	if err := c.Store.Delete(ctx, job.IndexKey(id)); err != nil {
		return fmt.Errorf("remove job %s: %w", id, err)
	}
	return c.Purge(ctx, id)
}

// sweep deletes the job's objects but for some, and returns how many it found.
func (c *Client) sweep(ctx context.Context, id job.ID, but []string) (int, error) {
	var keys []string
	found := 0
	flush := func() error {
		if err := c.Store.Delete(ctx, keys...); err != nil {
			return fmt.Errorf("remove job %s: %w", id, err)
		}
		c.reporter().Add(int64(len(keys)), 0)
		found += len(keys)
		keys = keys[:0]
		return nil
	}
	for info, err := range c.Store.List(ctx, job.Prefix(id), "") {
		if err != nil {
			return found, fmt.Errorf("remove job %s: %w", id, err)
		}
		if slices.Contains(but, info.Key) {
			continue
		}
		if keys = append(keys, info.Key); len(keys) == deleteBatch {
			if err := flush(); err != nil {
				return found, err
			}
		}
	}
	return found, flush()
}

// deleteBatch is how many objects S3 deletes in one request.
const deleteBatch = 1000

// Purge drops the job's messages, where the queue can tell them apart.
func (c *Client) Purge(ctx context.Context, id job.ID) error {
	purger, ok := c.Queue.(queue.Purger)
	if !ok {
		return nil
	}
	if _, err := purger.Purge(ctx, string(id)); err != nil {
		return fmt.Errorf("drop the messages of job %s: %w", id, err)
	}
	return nil
}
