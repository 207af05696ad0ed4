package sqlitequeue_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/queue"
	"github.com/photoq/photoq/pkg/queue/sqlitequeue"
)

func send(t testing.TB, q queue.Queue, group string, n int) {
	t.Helper()
	if err := q.Send(t.Context(), bodies(group, n)...); err != nil {
		t.Fatal(err)
	}
}

func receive(t testing.TB, q queue.Queue, n int) []queue.Message {
	t.Helper()
	messages, err := q.Receive(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	return messages
}

func groups(messages []queue.Message) string {
	var b strings.Builder
	for _, m := range messages {
		b.WriteString(m.Group)
	}
	return b.String()
}

func TestGroupsTakeTurns(t *testing.T) {
	q := open(t, filepath.Join(t.TempDir(), "queue.db"), sqlitequeue.Options{})
	send(t, q, "a", 100)
	send(t, q, "b", 3)
	send(t, q, "c", 100)
	// Who got less the first time comes first the second.
	for i, want := range []string{"abcabcabca", "cacacacaca"} {
		if got := groups(receive(t, q, 10)); got != want {
			t.Errorf("receive %d took from the groups %s, want %s", i, got, want)
		}
	}
	send(t, q, "d", 1)
	var singly string
	for range 4 {
		singly += groups(receive(t, q, 1))
	}
	if !strings.Contains(singly, "d") || strings.Count(singly, "a") > 2 {
		t.Errorf("one by one took from %s, want a turn for each", singly)
	}
}

// A group that empties and fills up again does not get ahead of the others.
func TestRefilledGroupWaitsItsTurn(t *testing.T) {
	q := open(t, filepath.Join(t.TempDir(), "queue.db"), sqlitequeue.Options{})
	send(t, q, "a", 100)
	got := ""
	for range 6 {
		send(t, q, "b", 1)
		m := receive(t, q, 1)
		got += groups(m)
		if err := q.Delete(t.Context(), m[0].Receipt); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Count(got, "a") < 2 || strings.Count(got, "b") < 2 {
		t.Errorf("turns were %s, want both groups served", got)
	}
}

// One that ends its worker each time must not hold up the rest.
func TestExpiredComesAfterFresh(t *testing.T) {
	clock := &clock{now: time.Unix(1e9, 0)}
	q := open(t, filepath.Join(t.TempDir(), "queue.db"), sqlitequeue.Options{Lease: time.Minute, Now: clock.get})
	send(t, q, "a", 2)
	first := receive(t, q, 1)[0]
	clock.add(2 * time.Minute)
	if m := receive(t, q, 2); m[0].ID == first.ID || m[1].ID != first.ID || m[1].Attempts != 2 {
		t.Errorf("received %+v, want the fresh one first", m)
	}
}

// A clock that is set back hides nothing that waits.
func TestClockSetBack(t *testing.T) {
	clock := &clock{now: time.Unix(1e9, 0)}
	q := open(t, filepath.Join(t.TempDir(), "queue.db"), sqlitequeue.Options{Now: clock.get})
	send(t, q, "a", 2)
	if err := q.Extend(t.Context(), 0, receive(t, q, 1)[0].Receipt); err != nil {
		t.Fatal(err)
	}
	clock.add(-1000 * time.Hour)
	if n := len(receive(t, q, 10)); n != 2 {
		t.Errorf("received %d messages, want 2", n)
	}
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) get() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func TestPurge(t *testing.T) {
	q := open(t, filepath.Join(t.TempDir(), "queue.db"), sqlitequeue.Options{})
	send(t, q, "gone", 30)
	send(t, q, "stays", 5)
	held := receive(t, q, 4) // two of each
	for i, want := range []int64{30, 0} {
		if n, err := q.Purge(t.Context(), "gone"); n != want || err != nil {
			t.Fatalf("purge %d: %d, %v, want %d", i, n, err, want)
		}
	}
	if n, err := q.Purge(t.Context(), "never"); n != 0 || err != nil {
		t.Errorf("purge of an unknown group: %d, %v", n, err)
	}
	for _, m := range held {
		if err := q.Delete(t.Context(), m.Receipt); err != nil {
			t.Errorf("delete a message of %s: %v", m.Group, err)
		}
	}
	if got := groups(receive(t, q, 100)); got != strings.Repeat("stays", 3) {
		t.Errorf("left are messages of %s, want 3 of stays", got)
	}
}

func TestForeignReceipts(t *testing.T) {
	q := open(t, filepath.Join(t.TempDir(), "queue.db"), sqlitequeue.Options{})
	send(t, q, "a", 1)
	m := receive(t, q, 1)[0]
	for _, err := range []error{
		q.Extend(t.Context(), time.Minute, "", "x", "1", m.Receipt, "1.2.3"),
		q.Delete(t.Context(), "", "x", "1", m.Receipt, "1.2.3"),
	} {
		var batch *queue.BatchError
		if !errors.As(err, &batch) || len(batch.Failed) != 4 || batch.Failed[3] != nil {
			t.Errorf("error is %v, want one that names all but part 3", err)
		}
	}
	for _, d := range []time.Duration{-1, 13 * time.Hour} {
		if err := q.Extend(t.Context(), d, m.Receipt); err == nil {
			t.Errorf("extend by %v succeeded", d)
		}
	}
	if _, err := q.Receive(t.Context(), 0); err == nil {
		t.Error("receive of 0 messages succeeded")
	}
}

func TestOpenAgainKeepsMessages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it's 100% #1? ü&x=y.db")
	q := open(t, path, sqlitequeue.Options{})
	send(t, q, "a", 3)
	if n := len(receive(t, open(t, path, sqlitequeue.Options{}), 10)); n != 3 {
		t.Errorf("received %d messages, want 3", n)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

// Pages of deleted messages are used again.
func TestFileDoesNotGrowForEver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "queue.db")
	q := open(t, path, sqlitequeue.Options{})
	var sizes []int64
	for round := range 6 {
		group := fmt.Sprint(round)
		send(t, q, group, 700)
		if _, err := q.Purge(t.Context(), group); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, info.Size())
	}
	if last := sizes[len(sizes)-1]; last > 3*max(sizes[1], 200<<10) {
		t.Errorf("the file's sizes are %v, want them to stay about the same", sizes)
	}
}
