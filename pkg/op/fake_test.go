package op

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
)

// fake is an operation with a parameter of every kind.
type fake struct {
	Size  int     `param:"size,main" help:"a number"`
	Share float64 `param:"share" help:"a fraction"`
	Wide  bool    `param:"wide" help:"a switch"`
	Text  string  `param:"text" help:"words"`
	Shade shade   `param:"shade" help:"a type of its own"`

	applied *atomic.Int64
	apply   func(context.Context, imageio.Photo) (imageio.Photo, error)
}

type shade string

func (s shade) String() string  { return string(s) }
func (shade) ParamType() string { return "shade" }
func (s *shade) UnmarshalText(text []byte) error {
	if string(text) != "dark" && string(text) != "light" {
		return errors.New("must be dark or light")
	}
	*s = shade(text)
	return nil
}

func (f *fake) Validate() error {
	var faults []error
	if f.Size < 1 {
		faults = append(faults, errors.New("size is below 1"))
	}
	if f.Share > 1 {
		faults = append(faults, errors.New("share is above 1"))
	}
	return errors.Join(faults...)
}

func (f *fake) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	if f.applied != nil {
		f.applied.Add(1)
	}
	p.Notes = append(p.Notes[:len(p.Notes):len(p.Notes)], f.Text)
	if f.apply != nil {
		return f.apply(ctx, p)
	}
	return p, nil
}

// plain has no parameters.
type plain struct{ fake }

func (*plain) Validate() error { return nil }

// fakes returns a registry of two operations and a count of their work.
func fakes(apply func(context.Context, imageio.Photo) (imageio.Photo, error)) (*Registry, *atomic.Int64) {
	applied := &atomic.Int64{}
	return NewRegistry(
		Spec{Name: "frame", Summary: "x", New: func() Operation {
			return &fake{Size: 7, Shade: "dark", applied: applied, apply: apply}
		}},
		Spec{Name: "blur", Summary: "x", New: func() Operation { return &plain{fake{applied: applied, apply: apply}} }},
	), applied
}

// recipeOf makes a recipe of --op values, an output for each list.
func recipeOf(outputs ...[]string) (job.Recipe, error) {
	var r job.Recipe
	for i, texts := range outputs {
		out := DefaultOutput()
		if len(outputs) > 1 {
			out.Name = string(rune('a' + i))
		}
		for _, text := range texts {
			step, err := ParseStep(text)
			if err != nil {
				return r, err
			}
			out.Steps = append(out.Steps, step)
		}
		r.Outputs = append(r.Outputs, out)
	}
	return r, nil
}
