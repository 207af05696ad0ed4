package op

import (
	"errors"
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// ParseRecipe reads a recipe as people write it, in YAML:
//
//	outputs:
//	  web:   {steps: [{resize: 2048}], format: jpeg, quality: 82}
//	  thumb: {steps: [{thumbnail: {size: 256}}]}
//
// A recipe with a single result may leave "outputs" out and put "steps" and
// the rest at the top. An error has the kind fault.Usage and lists all that
// is wrong with the form; what the steps mean is Compile's matter.
func ParseRecipe(data []byte) (job.Recipe, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return job.Recipe{}, fault.New(fault.Usage, fmt.Errorf("parse recipe: %w", err), "")
	}
	if len(doc.Content) == 0 {
		return job.Recipe{}, recipeError([]error{errors.New("is empty")}, stepHint)
	}
	return RecipeOf(doc.Content[0])
}

// RecipeOf reads a recipe that is part of a larger YAML document. With an
// error it returns what could be read, so that it can be checked as well.
func RecipeOf(n *yaml.Node) (job.Recipe, error) {
	p := &recipeParser{}
	recipe := p.recipe(n)
	if len(p.faults) > 0 {
		return recipe, recipeError(p.faults, stepHint)
	}
	return recipe, nil
}

// DefaultOutput is an output with all settings at their defaults.
func DefaultOutput() job.Output {
	return job.Output{Quality: 85, AnyQuality: true, Metadata: "keep", ICC: "keep"}
}

// outputKeys are the settings of an output.
func outputKeys() []string {
	return []string{"steps", "format", "quality", "metadata", "icc", "chroma", "progressive", "lossless", "background"}
}

type recipeParser struct{ faults []error }

func (p *recipeParser) fault(n *yaml.Node, format string, args ...any) {
	p.faults = append(p.faults, fmt.Errorf("line %d: %s", n.Line, fmt.Sprintf(format, args...)))
}

func (p *recipeParser) recipe(n *yaml.Node) job.Recipe {
	var r job.Recipe
	single, isSingle := DefaultOutput(), false
	p.mapping(n, "a recipe", append([]string{"outputs", "tolerant"}, outputKeys()...), func(key, value *yaml.Node) {
		switch key.Value {
		case "outputs":
			r.Outputs = p.outputs(value)
		case "tolerant":
			r.Tolerant = p.truth(key, value)
		default:
			isSingle = true
			p.setting(&single, key, value)
		}
	})
	switch {
	case isSingle && r.Outputs != nil:
		p.fault(n, `"outputs" and settings of a single output stand side by side; move the latter into an output`)
	case r.Outputs == nil:
		r.Outputs = []job.Output{single}
	}
	return r
}

func (p *recipeParser) outputs(n *yaml.Node) []job.Output {
	outputs := []job.Output{}
	p.mapping(n, `"outputs"`, nil, func(key, value *yaml.Node) {
		out := DefaultOutput()
		out.Name = key.Value
		p.mapping(value, "output "+strconv.Quote(key.Value), outputKeys(), func(key, value *yaml.Node) {
			p.setting(&out, key, value)
		})
		outputs = append(outputs, out)
	})
	if len(outputs) == 0 && len(p.faults) == 0 {
		p.fault(n, `"outputs" has no output`)
	}
	return outputs
}

func (p *recipeParser) setting(out *job.Output, key, value *yaml.Node) {
	if key.Value == "steps" {
		out.Steps = p.steps(value)
		return
	}
	if value.Kind != yaml.ScalarNode {
		p.fault(value, "%s must be a single value", key.Value)
		return
	}
	switch key.Value {
	case "format":
		out.Format = value.Value
	case "metadata":
		out.Metadata = value.Value
	case "icc":
		out.ICC = value.Value
	case "chroma":
		out.Chroma = value.Value
	case "background":
		out.Background = value.Value
	case "progressive":
		out.Progressive = p.truth(key, value)
	case "lossless":
		out.Lossless = p.truth(key, value)
	case "quality":
		q, err := strconv.Atoi(value.Value)
		if err != nil {
			p.fault(value, "quality must be a whole number from 1 to 100")
		}
		out.Quality, out.AnyQuality = q, false
	}
}

// truth reads true or false.
func (p *recipeParser) truth(key, value *yaml.Node) bool {
	b, err := strconv.ParseBool(value.Value)
	if err != nil {
		p.fault(value, "%s must be true or false", key.Value)
	}
	return b
}

func (p *recipeParser) steps(n *yaml.Node) []job.Step {
	if n.Kind != yaml.SequenceNode {
		p.fault(n, "steps must be a list, like [grayscale, {resize: 2048}]")
		return nil
	}
	var steps []job.Step
	for _, item := range n.Content {
		switch {
		case item.Kind == yaml.ScalarNode:
			steps = append(steps, job.Step{Op: item.Value})
		case item.Kind == yaml.MappingNode && len(item.Content) == 2:
			steps = append(steps, job.Step{Op: item.Content[0].Value, Params: p.params(item.Content[1])})
		default:
			p.fault(item, "a step is NAME, {NAME: VALUE} or {NAME: {key: value}}")
		}
	}
	return steps
}

func (p *recipeParser) params(n *yaml.Node) map[string]string {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind == yaml.ScalarNode {
		return map[string]string{"": n.Value}
	}
	params := map[string]string{}
	p.mapping(n, "a step's parameters", nil, func(key, value *yaml.Node) {
		if value.Kind != yaml.ScalarNode || key.Value == "" {
			p.fault(value, "parameter %q must have a single value", key.Value)
			return
		}
		params[key.Value] = value.Value
	})
	return params
}

// mapping calls f with each pair of n. Keys that are given twice, or that are
// not among the known ones where there are any, are faults.
func (p *recipeParser) mapping(n *yaml.Node, what string, known []string, f func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		p.fault(n, "%s must be a mapping of keys to values", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode:
			p.fault(key, "%s has a key that is no plain text", what)
		case seen[key.Value]:
			p.fault(key, "%s has %q twice", what, key.Value)
		case known != nil && !contains(known, key.Value):
			p.fault(key, "%s has no setting %q%s", what, key.Value, fault.DidYouMean(key.Value, known))
		default:
			f(key, value)
		}
		seen[key.Value] = true
	}
}
