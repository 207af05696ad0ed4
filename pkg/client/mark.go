package client

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// A target that is new or empty is marked as holding nothing but results;
// elsewhere a result could not be told from somebody's photo. The mark is an
// extended attribute of the folder, which is in nobody's way; where the file
// system has none, it is a hidden file.
const (
	markAttribute = "user.photoq.results"
	markFile      = ".photoq-results"
)

// hasMark reports whether a folder is marked.
func hasMark(dir string) bool {
	if n, err := unix.Getxattr(dir, markAttribute, nil); err == nil && n > 0 {
		return true
	}
	_, err := os.Lstat(filepath.Join(dir, markFile))
	return err == nil
}

// mark finds out whether the target holds nothing but results, and marks one
// that holds nothing.
func (t *Target) mark() error {
	if t.own = hasMark(t.dir); t.own {
		return nil
	}
	entries, err := fs.ReadDir(t.root.FS(), ".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() != partsDir {
			return nil
		}
	}
	t.own = true
	return t.putMark()
}

func (t *Target) putMark() error {
	dir, err := t.root.Open(".")
	if err != nil {
		return err
	}
	defer dir.Close()
	err = unix.Fsetxattr(int(dir.Fd()), markAttribute, []byte("1"), 0)
	if !errors.Is(err, unix.ENOTSUP) && !errors.Is(err, unix.EPERM) {
		return err
	}
	f, err := t.root.OpenFile(markFile, os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	return f.Close()
}
