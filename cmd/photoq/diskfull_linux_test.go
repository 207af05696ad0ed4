package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/photoq/photoq/pkg/sample"
)

// smallDisk mounts a file system of so many KB, or skips the test where that
// is not allowed.
func smallDisk(t *testing.T, kb int) string {
	t.Helper()
	dir := t.TempDir()
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dk", kb))
	if os.Getenv("CI") != "true" && (errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.ENODEV)) {
		t.Skipf("skipped: a small disk cannot be mounted here: %v", err)
	}
	if err != nil {
		t.Fatalf("mount a small disk: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount the small disk: %v", err)
		}
	})
	return dir
}

// TestARunIntoAFullDisk fills the disk that the results go to: a clear error,
// no partial file, and the same command goes on once there is space.
func TestARunIntoAFullDisk(t *testing.T) {
	t.Parallel()
	disk, work := smallDisk(t, 600), t.TempDir()
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 300<<10), 0o600); err != nil {
		t.Fatalf("fill the disk: %v", err)
	}
	photos, results := filepath.Join(work, "photos"), filepath.Join(disk, "results")
	drawMany(t, photos, 24)
	command := []string{"run", photos, "--op", "resize=480", "--to", results, "--dir", filepath.Join(work, "home"), "--config", os.DevNull}
	code, answer := try(t, command)
	if code != exitFailed || !strings.Contains(answer, "no space left on device") || !strings.Contains(answer, "hint: free some space") {
		t.Errorf("exit code %d, said:\n%s", code, answer)
	}
	some := checkWhole(t, results)
	if some == 0 || some == 24 {
		t.Errorf("%d of 24 results are there; the disk is of the wrong size for this test", some)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatalf("free some space: %v", err)
	}
	code, answer = try(t, command)
	if code != exitDone || !strings.Contains(answer, "carrying on an unfinished run") {
		t.Errorf("exit code %d, said:\n%s", code, answer)
	}
	if n := checkWhole(t, results); n != 24 {
		t.Errorf("%d of 24 results are there", n)
	}
}

func drawMany(t *testing.T, dir string, n int) {
	t.Helper()
	data, err := sample.JPEG(sample.Scene(960, 640, 1), 0)
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	for i := range n {
		err = errors.Join(err, os.WriteFile(filepath.Join(dir, fmt.Sprintf("p%02d.jpg", i)), data, 0o644))
	}
	if err != nil {
		t.Fatalf("draw photos: %v", err)
	}
}

func try(t *testing.T, command []string) (int, string) {
	t.Helper()
	var said bytes.Buffer
	code := execute(t.Context(), command, streams{in: strings.NewReader(""), out: &said, err: &said})
	return code, said.String()
}

// checkWhole counts the results, which must all be alike, and makes sure
// that nothing else is there.
func checkWhole(t *testing.T, dir string) int {
	t.Helper()
	var first []byte
	n := 0
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if first == nil {
			first = data
		}
		if !strings.HasSuffix(path, ".jpg") || !bytes.Equal(data, first) {
			t.Errorf("%s is no whole result", path)
		}
		n++
		return err
	})
	if err != nil {
		t.Fatalf("look at the results: %v", err)
	}
	return n
}
