package s3blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/photoq/photoq/pkg/awsapi"
	"github.com/photoq/photoq/pkg/blob"
)

const (
	minPart       = 8 << 20 // bytes
	maxParts      = 10_000
	parallelParts = 4
	abortGrace    = 20 * time.Second
)

// upload is an object on its way in parts.
type upload struct {
	*put
	id     *string
	whole  hash.Hash32 // over all parts read so far
	sha256 hash.Hash   // likewise, or nil when there is nothing to compare it with

	mu    sync.Mutex
	parts []types.CompletedPart
}

// inParts sends the body as a multipart upload. Whatever fails, it removes the
// parts again, also when ctx has ended by then.
func (p *put) inParts(ctx context.Context) (err error) {
	if p.o.IfAbsent {
		// The condition is only checked at the end. Look now, to save the way.
		if _, err := p.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &p.bucket, Key: p.full}); err == nil {
			return fmt.Errorf("put %s: %w", p.key, blob.ErrExists)
		}
	}
	u := &upload{put: p, whole: crc32.NewIEEE()}
	if p.o.SHA256 != "" {
		u.sha256 = sha256.New()
	}
	if err := u.create(ctx); err != nil {
		return p.fault("put", p.key, err)
	}
	if err = u.send(ctx); err == nil {
		if err = u.complete(ctx); err == nil {
			return nil
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abortGrace)
	defer cancel()
	// Should this fail too, the bucket's lifecycle rule removes the parts.
	p.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: &p.bucket, Key: p.full, UploadId: u.id})
	return err
}

func (u *upload) create(ctx context.Context) error {
	in := &s3.CreateMultipartUploadInput{
		Bucket: &u.bucket, Key: u.full, Metadata: u.metadata(),
		// A checksum of the whole object, rather than one of the parts'
		// checksums, so that readers can verify it.
		ChecksumAlgorithm: types.ChecksumAlgorithmCrc32,
		ChecksumType:      types.ChecksumTypeFullObject,
	}
	if u.o.ContentType != "" {
		in.ContentType = &u.o.ContentType
	}
	out, err := u.client.CreateMultipartUpload(ctx, in)
	if err != nil {
		return err
	}
	u.id = out.UploadId
	return nil
}

// send reads the body part by part and sends the parts in parallel. It
// returns the first error.
func (u *upload) send(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var senders sync.WaitGroup
	size := max(minPart, (u.size+maxParts-1)/maxParts)
	free := make(chan []byte, parallelParts) // buffers; also the limit on senders
	for range parallelParts {
		free <- nil
	}
	var left = u.size
	for number := int32(1); left > 0 && ctx.Err() == nil; number++ {
		buf := <-free
		if buf == nil {
			buf = make([]byte, min(size, left))
		}
		part := buf[:min(size, left)]
		if err := u.read(part); err != nil {
			cancel(err)
			break
		}
		left -= int64(len(part))
		senders.Go(func() {
			if err := u.sendPart(ctx, number, part); err != nil {
				cancel(err)
			}
			free <- buf
		})
	}
	senders.Wait()
	if err := context.Cause(ctx); err != nil {
		return u.fault("put", u.key, err)
	}
	return nil
}

func (u *upload) read(part []byte) error {
	n, err := io.ReadFull(u.body, part)
	if err != nil {
		if n < len(part) && (err == io.EOF || err == io.ErrUnexpectedEOF) {
			err = errors.New("it ended early")
		}
		return fmt.Errorf("read the body: %w", err)
	}
	u.whole.Write(part)
	if u.sha256 != nil {
		u.sha256.Write(part)
	}
	return nil
}

func (u *upload) sendPart(ctx context.Context, number int32, part []byte) error {
	sum := encodeCRC(crc32.ChecksumIEEE(part))
	out, err := u.client.UploadPart(ctx, &s3.UploadPartInput{
		Bucket: &u.bucket, Key: u.full, UploadId: u.id, PartNumber: &number,
		Body: bytes.NewReader(part), ContentLength: aws.Int64(int64(len(part))), ChecksumCRC32: sum,
	}, u.unsignedOverTLS)
	if err != nil {
		return err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	for len(u.parts) < int(number) {
		u.parts = append(u.parts, types.CompletedPart{})
	}
	u.parts[number-1] = types.CompletedPart{ETag: out.ETag, PartNumber: &number, ChecksumCRC32: sum}
	return nil
}

func (u *upload) complete(ctx context.Context) error {
	if u.sha256 != nil && hex.EncodeToString(u.sha256.Sum(nil)) != strings.ToLower(u.o.SHA256) {
		return fmt.Errorf("put %s: the body does not have the checksum that was given", u.key)
	}
	in := &s3.CompleteMultipartUploadInput{
		Bucket: &u.bucket, Key: u.full, UploadId: u.id,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: u.parts},
		ChecksumCRC32:   encodeCRC(u.whole.Sum32()),
		ChecksumType:    types.ChecksumTypeFullObject,
	}
	if u.o.IfAbsent {
		in.IfNoneMatch = aws.String("*")
	}
	for try := 1; ; try++ {
		_, err := u.client.CompleteMultipartUpload(ctx, in)
		if err == nil {
			return nil
		}
		if awsapi.Code(err) != "ConditionalRequestConflict" || try == conflictTries {
			return u.failed(ctx, err)
		}
		if err := pause(ctx, try); err != nil {
			return fmt.Errorf("put %s: %w", u.key, err)
		}
	}
}
