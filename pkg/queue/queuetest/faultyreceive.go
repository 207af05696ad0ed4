package queuetest

import (
	"context"
	"fmt"
	"time"

	"github.com/photoq/photoq/pkg/queue"
)

// Receive implements [queue.Queue].
func (f *Faulty) Receive(ctx context.Context, max int) ([]queue.Message, error) {
	if err := f.before(ctx, "receive"); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("receive: %w", err)
	}
	if again := f.takeAgain(max); len(again) > 0 {
		return again, nil
	}
	messages, err := f.inner.Receive(ctx, max)
	if err != nil {
		return nil, err
	}
	messages = f.holdBack(ctx, messages)
	if len(messages) == 0 {
		return messages, nil
	}
	if err := f.after("receive"); err != nil {
		return nil, err
	}
	f.disorder(messages)
	return messages, nil
}

// takeAgain returns up to limit messages that are due a second time.
func (f *Faulty) takeAgain(limit int) []queue.Message {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := min(max(limit, 0), len(f.again))
	again := append([]queue.Message(nil), f.again[:n]...)
	f.again = f.again[n:]
	for i := range again {
		again[i].Attempts++
	}
	return again
}

// holdBack gives some messages back and returns the others.
func (f *Faulty) holdBack(ctx context.Context, messages []queue.Message) []queue.Message {
	var kept []queue.Message
	var held []queue.Receipt
	for _, m := range messages {
		if f.chance(func(f Faults) float64 { return f.HoldBack }) {
			held = append(held, m.Receipt)
		} else {
			kept = append(kept, m)
		}
	}
	if len(held) == 0 {
		return messages
	}
	f.injected.Add(int64(len(held)))
	d := f.current().HoldFor
	if d <= 0 {
		d = time.Second
	}
	_ = f.inner.Extend(ctx, d, held...) // else they come after their lease, later still
	return kept
}

// disorder shuffles the messages, and notes those that will come twice.
func (f *Faulty) disorder(messages []queue.Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if p := f.faults.Shuffle; p > 0 && len(messages) > 1 && f.rand.Float64() < p {
		f.injected.Add(1)
		f.rand.Shuffle(len(messages), func(i, j int) { messages[i], messages[j] = messages[j], messages[i] })
	}
	for _, m := range messages {
		if p := f.faults.Redeliver; p > 0 && f.rand.Float64() < p {
			f.injected.Add(1)
			f.again = append(f.again, m)
		}
	}
}
