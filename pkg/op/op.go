// Package op says what an operation on a photo is, keeps the registry of
// them, reads recipes, and runs a recipe's steps over a photo. The
// operations themselves are in package builtin, a file each.
package op

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
)

// Operation is one step of a recipe with its parameters filled in. Its type
// is a pointer to a struct, whose fields are the parameters:
//
//	type resize struct {
//		Size    int  `param:"size,main" help:"longest side of the result, in pixels"`
//		Enlarge bool `param:"enlarge" help:"also make small photos larger"`
//	}
//
// A field is an int, float64, bool, string, or implements
// encoding.TextUnmarshaler and fmt.Stringer.
type Operation interface {
	// Apply returns the photo after the step. It never writes to p's pixels
	// or other data, and gives the same result for the same photo. It may
	// return p itself, or an image that shares p's pixels. It gives up with
	// ctx's error when ctx ends, if it would take long.
	Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error)
}

// Validator is implemented by operations whose parameters can be wrong in
// ways that their types do not show.
type Validator interface {
	// Validate returns all that is wrong with the parameters, each fault as
	// a line of its own (errors.Join).
	Validate() error
}

// InPlace is implemented by operations that can change a photo's pixels where
// they are, which spares a copy of a large photo.
type InPlace interface {
	Operation
	// ApplyInPlace is Apply for a photo that nobody else needs: it may write
	// to p's pixels, and gives the same result.
	ApplyInPlace(ctx context.Context, p imageio.Photo) (imageio.Photo, error)
}

// Spec describes an operation to the registry and to people.
type Spec struct {
	Name     string           // lower case letters
	Summary  string           // a line, no full stop
	Detail   string           // what else is to be known, in sentences and lines; mostly empty
	New      func() Operation // with defaults; a pointer to a struct
	Examples []string         // values of --op, like "resize=2048"
}

// Registry holds the operations that recipes can name.
type Registry struct {
	specs map[string]Spec
}

// NewRegistry returns a registry of the given operations. It panics when two
// have one name or a parameter's field is of a kind that cannot be read: a
// mistake in the program.
func NewRegistry(specs ...Spec) *Registry {
	r := &Registry{specs: map[string]Spec{}}
	for _, s := range specs {
		if _, taken := r.specs[s.Name]; taken {
			panic("operation " + s.Name + " is registered twice")
		}
		for _, f := range fieldsOf(s.New()) {
			f.mustBeReadable(s.Name)
		}
		r.specs[s.Name] = s
	}
	return r
}

// Names returns the names of all operations, sorted.
func (r *Registry) Names() []string {
	names := make([]string, 0, len(r.specs))
	for name := range r.specs {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Lookup returns the operation of that name.
func (r *Registry) Lookup(name string) (Spec, bool) {
	s, ok := r.specs[name]
	return s, ok
}

// Param describes one parameter of an operation.
type Param struct {
	Name    string `json:"name"`
	Type    string `json:"type"`    // int, number, bool, text, or what the type calls itself
	Default string `json:"default"` // as it would be written
	Summary string `json:"summary"`
	Main    bool   `json:"main"` // can be given as NAME=VALUE
}

// Params describes the operation's parameters, the main one first.
func (s Spec) Params() []Param {
	var params []Param
	for _, f := range fieldsOf(s.New()) {
		p := Param{Name: f.name, Type: f.typeName(), Default: f.text(), Summary: f.help, Main: f.main}
		if p.Main {
			params = slices.Insert(params, 0, p)
		} else {
			params = append(params, p)
		}
	}
	return params
}

// describe names a step in errors: "resize=2048" or "crop".
func describe(name string, params map[string]string) string {
	if main, ok := params[""]; ok {
		return fmt.Sprintf("%s=%s", name, main)
	}
	keys := make([]string, 0, len(params))
	for k, v := range params {
		if a, stored := job.ParseAsset(v); stored {
			v = a.Name
		}
		keys = append(keys, k+"="+v)
	}
	slices.Sort(keys)
	if len(keys) == 0 {
		return name
	}
	return name + "=" + strings.Join(keys, ",")
}
