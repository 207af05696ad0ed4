package op

import (
	"reflect"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
)

func bindText(text string) (*fake, error) {
	r, _ := fakes(nil)
	recipe, err := recipeOf([]string{text})
	if err != nil {
		return nil, err
	}
	p, err := Compile(r, recipe)
	if err != nil {
		return nil, err
	}
	f, _ := p.root.next[0].apply.(*fake)
	return f, nil
}

func TestParametersAreFilledIn(t *testing.T) {
	f, err := bindText(`frame=12,share=0.25,wide=yes,text="a, b",shade=light`)
	if err != nil {
		t.Fatal(err)
	}
	if f.Size != 12 || f.Share != 0.25 || !f.Wide || f.Text != "a, b" || f.Shade != "light" {
		t.Errorf("%+v", f)
	}
	f, err = bindText("frame")
	if err != nil || f.Size != 7 || f.Shade != "dark" {
		t.Errorf("defaults: %+v, %v", f, err)
	}
}

func TestParametersAreStrict(t *testing.T) {
	for text, want := range map[string]string{
		"frame=12px":           `size="12px": must be a whole number`,
		"frame=1.5":            "must be a whole number",
		"frame=":               "must be a whole number",
		"frame= 5":             "must be a whole number",
		"frame=share=NaN":      "must be a number",
		"frame=share=1e999":    "must be a number",
		"frame=wide=ja":        "must be true or false",
		"frame=shade=grey":     "must be dark or light",
		"frame=siez=4":         `unknown parameter "siez"; did you mean "size"?`,
		"frame=colour=4":       `it has size, share, wide, text, shade`,
		"frame=4,size=5":       `parameter "size" is given twice`,
		"frame=0":              "size is below 1",
		"frmae":                `unknown operation "frmae"; did you mean "frame"?`,
		"frame=text=\xff":      "is not UTF-8",
		"frame=5,text=a\xc3":   "is not UTF-8",
		"frame=5,shade=":       "must be dark or light",
		"frame=99999999999999": "",
	} {
		_, err := bindText(text)
		if want == "" {
			continue // depends on the machine's word
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
		if fault.KindOf(err) != fault.Usage {
			t.Errorf("%q: kind %q", text, fault.KindOf(err))
		}
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	r, _ := fakes(nil)
	recipe, err := recipeOf([]string{"frame=x,wide=y", "nonsense"}, []string{"frame=0,share=2"})
	if err != nil {
		t.Fatal(err)
	}
	recipe.Outputs[1].Quality = 101
	recipe.Outputs[1].Format = "pgn"
	_, err = Compile(r, recipe)
	if err == nil {
		t.Fatal("compiled")
	}
	for _, want := range []string{
		"whole number", "true or false", `unknown operation "nonsense"`, "size is below 1", "share is above 1",
		"quality 101", `format "pgn" cannot be written, only jpeg, png, webp, avif, tiff; did you mean "png"?`, `output "b": step 1`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in:\n%v", want, err)
		}
	}
}

func TestSpecDescribesItsParameters(t *testing.T) {
	r, _ := fakes(nil)
	spec, _ := r.Lookup("frame")
	want := []Param{
		{"size", "int", "7", "a number", true},
		{"share", "number", "0", "a fraction", false},
		{"wide", "bool", "false", "a switch", false},
		{"text", "text", "", "words", false},
		{"shade", "shade", "dark", "a type of its own", false},
	}
	if got := spec.Params(); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if names := r.Names(); !reflect.DeepEqual(names, []string{"blur", "frame"}) {
		t.Errorf("%v", names)
	}
}

func TestRegistryRefusesMistakes(t *testing.T) {
	type odd struct {
		fake
		When complex128 `param:"when"`
	}
	for name, specs := range map[string][]Spec{
		"the same name twice": {{Name: "a", New: func() Operation { return &fake{} }}, {Name: "a", New: func() Operation { return &fake{} }}},
		"an unreadable type":  {{Name: "a", New: func() Operation { return &odd{} }}},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("did not panic")
				}
			}()
			NewRegistry(specs...)
		})
	}
}
