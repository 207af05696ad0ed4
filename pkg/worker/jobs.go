package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"time"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/op"
)

// refresh is for how long a worker believes what it knows of a job. So long
// it can take until a cancellation is heeded.
const refresh = 3 * time.Second

// keepSegments is how many manifest segments are held; keepJobs, how many
// jobs. Both are small: workers get photos in about the order of submission.
const (
	keepSegments = 16
	keepJobs     = 32
	smallObject  = 64 << 20
)

// errGone says that the job is not there any more.
var errGone = errors.New("the job was removed")

// work is what a worker knows of a job. It is not changed once made.
type work struct {
	job       job.Job
	pipeline  *op.Pipeline
	rounds    []job.Round // ascending
	cancelled bool
	wrong     error // the recipe cannot be worked by this version
}

// superseded reports whether a message was overtaken by a retry.
func (w *work) superseded(ref job.Message) bool {
	return ref.Round < job.LastRound(w.rounds, ref.Photo)
}

// jobs reads jobs and manifests, each once, and looks after what can change.
type jobs struct {
	store    blob.Store
	registry *op.Registry
	now      func() time.Time

	mu       sync.Mutex
	known    recent[job.ID, *entry[*work]]
	loaded   recent[job.ID, struct{}] // those of known whose recipes have files
	segments recent[string, *entry[[]job.Photo]]
}

// entry is a value that is being read or was read at a time. Whoever wants
// it meanwhile waits for its lock, so that nothing is read twice.
type entry[T any] struct {
	mu    sync.Mutex
	value T
	read  time.Time
}

func newJobs(s blob.Store, r *op.Registry, now func() time.Time) *jobs {
	j := &jobs{
		store: s, registry: r, now: now,
		known: newRecent[job.ID, *entry[*work]](keepJobs), loaded: newRecent[job.ID, struct{}](keepLoaded), segments: newRecent[string, *entry[[]job.Photo]](keepSegments),
	}
	j.loaded.ousted = j.known.drop
	return j
}

// work returns what is known of the job, at most `refresh` old.
func (j *jobs) work(ctx context.Context, id job.ID) (*work, error) {
	j.mu.Lock()
	e := j.known.get(id, func() *entry[*work] { return &entry[*work]{} })
	j.mu.Unlock()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.value != nil && j.now().Sub(e.read) < refresh {
		return e.value, nil
	}
	asked := j.now()
	fresh, err := j.read(ctx, id, e.value)
	if err != nil {
		return nil, err
	}
	e.value, e.read = fresh, asked
	j.spare(id, fresh)
	return fresh, nil
}

// read reads the job, or only what can have changed since it was read last.
func (j *jobs) read(ctx context.Context, id job.ID, old *work) (*work, error) {
	w := &work{}
	// Each time: a job that was removed has no marker that says so.
	data, err := blob.ReadAll(ctx, j.store, job.Key(id), smallObject)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errGone
	}
	if err != nil {
		return nil, fmt.Errorf("read job %s: %w", id, err)
	}
	if w.job, err = job.Parse(data); err != nil {
		return &work{wrong: err}, nil
	}
	if old != nil {
		w.pipeline, w.wrong, w.rounds = old.pipeline, old.wrong, slices.Clone(old.rounds)
	} else {
		w.pipeline, w.wrong = op.Compile(j.registry, w.job.Recipe)
	}
	if old == nil && w.wrong == nil {
		if w.wrong, err = j.bind(ctx, w); err != nil {
			return nil, err
		}
	}
	return w, j.readMarkers(ctx, w)
}

func (j *jobs) readMarkers(ctx context.Context, w *work) error {
	id := w.job.ID
	after := ""
	if n := len(w.rounds); n > 0 {
		after = job.RoundKey(id, w.rounds[n-1].Number)
	}
	for info, err := range j.store.List(ctx, job.RoundsPrefix(id), after) {
		if err != nil {
			return fmt.Errorf("list the retries of job %s: %w", id, err)
		}
		data, err := blob.ReadAll(ctx, j.store, info.Key, smallObject)
		if err != nil {
			return fmt.Errorf("read a retry of job %s: %w", id, err)
		}
		r, err := job.ParseRound(data)
		if err != nil {
			return err
		}
		w.rounds = append(w.rounds, r)
	}
	data, err := blob.ReadAll(ctx, j.store, job.CancelledKey(id), 1<<10)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the cancellation of job %s: %w", id, err)
	}
	var marker job.Cancellation
	if err := json.Unmarshal(data, &marker); err != nil {
		return fmt.Errorf("parse the cancellation of job %s: %w", id, err)
	}
	w.cancelled = len(w.rounds) == 0 || marker.Round >= w.rounds[len(w.rounds)-1].Number
	return nil
}

// photo returns a photo's line of the manifest.
func (j *jobs) photo(ctx context.Context, id job.ID, index int) (job.Photo, error) {
	n := index / job.SegmentPhotos
	key := job.SegmentKey(id, n)
	j.mu.Lock()
	e := j.segments.get(key, func() *entry[[]job.Photo] { return &entry[[]job.Photo]{} })
	j.mu.Unlock()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.value == nil {
		data, err := blob.ReadAll(ctx, j.store, key, smallObject)
		if err != nil {
			return job.Photo{}, fmt.Errorf("read the manifest of job %s: %w", id, err)
		}
		if e.value, err = job.ParsePhotos(data, n); err != nil {
			return job.Photo{}, err
		}
	}
	at := index % job.SegmentPhotos
	if at >= len(e.value) {
		return job.Photo{}, fmt.Errorf("read the manifest of job %s: photo %d is not in it", id, index)
	}
	return e.value[at], nil
}
