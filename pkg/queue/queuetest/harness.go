// Package queuetest holds what every queue driver must do, as one suite of
// tests, and two queues that wrap another for the tests of its users: [Faulty]
// breaks what the contract of package queue allows to break, [Counting]
// counts requests.
package queuetest

import (
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/queue"
)

// Options are how a test wants its queue opened. Both are whole multiples of
// Harness.Tick.
type Options struct {
	Lease time.Duration // how long a received message is its receiver's; at least 1 tick
	Wait  time.Duration // how long Receive waits for a message; at least 1 tick
}

// Harness makes queues for the suite and says what the driver, or the server
// behind it, does that the contract leaves open. The zero value of each field
// after Open stands for the weakest queue that the contract allows.
type Harness struct {
	// Open returns a fresh and empty queue, which no other test sees. It
	// registers with t.Cleanup what has to be closed, and fails the test
	// itself when it cannot open. It is called from parallel tests.
	Open func(t *testing.T, o Options) queue.Queue

	// Tick is the shortest time that the driver can tell apart; 0 is 1 second,
	// which is SQS's. A finer one makes the suite faster.
	Tick time.Duration

	// StaleReceiptsFail: Extend and Delete name a receipt whose message has
	// been delivered anew with queue.ErrStale, and leave the message alone.
	StaleReceiptsFail bool
	// FairGroups: one message of a second group is delivered within the
	// first two Receives, however many of the first group came before it.
	FairGroups bool
	// LimitsBodies: Send refuses bodies of more than 64 KiB and those that are not
	// UTF-8, by their index, and stores the others.
	LimitsBodies bool

	// The rest are defects, of servers that only stand in for the real one.

	// MayDuplicate: a message may be delivered twice within its lease.
	MayDuplicate bool
	// CancelSwallows: a Receive that is cancelled may take the next message
	// with it, so that the message comes back only after its lease.
	CancelSwallows bool
	// NoEmoji: characters outside of the basic plane are refused.
	NoEmoji bool
	// NoGroups: the group of a message is not given back on Receive.
	NoGroups bool
	// NoStats: Stats is wrong or absent.
	NoStats bool
	// MaxBytes is the longest body that the server takes; 0 is 64 KiB.
	MaxBytes int
	// SkipWhy names, by subtest, why the server cannot pass it.
	SkipWhy map[string]string
}

type clause struct {
	name string
	run  func(*testing.T, Harness)
}

// Run tests the queues of h against the contract of package queue, one
// subtest for each clause, in parallel (most of them only wait: more than
// -parallel=2 makes it faster). It takes about 15 ticks on a queue that
// answers at once.
func Run(t *testing.T, h Harness) {
	t.Helper()
	if h.Tick == 0 {
		h.Tick = time.Second
	}
	var clauses []clause
	clauses = append(clauses, sendClauses()...)
	clauses = append(clauses, receiveClauses()...)
	clauses = append(clauses, leaseClauses()...)
	clauses = append(clauses, receiptClauses()...)
	for _, c := range clauses {
		t.Run(c.name, func(t *testing.T) {
			if why := h.SkipWhy[c.name]; why != "" {
				t.Skip(why)
			}
			t.Parallel()
			c.run(t, h)
		})
	}
}
