package op

import (
	"context"
	"fmt"
	"image"
	"maps"
	"runtime/debug"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
)

// Pipeline is a compiled recipe. It may be used by several goroutines at
// once.
type Pipeline struct {
	recipe job.Recipe
	root   node
}

// node is a step in the tree of all outputs' steps: outputs that begin with
// the same steps share their nodes, so that those are done once.
type node struct {
	step    job.Step
	apply   Operation
	outputs []int // those whose last step this is
	next    []*node
	fusion  *fusion // of this step and some that follow, if it begins one
}

// Compile checks a recipe against the registry and makes it ready to run. An
// error has the kind fault.Usage and lists everything that is wrong. Each
// step's main parameter is given its full name: Recipe has it so.
func Compile(r *Registry, recipe job.Recipe) (*Pipeline, error) {
	p := &Pipeline{recipe: job.Recipe{Tolerant: recipe.Tolerant}}
	faults, hint := checkOutputs(recipe), settingsHint
	for i, out := range recipe.Outputs {
		at := &p.root
		steps := make([]job.Step, 0, len(out.Steps))
		for n, step := range out.Steps {
			bound, operation, errs := r.bindStep(step)
			for _, err := range errs {
				hint = stepHint
				faults = append(faults, fmt.Errorf("%sstep %d (%s): %w", outputPrefix(out), n+1, describe(step.Op, step.Params), err))
			}
			at = at.child(bound, operation)
			steps = append(steps, bound)
		}
		at.outputs = append(at.outputs, i)
		faults = append(faults, p.checkLossless(out, i)...)
		out.Steps = steps
		p.recipe.Outputs = append(p.recipe.Outputs, out)
	}
	if len(faults) > 0 {
		return nil, recipeError(faults, hint)
	}
	p.root.fuse()
	return p, nil
}

func (r *Registry) bindStep(step job.Step) (job.Step, Operation, []error) {
	spec, ok := r.Lookup(step.Op)
	if !ok {
		return step, nil, []error{fmt.Errorf("unknown operation %q%s", step.Op, fault.DidYouMean(step.Op, r.Names()))}
	}
	operation, full, errs := spec.bind(step.Params)
	return job.Step{Op: step.Op, Params: full}, operation, errs
}

func (n *node) child(step job.Step, operation Operation) *node {
	for _, c := range n.next {
		if c.step.Op == step.Op && maps.Equal(c.step.Params, step.Params) {
			return c
		}
	}
	c := &node{step: step, apply: operation}
	n.next = append(n.next, c)
	return c
}

// Recipe returns the recipe with all main parameters under their full names.
func (p *Pipeline) Recipe() job.Recipe { return p.recipe }

// Needs returns the size, in pixels, at which a photo of the given size is
// enough for all outputs: at most the photo's own, which it is where any
// output has another step than those of geometry before it is made smaller.
func (p *Pipeline) Needs(full image.Point) image.Point { return p.root.needs(full, false) }

// Run takes the photo through all steps and hands each output's photo to
// emit, whose error ends the run. The outputs come in any order, and as soon
// as they are ready, so that few of them are held at once. An operation that
// fails or panics is an error of the kind fault.Operation that names the step.
// The photo's Image may have any size from what Needs says on, and bounds that
// begin anywhere.
func (p *Pipeline) Run(ctx context.Context, photo imageio.Photo, emit func(output int, photo imageio.Photo) error) error {
	return p.root.run(ctx, atOrigin(photo), false, emit)
}

// Consume is Run for a photo that nobody needs afterwards: its pixels may be
// overwritten. emit must not keep the photos that it gets.
func (p *Pipeline) Consume(ctx context.Context, photo imageio.Photo, emit func(output int, photo imageio.Photo) error) error {
	return p.root.run(ctx, atOrigin(photo), true, emit)
}

// atOrigin returns the photo with an Image as operations may rely on, and with
// a memo that the outputs share.
func atOrigin(p imageio.Photo) imageio.Photo {
	if p.Memo == nil {
		p.Memo = &imageio.Memo{}
	}
	if p.Image != nil {
		p.Image = imageio.Crop(p.Image, p.Image.Bounds())
	}
	return p
}

// run takes the photo, which is as n leaves it, through what follows. owned
// says that nobody else needs its pixels, nor any that it shares.
func (n *node) run(ctx context.Context, photo imageio.Photo, owned bool, emit func(int, imageio.Photo) error) error {
	for _, output := range n.outputs {
		if err := emit(output, photo); err != nil {
			return err
		}
	}
	for i, c := range n.next {
		if err := ctx.Err(); err != nil {
			return err
		}
		last := owned && i == len(n.next)-1 // all before it are done
		done, after, err := c.do(ctx, photo, last)
		if err != nil {
			return err
		}
		if err := done.run(ctx, after, last, emit); err != nil {
			return err
		}
	}
	return nil
}

// do takes the photo through n's step, and through those after it that are done
// with it. It returns the last of these.
func (n *node) do(ctx context.Context, photo imageio.Photo, owned bool) (*node, imageio.Photo, error) {
	if n.fusion != nil {
		after, err := n.fusion.run(ctx, photo, owned)
		return n.fusion.last(), after, err
	}
	after, err := n.safely(ctx, photo, owned)
	return n, after, err
}

func (n *node) safely(ctx context.Context, photo imageio.Photo, owned bool) (after imageio.Photo, err error) {
	name := describe(n.step.Op, n.step.Params)
	if _, ok := n.apply.(Framer); !ok && photo.Full != (image.Point{}) {
		return photo, fmt.Errorf("step %s: the photo was decoded at less than its size", name)
	}
	defer func() {
		if r := recover(); r != nil {
			err = fault.New(fault.Operation, fmt.Errorf("step %s: panic: %v\n%s", name, r, debug.Stack()),
				"this is a fault in photoq; please report it with the photo")
		}
	}()
	if o, ok := n.apply.(InPlace); ok && owned {
		after, err = o.ApplyInPlace(ctx, photo)
	} else {
		after, err = n.apply.Apply(ctx, photo)
	}
	if err != nil && ctx.Err() == nil && fault.KindOf(err) == "" {
		err = fault.New(fault.Operation, fmt.Errorf("step %s: %w", name, err), "")
	}
	return after, err
}
