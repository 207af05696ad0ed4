package s3blob

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/photoq/photoq/pkg/blob"
)

// resumes is how often one reader picks up a body that broke off.
const resumes = 5

// Get returns the object's bytes; see blob.Store. It is one request; a body
// that breaks off is picked up where it did, by a few more, and only as long
// as the object is still the same. What was read is verified at its end where
// the server has kept a checksum of the whole. ctx must last until the reader
// is closed.
func (s *Store) Get(ctx context.Context, key string) (io.ReadCloser, blob.Info, error) {
	full, err := s.key(key)
	if err != nil {
		return nil, blob.Info{}, err
	}
	out, err := s.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.bucket, Key: full}, askChecksum)
	if err != nil {
		return nil, blob.Info{}, s.fault("get", key, err)
	}
	info := blob.Info{Key: key, Size: -1, Modified: aws.ToTime(out.LastModified)}
	if out.ContentLength != nil {
		info.Size = *out.ContentLength
	}
	r := &reader{Store: s, ctx: ctx, key: key, full: full, body: out.Body, size: info.Size, etag: out.ETag}
	r.sum, r.want = expected(out)
	return r, info, nil
}

// askChecksum has the server send the object's checksum. It sets the header
// itself, because the SDK's own parameter also has the SDK verify it, which
// goes wrong for a body that is picked up in the middle.
func askChecksum(o *s3.Options) {
	o.APIOptions = append(o.APIOptions, smithyhttp.AddHeaderValue("X-Amz-Checksum-Mode", "ENABLED"))
}

// reader reads an object to its end, whatever becomes of the connection.
type reader struct {
	*Store
	ctx  context.Context
	key  string
	full *string
	etag *string
	body io.ReadCloser // nil between connections

	size    int64 // -1: not known
	at      int64 // bytes read so far
	resumed int
	sum     *summer // nil: nothing to verify
	want    string
}

func (r *reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for {
		if r.body == nil {
			if err := r.resume(); err != nil {
				return 0, err
			}
		}
		n, err := r.body.Read(p)
		r.at += int64(n)
		if r.sum != nil {
			r.sum.Write(p[:n])
		}
		switch {
		case err == nil:
			return n, nil
		case err == io.EOF && (r.size < 0 || r.at >= r.size):
			return n, r.verify()
		case !r.mayResume():
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return n, r.broken(err)
		}
		r.body.Close()
		r.body = nil
		if n > 0 {
			return n, nil
		}
	}
}

// mayResume reports whether the rest can be asked for.
func (r *reader) mayResume() bool {
	return r.ctx.Err() == nil && r.resumed < resumes && r.size >= 0 && r.etag != nil
}

func (r *reader) broken(err error) error {
	if ctxErr := r.ctx.Err(); ctxErr != nil {
		err = ctxErr // more telling than what became of the connection
	}
	return r.fault("read", r.key, fmt.Errorf("after %d of %d bytes: %w", r.at, r.size, err))
}

// resume asks for the rest of the object.
func (r *reader) resume() error {
	r.resumed++
	if r.at >= r.size {
		r.body = io.NopCloser(eof{})
		return nil
	}
	if r.resumed > 1 {
		if err := pause(r.ctx, r.resumed-1); err != nil {
			return r.broken(err)
		}
	}
	out, err := r.client.GetObject(r.ctx, &s3.GetObjectInput{
		Bucket: &r.bucket, Key: r.full, IfMatch: r.etag,
		Range: aws.String(fmt.Sprintf("bytes=%d-%d", r.at, r.size-1)),
	})
	if err != nil {
		if statusOf(err) == 412 {
			err = errors.New("the object was replaced while it was read")
		}
		return r.broken(err)
	}
	if got := aws.ToInt64(out.ContentLength); got != r.size-r.at {
		out.Body.Close()
		return r.broken(fmt.Errorf("the server answers a request for the last %d bytes with %d", r.size-r.at, got))
	}
	r.body = out.Body
	return nil
}

func (r *reader) verify() error {
	if r.sum == nil || r.sum.text() == r.want {
		return io.EOF
	}
	return fmt.Errorf("read s3://%s/%s: %w", r.bucket, *r.full, blob.ErrChanged)
}

// Close ends the reading. A body that is not at its end costs the connection.
func (r *reader) Close() error {
	body := r.body
	r.body = io.NopCloser(closed{})
	if body == nil {
		return nil
	}
	return body.Close()
}

type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

type closed struct{}

func (closed) Read([]byte) (int, error) { return 0, errors.New("read of a closed object") }
