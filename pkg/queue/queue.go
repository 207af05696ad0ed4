// Package queue is how work finds a worker. Package sqlitequeue keeps the
// queue in a file on one machine, package sqsqueue in Amazon SQS.
//
// The contract is that of the weaker of the two. A message is delivered at
// least once: it can come twice, late and out of order, and while one worker
// still holds it another may be given it, once its lease has run out. Whoever
// consumes a queue must make doing a message twice harmless.
package queue

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"
)

// MaxBatch is how many bodies, receipts or messages a driver carries in one
// request. Callers may hand over any number; drivers split.
const MaxBatch = 10

// Body is what is sent.
type Body struct {
	// Group is whose work it is: the job. A driver that can serves the
	// groups fairly, so that a small job need not wait for a large one.
	Group string
	// Data is the message, UTF-8 text of at most 64 KiB.
	Data string
}

// Message is what is received: a body, and the lease on it.
type Message struct {
	Body
	// ID is the message's identity, the same at each delivery.
	ID string
	// Receipt is this delivery's handle for Extend and Delete.
	Receipt Receipt
	// Attempts is how often the message has been delivered, this time
	// included: 1 or more. Deliveries that were given back count as well.
	Attempts int
}

// Receipt stands for one delivery of one message. It may go stale at any
// moment (its lease has run out and the message was delivered anew), and
// nobody is told.
type Receipt string

// Stats is how full a queue is, by its own and possibly late account.
type Stats struct {
	Waiting  int64 // ready to be received, or set aside for a back-off
	InFlight int64 // delivered and under lease
	Dead     int64 // given up by the queue itself, in its dead-letter queue
	Exact    bool  // the numbers were true at the moment of asking
}

// Queue is a store of messages under lease.
//
// All methods may be called from any number of goroutines. Errors that
// concern the queue as a whole (it does not exist, access is denied) carry
// fault.NotFound or fault.Unusable and a hint; all others may pass when tried
// again.
type Queue interface {
	// Send adds the bodies, in batches where there are many. Nil means that
	// all are stored durably. A *BatchError names those that are not; any
	// other error means that none is known to be, though some may: sending
	// again makes duplicates, which the contract allows.
	Send(ctx context.Context, bodies ...Body) error

	// Receive waits for messages and leases up to max of them (at least 1;
	// a driver may return fewer than are there). It returns as soon as it has any,
	// and with none when its waiting time has passed or ctx has ended, then
	// with ctx's error. A message that it returns is nobody else's for the
	// lease that the queue was opened with.
	Receive(ctx context.Context, max int) ([]Message, error)

	// Extend sets the leases to end d from now, at most 12 hours. Zero gives
	// the messages back: they can be received at once. A stale receipt is
	// either ignored or named in a *BatchError; the others are served.
	Extend(ctx context.Context, d time.Duration, receipts ...Receipt) error

	// Delete removes the messages for good. Deleting twice is fine. A stale
	// receipt is either honoured, ignored or named in a *BatchError.
	Delete(ctx context.Context, receipts ...Receipt) error

	// Stats returns how full the queue is.
	Stats(ctx context.Context) (Stats, error)
}

// Purger is implemented by queues that can drop all messages of a group.
// Others leave that to whoever receives them.
type Purger interface {
	// Purge removes the group's messages, also those under lease, and
	// returns how many there were.
	Purge(ctx context.Context, group string) (int64, error)
}

// ErrStale is the error of a receipt whose lease has been lost.
var ErrStale = errors.New("the lease has run out")

// BatchError says which parts of a call failed, by their index in the
// arguments. What it does not name has succeeded.
type BatchError struct {
	Failed map[int]error
}

// Error names how many failed and why the first one did.
func (e *BatchError) Error() string {
	indexes := e.Indexes()
	var b strings.Builder
	fmt.Fprintf(&b, "%d in the batch failed", len(indexes))
	if len(indexes) > 0 {
		fmt.Fprintf(&b, ", the first with: %v", e.Failed[indexes[0]])
	}
	return b.String()
}

// Indexes returns the indexes of the failed parts, ascending.
func (e *BatchError) Indexes() []int {
	indexes := make([]int, 0, len(e.Failed))
	for i := range e.Failed {
		indexes = append(indexes, i)
	}
	sort.Ints(indexes)
	return indexes
}

// Unwrap returns the errors of all failed parts, in the order of Indexes.
func (e *BatchError) Unwrap() []error {
	errs := make([]error, 0, len(e.Failed))
	for _, i := range e.Indexes() {
		errs = append(errs, e.Failed[i])
	}
	return errs
}
