package sqlitequeue_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/queue"
	"github.com/photoq/photoq/pkg/queue/queuetest"
	"github.com/photoq/photoq/pkg/queue/sqlitequeue"
)

func TestQueue(t *testing.T) {
	queuetest.Run(t, queuetest.Harness{
		Open: func(t *testing.T, o queuetest.Options) queue.Queue {
			return open(t, filepath.Join(t.TempDir(), "queue.db"), sqlitequeue.Options{Lease: o.Lease, Wait: o.Wait})
		},
		Tick:              250 * time.Millisecond,
		StaleReceiptsFail: true,
		FairGroups:        true,
		LimitsBodies:      true,
	})
}

func open(t testing.TB, path string, o sqlitequeue.Options) *sqlitequeue.Queue {
	t.Helper()
	q, err := sqlitequeue.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := q.Close(); err != nil {
			t.Error(err)
		}
	})
	return q
}
