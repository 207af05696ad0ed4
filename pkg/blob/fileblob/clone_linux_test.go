package fileblob

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
)

// TestClone runs where the file system of the temporary folder, or of
// PHOTOQ_TEST_CLONE_DIR, can clone.
func TestClone(t *testing.T) {
	dir := os.Getenv("PHOTOQ_TEST_CLONE_DIR")
	if dir == "" {
		dir = t.TempDir()
	}
	src, err := os.CreateTemp(dir, "src")
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(src.Name())
	defer src.Close()
	dst, err := os.CreateTemp(dir, "dst")
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(dst.Name())
	defer dst.Close()
	if _, err := src.WriteString("some bytes"); err != nil {
		t.Fatal(err)
	}
	if clone(dst, src) {
		t.Fatal("cloned a file that is not at its start")
	}
	if _, err := src.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	if !clone(dst, src) {
		t.Skipf("the file system of %s cannot clone", filepath.Clean(dir))
	}
	if b, err := os.ReadFile(dst.Name()); err != nil || string(b) != "some bytes" {
		t.Errorf("the clone holds %q, %v", b, err)
	}
}

func TestClassify(t *testing.T) {
	for _, errno := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS, syscall.EACCES, syscall.EPERM, syscall.ENOTDIR} {
		err := classify("/store", fmt.Errorf("put a: %w", &os.PathError{Op: "write", Path: "x", Err: errno}))
		if fault.KindOf(err) != fault.Unusable || fault.HintOf(err) == "" || !errors.Is(err, errno) {
			t.Errorf("%v is %v with hint %q", errno, err, fault.HintOf(err))
		}
	}
	if err := classify("/store", syscall.EIO); fault.KindOf(err) != "" {
		t.Errorf("an input/output error is %v, want no kind: it may pass", err)
	}
}
