package fileblob

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/photoq/photoq/pkg/fault"
)

// wrap says what was done to which key, and classifies err.
func (s *Store) wrap(action, key string, err error) error {
	return classify(s.dir, fmt.Errorf("%s %s: %w", action, key, err))
}

// classify gives the errors that concern the store as a whole their kind and
// a hint. All others may pass when tried again, and stay plain.
func classify(dir string, err error) error {
	is := func(targets ...syscall.Errno) bool {
		for _, t := range targets {
			if errors.Is(err, t) {
				return true
			}
		}
		return false
	}
	switch {
	case is(syscall.ENOSPC, syscall.EDQUOT):
		return fault.New(fault.Unusable, fmt.Errorf("disk full: %w", err),
			"make room on the disk that holds "+dir+", then run the same command again")
	case is(syscall.EROFS):
		return fault.New(fault.Unusable, err, dir+" is on a file system that is mounted read-only")
	case is(syscall.EACCES, syscall.EPERM):
		return fault.New(fault.Unusable, err, "check that you own "+dir+" and may write to it")
	case is(syscall.ENOTDIR):
		return fault.New(fault.Unusable, err, "a file is where "+dir+" or a folder in it should be; move it away")
	}
	return err
}
