package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/op"
)

// photoFlags say which photos to take and what to do with them: run and
// submit share them.
type photoFlags struct {
	filesFrom        string
	zero             bool
	include, exclude []string

	ops      []string
	recipe   string
	tolerant bool
	outputFlags

	name   string
	dryRun bool
}

func (p *photoFlags) add(a *app, cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&p.filesFrom, "files-from", "", "take the photos listed in this file, one a line; - for stdin")
	f.BoolVarP(&p.zero, "null", "0", false, "names in the list end with a zero byte")
	f.StringArrayVar(&p.include, "include", nil, "take only what matches this glob (repeatable)")
	f.StringArrayVar(&p.exclude, "exclude", nil, "leave out what matches this glob (repeatable)")
	f.StringArrayVar(&p.ops, "op", nil, "operation: NAME, NAME=VALUE or NAME=VALUE,key=value (repeatable, in order)")
	f.StringVar(&p.recipe, "recipe", "", "recipe: a YAML file, or the name of one in the settings")
	p.outputFlags.add(cmd)
	f.BoolVar(&p.tolerant, "tolerant", false, "take truncated photos as far as they go, with a warning")
	f.StringVar(&p.name, "name", "", "name of the job, for people (default: the first path's)")
	f.BoolVar(&p.dryRun, "dry-run", false, "show what would be done, and do nothing")
	limitFlags(f)
	a.completePhotoFlags(cmd)
}

// limitFlags are the settings of what a photo may demand.
func limitFlags(f *pflag.FlagSet) {
	f.String("max-pixels", "200MP", "largest photo, in pixels (setting limits.pixels)")
	f.String("max-bytes", "512MB", "largest file (setting limits.bytes)")
}

// workFlags are the settings of how a worker works.
func workFlags(f *pflag.FlagSet) {
	f.StringP("concurrency", "j", "0", "photos at once (0: one a core)")
	f.String("memory", "0", "memory for photos in hand (0: half of the machine's)")
	f.String("max-attempts", "5", "attempts before a passing fault becomes a failure")
}

// makePlan chooses the photos and checks the recipe, and so finds everything
// that can be wrong before anything is done.
func (p *photoFlags) makePlan(cmd *cobra.Command, a *app, paths []string, s client.Selection) (client.Plan, error) {
	recipe, err := p.makeRecipe(cmd, a)
	if err != nil {
		return client.Plan{}, err
	}
	recipe, assets, err := client.ReadAssets(cmd.Context(), a.registry, recipe, p.assetFolder(a))
	if err != nil {
		return client.Plan{}, err
	}
	s.Paths, s.Include, s.Exclude = paths, p.include, p.exclude
	if s.List, err = p.list(cmd.Context(), a); err != nil {
		return client.Plan{}, err
	}
	if len(paths) == 0 && p.filesFrom == "" {
		return client.Plan{}, fault.New(fault.Usage, errors.New("no photos are named"), "name files, folders or s3:// URLs, or give a list with --files-from")
	}
	photos, skipped, err := client.Choose(cmd.Context(), s)
	if err != nil {
		return client.Plan{}, asUsage(err)
	}
	plan := client.Plan{Name: p.jobName(paths), Recipe: recipe, Assets: assets, Photos: photos, Skipped: skipped, Into: s.Avoid}
	return plan, plan.Check()
}

// assetFolder is the folder that paths in the recipe are relative to: that of
// the file which holds the recipe, or "" for the working directory.
func (p *photoFlags) assetFolder(a *app) string {
	switch {
	case p.recipe == "":
		return ""
	case a.settings.recipes[p.recipe] != nil:
		return filepath.Dir(a.settings.file)
	}
	return filepath.Dir(p.recipe)
}

func (p *photoFlags) jobName(paths []string) string {
	if p.name != "" || len(paths) == 0 {
		return p.name
	}
	base := filepath.Base(strings.TrimSuffix(paths[0], "/"))
	if base == "." || base == ".." {
		if full, err := filepath.Abs(paths[0]); err == nil {
			base = filepath.Base(full)
		}
	}
	return job.Name(base).String()
}

