package queuetest

import (
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/queue"
)

func leaseClauses() []clause {
	return []clause{
		{"LeaseHidesMessage", testLeaseHidesMessage},
		{"LeaseExpiryDeliversAgainWithAttempts", testLeaseExpiry},
		{"ExtendKeepsHidden", testExtendKeepsHidden},
		{"ExtendShortens", testExtendShortens},
		{"ExtendZeroGivesBackAtOnce", testExtendZero},
		{"ExtendZeroWakesReceiver", testExtendZeroWakes},
		{"BackOffThenDelivered", testBackOff},
		{"DeleteKeepsOthers", testDeleteKeepsOthers},
	}
}

func testLeaseHidesMessage(t *testing.T, h Harness) {
	s := open(t, h, Options{Lease: time.Minute})
	s.send("job", "mine")
	s.receive(1)
	s.nothing("the message is under lease")
}

func testLeaseExpiry(t *testing.T, h Harness) {
	lease := 2 * h.Tick
	s := open(t, h, Options{Lease: lease})
	s.send("job", "again")
	id, last := "", time.Time{}
	for attempt := 1; attempt <= 3; attempt++ {
		m := s.receive(1)[0]
		if m.Data != "again" || m.Attempts != attempt {
			t.Fatalf("delivery %d is %+v", attempt, m)
		}
		if id != "" && m.ID != id {
			t.Fatalf("delivery %d has id %s, before it was %s", attempt, m.ID, id)
		}
		if apart := time.Since(last); apart < lease/2 {
			t.Fatalf("delivery %d came %v after the last one, within its lease", attempt, apart)
		}
		id, last = m.ID, time.Now()
	}
}

func testExtendKeepsHidden(t *testing.T, h Harness) {
	lease := 2 * h.Tick
	s := open(t, h, Options{Lease: lease, Wait: 2 * lease})
	s.send("job", "kept")
	m := s.receive(1)[0]
	s.extend(30*time.Second, m)
	s.nothing("the lease was extended past the first one")
	s.delete(m)
}

func testExtendShortens(t *testing.T, h Harness) {
	s := open(t, h, Options{Lease: 10 * time.Minute})
	s.send("job", "short")
	s.extend(h.Tick, s.receive(1)...)
	if m := s.receive(1)[0]; m.Attempts != 2 {
		t.Fatalf("attempts are %d, want 2", m.Attempts)
	}
}

func testExtendZero(t *testing.T, h Harness) {
	s := open(t, h, Options{Lease: 10 * time.Minute})
	s.send("job", numbered("back", 23)...)
	messages := s.receive(23)
	s.extend(0, messages...)
	again := s.receive(23)
	checkTexts(t, again, numbered("back", 23))
	for _, m := range again {
		if m.Attempts != 2 && !h.MayDuplicate {
			t.Errorf("%s has %d attempts, want 2: given back counts", m.Data, m.Attempts)
		}
	}
}

func testExtendZeroWakes(t *testing.T, h Harness) {
	const wait = 10 * time.Second
	s := open(t, h, Options{Lease: 10 * time.Minute, Wait: wait})
	s.send("job", "back")
	m := s.receive(1)[0]
	given := make(chan time.Time, 1)
	extended := make(chan struct{})
	time.AfterFunc(300*time.Millisecond, func() {
		defer close(extended)
		given <- time.Now()
		if err := s.Extend(s.ctx, 0, m.Receipt); err != nil {
			t.Errorf("extend by 0: %v", err)
		}
	})
	s.receive(1)
	if took := time.Since(<-given); took > wait/2 {
		t.Errorf("received %v after it was given back, want at once", took)
	}
	<-extended // a slow server delivers the message before it answers
}

// A back-off is an Extend by the one that gives up for now: the message is
// hidden for that long, although nobody works on it.
func testBackOff(t *testing.T, h Harness) {
	backOff := 3 * h.Tick
	s := open(t, h, Options{Lease: 10 * time.Minute})
	s.send("job", "later")
	m := s.receive(1)[0]
	s.extend(backOff, m)
	set := time.Now()
	s.nothing("the message is set aside")
	again := s.receive(1)[0]
	if took := time.Since(set); took < backOff/2 {
		t.Errorf("delivered %v after the back-off of %v was set", took, backOff)
	}
	if again.ID != m.ID || again.Attempts != 2 {
		t.Errorf("delivered %+v, want %s with 2 attempts", again, m.ID)
	}
}

func testDeleteKeepsOthers(t *testing.T, h Harness) {
	s := open(t, h, Options{Lease: 10 * time.Minute})
	s.send("job", numbered("photo", 12)...)
	messages := s.receive(12)
	var keep []queue.Message
	var drop []queue.Message
	for i, m := range messages {
		if i%3 == 0 {
			keep = append(keep, m)
		} else {
			drop = append(drop, m)
		}
	}
	s.delete(drop...)
	s.extend(0, keep...)
	want := make([]string, len(keep))
	for i, m := range keep {
		want[i] = m.Data
	}
	checkTexts(t, s.receive(len(keep)), want)
	s.nothing("the others were deleted")
}
