package queuetest

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/photoq/photoq/pkg/queue"
)

// Counts are the calls a [Counting] has seen, and the parts they carried.
type Counts struct {
	Send, Receive, Extend, Delete, Stats int64 // calls
	Sent, Received, Extended, Deleted    int64 // bodies, messages and receipts in them
	Requests                             int64 // what SQS would bill: batches of at most queue.MaxBatch
}

// Counting passes everything on to another queue and counts it, for tests
// that hold a caller to a budget of requests. It may be used from any number
// of goroutines.
type Counting struct {
	inner                                queue.Queue
	send, receive, extend, delete, stats atomic.Int64
	sent, received, extended, deleted    atomic.Int64
	requests                             atomic.Int64
}

var _ queue.Queue = (*Counting)(nil)

// NewCounting returns a queue that counts what inner is asked for.
func NewCounting(inner queue.Queue) *Counting { return &Counting{inner: inner} }

// Counts returns what has been counted so far. Calls that failed count too.
func (c *Counting) Counts() Counts {
	return Counts{
		Send: c.send.Load(), Receive: c.receive.Load(), Extend: c.extend.Load(),
		Delete: c.delete.Load(), Stats: c.stats.Load(),
		Sent: c.sent.Load(), Received: c.received.Load(), Extended: c.extended.Load(), Deleted: c.deleted.Load(),
		Requests: c.requests.Load(),
	}
}

// Send implements [queue.Queue].
func (c *Counting) Send(ctx context.Context, bodies ...queue.Body) error {
	c.count(&c.send, &c.sent, len(bodies))
	return c.inner.Send(ctx, bodies...)
}

// Receive implements [queue.Queue].
func (c *Counting) Receive(ctx context.Context, max int) ([]queue.Message, error) {
	c.receive.Add(1)
	c.requests.Add(1)
	messages, err := c.inner.Receive(ctx, max)
	c.received.Add(int64(len(messages)))
	return messages, err
}

// Extend implements [queue.Queue].
func (c *Counting) Extend(ctx context.Context, d time.Duration, receipts ...queue.Receipt) error {
	c.count(&c.extend, &c.extended, len(receipts))
	return c.inner.Extend(ctx, d, receipts...)
}

// Delete implements [queue.Queue].
func (c *Counting) Delete(ctx context.Context, receipts ...queue.Receipt) error {
	c.count(&c.delete, &c.deleted, len(receipts))
	return c.inner.Delete(ctx, receipts...)
}

// Stats implements [queue.Queue].
func (c *Counting) Stats(ctx context.Context) (queue.Stats, error) {
	c.stats.Add(1)
	c.requests.Add(1)
	return c.inner.Stats(ctx)
}

func (c *Counting) count(calls, parts *atomic.Int64, n int) {
	calls.Add(1)
	parts.Add(int64(n))
	c.requests.Add(int64((n + queue.MaxBatch - 1) / queue.MaxBatch))
}
