package main

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/job"
)

// shownFailures is how many failures a summary lists on a terminal, and
// loggedFailures elsewhere, where nobody has to scroll.
const (
	shownFailures  = 10
	loggedFailures = 1000
)

func (a *app) mostFailures() int {
	if a.errTerminal {
		return shownFailures
	}
	return loggedFailures
}

// listFailures names the first failures, and what to do about all of them.
func (a *app) listFailures(failures []job.Failure, advice string) {
	if len(failures) == 0 {
		return
	}
	a.say("%s failed:", count(len(failures), "photo"))
	for _, f := range failures[:min(len(failures), a.mostFailures())] {
		first, _, _ := strings.Cut(f.Error, "\n")
		a.say("  %s [%s]", printable(first), f.Kind)
	}
	if more := len(failures) - a.mostFailures(); more > 0 {
		a.say("  and %s more", grouped(int64(more)))
	}
	a.say("%s", advice)
}

// listWarnings names the first results that were made with a warning.
func (a *app) listWarnings(remarks []job.Remark) {
	if len(remarks) == 0 {
		return
	}
	a.say("%s done with a warning:", count(len(remarks), "photo"))
	for _, r := range remarks[:min(len(remarks), a.mostFailures())] {
		more := ""
		if n := len(r.Warnings) - 1; n > 0 {
			more = fmt.Sprintf(" (and %d more)", n)
		}
		a.say("  %s: %s%s", printable(string(r.Result)), printable(r.Warnings[0]), more)
	}
	if more := len(remarks) - a.mostFailures(); more > 0 {
		a.say("  and %s more", grouped(int64(more)))
	}
}

// listSkipped says how many files were passed over, and names them where
// that is asked for.
func (a *app) listSkipped(skipped []client.Skip) {
	if len(skipped) == 0 {
		return
	}
	passed := 0
	for _, s := range skipped {
		switch {
		case s.Unread:
			fmt.Fprintf(a.err, "warning: %s %s; what is in it is left out\n", printable(s.Path), printable(s.Reason))
		case a.verbose:
			a.say("  %s: %s", printable(s.Path), printable(s.Reason))
			passed++
		default:
			passed++
		}
	}
	if passed > 0 {
		a.say("%s skipped (no photos, or excluded)", count(passed, "file"))
	}
}

// printable keeps what could control a terminal or reverse its text, in
// names and in what servers say, from reaching it.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
}

// planDocument is the answer to --dry-run.
type planDocument struct {
	Photos  int           `json:"photos"`
	Bytes   int64         `json:"bytes"`
	Skipped []client.Skip `json:"skipped"`
	Recipe  job.Recipe    `json:"recipe"`
	Results []string      `json:"results"`
}

// showPlan answers --dry-run.
func (a *app) showPlan(p client.Plan) error {
	doc := planDocument{Photos: len(p.Photos), Bytes: p.Bytes(), Skipped: p.Skipped, Recipe: p.Recipe}
	if doc.Skipped == nil {
		doc.Skipped = []client.Skip{}
	}
	for i := range p.Photos {
		for n, name := range p.Results(i) {
			doc.Results = append(doc.Results, client.ResultPath(p.Recipe, n, name).String())
		}
	}
	if a.json {
		return a.printJSON(doc)
	}
	at := 0
	for _, photo := range p.Photos {
		n := len(p.Recipe.Outputs)
		a.print("%s -> %s", photo.Name, strings.Join(doc.Results[at:at+n], ", "))
		at += n
	}
	for _, out := range p.Recipe.Outputs {
		a.say("%s", describeOutput(out))
	}
	a.listSkipped(p.Skipped)
	a.say("%s, %s; nothing was done (--dry-run)", count(len(p.Photos), "photo"), humanBytes(p.Bytes()))
	return nil
}

func describeOutput(out job.Output) string {
	var steps []string
	for _, s := range out.Steps {
		steps = append(steps, s.Op)
	}
	text := "steps: " + orNone(strings.Join(steps, ", "))
	if out.Name != "" {
		text = out.Name + ": " + text
	}
	return text
}
