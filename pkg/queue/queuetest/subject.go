package queuetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/queue"
)

// patience is how long a test waits for what must come sooner or later.
const patience = 30 * time.Second

// subject is one queue under test, with the steps that the tests share.
type subject struct {
	*testing.T
	queue.Queue
	ctx context.Context
}

// open opens a queue; times left at zero are long enough never to matter.
func open(t *testing.T, h Harness, o Options) *subject {
	t.Helper()
	if o.Lease == 0 {
		o.Lease = time.Minute
	}
	if o.Wait == 0 {
		o.Wait = h.Tick
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*patience)
	t.Cleanup(cancel)
	return &subject{T: t, Queue: h.Open(t, o), ctx: ctx}
}

// send sends the texts as bodies of one group, all of them.
func (s *subject) send(group string, texts ...string) {
	s.Helper()
	bodies := make([]queue.Body, len(texts))
	for i, text := range texts {
		bodies[i] = queue.Body{Group: group, Data: text}
	}
	if err := s.Send(s.ctx, bodies...); err != nil {
		s.Fatalf("send %d bodies: %v", len(bodies), err)
	}
}

// receive returns n messages, gathered with as many Receives as it takes.
func (s *subject) receive(n int) []queue.Message {
	s.Helper()
	var got []queue.Message
	for deadline := time.Now().Add(patience); len(got) < n; {
		if time.Now().After(deadline) {
			s.Fatalf("received %d messages in %v, want %d", len(got), patience, n)
		}
		got = append(got, s.receiveOnce(n-len(got))...)
	}
	return got
}

// receiveOnce is a single Receive, which must not fail.
func (s *subject) receiveOnce(limit int) []queue.Message {
	s.Helper()
	messages, err := s.Receive(s.ctx, limit)
	if err != nil {
		s.Fatalf("receive: %v", err)
	}
	if len(messages) > limit {
		s.Fatalf("received %d messages, asked for at most %d", len(messages), limit)
	}
	return messages
}

// nothing fails the test when there is anything to receive.
func (s *subject) nothing(why string) {
	s.Helper()
	if got := s.receiveOnce(queue.MaxBatch); len(got) > 0 {
		s.Fatalf("received %q, want nothing: %s", got[0].Data, why)
	}
}

// delete deletes the messages, which must not fail.
func (s *subject) delete(messages ...queue.Message) {
	s.Helper()
	if err := s.Delete(s.ctx, receipts(messages)...); err != nil {
		s.Fatalf("delete %d messages: %v", len(messages), err)
	}
}

// extend sets the leases of the messages, which must not fail.
func (s *subject) extend(d time.Duration, messages ...queue.Message) {
	s.Helper()
	if err := s.Extend(s.ctx, d, receipts(messages)...); err != nil {
		s.Fatalf("extend %d messages by %v: %v", len(messages), d, err)
	}
}

func receipts(messages []queue.Message) []queue.Receipt {
	rs := make([]queue.Receipt, len(messages))
	for i, m := range messages {
		rs[i] = m.Receipt
	}
	return rs
}

// numbered returns n different texts.
func numbered(prefix string, n int) []string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = fmt.Sprintf("%s %d", prefix, i)
	}
	return texts
}

// failedParts returns the parts that err names, and whether err is either nil
// or such an error at all.
func failedParts(err error) (map[int]error, bool) {
	if err == nil {
		return nil, true
	}
	var batch *queue.BatchError
	if !errors.As(err, &batch) {
		return nil, false
	}
	return batch.Failed, true
}

// onlyStale fails the test unless err is nil or says of some receipts that
// they are stale, and of all of them where must is set.
func (s *subject) onlyStale(err error, parts int, must bool) {
	s.Helper()
	failed, ok := failedParts(err)
	if !ok {
		s.Fatalf("error is %v, want none or a *queue.BatchError", err)
	}
	for i, e := range failed {
		if i < 0 || i >= parts || !errors.Is(e, queue.ErrStale) {
			s.Fatalf("part %d failed with %v, want %v", i, e, queue.ErrStale)
		}
	}
	if must && len(failed) != parts {
		s.Fatalf("%d of %d stale receipts were named, want all: %v", len(failed), parts, err)
	}
}
