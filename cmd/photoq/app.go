package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/photoq/photoq/pkg/backend"
	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/op/builtin"
	"github.com/photoq/photoq/pkg/progress"
)

// streams are where a person or a script is. The answer goes to out; all
// else goes to err. The outgoing ones count as terminals only where things
// can be drawn on them.
type streams struct {
	in       io.Reader
	out, err io.Writer

	inTerminal, outTerminal, errTerminal bool
}

func standardStreams() streams {
	terminal := func(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
	draws := os.Getenv("TERM") != "dumb"
	return streams{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		inTerminal: terminal(os.Stdin), outTerminal: terminal(os.Stdout) && draws, errTerminal: terminal(os.Stderr) && draws,
	}
}

// app is one run of the program: what all commands share.
type app struct {
	streams
	settings settings
	registry *op.Registry
	screen   *screen // where err is a terminal

	json, quiet, noProgress, verbose bool
}

func newApp(s streams) *app {
	a := &app{streams: s, registry: builtin.Registry()}
	if s.errTerminal {
		a.screen = &screen{w: s.err}
		a.err = a.screen
	}
	return a
}

// execute runs the command line and returns the exit code.
func execute(ctx context.Context, args []string, s streams) int {
	a := newApp(s)
	root := newRoot(a)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	code := exitCode(ctx, err)
	if !isQuietExit(err) {
		a.printError(err)
	}
	return code
}

// open opens the back end of the settings. What is wrong with it has harmed
// nothing yet, so it counts as a matter of settings.
func (a *app) open(ctx context.Context, o backend.Options) (*backend.Backend, error) {
	b, err := backend.Open(ctx, a.settings.Config, o)
	return b, asUsage(err)
}

// client opens the back end as a client that reports its progress.
func (a *app) client(ctx context.Context, r progress.Reporter) (*client.Client, *backend.Backend, error) {
	b, err := a.open(ctx, backend.Options{})
	if err != nil {
		return nil, nil, err
	}
	return &client.Client{Store: b.Store, Queue: b.Queue, Progress: r}, b, nil
}

// asUsage gives an error about the store or the queue as a whole the exit
// code of wrong settings. It is for when nothing has been done yet.
func asUsage(err error) error {
	if fault.KindOf(err) == fault.Unusable {
		return fault.New(fault.Usage, err, fault.HintOf(err))
	}
	return err
}

// printJSON writes a command's one document.
func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}

// say tells a person something beside the answer.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.err, format+"\n", args...)
	}
}

// print writes a line of the answer.
func (a *app) print(format string, args ...any) {
	fmt.Fprintf(a.out, format+"\n", args...)
}

// logger writes what goes on: to a terminal only what needs attention,
// because progress is drawn there.
func (a *app) logger() *slog.Logger {
	level := slog.LevelInfo
	if a.errTerminal || a.quiet {
		level = slog.LevelWarn
	}
	if a.verbose {
		level = slog.LevelDebug
	}
	o := &slog.HandlerOptions{Level: level}
	if a.json {
		return slog.New(slog.NewJSONHandler(a.err, o))
	}
	return slog.New(slog.NewTextHandler(a.err, o))
}

// noArgs and the like are cobra's, with usage errors that exit with 2.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return fault.New(fault.Usage, err, fmt.Sprintf("%q shows how it is used", cmd.CommandPath()+" --help"))
		}
		return nil
	}
}

// interruptible returns when f has, or with ctx's error when ctx ends first:
// a read from a terminal or a pipe would hold up the end of the program.
func interruptible[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := f()
		done <- outcome{value, err}
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// command is a photoq command to be typed next. It repeats the flags that
// named the back end of this one, so that it finds the same jobs.
func (a *app) command(words ...any) string {
	text := "photoq"
	for _, w := range words {
		text += " " + fmt.Sprint(w)
	}
	for _, setting := range a.settings.Config.Settings() {
		flag, given := strings.CutPrefix(a.settings.sources[setting.Key], "--")
		if given && backendFlag(setting.Key) {
			text += " --" + flag + " " + shellWord(setting.Value)
		}
	}
	if a.settings.named {
		text += " --config " + shellWord(a.settings.file)
	}
	return text
}

// backendFlag reports whether a setting says where the jobs are.
func backendFlag(key string) bool {
	return key == "backend" || strings.HasPrefix(key, "local.") || strings.HasPrefix(key, "aws.")
}
