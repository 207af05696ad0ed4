package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
)

// completeWithin bounds how long a shell waits for job ids.
const completeWithin = 3 * time.Second

// complete offers fixed values for a flag.
func complete(cmd *cobra.Command, flag string, values ...string) {
	must(cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)))
}

// must is for what can only fail by a mistake in this program.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// completePhotoFlags completes the flags of run and submit.
func (a *app) completePhotoFlags(cmd *cobra.Command) {
	complete(cmd, "format", imageio.Writable()...)
	complete(cmd, "chroma", op.Chromas()...)
	complete(cmd, "background", op.ColorNames()...)
	complete(cmd, "metadata", "keep", "all", "none")
	complete(cmd, "icc", imageio.ICCKeep, imageio.ICCSRGB)
	must(cmd.RegisterFlagCompletionFunc("op", a.completeOp))
	must(cmd.RegisterFlagCompletionFunc("recipe", a.completeRecipes))
}

// completeOp completes an operation, and after NAME= nothing.
func (a *app) completeOp(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	if strings.Contains(typed, "=") {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.opNames(), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func (a *app) completeOps(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.opNames(), cobra.ShellCompDirectiveNoFileComp
}

func (a *app) opNames() []string {
	var names []string
	for _, name := range a.registry.Names() {
		s, _ := a.registry.Lookup(name)
		names = append(names, name+"\t"+s.Summary)
	}
	return names
}

// completeRecipes offers the configured recipes beside files.
func (a *app) completeRecipes(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	s, err := loadSettings(cmd.Flags())
	if err != nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var names []string
	for name := range s.recipes {
		names = append(names, name+"\tfrom "+s.file)
	}
	return names, cobra.ShellCompDirectiveDefault
}

// completeJobs offers the ids of the jobs that there are, newest first.
func (a *app) completeJobs(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	s, err := loadSettings(cmd.Flags())
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	a.settings = s
	ctx, cancel := context.WithTimeout(context.Background(), completeWithin)
	defer cancel()
	c, b, err := a.client(ctx, nil)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	defer b.Close()
	ids, err := c.Jobs(ctx)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	names := make([]string, 0, len(ids))
	for i := len(ids) - 1; i >= 0; i-- {
		names = append(names, string(ids[i]))
	}
	return names, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}

func (a *app) completeJobThenDir(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 1 {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	return a.completeJobs(cmd, args, typed)
}

// flagNames lists the flags that a command takes.
func flagNames(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	return names
}
