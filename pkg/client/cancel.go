package client

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/job"
)

// Cancel has workers drop the job's photos that they have not begun, within
// seconds. What is done stays. It returns false, and changes nothing, for a
// job that has ended already.
func (c *Client) Cancel(ctx context.Context, id job.ID) (bool, error) {
	t := c.Track(id)
	if err := t.Update(ctx); err != nil {
		return false, err
	}
	if t.fold.State().Ended() {
		return false, nil
	}
	if err := c.putCancelled(ctx, id, t.fold.Round()); err != nil {
		return false, err
	}
	return true, nil
}

// putCancelled cancels the job's rounds up to this one.
func (c *Client) putCancelled(ctx context.Context, id job.ID, round int) error {
	data, err := json.Marshal(job.Cancellation{Round: round, At: c.now()})
	if err != nil {
		return fmt.Errorf("cancel job %s: %w", id, err)
	}
	if err := c.put(ctx, job.CancelledKey(id), data, blob.PutOptions{ContentType: "application/json"}); err != nil {
		return fmt.Errorf("cancel job %s: %w", id, err)
	}
	return nil
}
