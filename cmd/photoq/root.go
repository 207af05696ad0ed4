package main

import (
	"iter"
	"maps"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/photoq/photoq/pkg/fault"
)

// The groups that the commands are listed in.
const (
	groupMain  = "main"
	groupJobs  = "jobs"
	groupSetup = "setup"
)

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "photoq",
		Short: "Batch jobs on photos: on this machine, or on a fleet",
		Long: `photoq does batch jobs on photos. Say which photos and what to do with them;
workers on this machine or on any number of machines do it, and anybody can
ask how it stands and fetch the results.`,
		Example: `  photoq run holiday/ --op thumbnail=256 --to thumbs/
  photoq demo

  JOB=$(photoq submit holiday/ --op resize=2048)
  photoq work --drain
  photoq fetch $JOB results/`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		Args:              unknownCommand,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		Version:           version().Version,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.prepare(cmd) },
	}
	root.SetIn(a.in)
	root.SetOut(a.out) // before the completion commands, which take note of it
	root.SetErr(a.err)
	root.AddGroup(&cobra.Group{ID: groupMain, Title: "The main job:"}, &cobra.Group{ID: groupJobs, Title: "Jobs:"}, &cobra.Group{ID: groupSetup, Title: "Setting up:"})
	a.globalFlags(root)
	root.SetFlagErrorFunc(flagError)
	root.SetVersionTemplate(version().String() + "\n")
	root.SetHelpCommand(newHelp())
	root.SetCompletionCommandGroupID(groupSetup)
	root.AddCommand(
		newRun(a), newSubmit(a), newWork(a), newStatus(a), newFetch(a),
		newRetry(a), newCancel(a), newRm(a),
		newOps(a), newExplain(a), newSetup(a), newDoctor(a), newConfig(a), newVersion(a), newDemo(a),
		newExitCodes(),
	)
	addCompletion(root)
	return root
}

func (a *app) globalFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.String("config", "", "settings file (default $XDG_CONFIG_HOME/photoq/config.yaml, then /etc/photoq/config.yaml)")
	f.String("backend", "local", "back end: local (this machine) or aws (SQS and S3)")
	f.String("dir", "~/.local/share/photoq", "folder of the local back end")
	f.String("bucket", "", "S3 bucket of the aws back end")
	f.String("prefix", "photoq/", "prefix of all keys in the bucket")
	f.String("queue", "photoq", "SQS queue, by name or URL")
	f.String("region", "", "AWS region (default: as the AWS SDK finds it)")
	f.String("profile", "", "AWS profile (default: as the AWS SDK finds it)")
	f.String("endpoint-url", "", "URL of an S3- and SQS-compatible server")
	f.BoolVar(&a.json, "json", false, "answer with one JSON document on stdout")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "say nothing on stderr but errors")
	f.BoolVar(&a.noProgress, "no-progress", false, "show no progress")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "log in detail on stderr")
	complete(root, "backend", "local", "aws")
}

// prepare reads the settings, for all commands that need them.
func (a *app) prepare(cmd *cobra.Command) error {
	if cmd.Annotations["settings"] == "none" || isCompletion(cmd) {
		return nil
	}
	s, err := loadSettings(cmd.Flags())
	a.settings = s
	return err
}

// isCompletion reports whether the shell is asking, or is being set up to.
func isCompletion(cmd *cobra.Command) bool {
	for ; cmd != nil; cmd = cmd.Parent() {
		if cmd.Name() == "completion" || cmd.Name() == "help" || strings.HasPrefix(cmd.Name(), cobra.ShellCompRequestCmd) {
			return true
		}
	}
	return false
}

// withoutSettings marks a command that works without any.
func withoutSettings() map[string]string { return map[string]string{"settings": "none"} }

func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	return fault.New(fault.Usage, &unknownError{args[0], fault.DidYouMean(args[0], names)}, quoted(cmd.CommandPath()+" --help")+" lists the commands")
}

type unknownError struct{ name, near string }

func (e *unknownError) Error() string { return "there is no command " + quoted(e.name) + e.near }

// flagError makes a wrong flag a usage error, and names the nearest flag.
func flagError(cmd *cobra.Command, err error) error {
	near := ""
	if name, ok := strings.CutPrefix(err.Error(), "unknown flag: --"); ok {
		near = fault.DidYouMean("--"+name, flagNames(cmd))
	}
	return fault.New(fault.Usage, &flagFault{err, near}, quoted(cmd.CommandPath()+" --help")+" lists the flags")
}

type flagFault struct {
	err  error
	near string
}

func (e *flagFault) Error() string { return e.err.Error() + e.near }
func (e *flagFault) Unwrap() error { return e.err }

func noColour() bool { return os.Getenv("NO_COLOR") != "" }

func quoted(s string) string { return `"` + s + `"` }

func mapKeys[K comparable, V any](m map[K]V) iter.Seq[K] { return maps.Keys(m) }
