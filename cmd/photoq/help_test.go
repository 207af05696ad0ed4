package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// everyCommand calls f with each command there is.
func everyCommand(root *cobra.Command, f func(*cobra.Command)) {
	f(root)
	for _, c := range root.Commands() {
		everyCommand(c, f)
	}
}

func TestEveryCommandIsExplained(t *testing.T) {
	t.Parallel()
	everyCommand(tree(), func(c *cobra.Command) {
		name := c.CommandPath()
		if c.Short == "" || c.Long == "" {
			t.Errorf("%s has no short or no long description", name)
		}
		if strings.HasSuffix(c.Short, ".") || len(c.Short) > 70 {
			t.Errorf("%s: its short description ends in a full stop or is longer than 70 letters", name)
		}
		if !c.Runnable() {
			return // a topic
		}
		if !strings.HasPrefix(c.Example, "  ") || !strings.Contains(c.Example, "photoq") {
			t.Errorf("%s has no example, or one that is not indented", name)
		}
	})
}

func TestEveryCommandChecksItsArguments(t *testing.T) {
	t.Parallel()
	everyCommand(tree(), func(c *cobra.Command) {
		if c.Runnable() && c.Args == nil {
			t.Errorf("%s does not say how many arguments it takes", c.CommandPath())
		}
	})
}

func TestEveryFlagIsExplained(t *testing.T) {
	t.Parallel()
	everyCommand(tree(), func(c *cobra.Command) {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" || strings.HasSuffix(f.Usage, ".") {
				t.Errorf("%s --%s has no description, or one that ends in a full stop", c.CommandPath(), f.Name)
			}
		})
	})
}

// TestFlagsOfSettings makes sure that each flag that sets a setting says the
// setting's default, and that no setting is known by two flags.
func TestFlagsOfSettings(t *testing.T) {
	t.Parallel()
	defaults := map[string]string{}
	for _, s := range defaultSettings() {
		defaults[s.Key] = s.Value
	}
	seen := map[string]string{}
	for name, key := range flagKeys() {
		if other, twice := seen[key]; twice {
			t.Errorf("--%s and --%s both set %s", name, other, key)
		}
		seen[key] = name
	}
	everyCommand(tree(), func(c *cobra.Command) {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if key, ok := flagKeys()[f.Name]; ok && f.DefValue != defaults[key] {
				t.Errorf("%s --%s has the default %q, the setting %s %q", c.CommandPath(), f.Name, f.DefValue, key, defaults[key])
			}
		})
	})
}
