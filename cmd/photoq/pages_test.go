package main

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/photoq/photoq/pkg/op/builtin"
)

var update = flag.Bool("update", false, "write the generated pages and completions anew")

// TestGeneratedPages compares the completions, the manual pages and the pages
// of docs/commands with what the commands say today. -update writes them.
func TestGeneratedPages(t *testing.T) {
	t.Parallel()
	for folder, pages := range map[string]map[string][]byte{
		"completions":   completions(t),
		"docs/man":      manualPages(t),
		"docs/commands": commandPages(t),
	} {
		comparePages(t, filepath.Join("..", "..", filepath.FromSlash(folder)), pages)
	}
}

func comparePages(t *testing.T, dir string, pages map[string][]byte) {
	t.Helper()
	if *update {
		writePages(t, dir, pages)
	}
	for name, want := range pages {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the commands say; run go test ./cmd/photoq -run TestGeneratedPages -update", filepath.Join(dir, name))
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatalf("list the pages: %v", err)
	}
	for _, e := range entries {
		if _, ok := pages[e.Name()]; !ok {
			t.Errorf("%s is a page of nothing; remove it", filepath.Join(dir, e.Name()))
		}
	}
}

func writePages(t *testing.T, dir string, pages map[string][]byte) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatalf("remove the old pages: %v", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatalf("make a folder for the pages: %v", err)
	}
	for name, data := range pages {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatalf("write a page: %v", err)
		}
	}
}

// TestOperationsPage compares docs/operations.md with what the operations say
// of themselves. -update writes it.
func TestOperationsPage(t *testing.T) {
	t.Parallel()
	page, want := filepath.Join("..", "..", "docs", "operations.md"), operationsPage()
	if *update {
		if err := os.WriteFile(page, want, 0o644); err != nil {
			t.Fatalf("write the page: %v", err)
		}
	}
	if got, err := os.ReadFile(page); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the operations say; run go test ./cmd/photoq -run TestOperationsPage -update", page)
	}
}

func operationsPage() []byte {
	var b bytes.Buffer
	b.WriteString(`# Operations

What ` + "`--op`" + ` and recipes can name; ` + "`photoq ops NAME`" + ` shows the same. A photo's orientation is applied before the first one. The
main parameter can be given as ` + "`NAME=VALUE`" + `, the others follow as ` + "`key=value`" + ` after commas.
`)
	registry := builtin.Registry()
	for _, name := range registry.Names() {
		s, _ := registry.Lookup(name)
		fmt.Fprintf(&b, "\n## %s\n\n%s.\n\n![before and after](pictures/%[1]s.jpg)\n\n", name, upperFirst(s.Summary))
		if s.Detail != "" {
			fmt.Fprintf(&b, "%s\n\n", s.Detail)
		}
		if len(s.Params()) > 0 {
			b.WriteString("| parameter | type | default | |\n|---|---|---|---|\n")
		}
		for _, p := range s.Params() {
			label := "`" + p.Name + "`"
			if p.Main {
				label += " (main)"
			}
			fmt.Fprintf(&b, "| %s | %s | `%s` | %s |\n", label, p.Type, p.Default, strings.ReplaceAll(p.Summary, "|", "\\|"))
		}
		if len(s.Params()) > 0 {
			b.WriteString("\n")
		}
		for _, e := range s.Examples {
			fmt.Fprintf(&b, "    photoq run PHOTOS --op '%s' --to DIR\n", e)
		}
	}
	return b.Bytes()
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// tree is the whole tree of commands, as it stands after a start.
func tree() *cobra.Command {
	root := newRoot(newApp(streams{}))
	root.InitDefaultHelpCmd()
	root.InitDefaultVersionFlag()
	root.DisableAutoGenTag = true // it has the date
	return root
}

func completions(t *testing.T) map[string][]byte {
	t.Helper()
	var bash, zsh, fish, powershell bytes.Buffer
	root := tree()
	for _, err := range []error{
		root.GenBashCompletionV2(&bash, true), root.GenZshCompletion(&zsh),
		root.GenFishCompletion(&fish, true), root.GenPowerShellCompletionWithDesc(&powershell),
	} {
		if err != nil {
			t.Fatalf("make the completions: %v", err)
		}
	}
	return map[string][]byte{
		"photoq.bash": bash.Bytes(), "_photoq": zsh.Bytes(), "photoq.fish": fish.Bytes(), "photoq.ps1": powershell.Bytes(),
	}
}

func manualPages(t *testing.T) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	date := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	header := &doc.GenManHeader{Section: "1", Date: &date, Source: "photoq", Manual: "photoq"}
	if err := doc.GenManTree(tree(), header, dir); err != nil {
		t.Fatalf("make the manual pages: %v", err)
	}
	return readPages(t, dir)
}

func commandPages(t *testing.T) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	if err := doc.GenMarkdownTree(tree(), dir); err != nil {
		t.Fatalf("make the pages of the commands: %v", err)
	}
	return readPages(t, dir)
}

func readPages(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	pages := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		pages[path.Base(name)], err = os.ReadFile(filepath.Join(dir, name))
		return err
	})
	if err != nil {
		t.Fatalf("read the pages: %v", err)
	}
	return pages
}

// TestCompletionsAreThoseOfTheProgram makes sure that the files are what
// photoq completion prints.
func TestCompletionsAreThoseOfTheProgram(t *testing.T) {
	t.Parallel()
	files := completions(t)
	for shell, file := range map[string]string{"bash": "photoq.bash", "zsh": "_photoq", "fish": "photoq.fish", "powershell": "photoq.ps1"} {
		var out strings.Builder
		if code := execute(t.Context(), []string{"completion", shell}, streams{in: strings.NewReader(""), out: &out, err: &out}); code != exitDone {
			t.Errorf("photoq completion %s exits with %d: %s", shell, code, out.String())
		}
		if out.String() != string(files[file]) {
			t.Errorf("photoq completion %s prints something other than completions/%s", shell, file)
		}
	}
}
