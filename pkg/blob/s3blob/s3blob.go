// Package s3blob keeps blobs in an Amazon S3 bucket, or in a server that
// speaks its protocol, under a prefix.
//
// Every object is sent with a checksum that the server verifies, and is
// verified again when it is read where the server has kept one. Checksums are
// computed beforehand and travel in headers, because trailing ones, the SDK's
// default, are what compatible servers get wrong.
package s3blob

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/photoq/photoq/pkg/blob"
)

// ErrReadOnly is returned by Put and Delete of a store opened as foreign.
var ErrReadOnly = errors.New("bucket was opened for reading only")

// Options say how to open a store. The zero value is right for photoq's own.
type Options struct {
	// Foreign opens a bucket that others have filled: it is only read, and
	// its keys may be any that S3 allows, such as "a//b" or "x/../y".
	// Whether the bucket is there shows with the first Get or List.
	Foreign bool
}

// Store is a bucket, or what is under a prefix of it.
type Store struct {
	client  *s3.Client
	bucket  string
	prefix  string // "" or ends in "/"
	foreign bool
}

var _ blob.Store = (*Store)(nil)

// Open returns the store in the bucket under the prefix, which may be "", and
// gets a slash at its end unless the store is foreign. It asks the server
// whether the bucket is there: a missing one is fault.NotFound, a server that
// cannot be reached or refuses is fault.Unusable; both have a hint.
func Open(ctx context.Context, client *s3.Client, bucket, prefix string, o Options) (*Store, error) {
	s := &Store{client: client, bucket: bucket, prefix: prefix, foreign: o.Foreign}
	if o.Foreign {
		return s, nil
	}
	s.prefix = normalPrefix(prefix)
	if _, err := s.look(ctx); err != nil {
		return nil, openFault("open bucket "+bucket, err)
	}
	return s, nil
}

// look asks whether the bucket is there and may be used. It lists one object
// of it, because answers to HeadBucket have no body that says what is wrong.
func (s *Store) look(ctx context.Context) (*s3.ListObjectsV2Output, error) {
	return s.client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &s.bucket, Prefix: &s.prefix, MaxKeys: aws.Int32(1)}, few)
}

// few has a request given up sooner, because somebody waits to hear that the
// endpoint is mistyped.
func few(o *s3.Options) { o.Retryer = retry.AddWithMaxAttempts(o.Retryer, 3) }

// normalPrefix returns the prefix with one slash at its end and none before.
func normalPrefix(prefix string) string {
	prefix = strings.Trim(prefix, "/")
	if prefix == "" {
		return ""
	}
	return prefix + "/"
}

// key returns the key in the bucket.
func (s *Store) key(key string) (*string, error) {
	full := s.prefix + key
	if s.foreign {
		if key == "" {
			return nil, blob.CheckKey(key)
		}
		return &full, nil
	}
	if err := blob.CheckKey(key); err != nil {
		return nil, err
	}
	if err := blob.CheckKey(full); err != nil {
		return nil, fmt.Errorf("with the prefix %s: %w", s.prefix, err)
	}
	return &full, nil
}

// fault wraps the error of a request with the action and the key, and gives
// it the kind and hint that fit.
func (s *Store) fault(action, key string, err error) error {
	return classify(action+" s3://"+s.bucket+"/"+s.prefix+key, err)
}

// nonce returns a text that nobody else has.
func nonce() string { return rand.Text() }

// pause waits before another try: longer each time, up to two seconds.
func pause(ctx context.Context, try int) error {
	timer := time.NewTimer(min(100*time.Millisecond<<min(try-1, 8), 2*time.Second))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
