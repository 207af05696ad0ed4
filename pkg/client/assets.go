package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/op"
)

// The most that a file which a recipe names may hold, and all such files of
// a recipe together, in bytes.
const (
	maxAsset  = 32 << 20
	maxAssets = 128 << 20
)

const assetHint = "paths are relative to the recipe file, or to the working directory where there is none"

// Asset is a file that a recipe names, and its bytes.
type Asset struct {
	job.Asset
	Data []byte
}

// ReadAssets reads the files that a recipe names, like a watermark's picture,
// and returns the recipe with each named by its content, so that a plan's
// fingerprint depends on it, and what Plan.Assets is to hold. Paths are
// relative to dir; a leading "~/" is the user's home. That each file is what
// its operation needs has been checked. All errors are of the kind
// fault.Usage, and name the parameter and the path.
func ReadAssets(ctx context.Context, r *op.Registry, recipe job.Recipe, dir string) (job.Recipe, []Asset, error) {
	known := map[string]Asset{} // by path
	var found []Asset
	total := 0
	named, err := r.MapAssets(recipe, func(file string) (string, error) {
		path := inFolder(dir, file)
		a, read := known[path]
		if !read {
			data, err := readAsset(path)
			if err != nil {
				return "", err
			}
			a = Asset{job.NewAsset(path, data), data}
			known[path], found = a, append(found, a)
			if total += len(data); total > maxAssets {
				return "", fmt.Errorf("%s: the files that the recipe names are over %d MiB together", job.Name(path), maxAssets>>20)
			}
		}
		return a.String(), nil
	})
	if err != nil {
		return recipe, nil, fault.New(fault.Usage, fmt.Errorf("recipe: %w", err), assetHint)
	}
	if len(found) == 0 {
		return recipe, nil, nil
	}
	return named, found, tryAssets(ctx, r, named, found)
}

// CheckAssets returns what is wrong with the paths of files that the recipe
// names, as ReadAssets would: for a recipe that has other faults too.
func CheckAssets(r *op.Registry, recipe job.Recipe, dir string) error {
	_, err := r.MapAssets(recipe, func(file string) (string, error) {
		return file, checkFile(inFolder(dir, file))
	})
	if err != nil {
		return fault.New(fault.Usage, fmt.Errorf("recipe: %w", err), assetHint)
	}
	return nil
}

// tryAssets has the recipe's operations load their files.
func tryAssets(ctx context.Context, r *op.Registry, recipe job.Recipe, assets []Asset) error {
	pipeline, err := op.Compile(r, recipe)
	if err != nil {
		return err
	}
	err = pipeline.Bind(ctx, func(_ context.Context, file string) ([]byte, error) {
		for _, a := range assets {
			if a.String() == file {
				return a.Data, nil
			}
		}
		return nil, fmt.Errorf("%s was not read", file)
	})
	if err != nil && ctx.Err() == nil {
		return fault.New(fault.Usage, fmt.Errorf("recipe: %w", err), fault.HintOf(err))
	}
	return err
}

// inFolder is where a file lies that was named relative to a folder.
func inFolder(dir, file string) string {
	if rest, ok := strings.CutPrefix(file, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	if dir == "" || filepath.IsAbs(file) {
		return filepath.Clean(file)
	}
	return filepath.Join(dir, file)
}

// checkFile tells what is wrong with a file before it is read. A pipe would
// keep us waiting, so it is not opened at all.
func checkFile(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no file", job.Name(path))
	case info.Size() > maxAsset:
		return tooLarge(path)
	case info.Size() == 0:
		return fmt.Errorf("%s is empty", job.Name(path))
	}
	return nil
}

func tooLarge(path string) error {
	return fmt.Errorf("%s is over %d MiB", job.Name(path), maxAsset>>20)
}

func readAsset(path string) ([]byte, error) {
	if err := checkFile(path); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxAsset+1))
	if err == nil && len(data) > maxAsset {
		err = tooLarge(path)
	}
	return data, err
}

// storeAssets stores the files that the recipe names, unless an interrupted
// submit has. They are there before the first photo is announced.
func (s *submission) storeAssets(ctx context.Context) error {
	if len(s.plan.Assets) == 0 {
		return nil
	}
	there := map[string]int64{}
	for info, err := range s.Store.List(ctx, job.AssetsPrefix(s.job.ID), "") {
		if err != nil {
			return fmt.Errorf("list the files of job %s: %w", s.job.ID, err)
		}
		there[info.Key] = info.Size
	}
	for _, a := range s.plan.Assets {
		key := job.AssetKey(s.job.ID, a.Asset)
		if size, is := there[key]; is && size == int64(len(a.Data)) {
			continue
		}
		err := again(ctx, func() error { return s.put(ctx, key, a.Data, blob.PutOptions{SHA256: a.SHA256}) })
		if err != nil {
			return fmt.Errorf("store %s: %w", a.Name, err)
		}
		there[key] = int64(len(a.Data)) // two paths can have the same content
	}
	return nil
}

// checkAssets makes sure that every file which the recipe names will be
// stored: a worker could never get one that is not.
func (p Plan) checkAssets() error {
	have := map[string]bool{}
	for _, a := range p.Assets {
		have[a.String()] = true
	}
	for _, out := range p.Recipe.Outputs {
		for _, step := range out.Steps {
			for _, value := range step.Params {
				if a, is := job.ParseAsset(value); is && !have[value] {
					return errors.New("plan: the file " + a.Name + " is named and not there")
				}
			}
		}
	}
	return nil
}
