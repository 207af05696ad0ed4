package queuetest

import (
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/queue"
)

func receiptClauses() []clause {
	return []clause{
		{"DeleteIsFinal", testDeleteIsFinal},
		{"DeleteTwice", testDeleteTwice},
		{"ExtendAfterDelete", testExtendAfterDelete},
		{"StaleReceiptExtend", testStaleExtend},
		{"StaleReceiptDelete", testStaleDelete},
		{"StaleReceiptSparesOthers", testStaleSparesOthers},
		{"ExpiredButOnlyDeliveryDeletes", testExpiredDelete},
	}
}

func testDeleteIsFinal(t *testing.T, h Harness) {
	s := open(t, h, Options{Lease: h.Tick, Wait: 2 * h.Tick})
	s.send("job", "gone")
	s.delete(s.receive(1)...)
	s.nothing("the message was deleted, and its lease is over")
}

func testDeleteTwice(t *testing.T, h Harness) {
	s := open(t, h, Options{})
	s.send("job", "a", "b")
	messages := s.receive(2)
	s.delete(messages[0])
	s.delete(messages[0])
	s.delete(messages...)
	s.delete(messages[1], messages[1]) // within one call as well
	s.nothing("both were deleted")
}

// A message that is gone has no lease: saying so or not are both allowed.
func testExtendAfterDelete(t *testing.T, h Harness) {
	s := open(t, h, Options{})
	s.send("job", "a", "b")
	messages := s.receive(2)
	s.delete(messages[0])
	err := s.Extend(s.ctx, 0, receipts(messages)...)
	failed, ok := failedParts(err)
	if !ok || failed[1] != nil {
		t.Fatalf("extend: %v, want nil or an error that names the deleted one", err)
	}
	checkTexts(t, s.receive(1), []string{messages[1].Data})
	s.nothing("an Extend brings nothing back")
}

// redelivered returns two deliveries of one message; the first is stale.
func redelivered(s *subject) (stale, fresh queue.Message) {
	s.Helper()
	s.send("job", "twice")
	stale = s.receive(1)[0]
	s.extend(0, stale)
	fresh = s.receive(1)[0]
	if fresh.ID != stale.ID {
		s.Fatalf("ids of two deliveries are %s and %s, want the same", stale.ID, fresh.ID)
	}
	return stale, fresh
}

func testStaleExtend(t *testing.T, h Harness) {
	s := open(t, h, Options{Lease: 10 * time.Minute})
	stale, fresh := redelivered(s)
	s.onlyStale(s.Extend(s.ctx, 0, stale.Receipt), 1, h.StaleReceiptsFail)
	if h.StaleReceiptsFail {
		s.nothing("the lease is another's, and a stale receipt must not end it")
	}
	s.delete(fresh)
}

func testStaleDelete(t *testing.T, h Harness) {
	s := open(t, h, Options{Lease: 10 * time.Minute})
	stale, fresh := redelivered(s)
	err := s.Delete(s.ctx, stale.Receipt)
	s.onlyStale(err, 1, h.StaleReceiptsFail)
	if !h.StaleReceiptsFail {
		return
	}
	s.extend(0, fresh)
	again := s.receive(1)[0]
	if again.ID != fresh.ID || again.Attempts != 3 {
		t.Fatalf("received %+v, want the third delivery of %s", again, fresh.ID)
	}
}

func testStaleSparesOthers(t *testing.T, h Harness) {
	s := open(t, h, Options{Lease: 10 * time.Minute})
	stale, fresh := redelivered(s)
	s.send("job", numbered("other", 12)...)
	others := s.receive(12)
	batch := append([]queue.Receipt{stale.Receipt}, receipts(others)...)
	for _, call := range []func() error{
		func() error { return s.Extend(s.ctx, time.Minute, batch...) },
		func() error { return s.Delete(s.ctx, batch...) },
	} {
		failed, ok := failedParts(call())
		if !ok || len(failed) > 1 || len(failed) == 1 && failed[0] == nil {
			t.Fatalf("failed parts are %v, want the stale receipt at most", failed)
		}
	}
	if h.StaleReceiptsFail {
		s.extend(0, fresh)
		checkTexts(t, s.receive(1), []string{"twice"})
	}
	s.nothing("the others were deleted")
}

// A lease that has run out does not make the work worthless: as long as
// nobody else was given the message, its receipt still deletes it.
func testExpiredDelete(t *testing.T, h Harness) {
	s := open(t, h, Options{Lease: h.Tick, Wait: 2 * h.Tick})
	s.send("job", "slow")
	m := s.receive(1)[0]
	time.Sleep(h.Tick * 3 / 2) // the lease itself is what is waited for
	s.onlyStale(s.Delete(s.ctx, m.Receipt), 1, false)
	if h.StaleReceiptsFail {
		s.nothing("the message was deleted")
	}
}
