package op

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/tone"
)

// Toner is implemented by operations that change the colour of each pixel by
// itself, wherever it lies. Neighbouring Toners become one pass over the
// photo. Its Apply is for those who call it without a pipeline; it gives
// Toned(p, o.Tone()).
type Toner interface {
	Operation
	// Tone returns what is done to colours. It depends on the parameters
	// alone, and is called once for many photos.
	Tone() tone.Map
}

// Measurer is implemented by operations that are Toners but for what they do,
// which depends on the photo: levels, say. Toners after it join its pass.
type Measurer interface {
	Operation
	// Measure returns what is done to the colours of p, which is as the steps
	// before left it. It never writes to p. A note that is not empty is added
	// to the photo's.
	Measure(ctx context.Context, p imageio.Photo) (m tone.Map, note string, err error)
}

// Toned returns the photo with its colours mapped, and leaves p as it is.
func Toned(p imageio.Photo, m tone.Map) imageio.Photo {
	p.Image = tone.Compile(m).Image(p.Image)
	return p
}

// fusion is a run of steps that are one pass: Toners, the first of which may
// be a Measurer instead.
type fusion struct {
	nodes []*node
	pass  func() *tone.Pass // of the Toners
}

// fuse finds the runs below n. A run ends where an output does, or where
// outputs part.
func (n *node) fuse() {
	for _, c := range n.next {
		c.fusion = nil
		last := c
		if f := fusionFrom(c); f != nil {
			c.fusion, last = f, f.last()
		}
		last.fuse()
	}
}

func fusionFrom(n *node) *fusion {
	f := &fusion{nodes: []*node{n}}
	_, toner := n.apply.(Toner)
	if _, measurer := n.apply.(Measurer); !toner && !measurer {
		return nil
	}
	for len(n.outputs) == 0 && len(n.next) == 1 {
		n = n.next[0]
		if _, ok := n.apply.(Toner); !ok {
			break
		}
		f.nodes = append(f.nodes, n)
	}
	f.pass = sync.OnceValue(func() *tone.Pass { return tone.Compile(f.tones()) })
	return f
}

func (f *fusion) last() *node { return f.nodes[len(f.nodes)-1] }

func (f *fusion) tones() tone.Map {
	var m tone.Map
	for _, n := range f.nodes {
		if o, ok := n.apply.(Toner); ok {
			m = m.Then(o.Tone())
		}
	}
	return m
}

// run takes the photo through all of the steps.
func (f *fusion) run(ctx context.Context, photo imageio.Photo, owned bool) (after imageio.Photo, err error) {
	var names []string
	for _, n := range f.nodes {
		names = append(names, describe(n.step.Op, n.step.Params))
	}
	name := strings.Join(names, ", ")
	defer func() {
		if r := recover(); r != nil {
			err = fault.New(fault.Operation, fmt.Errorf("step %s: panic: %v\n%s", name, r, debug.Stack()),
				"this is a fault in photoq; please report it with the photo")
		}
	}()
	pass, note, err := f.passFor(ctx, photo)
	if err != nil {
		if ctx.Err() == nil && fault.KindOf(err) == "" {
			err = fault.New(fault.Operation, fmt.Errorf("step %s: %w", names[0], err), "")
		}
		return photo, err
	}
	if owned {
		photo.Image = pass.InPlace(photo.Image)
	} else {
		photo.Image = pass.Image(photo.Image)
	}
	if note != "" {
		photo.Notes = append(photo.Notes[:len(photo.Notes):len(photo.Notes)], note)
	}
	return photo, nil
}

func (f *fusion) passFor(ctx context.Context, photo imageio.Photo) (*tone.Pass, string, error) {
	o, ok := f.nodes[0].apply.(Measurer)
	if !ok {
		return f.pass(), "", nil
	}
	m, note, err := o.Measure(ctx, photo)
	if err != nil {
		return nil, "", err
	}
	return f.pass().After(m), note, nil
}
