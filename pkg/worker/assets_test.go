package worker_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/queue"
	"github.com/photoq/photoq/pkg/worker"
)

// stamp is an operation with a file, which must begin with "logo".
type stamp struct {
	File  op.Asset `param:"file,main" help:"a file"`
	loads *atomic.Int64
}

func (s *stamp) Load(context.Context) error {
	s.loads.Add(1)
	if !strings.HasPrefix(string(s.File.Data()), "logo") {
		return errors.New("the file is no logo")
	}
	return nil
}

func (s *stamp) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	p.Notes = append(p.Notes[:len(p.Notes):len(p.Notes)], string(s.File.Data()))
	return p, nil
}

// stamping gives the world's job a step that names a file, and returns what
// lets workers know it, and a count of how often it was loaded.
func (w *world) stamping(file string) (func(*worker.Options), *atomic.Int64) {
	j, err := job.Parse(w.store.Bytes(job.Key(jobID)))
	w.must(err)
	j.Recipe.Outputs[0].Steps = []job.Step{{Op: "stamp", Params: map[string]string{"file": file}}}
	data, err := j.Encode()
	w.must(err)
	w.store.Set(job.Key(jobID), data)
	loads := &atomic.Int64{}
	return func(o *worker.Options) {
		o.Registry = op.NewRegistry(op.Spec{Name: "stamp", New: func() op.Operation { return &stamp{loads: loads} }})
	}, loads
}

func TestTheJobsFilesAreFetchedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, a := newWorld(t, 20), job.NewAsset("logo.png", []byte("logo one"))
		w.store.Set(job.AssetKey(jobID, a), []byte("logo one"))
		registry, loads := w.stamping(a.String())
		gets := atomic.Int64{}
		w.store.After = func(call, key string) error {
			if call == "get" && key == job.AssetKey(jobID, a) {
				gets.Add(1)
			}
			return nil
		}
		w.drain(registry)
		w.done(upTo(20)...)
		for _, line := range w.results() {
			if len(line.Notes) != 1 || line.Notes[0] != "logo one" {
				t.Errorf("photo %d was made with %q", line.Photo, line.Notes)
			}
		}
		if gets.Load() != 1 || loads.Load() != 1 {
			t.Errorf("the file was fetched %d times and loaded %d times", gets.Load(), loads.Load())
		}
	})
}

func TestAFileThatIsMissingOrDamagedForAWhileIsTriedAgain(t *testing.T) {
	for name, first := range map[string]string{"missing": "", "damaged": "lego one"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, a := newWorld(t, 2), job.NewAsset("logo.png", []byte("logo one"))
				if first != "" {
					w.store.Set(job.AssetKey(jobID, a), []byte(first))
				}
				registry, loads := w.stamping(a.String())
				asked := atomic.Int64{}
				w.store.Gate = func(call, key string) error {
					if call == "get" && key == job.AssetKey(jobID, a) && asked.Add(1) == 3 {
						w.store.Set(key, []byte("logo one"))
					}
					return nil
				}
				w.drain(registry)
				w.done(0, 1)
				if asked.Load() != 3 || loads.Load() != 1 {
					t.Errorf("the file was asked for %d times, and loaded %d times", asked.Load(), loads.Load())
				}
			})
		})
	}
}

func TestAFileThatNeverComesIsAFaultOfTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1)
		registry, _ := w.stamping(job.NewAsset("logo.png", []byte("logo one")).String())
		w.drain(registry)
		if f := w.failures()[0]; f.Kind != string(fault.Storage) || f.Attempts != 5 || !strings.Contains(f.Error, "read the job's file logo.png") {
			t.Errorf("the failure is %+v", f)
		}
	})
}

// A job that names a file of the worker's machine does not get it.
func TestFilesOfTheWorkersMachineAreNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1)
		registry, loads := w.stamping("assets_test.go")
		w.drain(registry)
		if f := w.failures()[0]; !strings.Contains(f.Error, "was not stored with the job") || loads.Load() > 0 {
			t.Errorf("the failure is %+v", f)
		}
	})
}

func TestAFileThatTheOperationCannotUseFailsThePhoto(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, a := newWorld(t, 1), job.NewAsset("logo.png", []byte("no logo"))
		w.store.Set(job.AssetKey(jobID, a), []byte("no logo"))
		registry, _ := w.stamping(a.String())
		w.drain(registry)
		if f := w.failures()[0]; f.Kind != string(fault.Operation) || !strings.Contains(f.Error, "the file is no logo") {
			t.Errorf("the failure is %+v", f)
		}
	})
}

// More jobs with files than are held at once, in turns: each gets its own.
func TestManyJobsWithFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 12)
		photos := w.store.Bytes(job.SegmentKey(jobID, 0))
		registry, _ := w.stamping("none")
		for i := range 12 {
			id, content := job.ID("job-"+string(rune('a'+i))), []byte("logo "+string(rune('a'+i)))
			a := job.NewAsset("logo.png", content)
			j, err := job.Parse(w.store.Bytes(job.Key(jobID)))
			w.must(err)
			j.ID = id
			j.Recipe.Outputs[0].Steps[0].Params = map[string]string{"file": a.String()}
			data, err := j.Encode()
			w.must(err)
			w.store.Set(job.Key(id), data)
			w.store.Set(job.SegmentKey(id, 0), photos)
			w.store.Set(job.AssetKey(id, a), content)
			for n := range 12 {
				w.store.Set(job.InKey(id, n, job.Name(fmt.Sprintf("%03d.jpg", n))), picture(t, n))
			}
		}
		_, err := w.queue.Purge(t.Context(), string(jobID))
		w.must(err)
		for n := range 12 {
			for i := range 12 {
				id := job.ID("job-" + string(rune('a'+i)))
				w.must(w.queue.Send(t.Context(), queue.Body{Group: string(id), Data: job.Message{Job: id, Photo: n}.Encode()}))
			}
		}
		w.drain(registry)
		for i := range 12 {
			id, done := job.ID("job-"+string(rune('a'+i))), 0
			for _, key := range w.store.Keys(job.ResultsPrefix(id)) {
				lines, err := job.ParseResults(w.store.Bytes(key))
				w.must(err)
				for _, line := range lines {
					if line.Failure == nil && line.Notes[0] == "logo "+string(rune('a'+i)) {
						done++
					}
				}
			}
			if done != 12 {
				t.Errorf("of %s, %d photos are right", id, done)
			}
		}
	})
}
