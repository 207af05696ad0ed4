package queuetest

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/queue"
)

func sendClauses() []clause {
	return []clause{
		{"SendThenReceive", testSendThenReceive},
		{"SendNothing", testSendNothing},
		{"SendMany", testSendMany},
		{"SendRefusesBadBodiesOnly", testSendRefusesBadBodiesOnly},
		{"SameBodyTwiceIsTwoMessages", testSameBodyTwice},
		{"GroupIsKept", testGroupIsKept},
		{"GroupsAreServedFairly", testGroupsAreServedFairly},
		{"UnicodeBodies", testUnicodeBodies},
		{"LargestBody", testLargestBody},
		{"Stats", testStats},
	}
}

func testSendThenReceive(t *testing.T, h Harness) {
	s := open(t, h, Options{})
	s.send("job", "hello")
	m := s.receive(1)[0]
	if m.Data != "hello" || m.ID == "" || m.Receipt == "" || m.Attempts != 1 {
		t.Fatalf("received %+v, want hello with an id, a receipt and 1 attempt", m)
	}
	s.delete(m)
	s.nothing("the only message was deleted")
}

// Nothing to do is no error and no request that a server would refuse.
func testSendNothing(t *testing.T, h Harness) {
	s := open(t, h, Options{})
	if err := s.Send(s.ctx); err != nil {
		t.Errorf("send without bodies: %v", err)
	}
	if err := s.Extend(s.ctx, time.Minute); err != nil {
		t.Errorf("extend without receipts: %v", err)
	}
	if err := s.Delete(s.ctx); err != nil {
		t.Errorf("delete without receipts: %v", err)
	}
	s.nothing("nothing was sent")
}

func testSendMany(t *testing.T, h Harness) {
	s := open(t, h, Options{})
	want := numbered("photo", 57)
	s.send("job", want...)
	messages := s.receive(len(want))
	checkTexts(t, messages, want)
	s.extend(time.Minute, messages...)
	s.delete(messages...)
	s.nothing("all were deleted")
}

func testSendRefusesBadBodiesOnly(t *testing.T, h Harness) {
	if !h.LimitsBodies {
		t.Skip("the driver leaves the limits to the server")
	}
	s := open(t, h, Options{})
	err := s.Send(s.ctx,
		queue.Body{Group: "job", Data: "one"},
		queue.Body{Group: "job", Data: strings.Repeat("x", 64<<10+1)},
		queue.Body{Group: "job", Data: "two"},
		queue.Body{Group: "job", Data: "not \xff UTF-8"})
	failed, ok := failedParts(err)
	if !ok || len(failed) != 2 || failed[1] == nil || failed[3] == nil {
		t.Fatalf("error is %v, want a *queue.BatchError that names 1 and 3", err)
	}
	checkTexts(t, s.receive(2), []string{"one", "two"})
}

func testSameBodyTwice(t *testing.T, h Harness) {
	s := open(t, h, Options{})
	s.send("job", "same", "same")
	s.send("job", "same")
	messages := s.receive(3)
	checkTexts(t, messages, []string{"same", "same", "same"})
	ids := map[string]bool{}
	for _, m := range messages {
		ids[m.ID] = true
	}
	if len(ids) != 3 {
		t.Fatalf("three messages have %d ids", len(ids))
	}
}

func testGroupIsKept(t *testing.T, h Harness) {
	if h.NoGroups {
		t.Skip("the server does not give groups back")
	}
	s := open(t, h, Options{})
	groups := []string{"20260101-beach-7f3k", "b", strings.Repeat("g", 128)}
	for _, g := range groups {
		s.send(g, "of "+g)
	}
	for _, m := range s.receive(len(groups)) {
		if m.Data != "of "+m.Group {
			t.Errorf("message %q came back with group %q", m.Data, m.Group)
		}
	}
}

func testGroupsAreServedFairly(t *testing.T, h Harness) {
	if !h.FairGroups {
		t.Skip("the driver promises no order")
	}
	s := open(t, h, Options{})
	s.send("large", numbered("large", 300)...)
	first := s.receiveOnce(5)
	s.send("small", "small")
	for range 2 {
		for _, m := range s.receiveOnce(5) {
			if m.Group == "small" {
				s.delete(first...)
				return
			}
		}
	}
	t.Fatal("two Receives of 5 did not bring the small job's only message")
}

func testUnicodeBodies(t *testing.T, h Harness) {
	s := open(t, h, Options{})
	texts := []string{
		`{"v":1,"job":"a\"b","photo":17}`, "café", "cafe\u0301", "写真", "<&>'\"", " padded ",
		"line\nbreak\ttab\r\n", "\u202eright to left", "a+b%20c", "\ufeffmark",
	}
	if !h.NoEmoji {
		texts = append(texts, "📷 \U0001F468\u200D\U0001F469\u200D\U0001F467")
	}
	s.send("job", texts...)
	checkTexts(t, s.receive(len(texts)), texts)
}

func testLargestBody(t *testing.T, h Harness) {
	s := open(t, h, Options{})
	size := h.MaxBytes
	if size == 0 {
		size = 64 << 10
	}
	r := rand.New(rand.NewPCG(1, 2))
	texts := make([]string, 12) // together more than a request holds on some servers
	for i := range texts {
		b := make([]byte, size)
		for j := range b {
			b[j] = byte('a' + r.IntN(26))
		}
		texts[i] = string(b)
	}
	s.send("job", texts...)
	checkTexts(t, s.receive(len(texts)), texts)
}

// Counts may lag, so they are asked for until they are right.
func testStats(t *testing.T, h Harness) {
	if h.NoStats {
		t.Skip("the server does not count")
	}
	s := open(t, h, Options{})
	s.counts(queue.Stats{})
	s.send("a", numbered("a", 4)...)
	s.send("b", numbered("b", 3)...)
	s.counts(queue.Stats{Waiting: 7})
	messages := s.receive(3)
	s.counts(queue.Stats{Waiting: 4, InFlight: 3})
	s.extend(0, messages[0])
	s.counts(queue.Stats{Waiting: 5, InFlight: 2})
	s.delete(messages[1:]...)
	s.counts(queue.Stats{Waiting: 5})
}

func (s *subject) counts(want queue.Stats) {
	s.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		got, err := s.Stats(s.ctx)
		if err != nil {
			s.Fatalf("stats: %v", err)
		}
		want.Exact = got.Exact
		if got == want {
			return
		}
		if time.Now().After(deadline) {
			s.Fatalf("stats are %+v, want %+v", got, want)
		}
		if got.Exact {
			s.Fatalf("stats that call themselves exact are %+v, want %+v", got, want)
		}
	}
}

func checkTexts(t *testing.T, messages []queue.Message, want []string) {
	t.Helper()
	got := make([]string, len(messages))
	for i, m := range messages {
		got[i] = m.Data
	}
	slices.Sort(got)
	want = slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Fatalf("received %.300q, want %.300q", got, want)
	}
}
