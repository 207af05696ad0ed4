package rooms

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/photoq/photoq/"

// room is what the package in a folder may import: packages of this module,
// and modules of others. The standard library is open to all.
type room struct {
	own    string // folders below pkg/
	others string // modules, or prefixes of them that end in a slash
}

const aws = "github.com/aws/aws-sdk-go-v2 github.com/aws/smithy-go"

// rooms is the list of all packages. The arrows are those of
// docs/architecture.md.
func rooms() map[string]room {
	return map[string]room{
		"cmd/photoq": {
			"backend client worker op op/builtin face retouch paint lettering config progress fault job imageio sample blob queue",
			"github.com/spf13/cobra github.com/spf13/pflag github.com/spf13/viper github.com/go-viper/mapstructure/v2 " +
				"github.com/schollz/progressbar/v3 go.yaml.in/yaml/v3 golang.org/x/",
		},
		"cmd/facefigures": {"figures fault", ""},

		"pkg/backend": {"config fault blob queue blob/fileblob blob/s3blob queue/sqlitequeue queue/sqsqueue", aws},
		"pkg/client":  {"job queue blob op imageio progress fault", "golang.org/x/ github.com/bmatcuk/doublestar/v4"},
		"pkg/worker":  {"job queue blob op imageio progress fault", "golang.org/x/"},

		"pkg/figures": {"face retouch op op/builtin job imageio jpeg/ycc resample paint lettering png fault", ""},

		"pkg/op":         {"job imageio tone fault", "go.yaml.in/yaml/v3"},
		"pkg/op/builtin": {"op imageio face retouch resample tone filter paint lettering job fault", ""},
		"pkg/imageio":    {"jpeg jpeg/ycc icc resample fault metadata metadata/ifd heif heif/codec av1 jxl png webp wasm", "golang.org/x/image github.com/klauspost/compress github.com/bep/imagemeta"},

		"pkg/blob/fileblob":     {"blob fault", "golang.org/x/sys"},
		"pkg/blob/s3blob":       {"blob fault awsapi", aws},
		"pkg/queue/sqlitequeue": {"queue fault", "modernc.org/sqlite"},
		"pkg/queue/sqsqueue":    {"queue fault awsapi", aws},

		"pkg/awsapi": {"fault", aws},
		"pkg/wasm":   {"", "github.com/tetratelabs/wazero"},
		"pkg/heif":   {}, "pkg/heif/codec": {"wasm", ""}, "pkg/jxl": {"wasm", ""}, "pkg/webp": {"wasm", ""}, "pkg/av1": {"wasm", ""},

		"pkg/job": {}, "pkg/queue": {}, "pkg/blob": {}, "pkg/progress": {}, "pkg/fault": {}, "pkg/config": {},
		"pkg/resample": {"jpeg/ycc", "golang.org/x/sys"}, "pkg/sample": {}, "pkg/rooms": {}, "pkg/icc": {},
		"pkg/png":      {"", "github.com/klauspost/compress"},
		"pkg/jpeg":     {"jpeg/dct jpeg/ycc", ""},
		"pkg/jpeg/dct": {"", "golang.org/x/sys"},
		"pkg/jpeg/ycc": {"", "golang.org/x/sys"},
		"pkg/tone":     {"jpeg/ycc", "golang.org/x/sys"},
		"pkg/metadata": {"metadata/ifd", ""}, "pkg/metadata/ifd": {},
		"pkg/filter":       {"jpeg/ycc", ""},
		"pkg/paint":        {"jpeg/ycc", "golang.org/x/image"},
		"pkg/lettering":    {"", "github.com/go-text/typesetting golang.org/x/image golang.org/x/text"},
		"pkg/face":         {"face/network jpeg/ycc resample", "golang.org/x/sys"},
		"pkg/face/network": {"", "golang.org/x/sys"},
		"pkg/retouch":      {"face paint", ""},

		// For tests: no room above names these, so only tests import them.
		"pkg/backend/servertest": {"", aws},
		"pkg/blob/blobtest":      {"blob fault", ""},
		"pkg/queue/queuetest":    {"queue fault", ""},
		"pkg/op/optest":          {"op imageio job fault", ""},
		"pkg/worker/memtest":     {"blob queue fault", ""},
		"pkg/worker/chaostest":   {},
	}
}

// forTests are modules that test files of any package may import, besides
// what their package may, and all of this module.
const forTests = aws + " golang.org/x/ github.com/bmatcuk/doublestar/v4 github.com/rogpeppe/go-internal go.uber.org/goleak"

func TestImportsPointOneWay(t *testing.T) {
	for _, f := range readTree(t) {
		report(t, checkImports(f))
	}
}

func checkImports(f file) []string {
	r, known := rooms()[f.folder]
	if !known {
		return []string{f.at(f.ast) + ": package " + f.folder + " has no entry in the list of rooms"}
	}
	var faults []string
	for _, spec := range f.ast.Imports {
		path := strings.Trim(spec.Path.Value, `"`)
		if !allowed(f, r, path) {
			faults = append(faults, fmt.Sprintf("%s: %s may not import %s", f.at(spec), f.folder, path))
		}
	}
	return faults
}

func allowed(f file, r room, path string) bool {
	if path == "C" {
		return false // the program is static
	}
	if own, is := strings.CutPrefix(path, module); is {
		if f.isTest {
			return true
		}
		own, inPkg := strings.CutPrefix(own, "pkg/")
		return inPkg && slices.Contains(strings.Fields(r.own), own)
	}
	if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
		return true // the standard library
	}
	modules := strings.Fields(r.others)
	if f.isTest {
		modules = append(modules, strings.Fields(forTests)...)
	}
	return slices.ContainsFunc(modules, func(m string) bool {
		return path == m || strings.HasPrefix(path, strings.TrimSuffix(m, "/")+"/")
	})
}

// Ending the program, and hearing of signals, is the command line's.
func TestOnlyCommandsEndTheProgram(t *testing.T) {
	for _, f := range readTree(t) {
		report(t, checkExits(f))
	}
}

func checkExits(f file) []string {
	if f.isTest || strings.HasPrefix(f.folder, "cmd/") {
		return nil
	}
	var faults []string
	for _, spec := range f.ast.Imports {
		if spec.Path.Value == `"os/signal"` {
			faults = append(faults, f.at(spec)+": only a command hears of signals")
		}
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && f.ends(s) {
			faults = append(faults, f.at(s)+": only a command ends the program")
		}
		return true
	})
	return faults
}

// ends reports whether the expression names a function that ends the program.
func (f file) ends(s *ast.SelectorExpr) bool {
	x, ok := s.X.(*ast.Ident)
	if !ok {
		return false
	}
	switch f.importOf(x.Name) {
	case "os", "syscall":
		return s.Sel.Name == "Exit"
	case "log":
		return strings.HasPrefix(s.Sel.Name, "Fatal")
	}
	return false
}

// importOf returns the path of the import that has this name in the file.
func (f file) importOf(name string) string {
	for _, spec := range f.ast.Imports {
		path := strings.Trim(spec.Path.Value, `"`)
		local := path[strings.LastIndex(path, "/")+1:]
		if spec.Name != nil {
			local = spec.Name.Name
		}
		if local == name {
			return path
		}
	}
	return ""
}
