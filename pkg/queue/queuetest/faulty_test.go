package queuetest_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/queue"
	"github.com/photoq/photoq/pkg/queue/queuetest"
	"github.com/photoq/photoq/pkg/queue/sqlitequeue"
)

func open(t *testing.T, o queuetest.Options) *sqlitequeue.Queue {
	t.Helper()
	path := filepath.Join(t.TempDir(), "queue.db")
	q, err := sqlitequeue.Open(t.Context(), path, sqlitequeue.Options{Lease: o.Lease, Wait: o.Wait})
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

// Without faults, the wrappers are as good as what they wrap.
func TestWrappersKeepTheContract(t *testing.T) {
	queuetest.Run(t, queuetest.Harness{
		Open: func(t *testing.T, o queuetest.Options) queue.Queue {
			return queuetest.NewCounting(queuetest.NewFaulty(open(t, o), 1, queuetest.Faults{}))
		},
		Tick:              250 * time.Millisecond,
		StaleReceiptsFail: true,
		FairGroups:        true,
		LimitsBodies:      true,
	})
}

func everything() queuetest.Faults {
	return queuetest.Faults{
		Before: 0.1, After: 0.1, Duplicate: 0.2, Redeliver: 0.2, HoldBack: 0.2, HoldFor: 20 * time.Millisecond,
		Shuffle: 0.5, Partial: 0.2, Stale: 0.2, Delay: 0.2, MaxDelay: 2 * time.Millisecond,
	}
}

// story is what a caller sees of some calls in a row. Nothing in it depends
// on the time.
func story(t *testing.T, seed uint64) string {
	faults := everything()
	faults.HoldBack, faults.Delay = 0, 0
	q := queuetest.NewFaulty(open(t, queuetest.Options{Lease: time.Hour}), seed, faults)
	told := ""
	for i := range 30 {
		sent := q.Send(t.Context(), queue.Body{Group: "g", Data: fmt.Sprint(i)}, queue.Body{Group: "g", Data: "x"})
		messages, received := q.Receive(t.Context(), 3)
		var rs []queue.Receipt
		for _, m := range messages {
			rs = append(rs, m.Receipt)
			told += m.Data + " "
		}
		deleted := q.Delete(t.Context(), rs...)
		told += fmt.Sprint(parts(sent), received, parts(deleted), "\n")
	}
	return told
}

// parts tells an error without what differs from queue to queue: receipts.
func parts(err error) string {
	var batch *queue.BatchError
	if errors.As(err, &batch) {
		return fmt.Sprint(batch.Indexes())
	}
	return fmt.Sprint(err)
}

func TestFaultySameSeedSameFaults(t *testing.T) {
	first := story(t, 7)
	if again := story(t, 7); again != first {
		t.Errorf("one seed tells two stories:\n%s\n%s", first, again)
	}
	if story(t, 8) == first {
		t.Error("two seeds tell the same story")
	}
}

// leased returns a queue that holds one message, under lease, and that breaks
// as faults say, and the queue inside.
func leased(t *testing.T, faults queuetest.Faults) (*queuetest.Faulty, *sqlitequeue.Queue, queue.Receipt) {
	t.Helper()
	inner := open(t, queuetest.Options{Lease: time.Hour})
	if err := inner.Send(t.Context(), queue.Body{Group: "g", Data: "x"}); err != nil {
		t.Fatal(err)
	}
	messages, err := inner.Receive(t.Context(), 1)
	if err != nil || len(messages) != 1 {
		t.Fatalf("receive: %v, %v", messages, err)
	}
	return queuetest.NewFaulty(inner, 1, faults), inner, messages[0].Receipt
}

func stored(t *testing.T, q queue.Queue) int64 {
	t.Helper()
	s, err := q.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s.Waiting + s.InFlight
}

// At 1, a fault happens at once and as documented.
func TestFaultyBeforeAndAfter(t *testing.T) {
	ctx, body := t.Context(), queue.Body{Group: "g", Data: "y"}
	q, inner, r := leased(t, queuetest.Faults{Before: 1})
	if err := q.Send(ctx, body); !errors.Is(err, queuetest.ErrInjected) || stored(t, inner) != 1 {
		t.Errorf("send with an error before: %v, %d stored", err, stored(t, inner))
	}
	if err := q.Delete(ctx, r); !errors.Is(err, queuetest.ErrInjected) || stored(t, inner) != 1 {
		t.Errorf("delete with an error before: %v, %d stored", err, stored(t, inner))
	}
	q, inner, r = leased(t, queuetest.Faults{After: 1})
	if err := q.Delete(ctx, r); !errors.Is(err, queuetest.ErrInjected) || stored(t, inner) != 0 {
		t.Errorf("delete with an error after: %v, %d stored", err, stored(t, inner))
	}
}

func TestFaultyParts(t *testing.T) {
	ctx, body := t.Context(), queue.Body{Group: "g", Data: "y"}
	q, inner, _ := leased(t, queuetest.Faults{Duplicate: 1})
	if err := q.Send(ctx, body); err != nil || stored(t, inner) != 3 {
		t.Errorf("send with duplicates: %v, %d stored", err, stored(t, inner))
	}
	q, inner, _ = leased(t, queuetest.Faults{Partial: 1})
	err := q.Send(ctx, make([]queue.Body, 100)...)
	var batch *queue.BatchError
	if !errors.As(err, &batch) || int(stored(t, inner)) != 101-len(batch.Failed) || len(batch.Failed) < 20 || len(batch.Failed) > 80 {
		t.Errorf("send in part: %v, %d stored", err, stored(t, inner))
	}
	q, _, r := leased(t, queuetest.Faults{Stale: 1})
	if err := q.Extend(ctx, time.Minute, r); !errors.Is(err, queue.ErrStale) || q.Injected() != 1 {
		t.Errorf("extend with a stale receipt: %v, %d faults", err, q.Injected())
	}
}

func TestFaultyReceive(t *testing.T) {
	inner := open(t, queuetest.Options{Lease: time.Hour, Wait: 5 * time.Second})
	q := queuetest.NewFaulty(inner, 1, queuetest.Faults{Redeliver: 1})
	if err := q.Send(t.Context(), queue.Body{Group: "g", Data: "x"}); err != nil {
		t.Fatal(err)
	}
	first, err := q.Receive(t.Context(), 5)
	if err != nil || len(first) != 1 {
		t.Fatalf("received %v, %v", first, err)
	}
	second, err := q.Receive(t.Context(), 5)
	if err != nil || len(second) != 1 || second[0].Receipt != first[0].Receipt || second[0].Attempts != 2 {
		t.Errorf("received %v, %v, want the same again", second, err)
	}
	if err := inner.Extend(t.Context(), 0, first[0].Receipt); err != nil {
		t.Fatal(err)
	}
	q.SetFaults(queuetest.Faults{HoldBack: 1, HoldFor: 300 * time.Millisecond})
	if held, err := q.Receive(t.Context(), 5); err != nil || len(held) != 0 {
		t.Errorf("received %v, %v, want it held back", held, err)
	}
	q.SetFaults(queuetest.Faults{})
	if late, err := q.Receive(t.Context(), 5); err != nil || len(late) != 1 {
		t.Errorf("received %v, %v, want what was held back", late, err)
	}
}

// A caller that does everything again until it works, and each message once
// although it comes twice, loses nothing.
func TestFaultyLosesNothing(t *testing.T) {
	const n = 150
	q := queuetest.NewFaulty(open(t, queuetest.Options{Lease: 300 * time.Millisecond, Wait: 50 * time.Millisecond}), 42, everything())
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for i := range n {
		for q.Send(ctx, queue.Body{Group: "g", Data: fmt.Sprint(i)}) != nil && ctx.Err() == nil {
		}
	}
	var mu sync.Mutex
	done := map[string]bool{}
	all := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(done) == n
	}
	var consumers sync.WaitGroup
	for range 3 {
		consumers.Go(func() {
			for !all() && ctx.Err() == nil {
				messages, _ := q.Receive(ctx, 10) // an error passes
				for _, m := range messages {
					mu.Lock()
					done[m.Data] = true
					mu.Unlock()
					_ = q.Delete(ctx, m.Receipt) // else it comes again
				}
			}
		})
	}
	consumers.Wait()
	if len(done) != n {
		t.Errorf("%d of %d messages came", len(done), n)
	}
	if q.Injected() == 0 {
		t.Error("nothing was broken")
	}
}

func TestCounting(t *testing.T) {
	c := queuetest.NewCounting(open(t, queuetest.Options{}))
	if err := c.Send(t.Context(), make([]queue.Body, 25)...); err != nil {
		t.Fatal(err)
	}
	messages, err := c.Receive(t.Context(), 11)
	if err != nil {
		t.Fatal(err)
	}
	var rs []queue.Receipt
	for _, m := range messages {
		rs = append(rs, m.Receipt)
	}
	if err := c.Extend(t.Context(), time.Minute, rs...); err != nil {
		t.Fatal(err)
	}
	if err := c.Delete(t.Context(), rs...); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Stats(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := queuetest.Counts{
		Send: 1, Receive: 1, Extend: 1, Delete: 1, Stats: 1,
		Sent: 25, Received: 11, Extended: 11, Deleted: 11, Requests: 3 + 1 + 2 + 2 + 1,
	}
	if got := c.Counts(); got != want {
		t.Errorf("counts are %+v, want %+v", got, want)
	}
}
