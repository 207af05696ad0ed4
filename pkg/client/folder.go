package client

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
)

// folder takes the photos of a folder and all below it.
func (c *chooser) folder(ctx context.Context, dir string) error {
	// With a slash, a link that was named outright is walked into.
	if !strings.HasSuffix(dir, "/") {
		dir += "/"
	}
	return filepath.WalkDir(dir, func(p string, entry fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if p == dir {
				return fault.New(fault.Usage, fmt.Errorf("choose photos: %w", err), "check that you may read it")
			}
			c.skipUnread(p, err)
			return nil
		}
		if entry.IsDir() {
			return c.enter(p, dir, entry)
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return fmt.Errorf("choose %s: %w", p, err)
		}
		return c.found(p, rel)
	})
}

// enter decides whether a folder is walked into.
func (c *chooser) enter(p, root string, entry fs.DirEntry) error {
	if p == root {
		return nil
	}
	if strings.HasPrefix(entry.Name(), ".") {
		c.skip(p, "is a hidden folder")
		return fs.SkipDir
	}
	if hasMark(p) {
		c.skip(p, "holds results of an earlier run")
		return fs.SkipDir
	}
	if c.avoid != nil {
		if info, err := entry.Info(); err == nil && os.SameFile(info, c.avoid) {
			c.skip(p, "is where the results go")
			return fs.SkipDir
		}
	}
	return nil
}

// found takes a file in a folder, if it is a photo. Links to files are
// followed; links to folders are not, because they can form a circle.
func (c *chooser) found(p, rel string) error {
	if !c.wanted(filepath.ToSlash(rel)) {
		c.skip(p, "excluded by a glob")
		return nil
	}
	info, err := os.Stat(p)
	reason := ""
	switch {
	case err != nil:
	case info.IsDir():
		reason = "is a link to a folder"
	default:
		reason, err = whyNoPhoto(p, info)
	}
	if err != nil {
		c.skipUnread(p, err)
		return nil
	}
	if reason != "" {
		c.skip(p, reason)
		return nil
	}
	return c.take(p, rel, info)
}

// list takes the files of a --files-from list.
func (c *chooser) list(ctx context.Context, names []string) error {
	common := commonFolder(names)
	for _, name := range names {
		if strings.HasPrefix(name, "s3://") {
			if err := c.bucket(ctx, name); err != nil {
				return err
			}
			continue
		}
		info, err := os.Stat(name)
		if err != nil {
			return fault.New(fault.Usage, fmt.Errorf("choose photos from the list: %w", err), "names in a list are relative to the current folder; use -0 for names with line breaks")
		}
		if info.IsDir() {
			return fault.New(fault.Usage, fmt.Errorf("choose photos from the list: %s is a folder", job.Name(name)), "a list names files; give folders as arguments")
		}
		rel := filepath.Clean(name)
		if filepath.IsAbs(name) {
			rel, err = filepath.Rel(common, rel)
		}
		if err != nil || !filepath.IsLocal(rel) {
			rel = filepath.Base(name)
		}
		if err := c.file(name, rel, info); err != nil {
			return err
		}
	}
	return nil
}

// commonFolder is the deepest folder that all absolute names are in.
func commonFolder(names []string) string {
	common := ""
	for _, name := range names {
		if !filepath.IsAbs(name) {
			continue
		}
		dir := filepath.Dir(filepath.Clean(name))
		if common == "" {
			common = dir
		}
		for common != "/" && dir != common && !strings.HasPrefix(dir, common+"/") {
			common = filepath.Dir(common)
		}
	}
	return common
}

// bucket takes the photos under s3://bucket/prefix, where they lie.
func (c *chooser) bucket(ctx context.Context, url string) error {
	bucket, prefix, err := splitS3(url)
	if err != nil {
		return err
	}
	if c.OpenBucket == nil {
		return fault.New(fault.Usage, fmt.Errorf("choose %s: S3 is not set up", url), "")
	}
	store, err := c.OpenBucket(ctx, bucket)
	if err != nil {
		return fmt.Errorf("choose %s: %w", url, err)
	}
	folder := prefix
	if folder != "" && !strings.HasSuffix(folder, "/") {
		folder += "/"
	}
	found := 0
	for info, err := range store.List(ctx, prefix, "") {
		if err != nil {
			return fmt.Errorf("choose %s: %w", url, err)
		}
		rel, inside := strings.CutPrefix(info.Key, folder)
		if info.Key == prefix {
			rel, inside = path.Base(info.Key), true
		}
		if !inside || strings.HasSuffix(info.Key, "/") {
			continue
		}
		found++
		c.object("s3://"+bucket+"/"+info.Key, rel, Chosen{Size: info.Size, Modified: info.Modified})
	}
	if found == 0 {
		return fault.New(fault.Usage, fmt.Errorf("choose %s: nothing is there", url), "check the prefix; it is a folder or a whole key")
	}
	return nil
}

func (c *chooser) object(url, rel string, photo Chosen) {
	rel = localRelative(rel)
	switch {
	case !c.wanted(rel):
		c.skip(url, "excluded by a glob")
	case imageio.FormatOf(rel) == imageio.Unknown:
		c.skip(url, "is no photo, by its name")
	default:
		photo.Name, photo.At = job.Name(rel), job.Name(url)
		c.photos = append(c.photos, photo)
	}
}

// localRelative makes a path out of a key's end, without the elements that
// keys may have and paths may not.
func localRelative(rel string) string {
	rel = strings.TrimPrefix(path.Clean("/"+rel), "/")
	return strings.ReplaceAll(rel, "\x00", "_")
}

// splitS3 takes s3://bucket/prefix apart.
func splitS3(url string) (bucket, prefix string, err error) {
	bucket, prefix, _ = strings.Cut(strings.TrimPrefix(url, "s3://"), "/")
	if bucket == "" {
		return "", "", fault.New(fault.Usage, fmt.Errorf("%q names no bucket", url), "write s3://bucket/prefix")
	}
	return bucket, prefix, nil
}
