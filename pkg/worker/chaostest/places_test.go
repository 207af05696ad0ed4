package chaostest

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/backend/servertest"
	"github.com/photoq/photoq/pkg/blob/fileblob"
	"github.com/photoq/photoq/pkg/blob/s3blob"
	"github.com/photoq/photoq/pkg/queue/sqlitequeue"
	"github.com/photoq/photoq/pkg/queue/sqsqueue"
)

// embedded is a folder and a file on this machine.
func embedded(t *testing.T, lease time.Duration) place {
	t.Helper()
	dir := t.TempDir()
	store, err := fileblob.Open(filepath.Join(dir, "store"))
	if err != nil {
		t.Fatal(err)
	}
	q, err := sqlitequeue.Open(t.Context(), filepath.Join(dir, "queue.db"), sqlitequeue.Options{Lease: lease, Wait: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := q.Close(); err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return place{queue: q, store: store, lease: lease, kills: 6, calm: 3 * time.Second}
}

// served is a queue and a bucket of servers that speak Amazon's protocols.
func served(t *testing.T, sqs, s3 servertest.Server) place {
	t.Helper()
	const lease = 3 * time.Second
	ctx := context.Background()
	queues, buckets := sqsqueue.NewClient(sqs.Config(), sqs.Endpoint), s3blob.NewClient(s3.Config(), s3.Endpoint)
	if _, err := sqsqueue.Setup(ctx, queues, "chaos", sqsqueue.SetupOptions{Lease: lease}); err != nil {
		t.Fatal(err)
	}
	if _, err := s3blob.Setup(ctx, buckets, "chaos", "photoq/", s3blob.SetupOptions{}); err != nil {
		t.Fatal(err)
	}
	q, err := sqsqueue.Open(ctx, queues, "chaos", sqsqueue.Options{Lease: lease, Wait: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := q.Close(); err != nil {
			t.Error(err)
		}
	})
	store, err := s3blob.Open(ctx, buckets, "chaos", "photoq/", s3blob.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return place{queue: q, store: store, lease: lease, kills: 5, calm: 4 * time.Second}
}

func seeds(several ...uint64) []uint64 {
	if *seedFlag != 0 {
		return []uint64{*seedFlag}
	}
	return several
}

func TestNothingIsLostOnTheEmbeddedBackEnd(t *testing.T) {
	t.Parallel()
	dir := folder(t, 200)
	want := quiet(t, embedded(t, time.Minute), dir)
	for _, seed := range seeds(1, 2, 3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			chaos(t, seed, embedded(t, 2*time.Second), dir, want)
		})
	}
}

func TestNothingIsLostOnServers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		photos int
		start  func(*testing.T) place
	}{
		"ElasticMQ and VersityGW": {100, func(t *testing.T) place { return served(t, servertest.ElasticMQ(t), servertest.VersityGW(t)) }},
		"Moto":                    {30, func(t *testing.T) place { m := servertest.Moto(t); return served(t, m, m) }}, // it is slow
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() {
				t.Skip("servers take a while to start")
			}
			dir := folder(t, c.photos)
			want := quiet(t, embedded(t, time.Minute), dir)
			for _, seed := range seeds(7) {
				chaos(t, seed, c.start(t), dir, want)
			}
		})
	}
}
