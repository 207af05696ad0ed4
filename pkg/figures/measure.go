package figures

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/op/builtin"
)

// Options say how to measure.
type Options struct {
	Jobs   int            // photos at once; each takes some 20 bytes a pixel
	Limits imageio.Limits // of photos
	Views  bool           // keep pictures for the sheet
	// Progress is told how many of all photos are done, by several goroutines
	// but one at a time; it may be nil.
	Progress func(done, all int)
}

// Measurer runs the operations and judges what they make. It may be used by
// several goroutines at once.
type Measurer struct {
	finder                 *face.Finder
	redeye, teeth, retouch *op.Pipeline
	cutting                []*op.Pipeline
}

// New returns a Measurer.
func New() (*Measurer, error) {
	finder, err := face.NewFinder()
	if err != nil {
		return nil, err
	}
	m := &Measurer{finder: finder}
	registry := builtin.Registry()
	if m.redeye, err = compile(registry, "redeye"); err != nil {
		return nil, err
	}
	if m.teeth, err = compile(registry, "teeth"); err != nil {
		return nil, err
	}
	if m.retouch, err = compile(registry, "redeye", "teeth"); err != nil {
		return nil, err
	}
	for _, step := range cutting() {
		p, err := compile(registry, step)
		if err != nil {
			return nil, err
		}
		m.cutting = append(m.cutting, p)
	}
	return m, nil
}

func compile(r *op.Registry, steps ...string) (*op.Pipeline, error) {
	out := op.DefaultOutput()
	for _, text := range steps {
		step, err := op.ParseStep(text)
		if err != nil {
			return nil, err
		}
		out.Steps = append(out.Steps, step)
	}
	return op.Compile(r, job.Recipe{Outputs: []job.Output{out}})
}

// Run measures all photos of the folders. A photo that cannot be read is an
// error: what is left out would make the figures better.
func (m *Measurer) Run(ctx context.Context, folders []*Folder, o Options) (*Report, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var tasks []task
	for _, f := range folders {
		for _, name := range f.Photos {
			tasks = append(tasks, task{f, name})
		}
	}
	results := make([]Result, len(tasks))
	next := make(chan int)
	go func() {
		defer close(next)
		for i := range tasks {
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range max(1, o.Jobs) {
		wg.Go(func() {
			for i := range next {
				r, err := m.judge(ctx, tasks[i], o)
				if err != nil {
					stop(fmt.Errorf("%s: %w", tasks[i].path(), err))
					return
				}
				mu.Lock()
				results[i], done = r, done+1
				if o.Progress != nil {
					o.Progress(done, len(tasks))
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return sum(folders, results), nil
}

// task is a photo of a folder.
type task struct {
	folder *Folder
	name   string
}

func (t task) path() string { return filepath.Join(t.folder.Path, t.name) }

// sum adds the results up, which are in the folders' order.
func sum(folders []*Folder, results []Result) *Report {
	r := &Report{Total: newFigures(), Faults: []Fault{}}
	for _, f := range folders {
		of := FolderFigures{Folder: f.Path, Figures: newFigures()}
		for _, result := range results[:len(f.Photos)] {
			of.add(result.Figures)
			r.Faults, r.Views = append(r.Faults, result.Faults...), append(r.Views, result.Views...)
		}
		results = results[len(f.Photos):]
		r.Folders = append(r.Folders, of)
		r.Total.add(of.Figures)
	}
	return r
}
