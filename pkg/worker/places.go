package worker

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
)

// Inputs is where originals are read.
type Inputs interface {
	// Open returns the bytes of a photo's original and their number, -1
	// where it is not known before the end. A missing one is an error that is
	// fs.ErrNotExist. The caller closes the reader.
	Open(ctx context.Context, id job.ID, p job.Photo) (io.ReadCloser, int64, error)
}

// Outputs is where results are written.
type Outputs interface {
	// Put stores one result, whole or not at all. Putting the same again
	// changes nothing.
	Put(ctx context.Context, j job.Job, output int, file job.File, data []byte) error
}

// StoreInputs reads originals from the job's store, and from other places
// as far as it is allowed to.
type StoreInputs struct {
	Store blob.Store
	// OpenBucket opens a bucket for photos that are used where they lie; nil
	// where S3 is out of reach.
	OpenBucket func(ctx context.Context, bucket string) (blob.Store, error)
	// LocalFiles lets jobs name files on this machine. Only a worker of this
	// machine's own job may have it: otherwise whoever can write to the
	// store could read any file here.
	LocalFiles bool
}

// Open opens a photo's original.
func (s StoreInputs) Open(ctx context.Context, id job.ID, p job.Photo) (io.ReadCloser, int64, error) {
	at := string(p.At)
	switch {
	case at == "":
		return sized(s.Store.Get(ctx, job.InKey(id, p.Index, p.Name)))
	case strings.HasPrefix(at, "s3://") && s.OpenBucket != nil:
		bucket, key, _ := strings.Cut(strings.TrimPrefix(at, "s3://"), "/")
		store, err := s.OpenBucket(ctx, bucket)
		if err != nil {
			return nil, 0, err
		}
		return sized(store.Get(ctx, key))
	case strings.HasPrefix(at, "file:") && s.LocalFiles:
		f, err := os.Open(strings.TrimPrefix(at, "file:"))
		if err != nil {
			return nil, 0, err
		}
		info, err := f.Stat()
		if err != nil {
			f.Close()
			return nil, 0, err
		}
		return f, info.Size(), nil
	}
	return nil, 0, fault.New(fault.Unsupported, fmt.Errorf("this worker does not read from %s", p.At), "")
}

func sized(r io.ReadCloser, info blob.Info, err error) (io.ReadCloser, int64, error) {
	return r, info.Size, err
}

// StoreOutputs writes results to the job's store.
type StoreOutputs struct{ Store blob.Store }

// Put stores a result under its key.
func (s StoreOutputs) Put(ctx context.Context, j job.Job, output int, file job.File, data []byte) error {
	key := job.OutKey(j.ID, j.Recipe.Outputs[output].Name, file.Name)
	media := "image/" + string(imageio.FormatOf(string(file.Name)))
	return s.Store.Put(ctx, key, bytes.NewReader(data), blob.PutOptions{ContentType: media, SHA256: file.SHA256})
}

var (
	_ Inputs  = StoreInputs{}
	_ Outputs = StoreOutputs{}
)
