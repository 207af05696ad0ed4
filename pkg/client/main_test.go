package client_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/worker/memtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a client with a store and a queue in memory.
type world struct {
	*testing.T
	*client.Client
	store *memtest.Store
	queue *memtest.Queue
}

func newWorld(t *testing.T) *world {
	w := &world{T: t, store: &memtest.Store{}, queue: &memtest.Queue{}}
	w.Client = &client.Client{Store: w.store, Queue: w.queue}
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

var recipe = job.Recipe{Outputs: []job.Output{{Quality: 85, Steps: []job.Step{{Op: "flip"}}}}}

// write makes a file and its folders.
func write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// folder makes n files that are photos by their names.
func folder(t testing.TB, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		write(t, filepath.Join(dir, fmt.Sprintf("d%d", i%3), fmt.Sprintf("%05d.jpg", i)), text(i))
	}
	return dir
}

func text(i int) string { return fmt.Sprintf("photo %d", i) }

// planOf is a plan for all photos of a folder.
func planOf(t testing.TB, dir string) client.Plan {
	t.Helper()
	chosen, _, err := client.Choose(t.Context(), client.Selection{Paths: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	p := client.Plan{Name: "test", Recipe: recipe, Photos: chosen}
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	return p
}

// submit submits n photos.
func (w *world) submit(n int) job.ID {
	w.Helper()
	s, err := w.Submit(w.Context(), planOf(w, folder(w, n)), client.SubmitOptions{})
	w.must(err)
	return s.Job.ID
}

func checksum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// photo returns a photo's line of the manifest.
func (w *world) photo(id job.ID, i int) job.Photo {
	w.Helper()
	photos, err := w.Segment(w.Context(), id, i/job.SegmentPhotos)
	w.must(err)
	return photos[i%job.SegmentPhotos]
}

// finish puts results of photos on record, as a worker would; each result is
// the photo's name in capitals.
func (w *world) finish(id job.ID, round int, photos ...int) {
	w.Helper()
	var lines []job.Result
	for _, i := range photos {
		p := w.photo(id, i)
		data := strings.ToUpper(string(p.Name))
		for _, name := range p.Results {
			w.store.Set(job.OutKey(id, "", name), []byte(data))
		}
		lines = append(lines, job.Result{Photo: i, Round: round, BytesIn: p.Size, Files: []job.File{{Name: p.Results[0], Size: int64(len(data)), SHA256: checksum(data)}}})
	}
	w.record(id, lines...)
}

// fail puts failures on record.
func (w *world) fail(id job.ID, round int, photos ...int) {
	w.Helper()
	var lines []job.Result
	for _, i := range photos {
		lines = append(lines, job.Result{Photo: i, Round: round, Failure: &job.Failure{
			Photo: w.photo(id, i).Name, Index: i, Kind: "unreadable", Attempts: 1, Error: "it is torn",
		}})
	}
	w.record(id, lines...)
}

func (w *world) record(id job.ID, lines ...job.Result) {
	w.Helper()
	data, err := job.EncodeResults(lines)
	w.must(err)
	w.store.Set(job.ResultsKey(id, "worker", len(w.store.Keys(job.ResultsPrefix(id)))), data)
}

// queued counts the messages of a job by photo, those of one round.
func (w *world) queued(id job.ID, round int) map[int]int {
	w.Helper()
	n := map[int]int{}
	for _, m := range w.queue.Messages() {
		ref, err := job.ParseMessage(m.Data)
		w.must(err)
		if ref.Job == id && ref.Round == round {
			if m.Group != string(id) {
				w.Errorf("a message of job %s is in the group %q", id, m.Group)
			}
			n[ref.Photo]++
		}
	}
	return n
}

// stands fails the test unless the job is in that state, with so many photos.
func (w *world) stands(id job.ID, state job.State, photos, done, failed, pending int) client.Status {
	w.Helper()
	s, err := w.Status(w.Context(), id)
	w.must(err)
	if s.State != state || s.Photos != photos || s.Done != done || s.Failed != failed || s.Pending != pending || len(s.Failures) != failed {
		w.Errorf("the job is %s with %d photos, %d done, %d failed (%d listed), %d pending; want %s, %d, %d, %d, %d",
			s.State, s.Photos, s.Done, s.Failed, len(s.Failures), s.Pending, state, photos, done, failed, pending)
	}
	return s
}
