package fileblob_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/blob/fileblob"
	"github.com/photoq/photoq/pkg/fault"
)

func put(t *testing.T, s blob.Store, key, text string) {
	t.Helper()
	if err := s.Put(t.Context(), key, strings.NewReader(text), blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
}

func keys(t *testing.T, s blob.Store) string {
	t.Helper()
	var found []string
	for info, err := range s.List(t.Context(), "", "") {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, info.Key)
	}
	return strings.Join(found, " ")
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLinksAreNotFollowedOutside(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	write(t, filepath.Join(outside, "secret.txt"), "secret")
	s := open(t, dir)
	put(t, s, "mine.txt", "mine")
	for from, to := range map[string]string{"link.txt": filepath.Join(outside, "secret.txt"), "linked": outside} {
		if err := os.Symlink(to, filepath.Join(dir, from)); err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range []string{"link.txt", "linked/secret.txt"} {
		if r, _, err := s.Get(t.Context(), key); err == nil {
			_ = r.Close()
			t.Errorf("get %s followed a link out of the store", key)
		}
	}
	if err := s.Put(t.Context(), "linked/new.txt", strings.NewReader("x"), blob.PutOptions{}); err == nil {
		t.Error("put followed a link out of the store")
	}
	_ = s.Delete(t.Context(), "linked/secret.txt") // may be refused
	if b, err := os.ReadFile(filepath.Join(outside, "secret.txt")); err != nil || string(b) != "secret" {
		t.Errorf("the file outside is %q, %v", b, err)
	}
	if got := keys(t, s); got != "mine.txt" {
		t.Errorf("listed %q, want mine.txt only", got)
	}
}

func TestForeignFilesStay(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for _, name := range []string{"a/README", "a/.DS_Store", "a/b.jpg/inside", "100%x.jpg"} {
		write(t, filepath.Join(dir, name), "foreign")
	}
	put(t, s, "a/c.jpg", "mine")
	if got := keys(t, s); got != "a/c.jpg" {
		t.Errorf("listed %q, want a/c.jpg only", got)
	}
	if _, _, err := s.Get(t.Context(), "a/b.jpg"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("get of somebody's folder: %v, want fs.ErrNotExist", err)
	}
	if err := s.Delete(t.Context(), "a/c.jpg", "a/b.jpg", "a"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "a/b.jpg/inside")); err != nil {
		t.Error(err)
	}
}

func TestDeleteRemovesEmptyFolders(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, "a/b/c/d.txt", "1")
	put(t, s, "a/e.txt", "2")
	if err := s.Delete(t.Context(), "a/b/c/d.txt"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "a", "b")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("empty folder a/b: %v, want it gone", err)
	}
	if got := keys(t, s); got != "a/e.txt" {
		t.Errorf("listed %q, want a/e.txt", got)
	}
}

func TestOpenRemovesStaleTemps(t *testing.T) {
	dir := t.TempDir()
	old, fresh := filepath.Join(dir, ".%tmp", "1-old"), filepath.Join(dir, ".%tmp", "2-fresh")
	write(t, old, "half")
	write(t, fresh, "half")
	then := time.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(old, then, then); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("stale file: %v, want it gone", err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("fresh file: %v, want it kept", err)
	}
	if got := keys(t, s); got != "" {
		t.Errorf("listed %q, want nothing", got)
	}
}

func TestFilesArePrivateOrAsTheFolderIs(t *testing.T) {
	made := filepath.Join(t.TempDir(), "new", "store")
	shared := t.TempDir()
	if err := os.Chmod(shared, 0o750); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]fs.FileMode{made: 0, shared: 0o040} {
		put(t, open(t, dir), "a/b.txt", "x")
		info, err := os.Stat(filepath.Join(dir, "a", "b.txt"))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm() & 0o077; got != want {
			t.Errorf("others may do %v with a file in %s, want %v", got, dir, want)
		}
	}
}

func TestUnusableFolders(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "x")
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		_, err := fileblob.Open(dir)
		if fault.KindOf(err) != fault.Unusable || fault.HintOf(err) == "" {
			t.Errorf("open %s: %v, want fault.Unusable with a hint", dir, err)
		}
	}
	if os.Getuid() == 0 {
		t.Skip("root may write anywhere")
	}
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, "a/b.txt", "x")
	if err := os.Chmod(filepath.Join(dir, ".%tmp"), 0o500); err != nil {
		t.Fatal(err)
	}
	err := s.Put(t.Context(), "a/c.txt", strings.NewReader("x"), blob.PutOptions{})
	if fault.KindOf(err) != fault.Unusable || fault.HintOf(err) == "" {
		t.Errorf("put without permission: %v, want fault.Unusable with a hint", err)
	}
}

func TestStoreFolderGone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	s := open(t, dir)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	err := s.Put(t.Context(), "a.txt", strings.NewReader("x"), blob.PutOptions{})
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("put: %v, want fault.NotFound", err)
	}
}

// Files take shortcuts that other bodies do not: clones and copies in the kernel.
func TestPutFile(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "store"))
	text := strings.Repeat("0123456789", 300_000)
	write(t, filepath.Join(dir, "photo.jpg"), text)
	for _, at := range []int64{0, 1, 1_500_000, 3_000_000} {
		f, err := os.Open(filepath.Join(dir, "photo.jpg"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Seek(at, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if err := s.Put(t.Context(), "photo.jpg", f, blob.PutOptions{}); err != nil {
			t.Fatal(err)
		}
		_ = f.Close()
		got, err := blob.ReadAll(t.Context(), s, "photo.jpg", 1<<30)
		if err != nil || !bytes.Equal(got, []byte(text[at:])) {
			t.Errorf("put from byte %d: read %d bytes, %v", at, len(got), err)
		}
	}
}
