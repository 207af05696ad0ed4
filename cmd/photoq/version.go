package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// versionDocument says what this program is.
type versionDocument struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}

// version reads what the Go tool has noted in the program when it was built.
func version() versionDocument {
	v := versionDocument{Version: "unknown", Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if info.Main.Version != "" {
		v.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v.Commit = s.Value
		}
	}
	return v
}

// String is the version in words.
func (v versionDocument) String() string {
	return fmt.Sprintf("photoq %s (%s, %s/%s)", v.Version, v.Go, v.OS, v.Arch)
}

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		GroupID: groupSetup,
		Short:   "The version of this program",
		Long: `Version says which version this is, and what it was built with. Workers note
theirs in the store with each sign of life.`,
		Example:     `  photoq version --json`,
		Args:        args(cobra.NoArgs),
		Annotations: withoutSettings(),
		RunE: func(*cobra.Command, []string) error {
			v := version()
			if a.json {
				return a.printJSON(v)
			}
			a.print("%s", v)
			return nil
		},
	}
}

// newExitCodes is a help topic, not a command.
func newExitCodes() *cobra.Command {
	return &cobra.Command{
		Use:   "exit-codes",
		Short: "What the exit codes mean",
		Long: `Exit codes of all commands:

  0    all of it was done
  1    it failed, or the job was cancelled
  2    wrong usage or settings; nothing was done
  3    done in part: some photos failed (they are listed, and retry takes them up)
  124  --timeout passed
  130  interrupted

A worker (photoq work) that is stopped by SIGTERM or SIGINT and has put
everything in order exits with 0. Status without --wait exits with 0 when it
could answer, whatever the answer is.`,
	}
}
