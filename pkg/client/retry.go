package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// Retry queues again whatever has no success, and returns how many photos
// that are. It works from the manifest, so it also helps when messages are
// lost; those that are not lost and come from an earlier round are passed
// over by the workers. A cancelled job is revived.
func (c *Client) Retry(ctx context.Context, id job.ID) (int, error) {
	t := c.Track(id)
	if err := t.Update(ctx); err != nil {
		return 0, err
	}
	j := t.fold.Job()
	if !j.Sealed {
		return 0, fault.New(fault.Usage, fmt.Errorf("retry job %s: its submit has not ended", id),
			"run the interrupted submit again: it carries on; or remove the job with photoq rm")
	}
	var photos []int
	round := job.Round{Number: t.fold.Round() + 1, Created: c.now()}
	for photo := range j.Photos {
		if !t.fold.IsDone(photo) {
			photos = append(photos, photo)
			round.Photos.Add(photo)
		}
	}
	if len(photos) == 0 {
		return 0, nil
	}
	data, err := json.Marshal(round)
	if err != nil {
		return 0, fmt.Errorf("retry job %s: %w", id, err)
	}
	// The round is stored first: with it, and before any message of it, a
	// late failure from before no longer counts.
	err = c.put(ctx, job.RoundKey(id, round.Number), data, blob.PutOptions{IfAbsent: true, ContentType: "application/json"})
	if errors.Is(err, blob.ErrExists) {
		return 0, fault.New(fault.Usage, fmt.Errorf("retry job %s: somebody else is retrying it at this moment", id), "look at photoq status, then try again")
	}
	if err != nil {
		return 0, fmt.Errorf("retry job %s: %w", id, err)
	}
	c.reporter().Total(int64(len(photos)), -1)
	for at := 0; at < len(photos); at += job.SegmentPhotos {
		part := photos[at:min(at+job.SegmentPhotos, len(photos))]
		if err := c.send(ctx, id, round.Number, part); err != nil {
			return 0, err
		}
		c.reporter().Add(int64(len(part)), 0)
	}
	return len(photos), nil
}
