package rooms

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"
)

// file is a parsed file of the tree.
type file struct {
	folder string // slash-separated, from the top
	name   string
	isTest bool
	lines  int
	ast    *ast.File
	set    *token.FileSet
}

// at is where a node is, for a person.
func (f file) at(n ast.Node) string {
	return path.Join(f.folder, f.name) + ":" + strconv.Itoa(f.set.Position(n.Pos()).Line)
}

// readTree parses all Go files of the module, whatever their build tags.
func readTree(t *testing.T) []file {
	t.Helper()
	top := os.DirFS("../..")
	if _, err := fs.Stat(top, "go.mod"); err != nil {
		t.Fatalf("find the top of the module: %v", err)
	}
	var files []file
	err := fs.WalkDir(top, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			// As the go command does.
			if base := d.Name(); name != "." && (base[0] == '.' || base[0] == '_' || base == "testdata" || base == "vendor") {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		source, err := fs.ReadFile(top, name)
		if err != nil {
			return err
		}
		f, err := parse(name, string(source))
		files = append(files, f)
		return err
	})
	if err != nil {
		t.Fatalf("read the tree: %v", err)
	}
	if len(files) < 50 {
		t.Fatalf("read the tree: found %d files only", len(files))
	}
	return files
}

func parse(name, source string) (file, error) {
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, name, source, parser.ParseComments|parser.SkipObjectResolution)
	return file{
		folder: path.Dir(name), name: path.Base(name), isTest: strings.HasSuffix(name, "_test.go"),
		lines: strings.Count(source, "\n"), ast: parsed, set: set,
	}, err
}

func report(t *testing.T, faults []string) {
	t.Helper()
	for _, f := range faults {
		t.Error(f)
	}
}
