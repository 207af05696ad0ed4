package client

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/queue"
)

// Status is how a job stands.
type Status struct {
	Job      job.ID        `json:"job"`
	Name     string        `json:"name"`
	State    job.State     `json:"state"`
	Photos   int           `json:"photos"`
	Done     int           `json:"done"`
	Failed   int           `json:"failed"`
	Pending  int           `json:"pending"`
	Created  time.Time     `json:"created"`
	Updated  time.Time     `json:"updated"`
	BytesIn  int64         `json:"bytes_in"`
	BytesOut int64         `json:"bytes_out"`
	Failures []job.Failure `json:"failures"`
	Warnings []job.Remark  `json:"warnings"`
	Notes    []job.Account `json:"notes"`
}

// Status folds the job's state as of now.
func (c *Client) Status(ctx context.Context, id job.ID) (Status, error) {
	t := c.Track(id)
	if err := t.Update(ctx); err != nil {
		return Status{}, err
	}
	return t.Status(ctx)
}

// Status returns how the job stood at the last Update. The photos that a
// cancellation cut off are counted and listed as failed. Of a job that is
// still being submitted, the photos submitted so far are counted.
func (t *Tracker) Status(ctx context.Context) (Status, error) {
	s := t.counts()
	if !t.fold.Job().Sealed {
		n, err := t.client.submitted(ctx, t.id)
		if err != nil {
			return Status{}, err
		}
		s.Photos = max(n, s.Done+s.Failed)
	}
	s.Failures, s.Warnings, s.Notes = t.fold.Failures(), t.fold.Remarks(), t.fold.Accounts()
	cut, err := t.cutOff(ctx)
	if err != nil {
		return Status{}, err
	}
	s.Failures = append(s.Failures, cut...)
	s.Failed += len(cut)
	s.Pending = max(0, s.Photos-s.Done-s.Failed)
	if s.Failures == nil {
		s.Failures = []job.Failure{}
	}
	slices.SortFunc(s.Failures, func(a, b job.Failure) int { return a.Index - b.Index })
	return s, nil
}

// counts is the part of the status that takes no further reading.
func (t *Tracker) counts() Status {
	j, counts := t.fold.Job(), t.fold.Counts()
	s := Status{
		Job: j.ID, Name: j.Name, State: t.fold.State(), Photos: j.Photos,
		Done: counts.Done, Failed: t.fold.Failed(), Created: j.Created, Updated: t.fold.Updated(),
		BytesIn: counts.BytesIn, BytesOut: counts.BytesOut,
	}
	s.Pending = max(0, s.Photos-s.Done-s.Failed)
	return s
}

// submitted counts the photos of an unsealed job by its manifest segments.
func (c *Client) submitted(ctx context.Context, id job.ID) (int, error) {
	last := -1
	for _, err := range c.Store.List(ctx, job.PhotosPrefix(id), "") {
		if err != nil {
			return 0, fmt.Errorf("list the manifest of job %s: %w", id, err)
		}
		last++
	}
	if last < 0 {
		return 0, nil
	}
	photos, err := c.Segment(ctx, id, last)
	return last*job.SegmentPhotos + len(photos), err
}

// Summary is how a job stands, in a list of jobs.
type Summary struct {
	Job     job.ID    `json:"job"`
	Name    string    `json:"name"`
	State   job.State `json:"state"`
	Photos  int       `json:"photos"`
	Done    int       `json:"done"`
	Failed  int       `json:"failed"`
	Pending int       `json:"pending"`
	Created time.Time `json:"created"`
}

// QueueStatus is how full the queue is.
type QueueStatus struct {
	Waiting  int64 `json:"waiting"`
	InFlight int64 `json:"in_flight"`
	Dead     int64 `json:"dead"`
}

// WorkerStatus is what was last heard of a worker.
type WorkerStatus struct {
	ID     string    `json:"id"`
	Seen   time.Time `json:"seen"`
	Photos int64     `json:"photos"`
	Rate   float64   `json:"rate"` // photos a second
}

