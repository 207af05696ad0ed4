package s3blob

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/photoq/photoq/pkg/blob"
)

// List yields the objects; see blob.Store. A request brings up to 1,000.
func (s *Store) List(ctx context.Context, prefix, after string) iter.Seq2[blob.Info, error] {
	return func(yield func(blob.Info, error) bool) {
		in := &s3.ListObjectsV2Input{
			Bucket: &s.bucket, Prefix: aws.String(s.prefix + prefix),
			// XML cannot carry all characters that a key can have.
			EncodingType: types.EncodingTypeUrl,
		}
		if after != "" {
			in.StartAfter = aws.String(s.prefix + after)
		}
		for {
			out, err := s.client.ListObjectsV2(ctx, in)
			if err != nil {
				yield(blob.Info{}, s.fault("list", prefix, err))
				return
			}
			for _, object := range out.Contents {
				info, err := s.info(object, out.EncodingType)
				if err != nil {
					yield(blob.Info{}, s.fault("list", prefix, err))
					return
				}
				if !yield(info, nil) {
					return
				}
			}
			if !aws.ToBool(out.IsTruncated) || aws.ToString(out.NextContinuationToken) == "" {
				return
			}
			in.ContinuationToken = out.NextContinuationToken
		}
	}
}

func (s *Store) info(object types.Object, encoding types.EncodingType) (blob.Info, error) {
	key := aws.ToString(object.Key)
	if encoding == types.EncodingTypeUrl { // else the server has ignored the request for it
		decoded, err := url.QueryUnescape(key)
		if err != nil {
			return blob.Info{}, fmt.Errorf("decode key %q: %w", key, err)
		}
		key = decoded
	}
	info := blob.Info{Key: strings.TrimPrefix(key, s.prefix), Size: -1, Modified: aws.ToTime(object.LastModified)}
	if object.Size != nil {
		info.Size = *object.Size
	}
	return info, nil
}
