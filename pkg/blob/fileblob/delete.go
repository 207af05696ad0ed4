package fileblob

import (
	"cmp"
	"context"
	"errors"
	"path"
	"slices"
	"syscall"

	"github.com/photoq/photoq/pkg/blob"
)

// Delete implements [blob.Store]. Folders that become empty are removed. It
// does not wait for the disk: an object that comes back after a loss of power
// does no harm.
func (s *Store) Delete(ctx context.Context, keys ...string) error {
	var errs []error
	folders := map[string]bool{}
	for _, key := range keys {
		if err := check(ctx, "delete", key); err != nil {
			errs = append(errs, err)
			if errors.Is(err, blob.ErrKey) {
				continue
			}
			break // ctx has ended, for the others as well
		}
		name := objectPath(key)
		if err := s.root.Remove(name); err != nil && !nothingThere(err) {
			errs = append(errs, s.wrap("delete", key, err))
			continue
		}
		folders[path.Dir(name)] = true
	}
	s.removeEmpty(folders)
	return errors.Join(errs...)
}

// nothingThere reports whether an error of Remove means that there was no
// object: nothing, or somebody's folder of that name.
func nothingThere(err error) bool {
	return gone(err) || errors.Is(err, syscall.ENOTEMPTY) || errors.Is(err, syscall.EISDIR)
}

// removeEmpty removes the folders and those above them, as far as they are
// empty. The system refuses to remove one that is not, so an object that is
// put there at the same time is safe; Put makes its folder again if it has to.
func (s *Store) removeEmpty(folders map[string]bool) {
	deepestFirst := make([]string, 0, len(folders))
	for dir := range folders {
		deepestFirst = append(deepestFirst, dir)
	}
	slices.SortFunc(deepestFirst, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, dir := range deepestFirst {
		for dir != "." && s.root.Remove(dir) == nil {
			dir = path.Dir(dir)
		}
	}
}
