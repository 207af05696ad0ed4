package client_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

func openTarget(t *testing.T, dir string) *client.Target {
	t.Helper()
	target, err := client.OpenTarget(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { target.Close() })
	return target
}

func says(text string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
}

// files returns the names of all files in a folder.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestAFileAppearsOnlyWhenItIsWhole(t *testing.T) {
	dir := t.TempDir()
	target := openTarget(t, dir)
	broken := func(w io.Writer) error { says("half")(w); return errCut }
	if _, err := target.Write("a/b.jpg", broken, nil); !errors.Is(err, errCut) {
		t.Errorf("write: %v, want the error of what fills it", err)
	}
	refuse := func(job.File) error { return errCut }
	if _, err := target.Write("a/b.jpg", says("whole"), refuse); !errors.Is(err, errCut) {
		t.Errorf("write: %v, want the error of the check", err)
	}
	if got := files(t, dir); len(got) != 0 {
		t.Errorf("left are %q, want nothing", got)
	}
	if target.Size("a/b.jpg") != -1 {
		t.Error("the file has a size")
	}
	seen := job.File{}
	file, err := target.Write("a/b.jpg", says("whole"), func(f job.File) error { seen = f; return nil })
	if want := (job.File{Name: "a/b.jpg", Size: 5, SHA256: checksum("whole")}); err != nil || file != want || seen != want {
		t.Errorf("write: %+v, %v, checked as %+v; want %+v", file, err, seen, want)
	}
	// One that fails leaves the old one.
	if _, err := target.Write("a/b.jpg", broken, nil); err == nil {
		t.Error("write: no error")
	}
	if sum, err := target.Sum("a/b.jpg"); err != nil || sum.SHA256 != file.SHA256 || target.Size("a/b.jpg") != 5 {
		t.Errorf("the file is %+v, %v; want it as it was", sum, err)
	}
	target.Close()
	if got := files(t, dir); len(got) != 1 {
		t.Errorf("left are %q, want the file only", got)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left in the folder are %v, %v; want no folder of parts", entries, err)
	}
}

func TestPartsOfTheDeadAreRemovedAndThoseOfTheLivingStay(t *testing.T) {
	dir := t.TempDir()
	dead, living := filepath.Join(dir, ".photoq-part", "dead"), filepath.Join(dir, ".photoq-part", "living")
	write(t, dead, "half")
	write(t, living, "half")
	old := time.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(dead, old, old); err != nil {
		t.Fatal(err)
	}
	openTarget(t, dir)
	if got := files(t, dir); len(got) != 1 || got[0] != living {
		t.Errorf("left are %q, want %s", got, living)
	}
}

func TestSeveralMayWriteAtOnceAndGoOneByOne(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 10 {
				target, err := client.OpenTarget(dir)
				if err == nil {
					_, err = target.Write(job.Name(fmt.Sprintf("%d/%d.jpg", g, i)), says("x"), nil)
					target.Close()
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := files(t, dir); len(got) != 40 {
		t.Errorf("%d files were written, want 40: %q", len(got), got)
	}
}

func TestNothingIsWrittenOutsideOfTheTarget(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	write(t, filepath.Join(outside, "original.jpg"), "original")
	for link, to := range map[string]string{"out": outside, "file.jpg": filepath.Join(outside, "original.jpg"), "up": ".."} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	target := openTarget(t, dir)
	for _, name := range []job.Name{"../a.jpg", "/a.jpg", "out/a.jpg", "up/a.jpg", "out/b/c.jpg", "a\x00.jpg", ""} {
		if _, err := target.Write(name, says("x"), nil); err == nil {
			t.Errorf("%q was written, want an error", name)
		}
	}
	// A link with the file's own name is replaced, and what it leads to stays.
	if _, err := target.Write("file.jpg", says("x"), nil); err != nil {
		t.Error(err)
	}
	if got := files(t, outside); len(got) != 1 {
		t.Errorf("outside are %q now", got)
	}
	if data, _ := os.ReadFile(filepath.Join(outside, "original.jpg")); string(data) != "original" {
		t.Errorf("the original is %q now", data)
	}
}

func TestTroubleWithTheWholeFolderIsToldFromTroubleWithAFile(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "taken"), "x")
	target := openTarget(t, dir)
	full := func(io.Writer) error { return &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC} }
	for what, c := range map[string]struct {
		name job.Name
		fill func(io.Writer) error
		kind fault.Kind
	}{
		"a full disk":               {"a.jpg", full, fault.Unusable},
		"a file where a folder is":  {"taken/a.jpg", says("x"), fault.Unusable},
		"a download that breaks":    {"a.jpg", func(io.Writer) error { return errCut }, ""},
		"a name that leads outside": {"../a.jpg", says("x"), ""},
	} {
		if _, err := target.Write(c.name, c.fill, nil); err == nil || fault.KindOf(err) != c.kind || c.kind != "" && fault.HintOf(err) == "" {
			t.Errorf("%s: %v of the kind %q, want %q", what, err, fault.KindOf(err), c.kind)
		}
	}
	if _, err := client.OpenTarget(filepath.Join(dir, "taken")); fault.KindOf(err) != fault.Unusable {
		t.Errorf("a file as the target: %v", err)
	}
}
