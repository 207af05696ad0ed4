package sqlitequeue_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/queue"
	"github.com/photoq/photoq/pkg/queue/sqlitequeue"
)

// The tests with several processes run this binary again, with a role.
const (
	roleVariable = "PHOTOQ_TEST_ROLE"
	pathVariable = "PHOTOQ_TEST_PATH"
)

func TestMain(m *testing.M) {
	role, path := os.Getenv(roleVariable), os.Getenv(pathVariable)
	if role == "" {
		os.Exit(m.Run())
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	q, err := sqlitequeue.Open(ctx, path, sqlitequeue.Options{Wait: 2 * time.Second})
	if err == nil && role == "produce" {
		err = produce(ctx, q)
	}
	if err == nil && role == "consume" {
		err = consume(ctx, q)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func command(t *testing.T, role, path string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), roleVariable+"="+role, pathVariable+"="+path)
	cmd.Stderr = os.Stderr
	return cmd
}

// produce sends for ever, and prints what it has been told is stored.
func produce(ctx context.Context, q *sqlitequeue.Queue) error {
	for i := 0; ; i++ {
		body := queue.Body{Group: "job", Data: fmt.Sprintf("%d-%d", os.Getpid(), i)}
		if err := q.Send(ctx, body); err != nil {
			return err
		}
		fmt.Println(body.Data)
	}
}

// consume receives and deletes until nothing comes, and prints what came.
func consume(ctx context.Context, q *sqlitequeue.Queue) error {
	for {
		messages, err := q.Receive(ctx, 7)
		if err != nil || len(messages) == 0 {
			return err
		}
		for _, m := range messages {
			fmt.Println(m.Data)
			if err := q.Delete(ctx, m.Receipt); err != nil {
				return err
			}
		}
	}
}

func TestProcessesShareOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "queue.db")
	const n = 300
	var mu sync.Mutex
	var processes sync.WaitGroup
	got := map[string]int{}
	for range 3 { // all open the new file at once, and wait for the first message
		processes.Go(func() {
			out, err := command(t, "consume", path).Output()
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for text := range strings.FieldsSeq(string(out)) {
				got[text]++
			}
		})
	}
	q := open(t, path, sqlitequeue.Options{})
	for i := range n / 10 {
		batch := make([]queue.Body, 10)
		for j := range batch {
			batch[j] = queue.Body{Group: "job", Data: fmt.Sprint(i*10 + j)}
		}
		if err := q.Send(t.Context(), batch...); err != nil {
			t.Fatal(err)
		}
	}
	processes.Wait()
	for i := range n {
		if got[fmt.Sprint(i)] != 1 {
			t.Errorf("message %d came %d times, want once", i, got[fmt.Sprint(i)])
		}
	}
}

// What a process was told is stored survives that it is killed, at any moment.
func TestKilledSenderLosesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "queue.db")
	cmd := command(t, "produce", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var sent []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if sent = append(sent, lines.Text()); len(sent) == 50 {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait() // it was killed, and says so
	if len(sent) < 50 {
		t.Fatalf("the process sent %d messages before it ended", len(sent))
	}
	q := open(t, path, sqlitequeue.Options{})
	stored := map[string]bool{}
	for {
		messages, err := q.Receive(t.Context(), 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(messages) == 0 {
			break
		}
		for _, m := range messages {
			stored[m.Data] = true
		}
	}
	for _, text := range sent {
		if !stored[text] {
			t.Errorf("%s was sent, and is lost", text)
		}
	}
}

func TestReceiveWakesForOtherProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "queue.db")
	// Two queues of one process share no bell: like two processes.
	receiver := open(t, path, sqlitequeue.Options{Wait: 20 * time.Second})
	sender := open(t, path, sqlitequeue.Options{})
	sent := make(chan time.Time, 1)
	time.AfterFunc(500*time.Millisecond, func() {
		sent <- time.Now()
		if err := sender.Send(context.Background(), queue.Body{Group: "job", Data: "x"}); err != nil {
			t.Error(err)
		}
	})
	messages, err := receiver.Receive(t.Context(), 1)
	if err != nil || len(messages) != 1 {
		t.Fatalf("received %v, %v", messages, err)
	}
	if took := time.Since(<-sent); took > 3*time.Second {
		t.Errorf("received %v after it was sent, want within the longest poll of 250ms", took)
	}
}
