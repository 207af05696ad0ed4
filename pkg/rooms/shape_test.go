package rooms

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// The most that is borne. Good is about half of it.
const (
	maxFileLines     = 400
	maxFunctionLines = 60
	maxMethods       = 5
)

func TestNamesSayWhatIsInside(t *testing.T) {
	for _, f := range readTree(t) {
		report(t, checkName(f))
	}
}

func checkName(f file) []string {
	banned := []string{"util", "utils", "common", "helper", "helpers", "misc", "shared"}
	name := strings.TrimSuffix(f.ast.Name.Name, "_test")
	if slices.Contains(banned, name) || slices.Contains(banned, path.Base(f.folder)) {
		return []string{f.at(f.ast.Name) + ": a package named " + name + " says nothing of what is in it"}
	}
	return nil
}

func TestNothingIsGlobal(t *testing.T) {
	for _, f := range readTree(t) {
		report(t, checkGlobals(f))
	}
}

// checkGlobals allows init only in op/builtin, where each file adds its
// operation to the list `specs`, and no variables of a package besides that
// list, the compiled codecs in wasm, guards of interfaces, embedded files and
// errors.
func checkGlobals(f file) []string {
	var faults []string
	for _, d := range f.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == "init" && f.folder != "pkg/op/builtin" {
				faults = append(faults, f.at(d)+": only pkg/op/builtin has an init")
			}
		case *ast.GenDecl:
			if d.Tok != token.VAR || f.isTest {
				continue
			}
			for _, s := range d.Specs {
				if v := s.(*ast.ValueSpec); !f.mayBeGlobal(d, v) {
					faults = append(faults, fmt.Sprintf("%s: the variable %s is global", f.at(v), v.Names[0].Name))
				}
			}
		}
	}
	return faults
}

func (f file) mayBeGlobal(d *ast.GenDecl, v *ast.ValueSpec) bool {
	name := v.Names[0].Name
	if name == "_" || f.folder == "pkg/op/builtin" && name == "specs" || f.folder == "pkg/wasm" && name == "engine" {
		return true
	}
	for _, doc := range []*ast.CommentGroup{d.Doc, v.Doc} {
		if doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") }) {
			return true
		}
	}
	return len(v.Values) > 0 && !slices.ContainsFunc(v.Values, func(e ast.Expr) bool { return !f.isNewError(e) })
}

// isNewError reports whether the expression is a call of errors.New or
// fmt.Errorf.
func (f file) isNewError(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	s, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x, ok := s.X.(*ast.Ident)
	if !ok {
		return false
	}
	called := f.importOf(x.Name) + "." + s.Sel.Name
	return called == "errors.New" || called == "fmt.Errorf"
}

func TestNothingIsTooLong(t *testing.T) {
	for _, f := range readTree(t) {
		report(t, checkLengths(f))
	}
}

func checkLengths(f file) []string {
	if ast.IsGenerated(f.ast) {
		return nil
	}
	var faults []string
	if f.lines > maxFileLines {
		faults = append(faults, fmt.Sprintf("%s: the file has %d lines, more than %d", f.at(f.ast), f.lines, maxFileLines))
	}
	if f.isTest {
		return faults
	}
	for _, d := range f.ast.Decls {
		d, ok := d.(*ast.FuncDecl)
		if !ok || isTable(d) {
			continue
		}
		if n := f.set.Position(d.End()).Line - f.set.Position(d.Pos()).Line + 1; n > maxFunctionLines {
			faults = append(faults, fmt.Sprintf("%s: the function %s has %d lines, more than %d", f.at(d), d.Name.Name, n, maxFunctionLines))
		}
	}
	return faults
}

// isTable reports whether all that the function does is to return data.
func isTable(d *ast.FuncDecl) bool {
	if d.Body == nil || len(d.Body.List) != 1 {
		return false
	}
	r, ok := d.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(r.Results) != 1 {
		return false
	}
	table, ok := r.Results[0].(*ast.CompositeLit)
	if !ok {
		return false
	}
	code := false
	ast.Inspect(table, func(n ast.Node) bool {
		_, is := n.(*ast.FuncLit)
		code = code || is
		return true
	})
	return !code
}

func TestInterfacesAreSmall(t *testing.T) {
	for _, f := range readTree(t) {
		report(t, checkInterfaces(f))
	}
}

func checkInterfaces(f file) []string {
	if f.isTest {
		return nil
	}
	var faults []string
	ast.Inspect(f.ast, func(n ast.Node) bool {
		i, ok := n.(*ast.InterfaceType)
		if !ok {
			return true
		}
		methods := 0
		for _, m := range i.Methods.List {
			methods += max(1, len(m.Names)) // an embedded one counts as a method
		}
		if methods > maxMethods {
			faults = append(faults, fmt.Sprintf("%s: the interface has %d methods, more than %d", f.at(i), methods, maxMethods))
		}
		return true
	})
	return faults
}
