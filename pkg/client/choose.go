package client

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
)

// Selection says which photos to take.
type Selection struct {
	// Paths are files, folders (taken with all below them) and
	// s3://bucket/prefix URLs.
	Paths []string
	// List names more files, as they were written in a list: relative ones
	// keep their path in the result, absolute ones lose the folder that all
	// of them have in common.
	List []string
	// Include and Exclude are globs, with ** for any number of folders. One
	// without a slash is held against the name alone, else against the path
	// within the folder. Exclude wins.
	Include, Exclude []string
	// Avoid is a folder to leave out: where the results go.
	Avoid string
	// OpenBucket opens a bucket for reading; nil where S3 is out of reach.
	OpenBucket func(ctx context.Context, bucket string) (blob.Store, error)
}

// Chosen is a photo that was found, where it lies.
type Chosen struct {
	Name     job.Name // relative path, for the result
	At       job.Name // file:/absolute/path or s3://bucket/key
	Size     int64    // bytes
	Modified time.Time
}

// Skip is something in a folder that was passed over.
type Skip struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
	// Unread says that it could not be looked into: there may be photos.
	Unread bool `json:"-"`
}

// Choose finds the photos of a selection, in an order that is the same each
// time. In a folder what is no photo is skipped; a file named outright that
// is none is an error.
func Choose(ctx context.Context, s Selection) (photos []Chosen, skipped []Skip, err error) {
	c := &chooser{Selection: s}
	for _, glob := range slices.Concat(s.Include, s.Exclude) {
		if !doublestar.ValidatePattern(glob) {
			return nil, nil, fault.New(fault.Usage, fmt.Errorf("glob %q is malformed", glob), "quote it, and close its brackets")
		}
	}
	if s.Avoid != "" {
		c.avoid, _ = os.Stat(s.Avoid)
	}
	for _, p := range s.Paths {
		if err := c.path(ctx, p); err != nil {
			return nil, nil, err
		}
	}
	if err := c.list(ctx, s.List); err != nil {
		return nil, nil, err
	}
	if len(c.photos) == 0 {
		return nil, nil, fault.New(fault.Usage, errors.New("no photos found"+c.skippedText()), "name a folder or files with photos; --include and --exclude narrow them")
	}
	return c.photos, c.skipped, nil
}

// ReadList reads the names in a --files-from list: one a line, or ended by
// zero bytes. Empty names are passed over.
func ReadList(r io.Reader, zero bool) ([]string, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	if zero {
		lines.Split(splitZero)
	}
	var names []string
	for lines.Scan() {
		if lines.Text() != "" {
			names = append(names, lines.Text())
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the list of files: %w", err)
	}
	return names, nil
}

func splitZero(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

type chooser struct {
	Selection
	avoid   fs.FileInfo
	photos  []Chosen
	skipped []Skip
}

func (c *chooser) skip(p, reason string) {
	c.skipped = append(c.skipped, Skip{Path: job.Name(p).String(), Reason: reason})
}

func (c *chooser) skipUnread(p string, err error) {
	c.skipped = append(c.skipped, Skip{job.Name(p).String(), "cannot be read: " + job.Name(err.Error()).String(), true})
}

func (c *chooser) skippedText() string {
	if len(c.skipped) == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d files skipped, the first: %s: %s)", len(c.skipped), c.skipped[0].Path, c.skipped[0].Reason)
}

// wanted holds a relative path against the globs.
func (c *chooser) wanted(rel string) bool {
	matches := func(globs []string) bool {
		return slices.ContainsFunc(globs, func(glob string) bool {
			subject := rel
			if !strings.Contains(glob, "/") {
				subject = path.Base(rel)
			}
			return doublestar.MatchUnvalidated(glob, subject)
		})
	}
	return (len(c.Include) == 0 || matches(c.Include)) && !matches(c.Exclude)
}

func (c *chooser) path(ctx context.Context, p string) error {
	if strings.HasPrefix(p, "s3://") {
		return c.bucket(ctx, p)
	}
	info, err := os.Stat(p)
	if err != nil {
		return fault.New(fault.Usage, fmt.Errorf("choose photos: %w", err), "check the path")
	}
	if info.IsDir() {
		return c.folder(ctx, p)
	}
	return c.file(p, filepath.Base(p), info)
}

// file takes a file that was named outright.
func (c *chooser) file(p, rel string, info fs.FileInfo) error {
	if !c.wanted(filepath.ToSlash(rel)) {
		c.skip(p, "excluded by a glob")
		return nil
	}
	reason, err := whyNoPhoto(p, info)
	if err != nil {
		return fault.New(fault.Usage, fmt.Errorf("choose photos: %w", err), "check that you may read it")
	}
	if reason != "" {
		return fault.New(fault.Usage, fmt.Errorf("%s: %s", job.Name(p), reason), "leave it out, or name its folder: there it is skipped")
	}
	return c.take(p, rel, info)
}

func (c *chooser) take(p, rel string, info fs.FileInfo) error {
	full, err := filepath.Abs(p)
	if err != nil {
		return fmt.Errorf("choose %s: %w", p, err)
	}
	at := "file:" + full
	name := filepath.ToSlash(rel)
	if strings.HasSuffix(at, name) {
		name = at[len(at)-len(name):] // one string for both: jobs can be large
	}
	c.photos = append(c.photos, Chosen{Name: job.Name(name), At: job.Name(at), Size: info.Size(), Modified: info.ModTime()})
	return nil
}

// whyNoPhoto says why a file is no photo, or "". An ending that photos have
// is believed, so that a damaged photo is not passed over in silence; other
// files are looked into.
func whyNoPhoto(p string, info fs.FileInfo) (string, error) {
	base := filepath.Base(p)
	switch {
	case !info.Mode().IsRegular():
		return "is no regular file", nil
	case strings.HasPrefix(base, "._"):
		return "is a side file of macOS", nil
	case imageio.FormatOf(base) != imageio.Unknown:
		return "", nil
	}
	f, err := os.Open(p)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head := make([]byte, imageio.SniffLen)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && err != io.EOF {
		return "", err
	}
	if imageio.Sniff(head[:n]) == imageio.Unknown {
		return "is no photo", nil
	}
	return "", nil
}
