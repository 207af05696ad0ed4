package main

import (
	"github.com/spf13/cobra"

	"github.com/photoq/photoq/pkg/backend"
	"github.com/photoq/photoq/pkg/fault"
)

func newDoctor(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "doctor",
		GroupID: groupSetup,
		Short:   "Check settings, credentials, permissions, queue and bucket",
		Long: `Doctor checks that photoq can do its work with the settings in force, and
prints the fix for each fault that it finds.

Exit codes: 0 all is well, 1 there are faults, 2 wrong settings.`,
		Example: `  photoq doctor
  photoq doctor --backend aws --bucket jobs`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reportDoctor(backend.Check(cmd.Context(), a.settings.Config))
		},
	}
}

// check is one finding of doctor in JSON.
type check struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
	Fix    string `json:"fix"`
}

func (a *app) reportDoctor(findings []fault.Finding) error {
	file := a.settings.file
	if file == "" {
		file = "no file; defaults, environment and flags"
	}
	checks := []check{{Name: "settings", OK: true, Detail: file}}
	ok := true
	for _, f := range findings {
		checks = append(checks, check(f))
		ok = ok && f.OK
	}
	if a.json {
		if err := a.printJSON(struct {
			OK     bool    `json:"ok"`
			Checks []check `json:"checks"`
		}{ok, checks}); err != nil {
			return err
		}
	} else {
		a.printChecks(checks)
	}
	if !ok {
		return exit(exitFailed)
	}
	return nil
}

func (a *app) printChecks(checks []check) {
	for _, c := range checks {
		mark := "ok   "
		if !c.OK {
			mark = "FAULT"
		}
		line := mark + " " + c.Name
		if c.Detail != "" {
			line += ": " + c.Detail
		}
		a.print("%s", line)
		if c.Fix != "" {
			a.print("      fix: %s", c.Fix)
		}
	}
}
