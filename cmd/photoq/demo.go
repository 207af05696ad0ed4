package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/sample"
)

// demoResult is what demo answers with --json.
type demoResult struct {
	Job     string `json:"job"`
	Photos  string `json:"photos"`
	Results string `json:"results"`
}

func newDemo(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "demo [DIR]",
		GroupID: groupMain,
		Short:   "Draw a few photos and take them through the whole way",
		Long: `Demo draws a small folder of photos, in all eight EXIF orientations, and takes
them through submit, work, status and fetch, printing each command that it
runs. All of it happens in DIR (photoq-demo when it is not named), with a back
end of its own; delete the folder and nothing is left.`,
		Example:     `  photoq demo`,
		Args:        args(cobra.MaximumNArgs(1)),
		Annotations: withoutSettings(),
		RunE: func(cmd *cobra.Command, names []string) error {
			dir := "photoq-demo"
			if len(names) > 0 {
				dir = names[0]
			}
			return a.demo(cmd.Context(), dir)
		},
	}
}

const demoRecipe = `# Two results for each photo.
outputs:
  web:   {steps: [{resize: 640}], quality: 82}
  thumb: {steps: [{thumbnail: {size: 160, square: true}}, {recolor: sepia}]}
`

func (a *app) demo(ctx context.Context, dir string) error {
	photos, recipe := filepath.Join(dir, "photos"), filepath.Join(dir, "recipe.yaml")
	results, home := filepath.Join(dir, "results"), filepath.Join(dir, "home")
	if err := drawDemo(photos, recipe); err != nil {
		return err
	}
	a.say("Some photos to play with are in %s, and a recipe with two outputs in %s:\n\n%s", photos, recipe, demoRecipe)
	id, err := a.demoStep(ctx, "Put a job on the queue; what comes back is its id.", home, "submit", photos, "--recipe", recipe)
	if err != nil {
		return err
	}
	id = strings.TrimSpace(id)
	for _, step := range []struct {
		why  string
		args []string
	}{
		{"Ask how it stands. Nothing is done yet: there is no worker.", []string{"status", id}},
		{"Work until nothing is left. On a fleet this runs on many machines.", []string{"work", "--drain"}},
		{"Ask again, from anywhere.", []string{"status", id}},
		{"Fetch the results.", []string{"fetch", id, results}},
	} {
		if _, err := a.demoStep(ctx, step.why, home, step.args...); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(demoResult{id, photos, results})
	}
	a.print("\nThe results are in %s: look at web/ and thumb/. On your own photos, in one go:\n\n  photoq run PHOTOS --op thumbnail=256 --to thumbs/\n", results)
	return nil
}

// demoStep shows a command and runs it, and returns what it answered.
func (a *app) demoStep(ctx context.Context, why, home string, words ...string) (string, error) {
	words = append(words, "--dir", home)
	var shown []string
	for _, w := range words {
		shown = append(shown, shellWord(w))
	}
	a.say("# %s\n$ photoq %s", why, strings.Join(shown, " "))
	var answer strings.Builder
	s := a.streams
	s.out = &answer
	code := execute(ctx, append(words, "--backend", "local", "--config", os.DevNull), s)
	if a.json {
		a.say("%s", answer.String())
	} else {
		fmt.Fprintln(a.out, answer.String())
	}
	if code != exitDone {
		return "", exit(code)
	}
	return answer.String(), nil
}

// drawDemo writes the photos and the recipe. Where other files are in the
// way, it touches nothing.
func drawDemo(photos, recipe string) error {
	if entries, err := os.ReadDir(filepath.Dir(recipe)); err == nil && len(entries) > 0 {
		return fault.New(fault.Usage, fmt.Errorf("the folder %s is there already", filepath.Dir(recipe)), "delete it, or name another")
	} else if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fault.New(fault.Usage, fmt.Errorf("prepare the demo: %w", err), "name another folder")
	}
	files, err := sample.Files()
	if err != nil {
		return err
	}
	for _, f := range append(files, sample.File{Name: "../recipe.yaml", Data: []byte(demoRecipe)}) {
		path := filepath.Join(photos, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fault.New(fault.Usage, fmt.Errorf("prepare the demo: %w", err), "name a folder that you may write to")
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			return fault.New(fault.Usage, fmt.Errorf("prepare the demo: %w", err), "name a folder that you may write to")
		}
	}
	return nil
}

// shellWord quotes a word where a shell would want it.
func shellWord(w string) string {
	if strings.ContainsAny(w, " '\"$&|;<>()*?[]#~`\\") {
		return "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
	}
	return w
}