// Overview is how everything stands.
type Overview struct {
	Jobs    []Summary      `json:"jobs"` // oldest first
	Queue   QueueStatus    `json:"queue"`
	Workers []WorkerStatus `json:"workers"`
	// Unread are the jobs that are there and cannot be read, with the reason.
	Unread map[job.ID]error `json:"-"`
}

// workerGone is after what silence a worker is no longer listed.
const workerGone = 10 * time.Minute

// Overview folds the state of all jobs, and asks the queue and the workers.
func (c *Client) Overview(ctx context.Context) (Overview, error) {
	ids, err := c.Jobs(ctx)
	if err != nil {
		return Overview{}, err
	}
	o := Overview{Jobs: make([]Summary, 0, len(ids)), Workers: []WorkerStatus{}, Unread: map[job.ID]error{}}
	var mu sync.Mutex
	err = each(ctx, len(ids), 4, func(ctx context.Context, i int) error {
		s, err := c.summary(ctx, ids[i])
		kind := fault.KindOf(err)
		if kind == fault.Unusable || ctx.Err() != nil {
			return err // no job can be read
		}
		if kind == fault.NotFound {
			return nil // begun or removed at this moment
		}
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			o.Unread[ids[i]] = err
			return nil
		}
		o.Jobs = append(o.Jobs, s)
		return nil
	})
	if err != nil {
		return Overview{}, err
	}
	slices.SortFunc(o.Jobs, func(a, b Summary) int { return cmp.Compare(a.Job, b.Job) })
	var stats queue.Stats
	if stats, err = c.Queue.Stats(ctx); err != nil {
		return Overview{}, fmt.Errorf("ask the queue: %w", err)
	}
	o.Queue = QueueStatus{stats.Waiting, stats.InFlight, stats.Dead}
	o.Workers, err = c.workers(ctx)
	return o, err
}

// summary is Status without the failures, which would cost further reading.
func (c *Client) summary(ctx context.Context, id job.ID) (Summary, error) {
	t := c.Track(id)
	if err := t.Update(ctx); err != nil {
		if _, gone := c.Job(ctx, id); fault.KindOf(gone) == fault.NotFound {
			return Summary{}, gone
		}
		return Summary{}, err
	}
	s := t.counts()
	if !t.fold.Job().Sealed {
		n, err := c.submitted(ctx, id)
		if err != nil {
			return Summary{}, err
		}
		s.Photos = max(n, s.Done+s.Failed)
		s.Pending = s.Photos - s.Done - s.Failed
	} else if t.fold.IsCancelled() {
		s.Failed, s.Pending = s.Failed+s.Pending, 0
	}
	return Summary{s.Job, s.Name, s.State, s.Photos, s.Done, s.Failed, s.Pending, s.Created}, nil
}

// Jobs returns the ids of all jobs, oldest first.
func (c *Client) Jobs(ctx context.Context) ([]job.ID, error) {
	var ids []job.ID
	for info, err := range c.Store.List(ctx, job.IndexPrefix, "") {
		if err != nil {
			return nil, fmt.Errorf("list the jobs: %w", err)
		}
		ids = append(ids, job.ID(strings.TrimPrefix(info.Key, job.IndexPrefix)))
	}
	return ids, nil
}

func (c *Client) workers(ctx context.Context) ([]WorkerStatus, error) {
	workers := []WorkerStatus{}
	for info, err := range c.Store.List(ctx, job.WorkersPrefix, "") {
		if err != nil {
			return nil, fmt.Errorf("list the workers: %w", err)
		}
		if c.now().Sub(info.Modified) > workerGone {
			continue
		}
		data, err := blob.ReadAll(ctx, c.Store, info.Key, 1<<16)
		if errors.Is(err, fs.ErrNotExist) {
			continue // it has just gone home
		}
		if err != nil {
			return nil, fmt.Errorf("read the sign of life %s: %w", info.Key, err)
		}
		var beat job.Beat
		if err := json.Unmarshal(data, &beat); err != nil {
			return nil, fmt.Errorf("parse the sign of life %s: %w", info.Key, err)
		}
		workers = append(workers, WorkerStatus{beat.ID, beat.Seen, beat.Photos, beat.Rate})
	}
	return workers, nil
}
