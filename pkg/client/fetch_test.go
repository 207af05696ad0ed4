package client_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// fetch fetches a job's results into a folder.
func (w *world) fetch(id job.ID, dir string) client.Fetched {
	w.Helper()
	target, err := client.OpenTarget(dir)
	w.must(err)
	defer target.Close()
	got, err := w.Fetch(w.Context(), id, target, client.FetchOptions{})
	w.must(err)
	return got
}

// holds fails the test unless the results of these photos are in the folder,
// and nothing else.
func (w *world) holds(dir string, id job.ID, photos ...int) {
	w.Helper()
	want := map[string]string{}
	for _, i := range photos {
		p := w.photo(id, i)
		want[string(p.Results[0])] = strings.ToUpper(string(p.Name))
	}
	w.must(filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		data, err := os.ReadFile(p)
		if want[rel] != string(data) {
			w.Errorf("%s holds %q, want %q", rel, data, want[rel])
		}
		delete(want, rel)
		return err
	}))
	if len(want) > 0 {
		w.Errorf("missing in the folder are %v", want)
	}
}

func TestFetchWritesWhatIsThereAndResumesByChecksum(t *testing.T) {
	w := newWorld(t)
	id, dir := w.submit(6), filepath.Join(t.TempDir(), "new", "folder")
	w.finish(id, 0, 0, 1, 2, 3)
	w.fail(id, 0, 4)
	if got := w.fetch(id, dir); got.Fetched != 4 || got.Skipped != 0 || got.Bytes == 0 || len(got.Failures) != 0 || got.Status.Failed != 1 {
		t.Errorf("the first fetch: %+v, want 4 files", got)
	}
	w.holds(dir, id, 0, 1, 2, 3)
	write(t, filepath.Join(dir, string(w.photo(id, 2).Results[0])), "D2/00002.JPX") // of the same size
	w.must(os.Remove(filepath.Join(dir, string(w.photo(id, 3).Results[0]))))
	w.finish(id, 0, 5)
	if got := w.fetch(id, dir); got.Fetched != 3 || got.Skipped != 2 {
		t.Errorf("the second fetch: %+v, want a new one, a missing one and a wrong one, and 2 left alone", got)
	}
	w.holds(dir, id, 0, 1, 2, 3, 5)
}

// damaging returns a store's objects with a byte changed, so many times.
type damaging struct {
	blob.Store
	mu    sync.Mutex
	times int
}

func (d *damaging) Get(ctx context.Context, key string) (io.ReadCloser, blob.Info, error) {
	r, info, err := d.Store.Get(ctx, key)
	d.mu.Lock()
	defer d.mu.Unlock()
	if err != nil || !strings.Contains(key, "/out/") || d.times == 0 {
		return r, info, err
	}
	d.times--
	data, err := io.ReadAll(r)
	data[0]++
	return io.NopCloser(bytes.NewReader(data)), info, err
}

func TestADamagedDownloadIsTriedAgainAndNeverLeftBehind(t *testing.T) {
	for times, fetched := range map[int]int{2: 1, 1000: 0} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			id, dir := w.submit(1), t.TempDir()
			w.finish(id, 0, 0)
			w.Store = &damaging{Store: w.store, times: times}
			got := w.fetch(id, dir)
			if got.Fetched != fetched || len(got.Failures) != 1-fetched {
				t.Errorf("damaged %d times: %+v, want %d file", times, got, fetched)
			}
			if fetched == 1 {
				w.holds(dir, id, 0)
			} else if w.holds(dir, id); !strings.Contains(got.Failures[0], "damaged") {
				t.Errorf("the failure is %q, want that it arrived damaged", got.Failures[0])
			}
		})
	}
}

func TestAnOriginalIsNeverReplaced(t *testing.T) {
	w := newWorld(t)
	dir := folder(t, 2)
	w.must(os.MkdirAll(filepath.Join(dir, "web", "d0"), 0o755))
	write(t, filepath.Join(dir, "web", "d0", "00000.jpg"), "another original")
	p := planOf(t, dir)
	p.Recipe = outputsOf("", "")
	p.Recipe.Outputs[0].Name = "web"
	s, err := w.Submit(t.Context(), p, client.SubmitOptions{})
	w.must(err)
	file := job.File{Name: "d0/00000.jpg", Size: 6, SHA256: checksum("result")}
	for _, out := range p.Recipe.Outputs {
		w.store.Set(job.OutKey(s.Job.ID, out.Name, file.Name), []byte("result"))
	}
	w.record(s.Job.ID, job.Result{Photo: 0, Files: []job.File{file, file}})
	got := w.fetch(s.Job.ID, dir)
	if got.Fetched != 1 || len(got.Failures) != 1 || !strings.Contains(got.Failures[0], "original") {
		t.Errorf("fetched %+v, want one file, and that the other would replace an original", got)
	}
	data, err := os.ReadFile(filepath.Join(dir, "web", "d0", "00000.jpg"))
	if err != nil || string(data) != "another original" {
		t.Errorf("the original is %q now, %v", data, err)
	}
}