func (p *photoFlags) list(ctx context.Context, a *app) ([]string, error) {
	var r io.Reader
	switch p.filesFrom {
	case "":
		return nil, nil
	case "-":
		r = a.in
	default:
		f, err := os.Open(p.filesFrom)
		if err != nil {
			return nil, fault.New(fault.Usage, fmt.Errorf("read the list of files: %w", err), "check --files-from")
		}
		defer f.Close()
		r = f
	}
	names, err := interruptible(ctx, func() ([]string, error) { return client.ReadList(r, p.zero) })
	if err != nil && ctx.Err() == nil {
		err = fault.New(fault.Usage, err, "one name a line, or with -0 each ended by a zero byte")
	}
	return names, err
}

// makeRecipe reads what to do, from --op flags or a recipe, and checks it.
func (p *photoFlags) makeRecipe(cmd *cobra.Command, a *app) (job.Recipe, error) {
	recipe, err := p.readRecipe(cmd, a)
	if err != nil {
		return job.Recipe{}, p.withMissing(a, a.withMore(err, recipe), recipe)
	}
	for i := range recipe.Outputs {
		p.apply(cmd, &recipe.Outputs[i])
	}
	recipe.Tolerant = recipe.Tolerant || p.tolerant
	pipeline, err := op.Compile(a.registry, recipe)
	if err != nil {
		return job.Recipe{}, p.withMissing(a, err, recipe)
	}
	return pipeline.Recipe(), nil
}

// withMissing adds to what is wrong with a recipe which of the files that it
// names are not there.
func (p *photoFlags) withMissing(a *app, err error, recipe job.Recipe) error {
	if more := client.CheckAssets(a.registry, recipe, p.assetFolder(a)); more != nil {
		return fault.New(fault.Usage, errors.Join(err, more), fault.HintOf(err))
	}
	return err
}

// withMore adds to what is wrong with a recipe's form what is wrong with the
// steps that could be read nevertheless.
func (a *app) withMore(err error, recipe job.Recipe) error {
	if len(recipe.Outputs) == 0 {
		return err
	}
	if _, more := op.Compile(a.registry, recipe); more != nil {
		return fault.New(fault.Usage, errors.Join(err, more), fault.HintOf(more))
	}
	return err
}

func (p *photoFlags) readRecipe(cmd *cobra.Command, a *app) (job.Recipe, error) {
	if p.recipe != "" && len(p.ops) > 0 {
		return job.Recipe{}, fault.New(fault.Usage, errors.New("--op and --recipe exclude each other"), "put the operation into the recipe")
	}
	if p.recipe != "" {
		return a.namedRecipe(p.recipe)
	}
	if len(p.ops) == 0 && !p.any(cmd) {
		return job.Recipe{}, fault.New(fault.Usage, errors.New("nothing is said of what to do"), `say it with --op, like --op thumbnail=256, or with --recipe; "photoq ops" lists the operations`)
	}
	out := op.DefaultOutput()
	var faults []error
	for _, text := range p.ops {
		step, err := op.ParseStep(text)
		if err != nil {
			faults = append(faults, err)
		}
		out.Steps = append(out.Steps, step)
	}
	if len(faults) > 0 {
		return job.Recipe{}, fault.New(fault.Usage, errors.Join(faults...), `"photoq ops NAME" shows how an operation is written`)
	}
	return job.Recipe{Outputs: []job.Output{out}}, nil
}

// namedRecipe returns a recipe of the settings or, if there is none of that
// name, from a file.
func (a *app) namedRecipe(name string) (job.Recipe, error) {
	if node, ok := a.settings.recipes[name]; ok {
		recipe, err := op.RecipeOf(node)
		if err != nil {
			return recipe, fmt.Errorf("recipe %q in %s: %w", name, a.settings.file, err)
		}
		return recipe, nil
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		known := slices.Sorted(mapKeys(a.settings.recipes))
		return job.Recipe{}, fault.New(fault.Usage, fmt.Errorf("there is no recipe file and no configured recipe %q%s", name, fault.DidYouMean(name, known)),
			"configured recipes: "+orNone(strings.Join(known, ", ")))
	}
	if err != nil {
		return job.Recipe{}, fault.New(fault.Usage, fmt.Errorf("read recipe: %w", err), "check --recipe")
	}
	recipe, err := op.ParseRecipe(data)
	if err != nil {
		return recipe, fmt.Errorf("%s: %w", name, err)
	}
	return recipe, nil
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
