package client

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
)

// uploads is how many photos are uploaded at once.
const uploads = 12

// upload stores the photos of segment n and returns their manifest lines,
// and results for those that cannot be had.
func (s *submission) upload(ctx context.Context, n int) ([]job.Photo, []job.Result, error) {
	from := n * job.SegmentPhotos
	chosen := s.plan.Photos[from:min(from+job.SegmentPhotos, len(s.plan.Photos))]
	there := map[string]int64{}
	if n == s.from {
		var err error
		if there, err = s.uploaded(ctx, from, from+len(chosen)); err != nil {
			return nil, nil, err
		}
	}
	photos := make([]job.Photo, len(chosen))
	var mu sync.Mutex
	var failed []job.Result
	err := each(ctx, len(chosen), uploads, func(ctx context.Context, i int) error {
		photo := job.Photo{Index: from + i, Name: chosen[i].Name, Size: chosen[i].Size, Results: s.plan.Results(from + i)}
		cause := s.place(ctx, &photo, chosen[i], there)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if local, ok := errors.AsType[*localError](cause); ok {
			photo.SHA256 = "" // there is nothing to work on
			mu.Lock()
			failed = append(failed, s.failure(photo, local))
			s.failures = append(s.failures, *failed[len(failed)-1].Failure)
			mu.Unlock()
			s.reporter().Fail(photo.Name.String(), local)
		} else if cause != nil {
			return fmt.Errorf("store %s: %w", photo.Name, cause)
		}
		photos[i] = photo
		s.reporter().Add(1, max(0, chosen[i].Size))
		return nil
	})
	return photos, failed, err
}

// localError is trouble with one original, as opposed to the store.
type localError struct {
	kind fault.Kind
	err  error
}

func (e *localError) Error() string { return e.err.Error() }
func (e *localError) Unwrap() error { return e.err }

// uploaded lists the originals that an interrupted submit has left in the
// store, by key and size.
func (s *submission) uploaded(ctx context.Context, from, to int) (map[string]int64, error) {
	there := map[string]int64{}
	if s.options.InPlace {
		return there, nil
	}
	last := job.InKey(s.job.ID, to, "")
	for info, err := range s.Store.List(ctx, job.InPrefix(s.job.ID), job.InKey(s.job.ID, from, "")[:len(job.InPrefix(s.job.ID))+8]) {
		if err != nil {
			return nil, fmt.Errorf("list the originals of job %s: %w", s.job.ID, err)
		}
		if info.Key >= last {
			break
		}
		there[info.Key] = info.Size
	}
	return there, nil
}

// place makes sure that the workers can have the photo, and notes where.
func (s *submission) place(ctx context.Context, photo *job.Photo, chosen Chosen, there map[string]int64) error {
	local, isLocal := strings.CutPrefix(string(chosen.At), "file:")
	if !isLocal || s.options.InPlace {
		photo.At = chosen.At
		return nil
	}
	if limit := s.options.MaxBytes; limit > 0 && chosen.Size > limit {
		return &localError{fault.TooLarge, imageio.Limits{Bytes: limit}.CheckBytes(chosen.Size)}
	}
	f, err := os.Open(local)
	if err != nil {
		return &localError{fault.Unreadable, err}
	}
	defer f.Close()
	before, err := f.Stat()
	if err != nil {
		return &localError{fault.Unreadable, err}
	}
	sum := sha256.New()
	if photo.Size, err = io.Copy(sum, f); err != nil {
		return &localError{fault.Unreadable, err}
	}
	photo.SHA256 = hex.EncodeToString(sum.Sum(nil))
	key := job.InKey(s.job.ID, photo.Index, photo.Name)
	if size, is := there[key]; is && size == photo.Size {
		return nil
	}
	err = again(ctx, func() error {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return &localError{fault.Unreadable, err}
		}
		return s.Store.Put(ctx, key, f, blob.PutOptions{SHA256: photo.SHA256})
	})
	if hasChanged(f, before) {
		return &localError{fault.Unreadable, errors.New("it changed while it was read")}
	}
	return err
}

// hasChanged reports whether a file is no longer as it was when it was opened.
func hasChanged(f *os.File, before os.FileInfo) bool {
	now, err := f.Stat()
	return err != nil || now.Size() != before.Size() || !now.ModTime().Equal(before.ModTime())
}

func (s *submission) failure(photo job.Photo, cause *localError) job.Result {
	return job.Result{Photo: photo.Index, At: s.now(), Failure: &job.Failure{
		Photo: photo.Name, Index: photo.Index, Kind: string(cause.kind), Attempts: 1,
		Error: fmt.Sprintf("%s: upload: %v; mend it and submit it again", photo.Name, cause.err),
	}}
}

// recordFailures stores results for photos that never reached the store.
func (s *submission) recordFailures(ctx context.Context, failed []job.Result) error {
	for n := 0; len(failed) > 0; n++ {
		part := failed[:min(len(failed), job.ResultLines)]
		failed = failed[len(part):]
		data, err := job.EncodeResults(part)
		if err != nil {
			return err
		}
		// A name of its own each time: after an interruption the same
		// photos may fail again, or not.
		key := job.ResultsKey(s.job.ID, "submit-"+strings.ToLower(rand.Text()[:10]), n)
		if err := s.put(ctx, key, data, blob.PutOptions{ContentType: "application/x-ndjson"}); err != nil {
			return fmt.Errorf("record failures of job %s: %w", s.job.ID, err)
		}
	}
	return nil
}
