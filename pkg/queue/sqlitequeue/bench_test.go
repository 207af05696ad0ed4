package sqlitequeue_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/photoq/photoq/pkg/queue"
	"github.com/photoq/photoq/pkg/queue/sqlitequeue"
)

func bodies(group string, n int) []queue.Body {
	all := make([]queue.Body, n)
	for i := range all {
		all[i] = queue.Body{Group: group, Data: fmt.Sprintf(`{"v":1,"job":%q,"photo":%d}`, group, i)}
	}
	return all
}

func BenchmarkSend(b *testing.B) {
	for _, n := range []int{1, 10, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			q := open(b, filepath.Join(b.TempDir(), "queue.db"), sqlitequeue.Options{})
			batch := bodies("20260101-beach-7f3k", n)
			for b.Loop() {
				if err := q.Send(b.Context(), batch...); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "msg/s")
		})
	}
}

// BenchmarkReceiveDelete keeps 100,000 messages of one group and one of
// another in the queue.
func BenchmarkReceiveDelete(b *testing.B) {
	for _, n := range []int{1, 10} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			q := open(b, filepath.Join(b.TempDir(), "queue.db"), sqlitequeue.Options{})
			for range 100 {
				if err := q.Send(b.Context(), bodies("large", 1000)...); err != nil {
					b.Fatal(err)
				}
			}
			if err := q.Send(b.Context(), bodies("small", 1)...); err != nil {
				b.Fatal(err)
			}
			received := 0
			for b.Loop() {
				messages, err := q.Receive(b.Context(), n)
				if err != nil {
					b.Fatal(err)
				}
				if received += len(messages); len(messages) == 0 {
					b.Fatal("the queue is empty")
				}
				var rs []queue.Receipt
				for _, m := range messages {
					rs = append(rs, m.Receipt)
				}
				if err := q.Delete(b.Context(), rs...); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(received)/b.Elapsed().Seconds(), "msg/s")
		})
	}
}

func BenchmarkStats(b *testing.B) {
	q := open(b, filepath.Join(b.TempDir(), "queue.db"), sqlitequeue.Options{})
	for range 100 {
		if err := q.Send(b.Context(), bodies("large", 1000)...); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, err := q.Stats(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReceiveEmpty(b *testing.B) {
	q := open(b, filepath.Join(b.TempDir(), "queue.db"), sqlitequeue.Options{})
	for b.Loop() {
		if _, err := q.Receive(b.Context(), 10); err != nil {
			b.Fatal(err)
		}
	}
}
