package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// SubmitOptions say how a plan is carried out.
type SubmitOptions struct {
	// InPlace uses local photos where they lie instead of storing a copy.
	// Only workers on this machine can do such a job.
	InPlace bool
	// MaxBytes is the largest file that is uploaded; a larger one is
	// recorded as failed. Zero means no limit.
	MaxBytes int64
}

// Submitted is what became of a submit.
type Submitted struct {
	Job     job.Job
	Resumed bool // an interrupted submit of the same plan was carried on
	// Failures are the photos that could not be stored now. They are
	// recorded as failed; the others are queued.
	Failures []job.Failure
}

// Submit carries out a plan: it stores the photos, the manifest and the job,
// and queues a message for each photo. It streams: after each thousand
// photos a segment of the manifest is stored and its messages are sent, so
// workers can begin long before the last photo is uploaded, and memory does
// not grow with the job.
//
// When it is interrupted, the same plan submitted again carries on where it
// was. A photo that cannot be read is recorded as failed; it does not stop
// the others.
func (c *Client) Submit(ctx context.Context, p Plan, o SubmitOptions) (Submitted, error) {
	fingerprint, err := p.Fingerprint()
	if err != nil {
		return Submitted{}, err
	}
	j, resumed, err := c.claimPlan(ctx, p, fingerprint)
	if err != nil {
		return Submitted{}, err
	}
	s := &submission{Client: c, plan: p, options: o, job: j}
	if !j.Sealed {
		if err := s.run(ctx); err != nil {
			return Submitted{Job: s.job, Resumed: resumed}, err
		}
	}
	done := Submitted{Job: s.job, Resumed: resumed, Failures: s.failures}
	if err := again(ctx, func() error { return c.forgetPlan(ctx, fingerprint, j.ID) }); err != nil {
		return done, fmt.Errorf("end submit of job %s: %w", j.ID, err)
	}
	return done, nil
}

// forgetPlan ends the plan's note of a submit under way, unless it is of
// another job by now.
func (c *Client) forgetPlan(ctx context.Context, fingerprint string, id job.ID) error {
	noted, err := blob.ReadAll(ctx, c.Store, job.PlanKey(fingerprint), 1<<10)
	if errors.Is(err, fs.ErrNotExist) || err == nil && job.ID(noted) != id {
		return nil
	}
	if err != nil {
		return err
	}
	return c.Store.Delete(ctx, job.PlanKey(fingerprint))
}

// claimPlan finds the job that an interrupted submit of this plan has begun,
// or begins one. The order of the writes is such that an interruption
// between any two is found again.
func (c *Client) claimPlan(ctx context.Context, p Plan, fingerprint string) (job.Job, bool, error) {
	now := c.now()
	j := job.Job{
		Version: job.Version, ID: job.NewID(now), Name: p.Name, Created: now, Plan: fingerprint, Recipe: p.Recipe,
	}
	err := c.put(ctx, job.PlanKey(fingerprint), []byte(j.ID), blob.PutOptions{IfAbsent: true, ContentType: "text/plain"})
	switch {
	case errors.Is(err, blob.ErrExists):
		old, found, err := c.earlier(ctx, fingerprint, j.ID)
		if err != nil || found {
			return old, found, err
		}
		j.ID = old.ID
	case err != nil:
		return job.Job{}, false, fmt.Errorf("begin submit: %w", err)
	}
	if err := c.put(ctx, job.IndexKey(j.ID), nil, blob.PutOptions{}); err != nil {
		return job.Job{}, false, fmt.Errorf("begin job %s: %w", j.ID, err)
	}
	// Only where there is none: the same submit may run twice at once, and a
	// late beginning must not undo the other's seal.
	err = c.putJob(ctx, j, blob.PutOptions{IfAbsent: true})
	if errors.Is(err, blob.ErrExists) {
		old, err := c.Job(ctx, j.ID)
		return old, err == nil, err
	}
	return j, false, err
}

// earlier finds the job that a submit of this plan has begun. When there is
// none to carry on, it returns one that has only the id to begin with: the
// one that was noted, or, where that job was cancelled and so stays as it
// is, the one that is offered.
func (c *Client) earlier(ctx context.Context, fingerprint string, offered job.ID) (job.Job, bool, error) {
	data, err := blob.ReadAll(ctx, c.Store, job.PlanKey(fingerprint), 1<<10)
	if err != nil {
		return job.Job{}, false, fmt.Errorf("find the interrupted submit: %w", err)
	}
	id := job.ID(data)
	old, err := c.Job(ctx, id)
	switch {
	case fault.KindOf(err) == fault.NotFound && id.Valid():
		return job.Job{ID: id}, false, nil
	case err != nil:
		return job.Job{}, false, err
	}
	marker, err := c.cancellation(ctx, id)
	if marker == nil || err != nil {
		return old, err == nil, err
	}
	if err := c.put(ctx, job.PlanKey(fingerprint), []byte(offered), blob.PutOptions{ContentType: "text/plain"}); err != nil {
		return job.Job{}, false, fmt.Errorf("begin submit: %w", err)
	}
	return job.Job{ID: offered}, false, nil
}

func (c *Client) putJob(ctx context.Context, j job.Job, o blob.PutOptions) error {
	data, err := j.Encode()
	if err != nil {
		return err
	}
	o.ContentType = "application/json"
	if err := c.put(ctx, job.Key(j.ID), data, o); err != nil {
		return fmt.Errorf("store job %s: %w", j.ID, err)
	}
	return nil
}

func (c *Client) put(ctx context.Context, key string, data []byte, o blob.PutOptions) error {
	return c.Store.Put(ctx, key, bytes.NewReader(data), o)
}
