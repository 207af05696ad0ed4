package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// Tracker follows one job. Each Update reads only what is new in the store,
// so watching a job costs little.
type Tracker struct {
	client *Client
	id     job.ID
	fold   *job.Fold
	seen   map[string]bool // keys of result segments and rounds
	onDone func(job.Result) error
}

// Track begins to follow a job. Nothing is read before the first Update.
func (c *Client) Track(id job.ID) *Tracker {
	return &Tracker{client: c, id: id, seen: map[string]bool{}}
}

// OnDone has f called, from Update and one call at a time, with each photo's
// first successful result. An error of f ends the Update.
func (t *Tracker) OnDone(f func(job.Result) error) { t.onDone = f }

// Fold is the job's state as of the last Update.
func (t *Tracker) Fold() *job.Fold { return t.fold }

// Update brings the fold up to date.
func (t *Tracker) Update(ctx context.Context) error {
	if t.fold == nil || !t.fold.Job().Sealed {
		j, err := t.client.Job(ctx, t.id)
		if err != nil {
			return err
		}
		if t.fold == nil {
			t.fold = job.NewFold(j)
		}
		t.fold.SetJob(j)
	}
	marker, err := t.client.cancellation(ctx, t.id)
	if err != nil {
		return err
	}
	t.fold.SetCancelled(marker)
	if err := t.rounds(ctx); err != nil {
		return err
	}
	return t.results(ctx)
}

func (t *Tracker) rounds(ctx context.Context) error {
	rounds, err := t.client.rounds(ctx, t.id, t.seen)
	for _, r := range rounds {
		t.fold.AddRound(r)
	}
	return err
}

func (t *Tracker) results(ctx context.Context) error {
	var keys []string
	for info, err := range t.client.Store.List(ctx, job.ResultsPrefix(t.id), "") {
		if err != nil {
			return fmt.Errorf("list the results of job %s: %w", t.id, err)
		}
		if !t.seen[info.Key] {
			keys = append(keys, info.Key)
		}
	}
	var mu sync.Mutex
	return each(ctx, len(keys), parallel, func(ctx context.Context, i int) error {
		data, err := blob.ReadAll(ctx, t.client.Store, keys[i], smallObject)
		if err != nil {
			return t.gone(ctx, err)
		}
		results, err := job.ParseResults(data)
		if err != nil {
			return fmt.Errorf("read %s: %w", keys[i], err)
		}
		mu.Lock()
		defer mu.Unlock()
		for _, r := range results {
			if t.fold.AddResult(r) && t.onDone != nil {
				if err := t.onDone(r); err != nil {
					return err
				}
			}
		}
		t.seen[keys[i]] = true
		return nil
	})
}

// gone explains an object that was listed and then was not there.
func (t *Tracker) gone(ctx context.Context, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		if _, errJob := t.client.Job(ctx, t.id); errJob != nil {
			return errJob // the job was removed meanwhile
		}
	}
	return fmt.Errorf("read the results of job %s: %w", t.id, err)
}

// cancellation returns the job's cancellation, nil when there is none.
func (c *Client) cancellation(ctx context.Context, id job.ID) (*job.Cancellation, error) {
	data, err := blob.ReadAll(ctx, c.Store, job.CancelledKey(id), 1<<10)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the cancellation of job %s: %w", id, err)
	}
	var marker job.Cancellation
	if err := json.Unmarshal(data, &marker); err != nil {
		return nil, fmt.Errorf("parse the cancellation of job %s: %w", id, err)
	}
	return &marker, nil
}

// rounds reads the job's retries whose keys are not in seen, ascending, and
// adds their keys to it.
func (c *Client) rounds(ctx context.Context, id job.ID, seen map[string]bool) ([]job.Round, error) {
	var rounds []job.Round
	for info, err := range c.Store.List(ctx, job.RoundsPrefix(id), "") {
		if err != nil {
			return rounds, fmt.Errorf("list the retries of job %s: %w", id, err)
		}
		if seen[info.Key] {
			continue
		}
		data, err := blob.ReadAll(ctx, c.Store, info.Key, smallObject)
		if err != nil {
			return rounds, fmt.Errorf("read a retry of job %s: %w", id, err)
		}
		r, err := job.ParseRound(data)
		if err != nil {
			return rounds, fmt.Errorf("read %s: %w", info.Key, err)
		}
		rounds = append(rounds, r)
		seen[info.Key] = true
	}
	return rounds, nil
}

// cutOff returns failures for the photos that a cancellation has kept from
// being worked on.
func (t *Tracker) cutOff(ctx context.Context) ([]job.Failure, error) {
	j := t.fold.Job()
	if !t.fold.IsCancelled() || !j.Sealed {
		return nil, nil
	}
	var failures []job.Failure
	var names []job.Photo
	for _, span := range t.fold.Unsettled(j.Photos) {
		for photo := span[0]; photo <= span[1]; photo++ {
			if len(names) == 0 || photo > names[len(names)-1].Index {
				segment, err := t.client.Segment(ctx, t.id, photo/job.SegmentPhotos)
				if err != nil {
					return nil, err
				}
				names = segment
			}
			at := photo % job.SegmentPhotos
			if at >= len(names) {
				return nil, fmt.Errorf("read the manifest of job %s: photo %d is missing", t.id, photo)
			}
			failures = append(failures, job.Failure{
				Photo: names[at].Name, Index: photo, Kind: string(fault.Cancelled),
				Error: fmt.Sprintf("%s: the job was cancelled before its turn; photoq retry %s takes it up", names[at].Name, t.id),
			})
		}
	}
	return failures, nil
}
