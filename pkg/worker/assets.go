package worker

import (
	"context"
	"fmt"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// keepLoaded is how many jobs are held at once whose recipes name files: a
// watermark's picture can take as much room as a photo.
const keepLoaded = 4

// bind fetches the files that the job's recipe names, and has the operations
// load them. What is wrong with the job is one error, trouble with the store
// the other; the latter may pass.
func (j *jobs) bind(ctx context.Context, w *work) (wrong, trouble error) {
	err := w.pipeline.Bind(ctx, func(ctx context.Context, file string) ([]byte, error) {
		a, stored := job.ParseAsset(file)
		if !stored {
			// Never read here: whoever can write to the store could read
			// any file of this machine.
			return nil, fault.New(fault.Operation, fmt.Errorf("the file %s was not stored with the job", job.Name(file)), "")
		}
		data, err := blob.ReadAll(ctx, j.store, job.AssetKey(w.job.ID, a), smallObject)
		if err != nil {
			return nil, fmt.Errorf("read the job's file %s: %w", a.Name, err)
		}
		if !a.Holds(data) {
			return nil, fmt.Errorf("read the job's file %s: it does not have the checksum that it was submitted with", a.Name)
		}
		return data, nil
	})
	if fault.KindOf(err) == fault.Operation {
		return err, nil
	}
	return nil, err
}

// spare notes that the job's files are in use, and has the job with files
// that was used longest ago forgotten when there are too many of them.
func (j *jobs) spare(id job.ID, w *work) {
	if w.pipeline == nil || !w.pipeline.HasAssets() {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.loaded.get(id, func() struct{} { return struct{}{} })
}
