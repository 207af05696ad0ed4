package op

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/photoq/photoq/pkg/job"
)

func TestParseStep(t *testing.T) {
	for text, want := range map[string]job.Step{
		"blur":                    {Op: "blur"},
		" blur ":                  {Op: "blur"},
		"frame=5":                 {Op: "frame", Params: map[string]string{"": "5"}},
		"frame=":                  {Op: "frame", Params: map[string]string{"": ""}},
		"frame=5,wide=true":       {Op: "frame", Params: map[string]string{"": "5", "wide": "true"}},
		"frame=wide=true,size=5":  {Op: "frame", Params: map[string]string{"wide": "true", "size": "5"}},
		`text="a, b=c",size=4%`:   {Op: "text", Params: map[string]string{"": "a, b=c", "size": "4%"}},
		`text="say \"hi\" \\ \n"`: {Op: "text", Params: map[string]string{"": `say "hi" \ \n`}},
		"crop=4:3":                {Op: "crop", Params: map[string]string{"": "4:3"}},
		"frame=A=b":               {Op: "frame", Params: map[string]string{"": "A=b"}},
		"frame=text=a=b":          {Op: "frame", Params: map[string]string{"text": "a=b"}},
		"frame=text=":             {Op: "frame", Params: map[string]string{"text": ""}},
		`frame=text="",wide=on`:   {Op: "frame", Params: map[string]string{"text": "", "wide": "on"}},
	} {
		got, err := ParseStep(text)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %#v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "=5", " =5", "frame=5,", "frame=5,6", "frame=size=1,size=2", `frame="a`, `frame="a"b`, `frame="a\"`, "frame=5,,wide=true"} {
		if got, err := ParseStep(text); err == nil {
			t.Errorf("%q was taken for %#v", text, got)
		}
	}
}

// What parses and compiles must be the same recipe after a worker has read
// it back from JSON.
func FuzzParseStep(f *testing.F) {
	for _, text := range []string{"blur", "frame=5", `frame=text="a, b",wide=true`, `frame="5`, "frame=share=.5,shade=light", "frame=text=\xff", "frame=text=é"} {
		f.Add(text)
	}
	r, _ := fakes(nil)
	f.Fuzz(func(t *testing.T, text string) {
		recipe, err := recipeOf([]string{text})
		if err != nil {
			return
		}
		survivesJSON(t, r, recipe)
	})
}

func survivesJSON(t *testing.T, r *Registry, recipe job.Recipe) {
	t.Helper()
	p, err := Compile(r, recipe)
	if err != nil {
		return
	}
	stored, err := json.Marshal(p.Recipe())
	if err != nil {
		t.Fatalf("marshal: %v", err)
	}
	var read job.Recipe
	if err := json.Unmarshal(stored, &read); err != nil {
		t.Fatalf("unmarshal: %v", err)
	}
	again, err := Compile(r, read)
	if err != nil {
		t.Fatalf("compile what was stored as %s: %v", stored, err)
	}
	if restored, _ := json.Marshal(again.Recipe()); string(restored) != string(stored) {
		t.Errorf("%s became %s", stored, restored)
	}
	if !reflect.DeepEqual(operations(&p.root), operations(&again.root)) {
		t.Errorf("operations differ after %s", stored)
	}
}

// operations lists the tree's operations with their parameters.
func operations(n *node) []Param {
	var all []Param
	for _, c := range n.next {
		all = append(all, Spec{New: func() Operation { return c.apply }}.Params()...)
		all = append(all, operations(c)...)
	}
	return all
}
