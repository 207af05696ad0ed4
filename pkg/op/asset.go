package op

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// Asset is a parameter that names a file which an operation needs besides
// the photo, like a watermark's picture. What people write is a path. Where a
// job is submitted, the file is stored with the job, and job.Asset's text
// takes the path's place, so that the job means the same on any machine.
type Asset struct {
	text string
	data []byte
}

// ParamType names the type to people.
func (Asset) ParamType() string { return "file" }

// String returns what names the file: a path, or job.Asset's text; "" for
// none.
func (a Asset) String() string { return a.text }

// UnmarshalText takes what names a file. Whether there is one is found out
// when it is read.
func (a *Asset) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return errors.New("must name a file")
	}
	*a = Asset{text: string(text)}
	return nil
}

// Data returns the file's bytes, which are never written to; nil for none,
// and before Pipeline.Bind.
func (a Asset) Data() []byte { return a.data }

// Loader is implemented by operations that make something of their assets,
// once for all photos.
type Loader interface {
	Operation
	// Load is called once, before the first photo, when all assets have
	// their bytes. It returns an error for a file that the operation cannot
	// use. After it, the operation may be used by several goroutines.
	Load(ctx context.Context) error
}

// assets returns those parameters of an operation that name a file, by the
// parameter's name.
func assets(o Operation) map[string]*Asset {
	named := map[string]*Asset{}
	for _, f := range fieldsOf(o) {
		if a, ok := f.value.Addr().Interface().(*Asset); ok && a.text != "" {
			named[f.name] = a
		}
	}
	return named
}

// MapAssets calls f with each file that the recipe's steps name, and returns
// the recipe with what f returns in its place, with the parameters under
// their full names. All errors of f are returned together, each with its
// step and parameter. Steps that Compile would refuse are left as they are.
func (r *Registry) MapAssets(recipe job.Recipe, f func(file string) (string, error)) (job.Recipe, error) {
	var faults []error
	recipe.Outputs = slices.Clone(recipe.Outputs)
	for i := range recipe.Outputs {
		out := &recipe.Outputs[i]
		out.Steps = slices.Clone(out.Steps)
		for n, step := range out.Steps {
			bound, operation, errs := r.bindStep(step)
			if len(errs) > 0 {
				continue
			}
			named := assets(operation)
			for _, param := range sortedKeys(named) {
				text, err := f(named[param].text)
				if err != nil {
					faults = append(faults, fmt.Errorf("%sstep %d (%s): parameter %s: %w", outputPrefix(*out), n+1, describe(step.Op, step.Params), param, err))
				}
				bound.Params = maps.Clone(bound.Params)
				bound.Params[param] = text
			}
			if len(named) > 0 {
				out.Steps[n] = bound
			}
		}
	}
	return recipe, errors.Join(faults...)
}

// HasAssets reports whether a step of the recipe names a file. Such a
// pipeline must be bound before it is run.
func (p *Pipeline) HasAssets() bool { return p.root.hasAssets() }

func (n *node) hasAssets() bool {
	if n.apply != nil && len(assets(n.apply)) > 0 {
		return true
	}
	return slices.ContainsFunc(n.next, (*node).hasAssets)
}

// Bind gives the steps the bytes of the files that they name, which it reads
// with the function read, and has them loaded. It must be called before the
// pipeline is used, once. An error of read is returned as it is, with its
// step; a file that its operation cannot use is of the kind fault.Operation.
func (p *Pipeline) Bind(ctx context.Context, read func(ctx context.Context, file string) ([]byte, error)) error {
	return p.root.bind(ctx, read)
}

func (n *node) bind(ctx context.Context, read func(ctx context.Context, file string) ([]byte, error)) error {
	for _, c := range n.next {
		if err := c.load(ctx, read); err != nil {
			return err
		}
		if err := c.bind(ctx, read); err != nil {
			return err
		}
	}
	return nil
}

func (n *node) load(ctx context.Context, read func(ctx context.Context, file string) ([]byte, error)) (err error) {
	name := describe(n.step.Op, n.step.Params)
	named := assets(n.apply)
	for _, param := range sortedKeys(named) {
		if named[param].data, err = read(ctx, named[param].text); err != nil {
			return fmt.Errorf("step %s: %w", name, err)
		}
	}
	loader, ok := n.apply.(Loader)
	if !ok {
		return nil
	}
	defer func() {
		if r := recover(); r != nil {
			err = fault.New(fault.Operation, fmt.Errorf("step %s: load: panic: %v\n%s", name, r, debug.Stack()),
				"this is a fault in photoq; please report it with the file")
		}
	}()
	if err := loader.Load(ctx); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fault.New(fault.Operation, fmt.Errorf("step %s: %w", name, err), fault.HintOf(err))
	}
	return nil
}
