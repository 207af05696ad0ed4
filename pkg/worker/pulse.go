package worker

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/job"
)

// beatEvery is the time between two signs of life. At the start it is
// firstBeat, and twice as long each time: a worker has done nothing when it
// writes its first, and nobody should have to read that for long.
const (
	firstBeat = 2 * time.Second
	beatEvery = 20 * time.Second
)

// pulse writes the worker's signs of life.
type pulse struct {
	store blob.Store
	log   *slog.Logger
	now   func() time.Time

	mu    sync.Mutex
	beat  job.Beat
	marks []mark // of the last minute, one for each beat
}

// mark is how many photos were settled by a time.
type mark struct {
	at     time.Time
	photos int64
}

func newPulse(id string, o Options) *pulse {
	started := o.Now().UTC()
	return &pulse{
		store: o.Store, log: o.Log, now: o.Now,
		beat: job.Beat{ID: id, Started: started, Version: o.Version}, marks: []mark{{started, 0}},
	}
}

// count takes notice of settled photos.
func (p *pulse) count(photos int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.beat.Photos += int64(photos)
}

// run writes signs of life until ctx ends. While the worker is winding up
// there are none.
func (p *pulse) run(ctx, draining context.Context) {
	every := firstBeat
	tick := time.NewTimer(every)
	defer tick.Stop()
	for draining.Err() == nil {
		p.write(ctx)
		select {
		case <-tick.C:
			every = min(2*every, beatEvery)
			tick.Reset(every)
		case <-draining.Done():
		case <-ctx.Done():
			return
		}
	}
}

func (p *pulse) write(ctx context.Context) {
	data, err := json.Marshal(p.take())
	if err == nil {
		err = p.store.Put(ctx, job.WorkerKey(p.beat.ID), bytes.NewReader(data), blob.PutOptions{ContentType: "application/json"})
	}
	if err != nil && ctx.Err() == nil {
		p.log.Warn("a sign of life could not be written", "error", err)
	}
}

// take makes the sign of life for this moment.
func (p *pulse) take() job.Beat {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now().UTC()
	p.beat.Seen = now
	p.marks = append(p.marks, mark{now, p.beat.Photos})
	for len(p.marks) > 2 && now.Sub(p.marks[1].at) >= time.Minute {
		p.marks = p.marks[1:]
	}
	first := p.marks[0]
	if span := now.Sub(first.at).Seconds(); span > 0 {
		p.beat.Rate = float64(p.beat.Photos-first.photos) / span
	}
	return p.beat
}

// leave removes the sign of life of a worker that has stopped in good order.
func (p *pulse) leave(ctx context.Context) {
	if err := p.store.Delete(ctx, job.WorkerKey(p.beat.ID)); err != nil {
		p.log.Warn("the sign of life could not be removed", "error", err)
	}
}
