// Command facefigures measures what redeye, teeth, the finder of faces and
// anchor=face make of photos of which is known what they show. It is for those
// who work on photoq; docs/figures.md tells of it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/figures"
)

// The exit codes besides 0.
const (
	missed = 1 // a floor is not kept
	failed = 2 // nothing was measured
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := execute(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// wanted is what the flags say.
type wanted struct {
	folders  []string
	ordinary []string
	options  figures.Options
	floors   figures.Floors
	json     bool
	quiet    bool
	sheet    string
	time     int
}

func execute(ctx context.Context, args []string, out, errs io.Writer) int {
	w, err := parse(args, errs)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return failed
	}
	lines, err := w.measure(ctx, out, errs)
	if err != nil {
		fmt.Fprintf(errs, "facefigures: %v\n", err)
		if hint := fault.HintOf(err); hint != "" {
			fmt.Fprintf(errs, "  %s\n", hint)
		}
		return failed
	}
	if names := figures.Missed(lines); len(names) > 0 {
		fmt.Fprintf(errs, "facefigures: floors not kept: %s\n", strings.Join(names, ", "))
		return missed
	}
	return 0
}

func (w *wanted) measure(ctx context.Context, out, errs io.Writer) ([]figures.Line, error) {
	var folders []*figures.Folder
	for i, path := range append(w.folders, w.ordinary...) {
		f, err := figures.OpenFolder(path, i >= len(w.folders))
		if err != nil {
			return nil, err
		}
		folders = append(folders, f)
	}
	m, err := figures.New()
	if err != nil {
		return nil, err
	}
	w.options.Views = w.sheet != ""
	w.options.Progress = w.progress(errs, "photos measured")
	report, err := m.Run(ctx, folders, w.options)
	if err != nil {
		return nil, err
	}
	if w.sheet != "" {
		pages, err := figures.WriteSheet(w.sheet, report.Views)
		if err != nil {
			return nil, fmt.Errorf("draw the sheet: %w", err)
		}
		fmt.Fprintf(errs, "drawn: %s\n", strings.Join(pages, ", "))
	}
	if w.time > 0 {
		w.options.Progress = w.progress(errs, "photos timed")
		if report.CPU, err = m.Time(ctx, folders, w.time, w.options); err != nil {
			return nil, err
		}
	}
	lines := report.Lines(w.floors)
	if w.json {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return lines, e.Encode(struct {
			Lines []figures.Line `json:"figures"`
			*figures.Report
		}{lines, report})
	}
	return lines, report.Print(out, lines)
}

// progress tells how far it is: on one line of a terminal, and elsewhere when
// it is done.
func (w *wanted) progress(errs io.Writer, what string) func(done, all int) {
	if w.quiet {
		return nil
	}
	terminal := false
	if f, is := errs.(*os.File); is {
		info, err := f.Stat()
		terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return func(done, all int) {
		if terminal {
			fmt.Fprintf(errs, "\r%d of %d %s", done, all, what)
		}
		switch {
		case done == all && terminal:
			fmt.Fprintln(errs)
		case done == all:
			fmt.Fprintf(errs, "%d %s\n", all, what)
		}
	}
}

func parse(args []string, errs io.Writer) (*wanted, error) {
	w := &wanted{floors: figures.Floors{}}
	f := flag.NewFlagSet("facefigures", flag.ContinueOnError)
	f.SetOutput(errs)
	f.Usage = func() {
		fmt.Fprint(errs, "Usage: facefigures [FLAGS] FOLDER...\n\nMeasures the face operations over folders of photos that have a truth.json.\nExit codes: 1, a floor is not kept; 2, nothing was measured.\n\n")
		f.PrintDefaults()
	}
	f.Func("ordinary", "`folder` of photos that show no red eye, and need no truth.json; may be repeated", func(v string) error {
		w.ordinary = append(w.ordinary, v)
		return nil
	})
	f.IntVar(&w.options.Jobs, "j", 1, "photos at once")
	f.BoolVar(&w.json, "json", false, "print the figures as JSON")
	f.BoolVar(&w.quiet, "quiet", false, "no progress")
	f.StringVar(&w.sheet, "sheet", "", "draw what was done, missed and done wrongly, before and after, as this PNG `file`; more pages are FILE-2.png and so on")
	f.IntVar(&w.time, "time", 0, "measure the processor's time over this many photos with faces, and as many without")
	f.Int64Var(&w.options.Limits.Pixels, "max-pixels", 300_000_000, "refuse photos of more pixels")
	f.Func("floor", "end with exit code 1 if a figure is not up to this `floor`: KEY=VALUE, all for what photoq is held to, or aims for what it is to reach; may be repeated", w.floors.Set)
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	w.folders = f.Args()
	if len(w.folders)+len(w.ordinary) == 0 {
		f.Usage()
		return nil, errors.New("no folder")
	}
	return w, nil
}
