package s3blob_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"testing"

	"github.com/photoq/photoq/pkg/backend/servertest"
	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/blob/s3blob"
)

// Eight callers at once put and get objects of the size of a small result.
func BenchmarkPutGet(b *testing.B) {
	server := servertest.VersityGW(b)
	client := s3blob.NewClient(server.Config(), server.Endpoint)
	ctx := context.Background()
	if _, err := s3blob.Setup(ctx, client, "bench", prefix, s3blob.SetupOptions{}); err != nil {
		b.Fatal(err)
	}
	s, err := s3blob.Open(ctx, client, "bench", prefix, s3blob.Options{})
	if err != nil {
		b.Fatal(err)
	}
	body := noise(200_000)
	run := func(b *testing.B, do func(key string) error) {
		var n atomic.Int64
		b.SetBytes(int64(len(body)))
		b.SetParallelism(4)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := do(fmt.Sprintf("o/%d", n.Add(1)%500)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	put := func(key string) error { return s.Put(ctx, key, bytes.NewReader(body), blob.PutOptions{}) }
	for i := range 500 {
		if err := put(fmt.Sprintf("o/%d", i)); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("put", func(b *testing.B) { run(b, put) })
	b.Run("get", func(b *testing.B) {
		run(b, func(key string) error {
			r, _, err := s.Get(ctx, key)
			if err != nil {
				return err
			}
			defer r.Close()
			_, err = io.Copy(io.Discard, r)
			return err
		})
	})
}
