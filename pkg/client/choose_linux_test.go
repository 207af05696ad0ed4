package client_test

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
)

// asNobody calls f as somebody who may only do what everybody may. Whoever
// is not root is that already.
func asNobody(t *testing.T, f func()) {
	t.Helper()
	if os.Getuid() != 0 {
		f()
		return
	}
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // for good: the thread ends with the goroutine
		err := syscall.Setfsuid(65534)
		if err == nil {
			f()
		}
		done <- err
	}()
	if err := <-done; err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("become somebody else: %v", err)
		}
		t.Skip(err)
	}
}

func TestWhatCannotBeReadIsSkippedInAFolderAndElseAnError(t *testing.T) {
	dir, err := os.MkdirTemp("", "everybody")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	for _, name := range []string{"a.jpg", "closed/b.jpg", "private"} {
		write(t, filepath.Join(dir, name), "x")
	}
	for name, mode := range map[string]os.FileMode{"": 0o755, "a.jpg": 0o644, "closed": 0o000, "private": 0o000} {
		if err := os.Chmod(filepath.Join(dir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(filepath.Join(dir, "closed"), 0o755) })
	asNobody(t, func() {
		photos, skipped, err := client.Choose(t.Context(), client.Selection{Paths: []string{dir}})
		if err != nil || len(photos) != 1 {
			t.Errorf("chosen are %v, %v; want the one that can be read", photos, err)
		}
		for _, name := range []string{"closed", "private"} {
			if !slices.ContainsFunc(skipped, func(s client.Skip) bool {
				return strings.HasSuffix(s.Path, name) && strings.Contains(s.Reason, "permission denied")
			}) {
				t.Errorf("skipped are %v, want %s and why", skipped, name)
			}
			if _, _, err := client.Choose(t.Context(), client.Selection{Paths: []string{filepath.Join(dir, name)}}); fault.KindOf(err) != fault.Usage {
				t.Errorf("%s, named outright: %v, want an error of the kind usage", name, err)
			}
		}
	})
}