func TestFetchDoesNotFollowALinkOutOfItsFolder(t *testing.T) {
	w := newWorld(t)
	id, dir, outside := w.submit(2), t.TempDir(), t.TempDir()
	w.finish(id, 0, 0, 1)
	w.must(os.Symlink(outside, filepath.Join(dir, "d0")))
	target, err := client.OpenTarget(dir)
	w.must(err)
	defer target.Close()
	_, err = w.Fetch(t.Context(), id, target, client.FetchOptions{})
	if fault.KindOf(err) != fault.Unusable || fault.HintOf(err) == "" {
		t.Errorf("fetch: %v, want that the folder cannot be used, and a hint", err)
	}
	if entries, _ := os.ReadDir(outside); len(entries) != 0 {
		t.Errorf("written outside: %v", entries)
	}
}

// What stands in the store need not be true.
func TestFetchRefusesPathsThatLeadOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		id, dir := w.submit(1), filepath.Join(t.TempDir(), "in")
		j, err := w.Job(t.Context(), id)
		w.must(err)
		j.Recipe = outputsOf("", "")
		j.Recipe.Outputs[0].Name = "../out"
		data, err := j.Encode()
		w.must(err)
		w.store.Set(job.Key(id), data)
		file := job.File{Name: "a.jpg", Size: 1, SHA256: checksum("x")}
		for _, out := range j.Recipe.Outputs {
			w.store.Set(job.OutKey(id, out.Name, file.Name), []byte("x"))
		}
		w.record(id, job.Result{Photo: 0, Files: []job.File{file, file}})
		if got := w.fetch(id, dir); got.Fetched != 1 || len(got.Failures) != 1 {
			t.Errorf("fetched %+v, want one file and one failure", got)
		}
		if _, err := os.Stat(filepath.Join(dir, "..", "out")); err == nil {
			t.Error("there is a folder outside now")
		}
	})
}

func TestFetchCanFollowAJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		id, dir := w.submit(4), t.TempDir()
		for i := range 4 {
			time.AfterFunc(time.Duration(i+1)*time.Minute, func() { w.finish(id, 0, i) })
		}
		target, err := client.OpenTarget(dir)
		w.must(err)
		defer target.Close()
		got, err := w.Fetch(t.Context(), id, target, client.FetchOptions{Follow: true})
		if err != nil || got.Fetched != 4 || got.Status.State != job.Done {
			t.Errorf("fetched %+v, %v; want all 4 of a job that is done", got, err)
		}
		w.must(target.Close())
		w.holds(dir, id, 0, 1, 2, 3)
	})
}

func TestAFetchThatIsStoppedSaysSo(t *testing.T) {
	w := newWorld(t)
	id := w.submit(100)
	w.finish(id, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19)
	ctx, cancel := context.WithCancel(t.Context())
	w.store.After = func(call, key string) error {
		if strings.Contains(key, "/results/worker") {
			cancel()
		}
		return nil
	}
	target, err := client.OpenTarget(t.TempDir())
	w.must(err)
	defer target.Close()
	if got, err := w.Fetch(ctx, id, target, client.FetchOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("fetched %d, %v; want that it was stopped", got.Fetched, err)
	}
}

func TestAResultThatIsGoneIsAFailureAndTheRestGoOn(t *testing.T) {
	w := newWorld(t)
	id, dir := w.submit(3), t.TempDir()
	w.finish(id, 0, 0, 1, 2)
	w.must(w.store.Delete(t.Context(), job.OutKey(id, "", w.photo(id, 1).Results[0])))
	if got := w.fetch(id, dir); got.Fetched != 2 || len(got.Failures) != 1 {
		t.Errorf("fetched %+v, want two files and one failure", got)
	}
	w.holds(dir, id, 0, 2)
}
