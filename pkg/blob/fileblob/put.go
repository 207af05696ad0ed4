package fileblob

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"syscall"
	"time"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/fault"
)

// staleAfter is the age at which a file in tempDir is nobody's any more. A
// writer that is alive changes its file all the time.
const staleAfter = 24 * time.Hour

// Put implements [blob.Store]. Once it has returned nil, the object survives
// a loss of power.
//
// A body that is an *os.File at its start is cloned where the file system can
// (btrfs and XFS on Linux). No bytes are copied then, and o.SHA256 is trusted:
// to verify it would cost the reading that the clone spares. So a file that
// has changed since its caller summed it is noticed only by who reads it
// later. Any other body is verified while it is copied.
func (s *Store) Put(ctx context.Context, key string, body io.ReadSeeker, o blob.PutOptions) error {
	if err := check(ctx, "put", key); err != nil {
		return err
	}
	name := objectPath(key)
	if o.IfAbsent {
		// The link below decides. This only spares the copy, most times.
		if _, err := s.root.Lstat(name); err == nil {
			return fmt.Errorf("put %s: %w", key, blob.ErrExists)
		}
	}
	temp, err := s.writeTemp(ctx, body, o.SHA256)
	if err != nil {
		return s.wrap("put", key, err)
	}
	if err := s.publish(temp, name, o.IfAbsent); err != nil {
		_ = s.root.Remove(temp) // what stays is removed a day later
		return s.wrap("put", key, err)
	}
	return nil
}

// writeTemp writes body to a new file in tempDir, which is on the same file
// system as the objects: only there is a rename atomic. Readers and List
// never look into tempDir, so a process that dies here leaves no object.
func (s *Store) writeTemp(ctx context.Context, body io.ReadSeeker, sum string) (string, error) {
	name := path.Join(tempDir, strconv.Itoa(os.Getpid())+"-"+rand.Text())
	const flags = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	f, err := s.root.OpenFile(name, flags, s.fileMode)
	if errors.Is(err, fs.ErrNotExist) {
		// Made by the first Put and not by Open: a store can be read where it
		// cannot be written.
		err = s.root.Mkdir(tempDir, s.dirMode)
		if errors.Is(err, fs.ErrNotExist) {
			return "", fault.New(fault.NotFound, fmt.Errorf("store folder is gone: %w", err), "somebody has removed "+s.dir)
		}
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return "", err
		}
		f, err = s.root.OpenFile(name, flags, s.fileMode)
	}
	if err != nil {
		return "", err
	}
	err = fill(ctx, f, body, sum)
	if err == nil {
		// Bytes first, name later: were the rename to reach the disk before
		// the bytes, a loss of power would leave an empty or torn object.
		err = f.Sync()
	}
	// Some file systems (NFS, quotas) tell only here that bytes are lost.
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		_ = s.root.Remove(name) // what stays is removed a day later
		return "", err
	}
	return name, nil
}

// publish gives the finished file its name, in one step for all readers.
func (s *Store) publish(temp, name string, ifAbsent bool) error {
	dir, made := path.Dir(name), false
	var last error
	for range 1000 {
		err := s.name(temp, name, ifAbsent)
		if err == nil {
			return s.syncDirs(dir, made)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		// The folder is missing: it is the first object there, or Delete has
		// just removed the empty folder. That can happen again at once.
		// A folder that another has just made and Delete removed at once is
		// reported as one that exists.
		made = true
		last = s.root.MkdirAll(dir, s.dirMode)
		if last != nil && !errors.Is(last, fs.ErrNotExist) && !errors.Is(last, fs.ErrExist) {
			return last
		}
	}
	return fmt.Errorf("folder %s is being removed again and again: %w", dir, cmp.Or(last, fs.ErrNotExist))
}

// name moves temp to name. A rename replaces what is there; a link is refused
// when anything is there, and so has exactly one winner among all processes.
func (s *Store) name(temp, name string, ifAbsent bool) error {
	if !ifAbsent {
		return s.root.Rename(temp, name)
	}
	err := s.root.Link(temp, name)
	switch {
	case errors.Is(err, fs.ErrExist):
		return blob.ErrExists
	case errors.Is(err, syscall.EPERM), errors.Is(err, syscall.ENOTSUP), errors.Is(err, syscall.EMLINK):
		return fault.New(fault.Unusable, err, "keep the store on a file system that has hard links")
	case err != nil:
		return err
	}
	_ = s.root.Remove(temp) // the object has its name; what stays is removed a day later
	return nil
}

// syncDirs makes the new name last: it is an entry of its folder, and is
// written with the folder, not with the file. Where folders were made, each is
// an entry of the one above. (Who finds a folder that another has only just made
// relies on the file system to write older changes first, as journals do.)
func (s *Store) syncDirs(dir string, all bool) error {
	for {
		if err := s.syncDir(dir); err != nil {
			return err
		}
		if !all || dir == "." {
			return nil
		}
		dir = path.Dir(dir)
	}
}

func (s *Store) syncDir(dir string) error {
	f, err := s.root.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // somebody has deleted the object meanwhile, and its folder
	}
	if err != nil {
		return err
	}
	err = f.Sync()
	if closing := f.Close(); err == nil {
		err = closing
	}
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		return nil // a file system that cannot; its folders are not worse than any other program's
	}
	return err
}

// removeStaleTemps tidies up after processes that died. It is no error when
// it cannot: the store may be read-only, and next time will do.
func (s *Store) removeStaleTemps() {
	dir, err := s.root.Open(tempDir)
	if err != nil {
		return
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1) // what could be read, also beside an error
	for _, name := range names {
		name = path.Join(tempDir, name)
		if info, err := s.root.Lstat(name); err == nil && time.Since(info.ModTime()) > staleAfter {
			_ = s.root.Remove(name)
		}
	}
}
