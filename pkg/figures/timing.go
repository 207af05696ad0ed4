package figures

import (
	"context"
	"fmt"
	"image"
	"math"
	"runtime"
	"slices"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/paint"
	"github.com/photoq/photoq/pkg/resample"
)

// CPU is how much of the processor's time finding faces and retouching takes,
// in seconds a photo, without reading it.
type CPU struct {
	With    Times `json:"with_faces"`
	Without Times `json:"without_faces"`
}

// Times are those of some photos.
type Times struct {
	Photos []Time  `json:"photos"`
	Median float64 `json:"median"` // in seconds
	Mean   float64 `json:"mean"`
	Most   float64 `json:"most"`
}

// Time is a photo's.
type Time struct {
	Photo   string  `json:"photo"`
	Faces   int     `json:"faces"` // certain ones
	Seconds float64 `json:"seconds"`
}

// timed is the size of the photos that are timed, in pixels: 12 megapixels.
const timed = 12_000_000

// Time measures some photos of the folders, one after the other, brought to
// 12 megapixels in planes of Y, Cb and Cr at half size, as a camera's JPEGs
// are. Of each kind, photos with a certain face and without, it takes at most
// that many, from all over the folders; the least of three runs counts. Nothing
// else should be running in the process.
func (m *Measurer) Time(ctx context.Context, folders []*Folder, photos int, o Options) (*CPU, error) {
	var tasks []task
	for _, f := range folders {
		for _, name := range f.Photos {
			tasks = append(tasks, task{f, name})
		}
	}
	c := &CPU{}
	for i := range tasks {
		// Steps of a golden section of the list come from all over it.
		t := tasks[spread(i, len(tasks))]
		if len(c.With.Photos) >= photos && len(c.Without.Photos) >= photos {
			break
		}
		time, err := m.time(ctx, t, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.path(), err)
		}
		list := &c.Without
		if time.Faces > 0 {
			list = &c.With
		}
		if len(list.Photos) < photos {
			list.Photos = append(list.Photos, time)
		}
		if o.Progress != nil {
			o.Progress(len(c.With.Photos)+len(c.Without.Photos), 2*photos)
		}
	}
	c.With.sum()
	c.Without.sum()
	return c, nil
}

// spread returns the i-th of n numbers from 0 to n-1, each of which comes
// once, and neighbours far from each other.
func spread(i, n int) int {
	step := max(1, int(math.Round(0.618*float64(n))))
	for gcd(step, n) != 1 {
		step++
	}
	return i * step % n
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func (t *Times) sum() {
	var all []float64
	for _, p := range t.Photos {
		all = append(all, p.Seconds)
		t.Mean += p.Seconds / float64(len(t.Photos))
		t.Most = max(t.Most, p.Seconds)
	}
	t.Median = median(all)
	slices.SortFunc(t.Photos, func(a, b Time) int { return int(math.Copysign(1, b.Seconds-a.Seconds)) })
}

func (m *Measurer) time(ctx context.Context, t task, o Options) (Time, error) {
	file, err := open(t.path(), o.Limits)
	if err != nil {
		return Time{}, err
	}
	p, err := file.Decode(ctx, imageio.DecodeOptions{})
	if err != nil {
		return Time{}, err
	}
	p = p.WithImage(planes(p.Image))
	found, err := m.finder.Find(ctx, p.Image)
	if err != nil {
		return Time{}, err
	}
	result := Time{Photo: t.folder.named(t.name), Seconds: math.Inf(1)}
	for _, f := range found {
		result.Faces += count(f.Certain())
	}
	for range 3 {
		took, err := m.once(ctx, p.WithImage(paint.Copy(p.Image)))
		if err != nil {
			return Time{}, err
		}
		result.Seconds = min(result.Seconds, took)
	}
	return result, nil
}

// once is how long it takes to retouch a photo that nobody needs afterwards, as
// a worker does it, in seconds of the processor.
func (m *Measurer) once(ctx context.Context, p imageio.Photo) (float64, error) {
	runtime.GC() // what was made before is not to be paid for here
	before, err := processorTime()
	if err != nil {
		return 0, err
	}
	if err := m.retouch.Consume(ctx, p, func(int, imageio.Photo) error { return nil }); err != nil {
		return 0, err
	}
	after, err := processorTime()
	return (after - before).Seconds(), err
}

// planes brings a picture to 12 megapixels and its chroma to half the size.
func planes(m image.Image) *image.YCbCr {
	size := m.Bounds().Size()
	scale := math.Sqrt(timed / float64(size.X*size.Y))
	m = resample.Image(m, max(1, int(math.Round(float64(size.X)*scale))), max(1, int(math.Round(float64(size.Y)*scale))))
	if planes, is := m.(*image.YCbCr); is {
		return ycc.Coarsen(planes, image.YCbCrSubsampleRatio420)
	}
	p := part(m, m.Bounds())
	rgba := image.NewRGBA(m.Bounds())
	for i := range len(rgba.Pix) / 4 {
		copy(rgba.Pix[4*i:], p.rgb[3*i:3*i+3])
		rgba.Pix[4*i+3] = 255
	}
	return ycc.FromImage(rgba, image.YCbCrSubsampleRatio420)
}
