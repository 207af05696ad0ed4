package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// downloads is how many results are fetched at once.
const downloads = 12

// FetchOptions say how results are fetched.
type FetchOptions struct {
	// Follow goes on fetching as results appear, until the job has ended.
	Follow bool
}

// Fetched is what a fetch has done, in files (a photo has one for each
// output of the recipe).
type Fetched struct {
	Fetched  int      // written now
	Skipped  int      // were there already, and right
	Bytes    int64    // of the files that were fetched
	Failures []string // one line for each file that could not be fetched
	Status   Status   // of the job, as it stood at the end
}

// Fetch downloads the job's results into the target. What is there already
// and has the right checksum is left alone, so running it again resumes. A
// file that is an original of the job is never replaced.
func (c *Client) Fetch(ctx context.Context, id job.ID, target *Target, o FetchOptions) (Fetched, error) {
	f := &fetch{Client: c, id: id, target: target, tracker: c.Track(id)}
	var queue []job.Result
	f.tracker.OnDone(func(r job.Result) error { queue = append(queue, r); return nil })
	for pause := firstPause; ; pause = min(pause*5/4, longestPause) {
		if err := again(ctx, func() error { return f.tracker.Update(ctx) }); err != nil {
			return f.sum, err
		}
		f.reporter().Total(int64(f.tracker.Fold().Counts().Done), f.tracker.Fold().Counts().BytesOut)
		batch := queue
		queue = nil
		if err := f.all(ctx, batch); err != nil {
			return f.sum, err
		}
		if !o.Follow || f.tracker.Fold().State().Ended() {
			break
		}
		if err := sleep(ctx, pause); err != nil {
			return f.sum, err
		}
	}
	status, err := f.tracker.Status(ctx)
	f.sum.Status = status
	return f.sum, err
}

// fetch is one Fetch under way.
type fetch struct {
	*Client
	id      job.ID
	target  *Target
	tracker *Tracker

	mu        sync.Mutex
	sum       Fetched
	originals map[string]bool // checksums of all originals; nil before anybody has asked
}

func (f *fetch) all(ctx context.Context, results []job.Result) error {
	return each(ctx, len(results), downloads, func(ctx context.Context, i int) error {
		r := results[i]
		recipe := f.tracker.Fold().Job().Recipe
		if len(r.Files) != len(recipe.Outputs) {
			return fmt.Errorf("fetch photo %d of job %s: it has %d results, and the recipe %d outputs", r.Photo, f.id, len(r.Files), len(recipe.Outputs))
		}
		for output, file := range r.Files {
			if err := f.one(ctx, recipe, output, file); err != nil {
				return err
			}
		}
		f.reporter().Add(1, r.BytesOut())
		return nil
	})
}

// one fetches a file. Only trouble with the store or the target as a whole
// is returned; other trouble is noted and ends only this file.
func (f *fetch) one(ctx context.Context, recipe job.Recipe, output int, file job.File) error {
	name := ResultPath(recipe, output, file.Name)
	if skip, err := f.there(ctx, name, file); skip || err != nil {
		return f.note(name, job.File{}, skip, err)
	}
	key := job.OutKey(f.id, recipe.Outputs[output].Name, file.Name)
	err := again(ctx, func() error {
		_, err := f.target.Write(name, func(w io.Writer) error { return f.download(ctx, key, w) }, func(got job.File) error {
			if got.Size != file.Size || got.SHA256 != file.SHA256 {
				return fmt.Errorf("%s arrived damaged: %d bytes with checksum %.12s, not %d with %.12s", key, got.Size, got.SHA256, file.Size, file.SHA256)
			}
			return nil
		})
		return err
	})
	return f.note(name, file, false, err)
}

func (f *fetch) download(ctx context.Context, key string, w io.Writer) error {
	r, _, err := f.Store.Get(ctx, key)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(w, r)
	return err
}

// there reports whether the file is there already and right. One that is
// there and is an original of the job is an error.
func (f *fetch) there(ctx context.Context, name job.Name, file job.File) (bool, error) {
	size := f.target.Size(name)
	if size < 0 {
		return false, nil
	}
	got, err := f.target.Sum(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if got.Size == file.Size && got.SHA256 == file.SHA256 {
		return true, nil
	}
	original, err := f.isOriginal(ctx, got.SHA256)
	if err != nil {
		return false, err
	}
	if original {
		return false, fmt.Errorf("%s is an original; fetch into another folder", name)
	}
	return false, f.target.mayReplace(name)
}

// isOriginal reports whether a file of the job's has that checksum. The
// manifest is read when that is asked first, which is seldom: when something
// else is where a result belongs.
func (f *fetch) isOriginal(ctx context.Context, sum string) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.originals != nil {
		return f.originals[sum], nil
	}
	originals := map[string]bool{}
	for n := range (f.tracker.Fold().Job().Photos + job.SegmentPhotos - 1) / job.SegmentPhotos {
		photos, err := f.Segment(ctx, f.id, n)
		if err != nil {
			return false, err
		}
		for _, p := range photos {
			if p.SHA256 != "" {
				originals[p.SHA256] = true
			}
		}
	}
	f.originals = originals
	return originals[sum], nil
}

// note counts what became of a file.
func (f *fetch) note(name job.Name, file job.File, skipped bool, err error) error {
	if kind := fault.KindOf(err); kind == fault.Unusable || kind == fault.NotFound || errors.Is(err, context.Canceled) {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case err != nil:
		f.sum.Failures = append(f.sum.Failures, err.Error())
		f.reporter().Fail(name.String(), err)
	case skipped:
		f.sum.Skipped++
	default:
		f.sum.Fetched++
		f.sum.Bytes += file.Size
	}
	return nil
}
