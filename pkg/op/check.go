package op

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
)

// The hints of a recipe's errors: where steps are at fault, and elsewhere.
const (
	stepHint     = `"photoq ops" lists the operations, "photoq ops NAME" their parameters`
	settingsHint = `"photoq run --help" lists what may be said of results`
)

// recipeError makes one error of all that is wrong with a recipe.
func recipeError(faults []error, hint string) error {
	return fault.New(fault.Usage, fmt.Errorf("recipe: %w", errors.Join(faults...)), hint)
}

// checkOutputs returns what is wrong with a recipe besides its steps.
func checkOutputs(recipe job.Recipe) []error {
	var faults []error
	if len(recipe.Outputs) == 0 {
		return []error{errors.New("has no output")}
	}
	seen := map[string]string{}
	for _, out := range recipe.Outputs {
		folded := strings.ToLower(out.Name)
		if other, twice := seen[folded]; twice {
			faults = append(faults, fmt.Errorf("outputs %q and %q would share a folder", other, out.Name))
		}
		seen[folded] = out.Name
		for _, err := range checkOutput(out, len(recipe.Outputs) > 1) {
			faults = append(faults, fmt.Errorf("%s%w", outputPrefix(out), err))
		}
	}
	return faults
}

func checkOutput(out job.Output, needsName bool) []error {
	var faults []error
	add := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if !validOutputName(out.Name) || needsName && out.Name == "" {
		add("a name is 1 to 64 letters, digits, dashes and underscores")
	}
	if f := imageio.Format(out.Format); f != imageio.Unknown && !f.CanWrite() {
		add("format %q cannot be written, only %s%s", out.Format,
			strings.Join(imageio.Writable(), ", "), fault.DidYouMean(out.Format, imageio.Writable()))
	}
	if out.Quality < 1 || out.Quality > 100 {
		add("quality %d is not from 1 to 100", out.Quality)
	}
	faults = append(faults, checkFormat(out)...)
	for _, choice := range []struct {
		key, value string
		of         []string
	}{
		{"metadata", out.Metadata, []string{"keep", "all", "none"}},
		{"icc", out.ICC, []string{imageio.ICCKeep, imageio.ICCSRGB}},
	} {
		if !contains(choice.of, choice.value) {
			add("%s %q is not one of %s%s", choice.key, choice.value, strings.Join(choice.of, ", "), fault.DidYouMean(choice.value, choice.of))
		}
	}
	return faults
}

func validOutputName(name string) bool {
	for _, c := range name {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && c != '-' && c != '_' {
			return false
		}
	}
	return len(name) <= 64 && !strings.HasPrefix(name, "-")
}

func outputPrefix(out job.Output) string {
	if out.Name == "" {
		return ""
	}
	return fmt.Sprintf("output %q: ", out.Name)
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }
