package s3blob

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

const (
	maxDelete       = 1000 // keys a request
	parallelDeletes = 4
	deleteTries     = 4
)

// Delete removes the keys; see blob.Store. A thousand go in a request.
func (s *Store) Delete(ctx context.Context, keys ...string) error {
	var plain, odd []string
	for _, key := range keys {
		full, err := s.key(key)
		if err != nil {
			return err
		}
		if inXML(*full) {
			plain = append(plain, *full)
		} else {
			odd = append(odd, *full)
		}
	}
	if s.foreign && len(keys) > 0 {
		return fmt.Errorf("delete from s3://%s: %w", s.bucket, ErrReadOnly)
	}
	slices.Sort(plain)
	batches := slices.Collect(slices.Chunk(slices.Compact(plain), maxDelete))
	for _, key := range odd {
		batches = append(batches, []string{key})
	}
	return s.deleteBatches(ctx, batches)
}

func (s *Store) deleteBatches(ctx context.Context, batches [][]string) error {
	var (
		wg    sync.WaitGroup
		slots = make(chan struct{}, parallelDeletes)
		errs  = make([]error, len(batches))
	)
	for i, batch := range batches {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if len(batch) == 1 {
				errs[i] = s.deleteOne(ctx, batch[0])
				return
			}
			errs[i] = s.deleteBatch(ctx, batch)
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (s *Store) deleteOne(ctx context.Context, full string) error {
	_, err := s.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &s.bucket, Key: &full})
	if err != nil && !isMissing(err) {
		return s.fault("delete", strings.TrimPrefix(full, s.prefix), err)
	}
	return nil
}

// deleteBatch removes up to 1,000 objects, and tries again those alone that
// the server was too busy for.
func (s *Store) deleteBatch(ctx context.Context, keys []string) error {
	for try := 1; ; try++ {
		in := &s3.DeleteObjectsInput{Bucket: &s.bucket, Delete: &types.Delete{Quiet: aws.Bool(true)}}
		for _, key := range keys {
			in.Delete.Objects = append(in.Delete.Objects, types.ObjectIdentifier{Key: &key})
		}
		out, err := s.client.DeleteObjects(ctx, in, alsoMD5)
		if err != nil {
			return s.fault("delete objects of", "", err)
		}
		again, failed := s.sortOut(out.Errors, try < deleteTries)
		if len(again) == 0 || failed != nil {
			return failed
		}
		if err := pause(ctx, try); err != nil {
			return s.fault("delete objects of", "", err)
		}
		keys = again
	}
}

// sortOut returns the keys that are worth another try, and the error of all
// others, naming each.
func (s *Store) sortOut(refused []types.Error, mayTry bool) (again []string, failed error) {
	var errs []error
	for _, e := range refused {
		key, code := aws.ToString(e.Key), aws.ToString(e.Code)
		switch {
		case code == "NoSuchKey":
		case mayTry && isPassingCode(code):
			again = append(again, key)
		default:
			err := &refusal{code: code, text: aws.ToString(e.Message)}
			errs = append(errs, s.fault("delete", strings.TrimPrefix(key, s.prefix), err))
		}
	}
	return again, errors.Join(errs...)
}

// alsoMD5 adds the header that servers want which do not know S3's newer
// checksums yet.
func alsoMD5(o *s3.Options) {
	o.APIOptions = append(o.APIOptions, smithyhttp.AddContentChecksumMiddleware)
}

// inXML reports whether XML, and so DeleteObjects, can carry the key as it
// is. Carriage returns would arrive as line feeds.
func inXML(key string) bool {
	return !strings.ContainsFunc(key, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff
	})
}
