package sqsqueue_test

import (
	"context"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/backend/servertest"
	"github.com/photoq/photoq/pkg/queue"
	"github.com/photoq/photoq/pkg/queue/sqsqueue"
)

// A message is sent, received and deleted, a thousand at a time; one consumer.
func BenchmarkThousandMessages(b *testing.B) {
	server := servertest.ElasticMQ(b)
	client := sqsqueue.NewClient(server.Config(), server.Endpoint)
	ctx := context.Background()
	if _, err := sqsqueue.Setup(ctx, client, "bench", sqsqueue.SetupOptions{}); err != nil {
		b.Fatal(err)
	}
	q, err := sqsqueue.Open(ctx, client, "bench", sqsqueue.Options{Wait: time.Second})
	if err != nil {
		b.Fatal(err)
	}
	defer q.Close()
	var send, receive, remove time.Duration
	for b.Loop() {
		start := time.Now()
		if err := q.Send(ctx, bodies(1000)...); err != nil {
			b.Fatal(err)
		}
		sent := time.Now()
		var receipts []queue.Receipt
		for len(receipts) < 1000 {
			messages, err := q.Receive(ctx, 10)
			if err != nil {
				b.Fatal(err)
			}
			for _, m := range messages {
				receipts = append(receipts, m.Receipt)
			}
		}
		received := time.Now()
		if err := q.Delete(ctx, receipts...); err != nil {
			b.Fatal(err)
		}
		send, receive, remove = send+sent.Sub(start), receive+received.Sub(sent), remove+time.Since(received)
	}
	n := float64(b.N) * 1000
	b.ReportMetric(n/send.Seconds(), "sent/s")
	b.ReportMetric(n/receive.Seconds(), "received/s")
	b.ReportMetric(n/remove.Seconds(), "deleted/s")
}
