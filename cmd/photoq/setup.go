package main

import (
	"github.com/spf13/cobra"

	"github.com/photoq/photoq/pkg/backend"
)

func newSetup(a *app) *cobra.Command {
	var dryRun bool
	cmd := &cobra.Command{
		Use:     "setup",
		GroupID: groupSetup,
		Short:   "Create what the back end needs; --dry-run shows it",
		Long: `Setup creates what the back end needs and is not there: for aws the bucket,
the queue and its dead-letter queue; for local a folder. It can be run again
at any time: what is there and right is left alone.

Exit codes: 0 all is there, 1 failed, 2 wrong settings.`,
		Example: `  photoq setup --backend aws --bucket jobs --region eu-central-1 --dry-run
  photoq setup --backend aws --bucket jobs --region eu-central-1`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			actions, err := backend.Setup(cmd.Context(), a.settings.Config, dryRun)
			if err != nil {
				for _, action := range actions {
					a.say("done before: %s", action)
				}
				if len(actions) == 0 {
					return asUsage(err)
				}
				return err
			}
			return a.reportSetup(actions, dryRun)
		},
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "show what would be done, and do nothing")
	return cmd
}

func (a *app) reportSetup(actions []string, dryRun bool) error {
	if a.json {
		if actions == nil {
			actions = []string{}
		}
		return a.printJSON(struct {
			Backend string   `json:"backend"`
			DryRun  bool     `json:"dry_run"`
			Actions []string `json:"actions"`
		}{a.settings.Backend, dryRun, actions})
	}
	for _, action := range actions {
		a.print("%s", action)
	}
	switch {
	case len(actions) == 0:
		a.print("All is there already; nothing to do.")
	case dryRun:
		a.say("nothing was done (--dry-run)")
	}
	return nil
}
