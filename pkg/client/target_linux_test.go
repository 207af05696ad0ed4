package client_test

import (
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
)

func TestAFullDiskLeavesNoPartBehind(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("a small file system cannot be mounted:", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	target := openTarget(t, dir)
	large := func(w io.Writer) error { _, err := io.CopyN(w, rand.Reader, 1<<20); return err }
	if _, err := target.Write("a.jpg", large, nil); fault.KindOf(err) != fault.Unusable || fault.HintOf(err) == "" {
		t.Errorf("write: %v, want that the disk is full and what to do", err)
	}
	if got := files(t, dir); len(got) != 0 {
		t.Errorf("left are %q, want nothing", got)
	}
	if _, err := target.Write("b.jpg", says("small"), nil); err != nil {
		t.Errorf("a small file does not fit afterwards: %v", err)
	}
}

func TestATargetThatMayNotBeWrittenToIsToldAtOnce(t *testing.T) {
	dir, err := os.MkdirTemp("", "everybody")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	asNobody(t, func() {
		for _, name := range []string{dir, filepath.Join(dir, "new")} {
			if _, err := client.OpenTarget(name); fault.KindOf(err) != fault.Unusable || fault.HintOf(err) == "" {
				t.Errorf("%s: %v, want that it cannot be used and what to do", name, err)
			}
		}
	})
}
