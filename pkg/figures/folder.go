package figures

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
)

// Folder is photos and what is known of them.
type Folder struct {
	Path   string
	Truth  Truth
	Photos []string // names in the folder, sorted
}

// OpenFolder reads a folder's truth.json and lists its photos: those of the
// truth, which must all be there, and all others, which show no red eye and
// nothing else is known of. ordinary says that the folder may have no
// truth.json.
func OpenFolder(path string, ordinary bool) (*Folder, error) {
	f := &Folder{Path: path, Truth: Truth{}}
	data, err := os.ReadFile(filepath.Join(path, "truth.json"))
	switch {
	case err == nil:
		if f.Truth, err = ReadTruth(data); err != nil {
			return nil, fault.New(fault.Usage, fmt.Errorf("read %s: %w", filepath.Join(path, "truth.json"), err), "")
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.Usage, err, "FOLDER is a folder of photos with a truth.json")
	case !isFolder(path):
		return nil, fault.New(fault.Usage, fmt.Errorf("there is no folder %s", path), "check the path")
	case !ordinary:
		return nil, fault.New(fault.Usage, fmt.Errorf("%s has no truth.json", path),
			"it says what the photos show; give a folder of photos without red eyes as --ordinary")
	}
	return f, f.list()
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func (f *Folder) list() error {
	entries, err := os.ReadDir(f.Path)
	if err != nil {
		return fault.New(fault.Usage, err, "FOLDER is a folder of photos")
	}
	for _, e := range entries {
		if _, known := f.Truth[e.Name()]; known {
			continue
		}
		is, err := isPhoto(filepath.Join(f.Path, e.Name()))
		if err != nil {
			return fault.New(fault.Usage, err, "")
		}
		if is {
			f.Photos = append(f.Photos, e.Name())
		}
	}
	var missing []error
	for _, name := range slices.Sorted(maps.Keys(f.Truth)) {
		if _, err := os.Stat(filepath.Join(f.Path, name)); err != nil {
			missing = append(missing, fmt.Errorf("truth.json of %s has a photo that is not there: %w", f.Path, err))
		}
		f.Photos = append(f.Photos, name)
	}
	if len(missing) > 0 {
		return fault.New(fault.Usage, errors.Join(missing...), "")
	}
	if len(f.Photos) == 0 {
		return fault.New(fault.Usage, fmt.Errorf("%s has no photos", f.Path), "")
	}
	slices.Sort(f.Photos)
	return nil
}

// isPhoto looks at the first bytes of a file.
func isPhoto(path string) (bool, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false, nil // what is gone again, or no file
	}
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	head := make([]byte, 4096)
	n, err := f.ReadAt(head, 0)
	if n == 0 && err != nil {
		return false, nil // an empty file
	}
	return imageio.Sniff(head[:n]) != imageio.Unknown, nil
}

// named says where a photo is, as a person would.
func (f *Folder) named(photo string) string { return filepath.Join(filepath.Base(f.Path), photo) }
