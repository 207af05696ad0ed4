// Package memtest holds a queue and a store in memory. They keep their
// contracts, wait on nothing but timers and channels, and so can be used with
// the clock of testing/synctest. Tests can stop or break any single call.
package memtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/photoq/photoq/pkg/queue"
)

// Queue is a queue in memory. Its fields are set before it is used.
type Queue struct {
	Lease time.Duration // of each delivery; 0: a minute
	Wait  time.Duration // of Receive for a message
	// Gate, where it is set, is called before each call with its name, like
	// "extend", and how many parts it has. It may wait. With an error the
	// call fails, without effect.
	Gate func(call string, parts int) error
	// After is like Gate, but called when the call has had its effect.
	After func(call string, parts int) error

	mu    sync.Mutex
	items []*item
	sent  int
	bell  chan struct{} // closed when there is something new
}

type item struct {
	message queue.Message
	due     time.Time // when it can be received, or its lease ends
	leased  bool
}

var (
	_ queue.Queue  = (*Queue)(nil)
	_ queue.Purger = (*Queue)(nil)
)

func (q *Queue) call(name string, parts int, effect func() error) error {
	if q.Gate != nil {
		if err := q.Gate(name, parts); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := effect(); err != nil {
		return err
	}
	if q.After != nil {
		if err := q.After(name, parts); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (q *Queue) ring() {
	if q.bell != nil {
		close(q.bell)
		q.bell = nil
	}
}

// Send implements [queue.Queue].
func (q *Queue) Send(ctx context.Context, bodies ...queue.Body) error {
	return q.call("send", len(bodies), func() error {
		q.mu.Lock()
		defer q.mu.Unlock()
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("send: %w", err)
		}
		for _, b := range bodies {
			q.sent++
			q.items = append(q.items, &item{message: queue.Message{Body: b, ID: fmt.Sprint(q.sent)}})
		}
		q.ring()
		return nil
	})
}

// Receive implements [queue.Queue].
func (q *Queue) Receive(ctx context.Context, max int) (messages []queue.Message, err error) {
	if max < 1 {
		return nil, fmt.Errorf("receive: asked for %d messages", max)
	}
	end := time.Now().Add(q.Wait)
	err = q.call("receive", max, func() error {
		for {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("receive: %w", err)
			}
			var bell chan struct{}
			var next time.Time
			messages, bell, next = q.take(max)
			if len(messages) > 0 || !time.Now().Before(end) {
				return nil
			}
			if next.IsZero() || next.After(end) {
				next = end
			}
			timer := time.NewTimer(time.Until(next))
			select {
			case <-bell:
			case <-timer.C:
			case <-ctx.Done():
				timer.Stop()
				return fmt.Errorf("receive: %w", ctx.Err())
			}
			timer.Stop()
		}
	})
	if err != nil {
		return nil, err
	}
	return messages, nil
}

// take leases what is due. It returns what rings when more may be, and when
// the next message will be.
func (q *Queue) take(max int) (messages []queue.Message, bell chan struct{}, next time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	lease := q.Lease
	if lease == 0 {
		lease = time.Minute
	}
	for _, it := range q.items {
		if it.due.After(now) {
			if next.IsZero() || it.due.Before(next) {
				next = it.due
			}
			continue
		}
		if len(messages) == max {
			break
		}
		it.message.Attempts++
		it.message.Receipt = queue.Receipt(fmt.Sprintf("%s-%d", it.message.ID, it.message.Attempts))
		it.due, it.leased = now.Add(lease), true
		messages = append(messages, it.message)
	}
	if q.bell == nil {
		q.bell = make(chan struct{})
	}
	return messages, q.bell, next
}

var errReceipt = errors.New("no receipt of this queue")

// Extend implements [queue.Queue].
func (q *Queue) Extend(ctx context.Context, d time.Duration, receipts ...queue.Receipt) error {
	return q.change(ctx, "extend", receipts, func(at int) {
		q.items[at].due, q.items[at].leased = time.Now().Add(d), d > 0
		q.ring()
	})
}

// Delete implements [queue.Queue].
func (q *Queue) Delete(ctx context.Context, receipts ...queue.Receipt) error {
	return q.change(ctx, "delete", receipts, func(at int) { q.items = slices.Delete(q.items, at, at+1) })
}

// change does something to each message whose receipt holds. Receipts of
// messages that are gone are passed over; others are stale.
func (q *Queue) change(ctx context.Context, name string, receipts []queue.Receipt, do func(at int)) error {
	return q.call(name, len(receipts), func() error {
		q.mu.Lock()
		defer q.mu.Unlock()
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		failed := map[int]error{}
		for i, r := range receipts {
			var id, attempt int
			if n, _ := fmt.Sscanf(string(r), "%d-%d", &id, &attempt); n != 2 {
				failed[i] = errReceipt
				continue
			}
			at := slices.IndexFunc(q.items, func(it *item) bool { return it.message.ID == fmt.Sprint(id) })
			switch {
			case at < 0:
				if name == "extend" {
					failed[i] = queue.ErrStale
				}
			case q.items[at].message.Receipt != r:
				failed[i] = queue.ErrStale
			default:
				do(at)
			}
		}
		if len(failed) > 0 {
			return &queue.BatchError{Failed: failed}
		}
		return nil
	})
}

// Stats implements [queue.Queue].
func (q *Queue) Stats(ctx context.Context) (s queue.Stats, err error) {
	err = q.call("stats", 0, func() error {
		q.mu.Lock()
		defer q.mu.Unlock()
		s.Exact = true
		for _, it := range q.items {
			if it.leased && it.due.After(time.Now()) {
				s.InFlight++
			} else {
				s.Waiting++
			}
		}
		return ctx.Err()
	})
	return s, err
}

// Purge implements [queue.Purger].
func (q *Queue) Purge(ctx context.Context, group string) (n int64, err error) {
	err = q.call("purge", 0, func() error {
		q.mu.Lock()
		defer q.mu.Unlock()
		before := len(q.items)
		q.items = slices.DeleteFunc(q.items, func(it *item) bool { return it.message.Group == group })
		n = int64(before - len(q.items))
		return ctx.Err()
	})
	return n, err
}

// Messages returns all messages as they were last delivered, in the order in
// which they were sent.
func (q *Queue) Messages() []queue.Message {
	q.mu.Lock()
	defer q.mu.Unlock()
	messages := make([]queue.Message, len(q.items))
	for i, it := range q.items {
		messages[i] = it.message
	}
	return messages
}
