package figures

import (
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"sync"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/op/builtin"
	"github.com/photoq/photoq/pkg/retouch"
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

// judging is a photo while it is judged.
type judging struct {
	m      *Measurer
	marks  Marks
	known  bool // it has an entry in the truth
	photo  imageio.Photo
	found  []face.Face
	eyes   []*retouch.RedEye
	mouths []*retouch.Teeth
	seeing bool // views are wanted
	result Result
}

// cropped is a part that a step has cut.
type cropped struct {
	name string
	at   image.Rectangle
	cut  bool // through a face that would have fitted
}

// judge does one photo.
func (m *Measurer) judge(ctx context.Context, t task, o Options) (Result, error) {
	j := &judging{m: m, seeing: o.Views, result: Result{Photo: t.folder.named(t.name), Figures: newFigures()}}
	j.marks, j.known = t.folder.Truth[t.name]
	j.result.Figures.Photos = 1
	file, err := open(t.path(), o.Limits)
	if err != nil {
		return Result{}, err
	}
	if size := file.Size(); j.marks.Width != 0 && size != image.Pt(j.marks.Width, j.marks.Height) {
		return Result{}, fmt.Errorf("it has %d x %d pixels, and by truth.json %d x %d", size.X, size.Y, j.marks.Width, j.marks.Height)
	}
	if j.photo, err = file.Decode(ctx, imageio.DecodeOptions{}); err != nil {
		return Result{}, err
	}
	if err := j.look(ctx); err != nil {
		return Result{}, err
	}
	if err := j.retouched(ctx); err != nil {
		return Result{}, err
	}
	j.faces(j.found)
	return j.result, j.crops(ctx, file)
}

func open(path string, limits imageio.Limits) (*imageio.File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return imageio.Open(data, limits)
}

// look finds what the operations see, and leaves the faces to them.
func (j *judging) look(ctx context.Context) error {
	j.photo.Memo = &imageio.Memo{}
	found, err := j.photo.Memo.Recall(builtin.Faces, func() (any, error) { return j.m.finder.Find(ctx, j.photo.Image) })
	if err != nil {
		return fmt.Errorf("look for faces: %w", err)
	}
	j.found = found.([]face.Face)
	j.eyes = retouch.RedEyes(j.photo.Image, j.found, false)
	j.mouths = retouch.AllTeeth(j.photo.Image, j.found)
	return nil
}

// retouched judges what redeye and teeth make of the photo, each by itself.
func (j *judging) retouched(ctx context.Context) error {
	var reds, whites image.Image
	err := j.m.redeye.Run(ctx, j.photo, func(_ int, p imageio.Photo) error { reds = p.Image; return nil })
	if err != nil {
		return err
	}
	err = j.m.teeth.Run(ctx, j.photo, func(_ int, p imageio.Photo) error { whites = p.Image; return nil })
	if err != nil {
		return err
	}
	j.redEyes(j.photo.Image, reds)
	j.seeEyes(reds)
	j.teeth(j.photo.Image, whites)
	j.seeMouths(whites)
	return nil
}
