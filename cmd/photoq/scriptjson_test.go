package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// checkJSON is `json FILE PATH VALUE`: what stands there in a JSON document.
// A path is keys and numbers with dots between them; len is a list's length.
func checkJSON(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 3, "json FILE PATH VALUE")
	got := fmt.Sprint(lookUp(ts, document(ts, args[0]), args[1]))
	if got != args[2] {
		ts.Fatalf("%s is %q, not %q", args[1], got, args[2])
	}
}

// checkKeys is `keys FILE PATH KEY...`: the object there has exactly these
// keys; the path . is the whole document.
func checkKeys(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) >= 2, "keys FILE PATH KEY...")
	at := lookUp(ts, document(ts, args[0]), args[1])
	object, ok := at.(map[string]any)
	if !ok {
		ts.Fatalf("%s is no object: %v", args[1], at)
	}
	want := slices.Sorted(slices.Values(args[2:]))
	if got := slices.Sorted(maps.Keys(object)); !slices.Equal(got, want) {
		ts.Fatalf("%s has the keys %v, not %v", args[1], got, want)
	}
}

// document reads a file that is one JSON document and nothing else.
func document(ts *testscript.TestScript, file string) any {
	d := json.NewDecoder(strings.NewReader(ts.ReadFile(file)))
	d.UseNumber()
	var doc any
	ts.Check(d.Decode(&doc))
	if d.More() {
		ts.Fatalf("%s has more than one JSON document", file)
	}
	return doc
}

func lookUp(ts *testscript.TestScript, at any, path string) any {
	for _, key := range strings.Split(strings.Trim(path, "."), ".") {
		if key == "" {
			continue
		}
		switch node := at.(type) {
		case map[string]any:
			value, ok := node[key]
			if !ok {
				ts.Fatalf("%s: there is no %q among %v", path, key, slices.Sorted(maps.Keys(node)))
			}
			at = value
		case []any:
			if key == "len" {
				return len(node)
			}
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(node) {
				ts.Fatalf("%s: no element %q in a list of %d", path, key, len(node))
			}
			at = node[i]
		default:
			ts.Fatalf("%s: %q is in no object and no list", path, key)
		}
	}
	return at
}
