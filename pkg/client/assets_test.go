package client_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/op"
)

// stamp takes a file that begins with "logo".
type stamp struct {
	File op.Asset `param:"file,main" help:"a file"`
}

func (s *stamp) Load(context.Context) error {
	if !strings.HasPrefix(string(s.File.Data()), "logo") {
		return errors.New("the file is no logo")
	}
	return nil
}

func (s *stamp) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) { return p, nil }

func stamps() *op.Registry {
	return op.NewRegistry(op.Spec{Name: "stamp", Summary: "x", New: func() op.Operation { return &stamp{} }})
}

// stamping is a recipe with an output for each file.
func stamping(files ...string) job.Recipe {
	var r job.Recipe
	for i, file := range files {
		out := op.DefaultOutput()
		out.Name = string(rune('a' + i))
		out.Steps = []job.Step{{Op: "stamp", Params: map[string]string{"": file}}}
		r.Outputs = append(r.Outputs, out)
	}
	return r
}

// stampPlan is a plan that names files in a folder.
func stampPlan(t *testing.T, dir string, files ...string) client.Plan {
	t.Helper()
	recipe, assets, err := client.ReadAssets(t.Context(), stamps(), stamping(files...), dir)
	if err != nil {
		t.Fatal(err)
	}
	p := planOf(t, folder(t, 2))
	p.Recipe, p.Assets = recipe, assets
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFilesOfTheRecipeAreStoredWithTheJobAndRemovedWithIt(t *testing.T) {
	w, dir := newWorld(t), t.TempDir()
	write(t, filepath.Join(dir, "logo.png"), "logo one")
	write(t, filepath.Join(dir, "sub", "logo.png"), "logo two")
	write(t, filepath.Join(dir, "copy.png"), "logo one")
	p := stampPlan(t, dir, "logo.png", "sub/logo.png", "./logo.png", "copy.png")
	announced := 0
	w.queue.Gate = func(call string, _ int) error {
		if call == "send" && announced == 0 {
			announced = len(w.store.Keys("jobs/"))
		}
		return nil
	}
	s, err := w.Submit(t.Context(), p, client.SubmitOptions{})
	w.must(err)
	keys := w.store.Keys(job.AssetsPrefix(s.Job.ID))
	want := []string{
		job.AssetKey(s.Job.ID, job.NewAsset("logo.png", []byte("logo one"))),
		job.AssetKey(s.Job.ID, job.NewAsset("logo.png", []byte("logo two"))),
		job.AssetKey(s.Job.ID, job.NewAsset("copy.png", []byte("logo one"))),
	}
	slices.Sort(want)
	if !slices.Equal(keys, want) || announced < 3+1+2+1 {
		t.Errorf("stored are %v, want %v", keys, want)
	}
	for _, out := range s.Job.Recipe.Outputs {
		a, ok := job.ParseAsset(out.Steps[0].Params["file"])
		if !ok || !a.Holds(w.store.Bytes(job.AssetKey(s.Job.ID, a))) {
			t.Errorf("the job names %q, which is not stored", out.Steps[0].Params["file"])
		}
	}
	w.must(w.Remove(t.Context(), s.Job.ID))
	if left := w.store.Keys(""); len(left) > 0 {
		t.Errorf("left are %v", left)
	}
}

func TestTheFingerprintDependsOnWhatIsInTheFiles(t *testing.T) {
	dir := t.TempDir()
	seen := map[string]string{}
	photos := planOf(t, folder(t, 1)).Photos
	for _, content := range []string{"logo one", "logo two"} {
		write(t, filepath.Join(dir, "logo.png"), content)
		p := stampPlan(t, dir, "logo.png")
		p.Photos = photos
		sum, err := p.Fingerprint()
		if err != nil {
			t.Fatal(err)
		}
		if other, twice := seen[sum]; twice {
			t.Errorf("%q and %q have one fingerprint", other, content)
		}
		seen[sum] = content
	}
}

func TestAFileThatIsNotStoredIsStoredWhenTheSubmitIsCarriedOn(t *testing.T) {
	w, dir := newWorld(t), t.TempDir()
	write(t, filepath.Join(dir, "logo.png"), "logo")
	p := stampPlan(t, dir, "logo.png")
	w.store.Gate = func(call, key string) error {
		if call == "put" && strings.Contains(key, "/assets/") {
			return fault.New(fault.Unusable, errors.New("the store is full"), "")
		}
		return nil
	}
	s, err := w.Submit(t.Context(), p, client.SubmitOptions{})
	if err == nil || len(w.queue.Messages()) > 0 {
		t.Fatalf("%v, and %d messages were sent", err, len(w.queue.Messages()))
	}
	w.store.Gate = nil
	again, err := w.Submit(t.Context(), p, client.SubmitOptions{})
	w.must(err)
	if again.Job.ID != s.Job.ID || len(w.store.Keys(job.AssetsPrefix(s.Job.ID))) != 1 || len(w.queue.Messages()) != 2 {
		t.Errorf("carried on %v as %v, with %v", s.Job.ID, again.Job.ID, w.store.Keys(""))
	}
}

func TestFilesThatCannotBeUsedAreRefused(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "empty.png"), "")
	write(t, filepath.Join(dir, "text.png"), "a letter")
	write(t, filepath.Join(dir, "large.png"), "")
	if err := os.Truncate(filepath.Join(dir, "large.png"), 32<<20+1); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"missing.png": "missing.png: no such file", "empty.png": "empty.png is empty", "large.png": "large.png is over 32 MiB",
		"text.png": "the file is no logo", ".": "is no file",
	} {
		_, _, err := client.ReadAssets(t.Context(), stamps(), stamping(file), dir)
		if fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "stamp=") {
			t.Errorf("%s: %v, want %q", file, err, want)
		}
	}
	p := stampPlan(t, func() string { write(t, filepath.Join(dir, "logo.png"), "logo"); return dir }(), "logo.png")
	p.Assets = nil
	if err := p.Check(); err == nil {
		t.Error("a plan without its files was not refused")
	}
}
