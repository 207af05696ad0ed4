// Package fileblob keeps objects as files in a folder of this machine.
//
// The object under a key is the file at that path: jobs/7f3k/out/a.jpg is
// there for anyone to open. Keys that a file system cannot hold as they are
// get a name that still can be read:
//
//   - The keys "a" and "a/b" can exist both, a file and a folder "a" cannot. So
//     what looks like a file is a file under its own name and what does not
//     is a folder under its own name, and the others end in "%": the object
//     "cancelled" is the file "cancelled%", the object "shop.com/a.jpg" the
//     file "shop.com%/a.jpg". To look like a file is to end in a dot and 1 to
//     8 letters and digits, not all of them digits.
//   - "%" itself is written "%25".
//   - An element of 240 bytes or more is broken into folders that end in "%+".
//
// Files that follow no such rule are not the store's: it neither lists nor
// removes them. Links that lead out of the folder are not followed.
//
// Where the file system takes "A.jpg" and "a.jpg" for the same name, as macOS
// does by default, two keys that differ only in case, or only in how an accent
// is composed, are one object: the later Put replaces the first. The keys that
// package job makes for the photos of one job differ by more than that.
//
// Several processes may use one folder at once. It has to be on a file system
// whose renames and links are atomic; local ones and NFS are.
package fileblob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/photoq/photoq/pkg/blob"
)

// Store is a folder of objects.
type Store struct {
	dir      string // for messages only; root is what is used
	root     *os.Root
	dirMode  fs.FileMode
	fileMode fs.FileMode
}

var _ blob.Store = (*Store)(nil)

// Open opens the store in the folder dir, and makes the folder when there is
// none. New folders are for their owner only (0700), because the photos in
// them are private. Whoever wants to share a store makes its folder first,
// with the permissions that all in it shall have.
//
// What processes that died more than a day ago left half written is removed.
// A folder that cannot be had is fault.Unusable.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, classify(dir, fmt.Errorf("make store folder: %w", err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, classify(dir, fmt.Errorf("open store folder: %w", err))
	}
	info, err := root.Stat(".")
	if err != nil {
		_ = root.Close() // the first error is the one to tell
		return nil, classify(dir, fmt.Errorf("open store folder: %w", err))
	}
	s := &Store{dir: dir, root: root, dirMode: info.Mode().Perm() | 0o700}
	s.fileMode = s.dirMode &^ 0o111
	s.removeStaleTemps()
	return s, nil
}

// Close gives the folder back to the system. Readers that are open stay so.
func (s *Store) Close() error {
	if err := s.root.Close(); err != nil {
		return fmt.Errorf("close store folder: %w", err)
	}
	return nil
}

// Get implements [blob.Store]. The reader is an *os.File, so that those who
// copy it to a file or a socket can leave the work to the kernel. It reads the
// object as it was at the call, also when that is replaced or removed.
func (s *Store) Get(ctx context.Context, key string) (io.ReadCloser, blob.Info, error) {
	if err := check(ctx, "get", key); err != nil {
		return nil, blob.Info{}, err
	}
	f, err := s.root.Open(objectPath(key))
	if err != nil {
		return nil, blob.Info{}, s.wrap("get", key, missing(err))
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist // somebody's folder or socket of the same name
	}
	if err != nil {
		_ = f.Close() // the first error is the one to tell
		return nil, blob.Info{}, s.wrap("get", key, err)
	}
	return f, blob.Info{Key: key, Size: info.Size(), Modified: info.ModTime()}, nil
}

// check is what every method begins with.
func check(ctx context.Context, action, key string) error {
	if err := blob.CheckKey(key); err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s %s: %w", action, key, err)
	}
	return nil
}

// missing makes of "not a directory" what it means here: where a file is in
// the way of a folder, there is no object in that folder.
func missing(err error) error {
	if errors.Is(err, syscall.ENOTDIR) {
		return fmt.Errorf("%w: %w", fs.ErrNotExist, err)
	}
	return err
}
