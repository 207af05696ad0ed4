package op

import (
	"reflect"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

func TestParseRecipe(t *testing.T) {
	got, err := ParseRecipe([]byte(`
tolerant: true
outputs:
  web: {steps: [blur, {frame: 2048}], format: jpeg, quality: 82}
  thumb:
    steps:
      - frame: {size: 256, text: "a, b", wide: true}
      - blur: ~
    metadata: none
`))
	if err != nil {
		t.Fatal(err)
	}
	web, thumb := DefaultOutput(), DefaultOutput()
	web.Name, web.Format, web.Quality, web.AnyQuality = "web", "jpeg", 82, false
	web.Steps = []job.Step{{Op: "blur"}, {Op: "frame", Params: map[string]string{"": "2048"}}}
	thumb.Name, thumb.Metadata = "thumb", "none"
	thumb.Steps = []job.Step{{Op: "frame", Params: map[string]string{"size": "256", "text": "a, b", "wide": "true"}}, {Op: "blur"}}
	want := job.Recipe{Tolerant: true, Outputs: []job.Output{web, thumb}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestParseRecipeOfOneOutput(t *testing.T) {
	got, err := ParseRecipe([]byte("steps: [blur]\nquality: 50\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := DefaultOutput()
	want.Quality, want.AnyQuality, want.Steps = 50, false, []job.Step{{Op: "blur"}}
	if !reflect.DeepEqual(got.Outputs, []job.Output{want}) {
		t.Errorf("%+v", got)
	}
}

func TestParseRecipeRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "is empty",
		"blur":                                 "must be a mapping",
		"[blur]":                               "must be a mapping",
		"steps: blur":                          "steps must be a list",
		"step: [blur]":                         `no setting "step"; did you mean "steps"?`,
		"outputs: {}":                          "has no output",
		"outputs: {a: {}}\nsteps: []":          "side by side",
		"outputs: {a: {qualty: 5}}":            `did you mean "quality"?`,
		"quality: high":                        "whole number",
		"quality: [1]":                         "single value",
		"tolerant: perhaps":                    "true or false",
		"steps: [{a: 1, b: 2}]":                "a step is NAME",
		"steps: [[a]]":                         "a step is NAME",
		"steps: [{frame: {size: [1]}}]":        "single value",
		"steps: [{frame: {size: 1, size: 2}}]": "already defined",
		"steps: [{frame: [1]}]":                "must be a mapping",
		"a: b: c":                              "parse recipe",
		"steps: &x [*x]":                       "",
	} {
		_, err := ParseRecipe([]byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			if want != "already defined" || !strings.Contains(err.Error(), "twice") {
				t.Errorf("%q: %v, want %q", text, err, want)
			}
		}
		if fault.KindOf(err) != fault.Usage {
			t.Errorf("%q: kind %q", text, fault.KindOf(err))
		}
	}
}

func TestParseRecipeNamesAllFaultsWithTheirLines(t *testing.T) {
	_, err := ParseRecipe([]byte("outputs:\n  a: {qualty: 1}\n  b: {steps: 5}\ncolour: red\n"))
	for _, want := range []string{"line 2", "line 3", "line 4"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestOutputNames(t *testing.T) {
	r, _ := fakes(nil)
	for text, want := range map[string]string{
		"outputs: {Web: {}, web: {}}":                     "would share a folder",
		"outputs: {../x: {}}":                             "a name is",
		"outputs: {-x: {}}":                               "a name is",
		"outputs: {a: {metadata: evrything}}":             "metadata",
		"outputs: {a: {icc: cmyk}}":                       "icc",
		"outputs: {a: {}, '': {}}":                        "a name is",
		"outputs: {a: {format: heic}}":                    `format "heic" cannot be written`,
		"outputs: {a: {metadata: al}, b: {}}":             `did you mean "all"?`,
		"outputs: {a: {quality: 0}, b: {steps: [blurr]}}": `did you mean "blur"?`,
	} {
		recipe, err := ParseRecipe([]byte(text))
		if err == nil {
			_, err = Compile(r, recipe)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func FuzzParseRecipe(f *testing.F) {
	for _, text := range []string{
		"steps: [blur, {frame: 5}]", "outputs: {a: {steps: [{frame: {size: 5, text: x}}], format: png}, b: {}}",
		"tolerant: yes", "steps: &x [*x]", "outputs: {a: {<<: {quality: 5}}}", "steps: [{frame: !!binary aGk=}]", "\xff", "- ? a",
	} {
		f.Add([]byte(text))
	}
	r, _ := fakes(nil)
	f.Fuzz(func(t *testing.T, data []byte) {
		recipe, err := ParseRecipe(data)
		if err != nil {
			if fault.KindOf(err) != fault.Usage {
				t.Errorf("kind %q of %v", fault.KindOf(err), err)
			}
			return
		}
		survivesJSON(t, r, recipe)
	})
}
