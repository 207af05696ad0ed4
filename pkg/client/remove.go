package client

import (
	"context"
	"fmt"
	"math"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/queue"
)

// Remove deletes a job with all its objects: originals, results and records.
// Photos that were used where they lie are not touched. Messages that are
// still queued are dropped by whoever receives them. An interrupted Remove
// is carried on by calling it again.
func (c *Client) Remove(ctx context.Context, id job.ID) error {
	j, err := c.Job(ctx, id)
	if fault.KindOf(err) == fault.NotFound && id.Valid() {
		// All that an interrupted Remove can have left.
		if err := c.Store.Delete(ctx, job.IndexKey(id)); err != nil {
			return fmt.Errorf("remove job %s: %w", id, err)
		}
		if err := c.Purge(ctx, id); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	// Cancelled first, so that workers do not go on writing results: for all
	// rounds, and without reading anything, so that also a job whose objects
	// are damaged can be removed.
	if err := c.putCancelled(ctx, id, math.MaxInt32); err != nil {
		return err
	}
	var keys []string
	flush := func() error {
		if err := c.Store.Delete(ctx, keys...); err != nil {
			return fmt.Errorf("remove job %s: %w", id, err)
		}
		c.reporter().Add(int64(len(keys)), 0)
		keys = keys[:0]
		return nil
	}
	for info, err := range c.Store.List(ctx, job.Prefix(id), "") {
		if err != nil {
			return fmt.Errorf("remove job %s: %w", id, err)
		}
		if info.Key == job.Key(id) {
			continue // last, so that an interruption leaves a job to remove
		}
		if keys = append(keys, info.Key); len(keys) == 1000 {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if !j.Sealed {
		keys = append(keys, job.PlanKey(j.Plan))
	}
	if err := flush(); err != nil {
		return err
	}
	if err := c.Store.Delete(ctx, job.Key(id)); err != nil {
		return fmt.Errorf("remove job %s: %w", id, err)
	}
	if err := c.Store.Delete(ctx, job.IndexKey(id)); err != nil {
		return fmt.Errorf("remove job %s: %w", id, err)
	}
	return c.Purge(ctx, id)
}

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
