package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// newHelp takes the place of cobra's help, which shows the program's own
// page, and succeeds, for a command that there is not.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		GroupID: groupSetup,
		Short:   "Help on a command",
		Long:    `Help shows what a command is for, with its flags and examples.`,
		Example: `  photoq help run
  photoq help exit-codes`,
		Annotations: withoutSettings(),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			if topic := findCommand(cmd.Root(), args); topic != nil {
				for _, c := range topic.Commands() {
					if c.Hidden {
						continue
					}
					names = append(names, c.Name()+"\t"+c.Short)
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		Args: func(cmd *cobra.Command, names []string) error {
			at := cmd.Root()
			for _, name := range names {
				next := findCommand(at, []string{name})
				if next == nil {
					return unknownCommand(at, []string{name})
				}
				at = next
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, names []string) error {
			topic := findCommand(cmd.Root(), names)
			topic.InitDefaultHelpFlag()
			return topic.Help()
		},
	}
}

// findCommand walks down the tree of commands; nil when there is none of
// that name.
func findCommand(at *cobra.Command, names []string) *cobra.Command {
	for _, name := range names {
		var next *cobra.Command
		for _, c := range at.Commands() {
			if c.Name() == name || c.HasAlias(name) {
				next = c
			}
		}
		if next == nil {
			return nil
		}
		at = next
	}
	return at
}

// addCompletion adds cobra's completion commands, with usage errors that
// exit with 2, and an example each.
func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	top := findCommand(root, []string{"completion"})
	top.Args = unknownCommand
	top.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	top.Short = "The script that has a shell complete photoq's commands"
	top.Long = `Completion prints the script that has a shell complete commands, flags,
operations, recipes and the ids of jobs.`
	top.Example = `  source <(photoq completion bash)`
	examples := map[string]string{
		"bash":       `  photoq completion bash > /etc/bash_completion.d/photoq`,
		"zsh":        `  photoq completion zsh > "${fpath[1]}/_photoq"`,
		"fish":       `  photoq completion fish > ~/.config/fish/completions/photoq.fish`,
		"powershell": `  photoq completion powershell | Out-String | Invoke-Expression`,
	}
	for _, shell := range top.Commands() {
		shell.Args = args(cobra.NoArgs)
		shell.Short = strings.Replace(shell.Short, "Generate the autocompletion script", "The completion script", 1)
		shell.Example = examples[shell.Name()]
	}
}
