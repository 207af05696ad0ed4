package fileblob

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/photoq/photoq/pkg/blob"
)

// List implements [blob.Store]. It reads one folder after another, and only
// those that can hold what is asked for; the memory it takes is that of the
// folders on the way to where it is.
func (s *Store) List(ctx context.Context, prefix, after string) iter.Seq2[blob.Info, error] {
	return func(yield func(blob.Info, error) bool) {
		dir, _ := cutLast(prefix)
		if dir != "" && blob.CheckKey(strings.TrimSuffix(dir, "/")) != nil {
			return // no key begins like that
		}
		l := &lister{ctx: ctx, prefix: prefix, after: after, yield: yield}
		start, err := s.root.OpenRoot(cmp.Or(folderPath(dir), "."))
		if err == nil {
			_, err = l.walk(start, dir)
			_ = start.Close() // nothing was written
		}
		if err != nil && !gone(err) {
			yield(blob.Info{}, classify(s.dir, fmt.Errorf("list %s: %w", prefix, err)))
		}
	}
}

// gone reports whether err only means that there is no such folder (any more).
func gone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// lister is one walk.
type lister struct {
	ctx           context.Context
	prefix, after string
	yield         func(blob.Info, error) bool
}

// entry is something in a folder: an object or a folder.
type entry struct {
	name string
	key  string // of the object; what all keys in the folder begin with
	kind kind
}

// walk yields what is in the folder whose keys begin with at. It returns
// false when the caller has had enough.
func (l *lister) walk(dir *os.Root, at string) (bool, error) {
	entries, err := readFolder(dir, at)
	if err != nil {
		return false, err
	}
	for _, e := range entries {
		if err := l.ctx.Err(); err != nil {
			return false, err
		}
		var goOn bool
		if e.kind == object {
			goOn, err = l.object(dir, e)
		} else {
			goOn, err = l.folder(dir, e)
		}
		if !goOn || err != nil {
			return false, err
		}
	}
	return true, nil
}

func (l *lister) object(dir *os.Root, e entry) (bool, error) {
	if !strings.HasPrefix(e.key, l.prefix) || e.key <= l.after {
		return true, nil
	}
	info, err := dir.Lstat(e.name)
	if gone(err) || err == nil && !info.Mode().IsRegular() {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return l.yield(blob.Info{Key: e.key, Size: info.Size(), Modified: info.ModTime()}, nil), nil
}

func (l *lister) folder(dir *os.Root, e entry) (bool, error) {
	if !strings.HasPrefix(e.key, l.prefix) && !strings.HasPrefix(l.prefix, e.key) {
		return true, nil
	}
	if e.key < l.after && !strings.HasPrefix(l.after, e.key) {
		return true, nil // all of it comes before
	}
	sub, err := dir.OpenRoot(e.name)
	if gone(err) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	defer sub.Close()
	goOn, err := l.walk(sub, e.key)
	if gone(err) {
		return true, nil
	}
	return goOn, err
}

// readFolder returns the objects and folders in dir in the order of their
// keys. A folder sorts as its name and a slash, because that is what its keys
// begin with: "a.txt" comes before the folder "a".
func readFolder(dir *os.Root, at string) ([]entry, error) {
	found, err := readNames(dir)
	if err != nil {
		return nil, err
	}
	entries := make([]entry, 0, len(found))
	for _, d := range found {
		if !d.IsDir() && !d.Type().IsRegular() {
			continue // a link could lead anywhere, or round in circles
		}
		piece, k, ok := read(d.Name(), d.IsDir())
		if !ok {
			continue
		}
		key := at + piece
		if k == folder {
			key += "/"
		}
		entries = append(entries, entry{name: d.Name(), key: key, kind: k})
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.key, b.key) })
	return entries, nil
}

// readNames reads a folder so that nothing is left out that is there all the
// time. On some file systems an object that is replaced meanwhile moves to
// another place in its folder, and one reading can miss it. So a folder that
// has changed while it was read, or that may have because its time is too
// coarse to tell, is read again, a few times, and all that was seen counts.
func readNames(dir *os.Root) ([]fs.DirEntry, error) {
	const coarse = 20 * time.Millisecond
	f, err := dir.Open(".")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []fs.DirEntry
	for range 4 {
		before, err := f.Stat()
		if err != nil {
			return nil, err
		}
		fresh := time.Since(before.ModTime()) < coarse
		found, err := f.ReadDir(-1)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
		after, err := f.Stat()
		if err != nil {
			return nil, err
		}
		if !fresh && after.ModTime().Equal(before.ModTime()) {
			break
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
	}
	byName := func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) }
	slices.SortFunc(all, byName)
	return slices.CompactFunc(all, func(a, b fs.DirEntry) bool { return a.Name() == b.Name() }), nil
}
