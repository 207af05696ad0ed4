package client

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"
	"time"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// Target is a folder that results are written to. Nothing is written outside
// of it, whatever a name or a link in the folder says, and a file appears
// under its name only when it is whole. Its methods may be called from
// several goroutines.
//
// A file that is there and is not known to be a result is not replaced: known
// are all files in a folder that was new or empty when it first became a
// target.
type Target struct {
	// Replace allows any file in the way to be replaced.
	Replace bool

	dir  string
	root *os.Root
	own  bool // the folder has the mark of results
}

// partsDir is where files grow until they are whole. It is in the folder
// itself, because a rename does not cross file systems.
const partsDir = ".photoq-part"

// staleAfter is how old a part must be to be taken for a dead process's.
const staleAfter = 24 * time.Hour

// errNoFolder says that the target could not be made.
var errNoFolder = errors.New("the folder cannot be made")

// OpenTarget makes the folder, if it is not there, and makes sure that files
// can be written to it. The caller closes it.
func OpenTarget(dir string) (*Target, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, targetError(dir, fmt.Errorf("%w: %w", errNoFolder, err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, targetError(dir, err)
	}
	t := &Target{dir: dir, root: root}
	err = t.mark()
	if err == nil {
		err = t.prepare()
	}
	if err != nil {
		root.Close()
		return nil, targetError(dir, err)
	}
	return t, nil
}

// mayReplace returns an error when a file of that name is there that is not
// known to be a result.
func (t *Target) mayReplace(name job.Name) error {
	if t.own || t.Replace || t.Size(name) < 0 {
		return nil
	}
	return fault.New(fault.Operation, fmt.Errorf("%s is there already and not known to be a result", path.Join(t.dir, name.String())), replaceHint)
}

const replaceHint = "choose another folder, or pass --replace if it may be replaced"

// CheckTarget returns an error of the kind fault.Usage when one of the plan's
// results would replace a file that is not known to be a result.
func (p Plan) CheckTarget(t *Target) error {
	for i := range p.Photos {
		for n, name := range p.Results(i) {
			if err := t.mayReplace(ResultPath(p.Recipe, n, name)); err != nil {
				return fault.New(fault.Usage, err, replaceHint)
			}
		}
	}
	return nil
}

func (t *Target) prepare() error {
	probe := path.Join(partsDir, rand.Text())
	f, err := t.create(probe)
	if err != nil {
		return err
	}
	f.Close()
	entries, err := fs.ReadDir(t.root.FS(), partsDir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && (e.Name() == path.Base(probe) || time.Since(info.ModTime()) > staleAfter) {
			t.root.Remove(path.Join(partsDir, e.Name()))
		}
	}
	return nil
}

// create makes a file in the folder of parts, and that folder where it is
// missing. Other processes that are done remove the folder, also at the very
// moment between the two steps.
func (t *Target) create(part string) (*os.File, error) {
	for attempt := 0; ; attempt++ {
		f, err := t.root.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if !errors.Is(err, fs.ErrNotExist) || attempt == 20 {
			return f, err
		}
		if err := t.root.Mkdir(partsDir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
	}
}

// Close ends the use of the target.
func (t *Target) Close() error {
	t.root.Remove(partsDir) // stays when another process uses it
	return t.root.Close()
}

// Dir is the folder as it was opened.
func (t *Target) Dir() string { return t.dir }

// Write makes a file of what fill writes, and returns its size and checksum.
// When check is not nil and returns an error for them, no file appears.
func (t *Target) Write(name job.Name, fill func(io.Writer) error, check func(job.File) error) (job.File, error) {
	if err := name.CheckLocal(); err != nil {
		return job.File{}, err
	}
	part := path.Join(partsDir, rand.Text())
	file, err := t.grow(part, name, fill)
	if err == nil && check != nil {
		err = check(file)
	}
	if err == nil {
		err = t.unlessSame(name, file)
	}
	if err == nil {
		err = t.publish(part, string(name))
	}
	if err != nil {
		t.root.Remove(part)
		return job.File{}, targetError(path.Join(t.dir, name.String()), err)
	}
	return file, nil
}

func (t *Target) grow(part string, name job.Name, fill func(io.Writer) error) (job.File, error) {
	f, err := t.create(part)
	if err != nil {
		return job.File{}, err
	}
	sum := sha256.New()
	count := &countingWriter{w: io.MultiWriter(f, sum)}
	err = fill(count)
	// Without this a power cut could leave an empty file under a good name.
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return job.File{Name: name, Size: count.n, SHA256: hex.EncodeToString(sum.Sum(nil))}, err
}

// unlessSame is mayReplace for a file whose contents are known: the same
// again is no loss.
func (t *Target) unlessSame(name job.Name, file job.File) error {
	foreign := t.mayReplace(name)
	if foreign == nil {
		return nil
	}
	if there, err := t.Sum(name); err == nil && there.SHA256 == file.SHA256 {
		return nil
	}
	return foreign
}

func (t *Target) publish(part, name string) error {
	if dir := path.Dir(name); dir != "." {
		err := t.root.MkdirAll(dir, 0o755)
		if errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("%w: %w", err, syscall.ENOTDIR) // a file is in its way
		}
		if err != nil {
			return err
		}
	}
	return t.root.Rename(part, name)
}

// Sum returns the size and the checksum of the file of that name. A missing
// file is an error that is fs.ErrNotExist.
func (t *Target) Sum(name job.Name) (job.File, error) {
	f, err := t.root.Open(string(name))
	if err != nil {
		return job.File{}, err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	if err != nil {
		return job.File{}, fmt.Errorf("read %s: %w", path.Join(t.dir, name.String()), err)
	}
	return job.File{Name: name, Size: n, SHA256: hex.EncodeToString(sum.Sum(nil))}, nil
}

// Size returns the size of the file of that name, -1 when there is none.
func (t *Target) Size(name job.Name) int64 {
	info, err := t.root.Lstat(string(name))
	if err != nil || !info.Mode().IsRegular() {
		return -1
	}
	return info.Size()
}

type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// targetError tells trouble with the folder as a whole from trouble with one
// file, and says what to do.
func targetError(name string, err error) error {
	if fault.KindOf(err) == fault.Operation {
		return err
	}
	wrapped := fmt.Errorf("write %s: %w", name, err)
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fault.New(fault.Unusable, wrapped, "free some space, then run the same command again: it goes on where it was")
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission), errors.Is(err, errNoFolder):
		return fault.New(fault.Unusable, wrapped, "choose a folder that you may write to")
	case errors.Is(err, syscall.ENOTDIR), strings.Contains(err.Error(), "escapes from parent"):
		return fault.New(fault.Unusable, wrapped, "a file or a link stands where a folder is needed; choose another folder")
	}
	return wrapped
}
