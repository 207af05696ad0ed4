package queuetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/queue"
)

func receiveClauses() []clause {
	return []clause{
		{"ReceiveWaitsForMessage", testReceiveWaitsForMessage},
		{"ReceiveEmptyAfterWait", testReceiveEmptyAfterWait},
		{"ReceiveEndsWithContext", testReceiveEndsWithContext},
		{"ReceiveAfterContextEnded", testReceiveAfterContextEnded},
		{"ReceiveNeverMoreThanMax", testReceiveNeverMoreThanMax},
		{"ReceiveTakesAnyMax", testReceiveTakesAnyMax},
		{"ConcurrentConsumersEachMessageOnce", testConcurrentConsumers},
		{"ConcurrentSendersLoseNothing", testConcurrentSenders},
	}
}

func testReceiveWaitsForMessage(t *testing.T, h Harness) {
	const wait = 10 * time.Second
	s := open(t, h, Options{Wait: wait})
	got := make(chan []queue.Message, 1)
	go func() {
		messages, err := s.Receive(s.ctx, 1)
		if err != nil {
			t.Errorf("receive: %v", err)
		}
		got <- messages
	}()
	select { // until the Receive is most likely waiting
	case m := <-got:
		t.Fatalf("received %v from an empty queue without waiting", m)
	case <-time.After(300 * time.Millisecond):
	}
	sent := time.Now()
	s.send("job", "late")
	messages := <-got
	if len(messages) != 1 || messages[0].Data != "late" {
		t.Fatalf("received %v, want the message sent meanwhile", messages)
	}
	if took := time.Since(sent); took > wait/2 {
		t.Errorf("received %v after it was sent, want at once", took)
	}
}

func testReceiveEmptyAfterWait(t *testing.T, h Harness) {
	s := open(t, h, Options{})
	started := time.Now()
	s.nothing("the queue is empty")
	if took := time.Since(started); took < h.Tick*7/10 || took > h.Tick+10*time.Second {
		t.Errorf("receive took %v, want about %v", took, h.Tick)
	}
}

func testReceiveEndsWithContext(t *testing.T, h Harness) {
	s := open(t, h, Options{Wait: 20 * time.Second})
	ctx, cancel := context.WithCancel(s.ctx)
	defer time.AfterFunc(300*time.Millisecond, cancel).Stop()
	started := time.Now()
	messages, err := s.Receive(ctx, 10)
	if len(messages) > 0 || !errors.Is(err, context.Canceled) {
		t.Fatalf("receive = %v, %v, want nothing and the context's error", messages, err)
	}
	if took := time.Since(started); took > 5*time.Second {
		t.Errorf("receive ended %v after it began, want 0.3s", took)
	}
	if h.CancelSwallows {
		return
	}
	s.send("job", "after")
	if m := s.receive(1)[0]; m.Data != "after" {
		t.Errorf("received %q after the cancelled one, want %q", m.Data, "after")
	}
}

func testReceiveAfterContextEnded(t *testing.T, h Harness) {
	s := open(t, h, Options{})
	s.send("job", "there")
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	if messages, err := s.Receive(ctx, 1); len(messages) > 0 || !errors.Is(err, context.Canceled) {
		t.Fatalf("receive = %v, %v, want nothing and the context's error", messages, err)
	}
	if err := s.Send(ctx, queue.Body{Group: "job", Data: "never"}); !errors.Is(err, context.Canceled) {
		t.Errorf("send: %v, want the context's error", err)
	}
	if _, err := s.Stats(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("stats: %v, want the context's error", err)
	}
	if !h.CancelSwallows {
		checkTexts(t, s.receive(1), []string{"there"})
	}
}

func testReceiveNeverMoreThanMax(t *testing.T, h Harness) {
	s := open(t, h, Options{})
	s.send("a", numbered("a", 10)...)
	s.send("b", numbered("b", 10)...)
	total := 0
	for _, limit := range []int{1, 2, 3, 7} {
		messages := s.receiveOnce(limit) // fails on too many
		if len(messages) == 0 && !h.MayDuplicate {
			t.Errorf("receive of up to %d brought nothing though messages wait", limit)
		}
		total += len(messages)
	}
	s.receive(20 - total)
}

// Callers may ask for any number; a driver splits, or returns fewer.
func testReceiveTakesAnyMax(t *testing.T, h Harness) {
	s := open(t, h, Options{})
	want := numbered("photo", 25)
	s.send("job", want...)
	var got []queue.Message
	for deadline := time.Now().Add(patience); len(got) < len(want) && time.Now().Before(deadline); {
		got = append(got, s.receiveOnce(1000)...)
	}
	checkTexts(t, got, want)
}

func testConcurrentConsumers(t *testing.T, h Harness) {
	s := open(t, h, Options{})
	want := numbered("photo", 120)
	s.send("job", want...)
	var mu sync.Mutex
	times := map[string]int{}
	var consumers sync.WaitGroup
	for range 4 {
		consumers.Go(func() {
			for {
				messages, err := s.Receive(s.ctx, 7)
				if err != nil {
					t.Errorf("receive: %v", err)
					return
				}
				if len(messages) == 0 {
					return
				}
				mu.Lock()
				for _, m := range messages {
					times[m.Data]++
				}
				mu.Unlock()
				if err := s.Delete(s.ctx, receipts(messages)...); err != nil {
					t.Errorf("delete: %v", err)
				}
			}
		})
	}
	consumers.Wait()
	for _, text := range want {
		if n := times[text]; n == 0 || n > 1 && !h.MayDuplicate {
			t.Errorf("%s was delivered %d times, want once", text, n)
		}
	}
}

func testConcurrentSenders(t *testing.T, h Harness) {
	s := open(t, h, Options{})
	var want []string
	var senders sync.WaitGroup
	for _, group := range []string{"a", "b", "c", "d"} {
		texts := numbered(group, 15)
		want = append(want, texts...)
		senders.Go(func() {
			for _, text := range texts {
				if err := s.Send(s.ctx, queue.Body{Group: group, Data: text}); err != nil {
					t.Errorf("send %s: %v", text, err)
				}
			}
		})
	}
	got := s.receive(len(want)) // while they are being sent
	senders.Wait()
	checkTexts(t, got, want)
}
