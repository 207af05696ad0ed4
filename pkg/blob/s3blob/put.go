package s3blob

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/photoq/photoq/pkg/awsapi"
	"github.com/photoq/photoq/pkg/blob"
)

// maxSingle is the size up to which an object is sent in one request.
const maxSingle = 16 << 20

// nonceKey is the metadata by which a writer recognizes its own object.
const nonceKey = "photoq-put"

// conflictTries is how often a conditional write is tried that S3 refuses
// because another one is under way.
const conflictTries = 6

// Put stores the body; see blob.Store. Up to 16 MiB go in one request, after
// the body was read once for its checksum; more goes in parts, four at once,
// of which each is held in memory.
func (s *Store) Put(ctx context.Context, key string, body io.ReadSeeker, o blob.PutOptions) error {
	full, err := s.key(key)
	if err != nil {
		return err
	}
	if s.foreign {
		return fmt.Errorf("put s3://%s/%s: %w", s.bucket, *full, ErrReadOnly)
	}
	start, size, err := extent(body)
	if err != nil {
		return fmt.Errorf("put %s: measure the body: %w", key, err)
	}
	p := &put{Store: s, key: key, full: full, body: body, start: start, size: size, o: o, nonce: nonce()}
	if size > maxSingle {
		return p.inParts(ctx)
	}
	return p.atOnce(ctx)
}

// extent returns where the body is now and how many bytes follow, and leaves
// it there.
func extent(body io.Seeker) (start, size int64, err error) {
	if start, err = body.Seek(0, io.SeekCurrent); err != nil {
		return 0, 0, err
	}
	end, err := body.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, 0, err
	}
	_, err = body.Seek(start, io.SeekStart)
	return start, end - start, err
}

// put is one Put under way.
type put struct {
	*Store
	key         string
	full        *string
	body        io.ReadSeeker
	start, size int64
	o           blob.PutOptions
	nonce       string
}

func (p *put) atOnce(ctx context.Context) error {
	in := &s3.PutObjectInput{
		Bucket: &p.bucket, Key: p.full, ContentLength: &p.size,
		// The SDK finds out whether a body can be closed, and does so.
		Body:     struct{ io.ReadSeeker }{p.body},
		Metadata: p.metadata(),
	}
	if p.o.ContentType != "" {
		in.ContentType = &p.o.ContentType
	}
	if p.o.IfAbsent {
		in.IfNoneMatch = aws.String("*")
	}
	if err := p.checksum(in); err != nil {
		return err
	}
	for try := 1; ; try++ {
		_, err := p.client.PutObject(ctx, in, p.unsignedOverTLS)
		if err == nil {
			return nil
		}
		if awsapi.Code(err) == "ConditionalRequestConflict" && try < conflictTries {
			if err := p.rewind(ctx, try); err != nil {
				return err
			}
			continue
		}
		return p.failed(ctx, err)
	}
}

// unsignedOverTLS spares reading the body a second time only to sign it: the
// checksum is signed, and the connection is authentic.
func (p *put) unsignedOverTLS(o *s3.Options) {
	if o.BaseEndpoint == nil || strings.HasPrefix(*o.BaseEndpoint, "https:") {
		o.APIOptions = append(o.APIOptions, v4.SwapComputePayloadSHA256ForUnsignedPayloadMiddleware)
	}
}

// checksum sets the checksum that the server verifies: the caller's, or one
// computed now.
func (p *put) checksum(in *s3.PutObjectInput) error {
	if p.o.SHA256 != "" {
		sum, err := hex.DecodeString(p.o.SHA256)
		if err != nil || len(sum) != 32 {
			return fmt.Errorf("put %s: %q is no SHA-256 checksum", p.key, p.o.SHA256)
		}
		in.ChecksumSHA256 = aws.String(base64.StdEncoding.EncodeToString(sum))
		return nil
	}
	sum := crc32.NewIEEE()
	n, err := io.Copy(sum, p.body)
	if err == nil && n != p.size {
		err = fmt.Errorf("it changed while it was read: %d bytes, then %d", p.size, n)
	}
	if err == nil {
		_, err = p.body.Seek(p.start, io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("put %s: read the body: %w", p.key, err)
	}
	in.ChecksumCRC32 = encodeCRC(sum.Sum32())
	return nil
}

func encodeCRC(sum uint32) *string {
	return aws.String(base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint32(nil, sum)))
}

// metadata marks the object as written by this Put, where it may have to find
// out later whether it was.
func (p *put) metadata() map[string]string {
	if !p.o.IfAbsent && p.size <= maxSingle {
		return nil
	}
	return map[string]string{nonceKey: p.nonce}
}

// rewind waits a little and makes the body ready for another request.
func (p *put) rewind(ctx context.Context, try int) error {
	if err := pause(ctx, try); err != nil {
		return fmt.Errorf("put %s: %w", p.key, err)
	}
	if _, err := p.body.Seek(p.start, io.SeekStart); err != nil {
		return fmt.Errorf("put %s: rewind the body: %w", p.key, err)
	}
	return nil
}

// failed returns what a failed write means. When the answer to one that
// succeeded is lost, the SDK writes again, and finds the key taken or the
// upload gone: by itself.
func (p *put) failed(ctx context.Context, err error) error {
	taken := p.o.IfAbsent && isTaken(err)
	if taken || awsapi.Code(err) == "NoSuchUpload" {
		head, headErr := p.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &p.bucket, Key: p.full})
		if headErr == nil && head.Metadata[nonceKey] == p.nonce {
			return nil
		}
	}
	if taken {
		return fmt.Errorf("put %s: %w", p.key, blob.ErrExists)
	}
	return p.fault("put", p.key, err)
}

// isTaken reports whether a conditional write was refused because the key has
// an object, or is getting one from somebody else.
func isTaken(err error) bool {
	switch awsapi.Code(err) {
	case "PreconditionFailed", "ConditionalRequestConflict":
		return true
	}
	return statusOf(err) == 412
}

// isUnknown reports whether the server does not know what it was asked for.
func isUnknown(err error) bool {
	switch awsapi.Code(err) {
	case "NotImplemented", "MethodNotAllowed", "XNotImplemented", "UnsupportedOperation":
		return true
	}
	return statusOf(err) == 501
}
