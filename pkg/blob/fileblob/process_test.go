package fileblob_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/blob/fileblob"
)

// The tests with several processes run this binary again, with a role.
const (
	roleVariable = "PHOTOQ_TEST_ROLE"
	dirVariable  = "PHOTOQ_TEST_DIR"
	raceKeys     = 60
)

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case "race":
		race(os.Getenv(dirVariable))
	case "slow":
		putSlowly(os.Getenv(dirVariable))
	default:
		os.Exit(m.Run())
	}
}

func command(t *testing.T, role, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), roleVariable+"="+role, dirVariable+"="+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

// race prints the keys that this process was the first to store.
func race(dir string) {
	s, err := fileblob.Open(dir)
	if err != nil {
		panic(err)
	}
	for i := range raceKeys {
		key := fmt.Sprintf("race/%d.txt", i)
		err := s.Put(context.Background(), key, strings.NewReader("x"), blob.PutOptions{IfAbsent: true})
		switch {
		case err == nil:
			fmt.Println(key)
		case !errors.Is(err, blob.ErrExists):
			panic(err)
		}
	}
}

func TestProcessesRaceForAbsentKeys(t *testing.T) {
	dir := t.TempDir()
	var mu sync.Mutex
	var processes sync.WaitGroup
	winners := map[string]int{}
	for range 3 {
		processes.Go(func() {
			out, err := command(t, "race", dir).Output()
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for key := range strings.FieldsSeq(string(out)) {
				winners[key]++
			}
		})
	}
	processes.Wait()
	if len(winners) != raceKeys {
		t.Errorf("%d keys have a winner, want %d", len(winners), raceKeys)
	}
	for key, n := range winners {
		if n != 1 {
			t.Errorf("%d processes won %s, want 1", n, key)
		}
	}
}

// slow is a body that gives some bytes, says so, and then never ends.
type slow struct{ given bool }

func (s *slow) Read(p []byte) (int, error) {
	if s.given {
		fmt.Println("midway")
		select {}
	}
	s.given = true
	return len(p), nil
}

func (s *slow) Seek(int64, int) (int64, error) { return 0, nil }

func putSlowly(dir string) {
	go func() { // so that a test that forgets this process does not leave it for ever
		time.Sleep(time.Minute)
		os.Exit(3)
	}()
	s, err := fileblob.Open(dir)
	if err != nil {
		panic(err)
	}
	panic(s.Put(context.Background(), "a/torn.txt", &slow{}, blob.PutOptions{}))
}

func TestKilledMidwayLeavesNoObject(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, "a/old.txt", "old")
	cmd := command(t, "slow", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil && !errors.Is(err, io.EOF) || line != "midway\n" {
		t.Fatalf("the process said %q, %v", line, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed, and says so
	if got := keys(t, s); got != "a/old.txt" {
		t.Errorf("listed %q, want a/old.txt only", got)
	}
	temps, err := filepath.Glob(filepath.Join(dir, ".%tmp", "*"))
	if err != nil || len(temps) != 1 {
		t.Errorf("left behind: %q, %v, want one file, else the process was not midway", temps, err)
	}
}
