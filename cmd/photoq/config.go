package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// settingDocument is one setting in JSON.
type settingDocument struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Source string `json:"source"`
	Env    string `json:"env"`
	Help   string `json:"help"`
}

func newConfig(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "config",
		GroupID: groupSetup,
		Short:   "The settings in force and where each came from",
		Long: `Config shows every setting, its value and where that came from: a flag, an
environment variable, the settings file or the default, in this order.

The file is the one named with --config or PHOTOQ_CONFIG, else
$XDG_CONFIG_HOME/photoq/config.yaml, else /etc/photoq/config.yaml. The
environment variable of a setting is PHOTOQ_ and its key, with _ for dots and
dashes: PHOTOQ_AWS_ENDPOINT_URL.

Exit codes: 0, or 2 when a setting is wrong.`,
		Example: `  photoq config
  PHOTOQ_BACKEND=aws PHOTOQ_AWS_BUCKET=jobs photoq config --json`,
		Args: args(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error { return a.showConfig() },
	}
	f := cmd.Flags()
	workFlags(f)
	limitFlags(f)
	f.String("lease", "2m", "how long a photo stays a silent worker's (setting work.lease)")
	return cmd
}

func (a *app) showConfig() error {
	s := a.settings
	docs := make([]settingDocument, 0, len(s.sources))
	for _, v := range s.Config.Settings() {
		docs = append(docs, settingDocument{v.Key, v.Value, s.sources[v.Key], envName(v.Key), v.Help})
	}
	recipes := slices.Sorted(mapKeys(s.recipes))
	if a.json {
		if recipes == nil {
			recipes = []string{}
		}
		return a.printJSON(struct {
			File     string            `json:"file"`
			Settings []settingDocument `json:"settings"`
			Recipes  []string          `json:"recipes"`
		}{s.file, docs, recipes})
	}
	t := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "SETTING\tVALUE\tFROM")
	for _, d := range docs {
		fmt.Fprintf(t, "%s\t%s\t%s\n", d.Key, d.Value, d.Source)
	}
	t.Flush()
	a.print("recipes: %s", orNone(strings.Join(recipes, ", ")))
	a.say("settings file: %s", orNone(s.file))
	return nil
}
