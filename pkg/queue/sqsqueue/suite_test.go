package sqsqueue_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/photoq/photoq/pkg/backend/servertest"
	"github.com/photoq/photoq/pkg/queue"
	"github.com/photoq/photoq/pkg/queue/queuetest"
	"github.com/photoq/photoq/pkg/queue/sqsqueue"
)

func TestMoto(t *testing.T) {
	t.Parallel()
	h := harness(servertest.Moto(t))
	h.MayDuplicate = true // its requests are not safe from each other
	queuetest.Run(t, h)
}

func TestElasticMQ(t *testing.T) {
	t.Parallel()
	h := harness(servertest.ElasticMQ(t))
	queuetest.Run(t, h)
}

// harness opens queues on the server, each a new one made by Setup.
func harness(s servertest.Server) queuetest.Harness {
	client := sqsqueue.NewClient(s.Config(), s.Endpoint)
	var made atomic.Int64
	return queuetest.Harness{
		LimitsBodies: true,
		Open: func(t *testing.T, o queuetest.Options) queue.Queue {
			name := fmt.Sprintf("photoq-%d", made.Add(1))
			return openNew(t, client, name, sqsqueue.Options{Lease: o.Lease, Wait: o.Wait})
		},
	}
}

// openNew creates the queue and opens it until the test ends.
func openNew(t *testing.T, client *sqs.Client, name string, o sqsqueue.Options) *sqsqueue.Queue {
	t.Helper()
	ctx := context.Background()
	if _, err := sqsqueue.Setup(ctx, client, name, sqsqueue.SetupOptions{}); err != nil {
		t.Fatal(err)
	}
	q, err := sqsqueue.Open(ctx, client, name, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close() })
	return q
}
