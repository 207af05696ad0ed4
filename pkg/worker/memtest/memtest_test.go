package memtest_test

import (
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/blob/blobtest"
	"github.com/photoq/photoq/pkg/queue"
	"github.com/photoq/photoq/pkg/queue/queuetest"
	"github.com/photoq/photoq/pkg/worker/memtest"
)

func TestQueueKeepsTheContract(t *testing.T) {
	queuetest.Run(t, queuetest.Harness{
		Open: func(_ *testing.T, o queuetest.Options) queue.Queue {
			return &memtest.Queue{Lease: o.Lease, Wait: o.Wait}
		},
		Tick: 100 * time.Millisecond, StaleReceiptsFail: true,
	})
}

func TestStoreKeepsTheContract(t *testing.T) {
	blobtest.Run(t, blobtest.Harness{
		Open:           func(*testing.T) blob.Store { return &memtest.Store{} },
		VerifiesSHA256: true, Keys: 1200, LargeSize: 1 << 20,
	})
}
