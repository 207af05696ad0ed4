package rooms

import (
	"strings"
	"testing"
)

// A check that never finds anything would be no check, so each is shown what
// it must find and what it must let pass.
func TestRules(t *testing.T) {
	long := func(n int) string { return strings.Repeat("\n", n) }
	for name, c := range map[string]struct {
		check  func(file) []string
		file   string
		source string
		fault  string // "": none
	}{
		"an arrow that is allowed":   {checkImports, "pkg/client/a.go", "package client\nimport _ \"github.com/photoq/photoq/pkg/job\"", ""},
		"an arrow that is not":       {checkImports, "pkg/job/a.go", "package job\nimport _ \"github.com/photoq/photoq/pkg/queue\"", "pkg/job may not import"},
		"a driver at a client":       {checkImports, "pkg/client/a.go", "package client\nimport _ \"github.com/photoq/photoq/pkg/blob/s3blob\"", "may not import"},
		"a suite outside of tests":   {checkImports, "cmd/photoq/a.go", "package main\nimport _ \"github.com/photoq/photoq/pkg/blob/blobtest\"", "may not import"},
		"a suite in a test":          {checkImports, "cmd/photoq/a_test.go", "package main\nimport _ \"github.com/photoq/photoq/pkg/blob/blobtest\"", ""},
		"cobra in the wrong room":    {checkImports, "pkg/client/a.go", "package client\nimport _ \"github.com/spf13/cobra\"", "may not import"},
		"cobra's neighbour":          {checkImports, "cmd/photoq/a.go", "package main\nimport _ \"github.com/spf13/cobrafoo\"", "may not import"},
		"a package of cobra's":       {checkImports, "cmd/photoq/a.go", "package main\nimport _ \"github.com/spf13/cobra/doc\"", ""},
		"an unlisted module":         {checkImports, "pkg/job/a_test.go", "package job\nimport _ \"github.com/stretchr/testify\"", "may not import"},
		"cgo":                        {checkImports, "pkg/job/a.go", "package job\nimport \"C\"", "may not import C"},
		"an unlisted package":        {checkImports, "pkg/news/a.go", "package news", "has no entry"},
		"the standard library":       {checkImports, "pkg/job/a.go", "package job\nimport _ \"encoding/json\"", ""},
		"os.Exit in the command":     {checkExits, "cmd/photoq/a.go", "package main\nimport \"os\"\nfunc f() { os.Exit(1) }", ""},
		"os.Exit elsewhere":          {checkExits, "pkg/job/a.go", "package job\nimport \"os\"\nfunc f() { os.Exit(1) }", "a.go:3: only a command ends"},
		"os.Exit in a disguise":      {checkExits, "pkg/job/a.go", "package job\nimport o \"os\"\nvar _ = o.Exit", "ends the program"},
		"another's Exit":             {checkExits, "pkg/job/a.go", "package job\nfunc f(os T) { os.Exit(1) }", ""},
		"log.Fatal":                  {checkExits, "pkg/job/a.go", "package job\nimport \"log\"\nfunc f() { log.Fatalf(\"\") }", "ends the program"},
		"signals":                    {checkExits, "pkg/worker/a.go", "package worker\nimport \"os/signal\"", "hears of signals"},
		"a package that is a drawer": {checkName, "pkg/util/a.go", "package util", "says nothing"},
		"an init":                    {checkGlobals, "pkg/job/a.go", "package job\nfunc init() {}", "only pkg/op/builtin has an init"},
		"an operation's init":        {checkGlobals, "pkg/op/builtin/a.go", "package builtin\nvar specs []int\nfunc init() {}", ""},
		"a method named init":        {checkGlobals, "pkg/job/a.go", "package job\nfunc (t T) init() {}", ""},
		"a global":                   {checkGlobals, "pkg/job/a.go", "package job\nvar cache = map[string]int{}", "cache is global"},
		"one of a block":             {checkGlobals, "pkg/job/a.go", "package job\nvar (\n_ = 1\nb int\n)", "a.go:4: the variable b is global"},
		"a guard":                    {checkGlobals, "pkg/job/a.go", "package job\nvar _ I = T{}", ""},
		"an error":                   {checkGlobals, "pkg/job/a.go", "package job\nimport \"errors\"\nvar ErrA = errors.New(\"a\")", ""},
		"an embedded file":           {checkGlobals, "pkg/job/a.go", "package job\n\n//go:embed a.txt\nvar text string", ""},
		"a long file":                {checkLengths, "pkg/job/a_test.go", "package job\n" + long(400), "the file has 401 lines"},
		"a file that is just right":  {checkLengths, "pkg/job/a.go", "package job\n" + long(399), ""},
		"a long function":            {checkLengths, "pkg/job/a.go", "package job\nfunc f() {" + long(60) + "}", "f has 61 lines"},
		"a function just right":      {checkLengths, "pkg/job/a.go", "package job\nfunc f() {" + long(59) + "}", ""},
		"a long table":               {checkLengths, "pkg/job/a.go", "package job\nfunc f() []int { return []int{" + long(70) + "} }", ""},
		"code that poses as a table": {checkLengths, "pkg/job/a.go", "package job\nfunc f() []F { return []F{func() {" + long(70) + "}} }", "more than 60"},
		"a large interface":          {checkInterfaces, "pkg/job/a.go", "package job\ntype I interface { A(); B(); C(); D(); E(); F() }", "6 methods"},
		"a small interface":          {checkInterfaces, "pkg/job/a.go", "package job\ntype I interface { A(); B(); C(); D(); E() }", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := parse(c.file, c.source)
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(c.check(f), "\n")
			if (got == "") != (c.fault == "") || !strings.Contains(got, c.fault) {
				t.Errorf("found %q, expected %q", got, c.fault)
			}
		})
	}
}
