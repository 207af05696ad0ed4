package client

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// InsideTarget reports whether the folder for results lies inside one of the
// folders that photos are taken from. Photos in it are not taken; so, unless
// it is marked as holding results only, one with files of its own is an
// error of the kind fault.Usage: a result could replace a photo there.
func InsideTarget(target string, paths []string) (bool, error) {
	to := truePath(target)
	for _, p := range paths {
		if strings.HasPrefix(p, "s3://") {
			continue
		}
		if rel, err := filepath.Rel(truePath(p), to); err != nil || rel == "." || !filepath.IsLocal(rel) {
			continue
		}
		return true, checkResultsOnly(target, p)
	}
	return false, nil
}

func checkResultsOnly(target, path string) error {
	entries, err := os.ReadDir(target)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return targetError(target, err)
	}
	if hasMark(target) {
		return nil
	}
	foreign := ""
	for _, e := range entries {
		if e.Name() != partsDir {
			foreign = e.Name()
		}
	}
	if foreign == "" {
		return nil
	}
	return fault.New(fault.Usage, fmt.Errorf("%s is inside %s and has files of its own, like %s: a result could replace a photo there",
		job.Name(target), job.Name(path), job.Name(foreign)), "name a new folder with --to, or one outside "+job.Name(path).String())
}

// truePath is the absolute path without links, as far as it exists.
func truePath(path string) string {
	full, err := filepath.Abs(path)
	if err != nil {
		return filepath.Clean(path)
	}
	rest := ""
	for dir := full; ; dir = filepath.Dir(dir) {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(real, rest)
		}
		if dir == filepath.Dir(dir) {
			return full
		}
		rest = filepath.Join(filepath.Base(dir), rest)
	}
}
