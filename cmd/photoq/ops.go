package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/op"
)

// opDocument describes an operation in JSON.
type opDocument struct {
	Name     string     `json:"name"`
	Summary  string     `json:"summary"`
	Params   []op.Param `json:"params"`
	Examples []string   `json:"examples"`
}

func newOps(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "ops [NAME]",
		GroupID: groupSetup,
		Short:   "Operations, their parameters, defaults and examples",
		Long:    `Ops lists the operations that --op and recipes can name, or describes one.`,
		Example: `  photoq ops
  photoq ops resize
  photoq ops --json`,
		Args:              args(cobra.MaximumNArgs(1)),
		Annotations:       withoutSettings(),
		ValidArgsFunction: a.completeOps,
		RunE: func(_ *cobra.Command, names []string) error {
			if len(names) == 0 {
				return a.listOps(a.registry.Names())
			}
			if _, ok := a.registry.Lookup(names[0]); !ok {
				return fault.New(fault.Usage, fmt.Errorf("unknown operation %q%s", names[0], fault.DidYouMean(names[0], a.registry.Names())), `"photoq ops" lists the operations`)
			}
			if a.json {
				return a.listOps(names)
			}
			a.describeOp(names[0])
			return nil
		},
	}
}

func (a *app) listOps(names []string) error {
	docs := make([]opDocument, 0, len(names))
	for _, name := range names {
		s, _ := a.registry.Lookup(name)
		params := s.Params()
		if params == nil {
			params = []op.Param{}
		}
		docs = append(docs, opDocument{s.Name, s.Summary, params, s.Examples})
	}
	if a.json {
		return a.printJSON(struct {
			Operations []opDocument `json:"operations"`
		}{docs})
	}
	t := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	for _, d := range docs {
		fmt.Fprintf(t, "%s\t%s\n", d.Name, d.Summary)
	}
	t.Flush()
	a.say("photoq ops NAME describes one")
	return nil
}

func (a *app) describeOp(name string) {
	s, _ := a.registry.Lookup(name)
	a.print("%s: %s\n", s.Name, s.Summary)
	if s.Detail != "" {
		a.print("%s\n", s.Detail)
	}
	if len(s.Params()) == 0 {
		a.print("Parameters: none")
	} else {
		a.print("Parameters:")
	}
	t := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	for _, p := range s.Params() {
		main := ""
		if p.Main {
			main = " (main)"
		}
		fmt.Fprintf(t, "  %s%s\t%s\tdefault: %s\t%s\n", p.Name, main, p.Type, orNone(p.Default), p.Summary)
	}
	t.Flush()
	a.print("\nExamples:")
	for _, e := range s.Examples {
		a.print("  photoq run PHOTOS --op '%s' --to DIR", e)
	}
}
