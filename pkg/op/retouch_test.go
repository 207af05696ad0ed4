package op

import "testing"

// mending says that it changes small places.
type mending struct{ fake }

func (*mending) Retouches() {}

func TestOnlyOutputsOfRetouchesAreThat(t *testing.T) {
	spec := func(name string, operation func() Operation) Spec {
		return Spec{Name: name, Summary: "a fake", New: operation, Examples: []string{name}}
	}
	r := NewRegistry(
		spec("frame", func() Operation { return &fake{Size: 1} }),
		spec("mend", func() Operation { return &mending{fake: fake{Size: 1}} }),
	)
	recipe, err := ParseRecipe([]byte(`outputs:
  none: {steps: []}
  one: {steps: [mend]}
  two: {steps: [mend, mend]}
  other: {steps: [mend, frame]}
  before: {steps: [frame, mend]}
`))
	if err != nil {
		t.Fatal(err)
	}
	p, err := Compile(r, recipe)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{false, true, true, false, false} {
		if got := p.Retouches(i); got != want {
			t.Errorf("output %s: %v", recipe.Outputs[i].Name, got)
		}
	}
}

func TestAQualityThatIsNotAskedForIsAny(t *testing.T) {
	for text, want := range map[string]bool{"steps: []": true, "{steps: [], quality: 85}": false} {
		recipe, err := ParseRecipe([]byte(text))
		if err != nil || recipe.Outputs[0].AnyQuality != want || recipe.Outputs[0].Quality != 85 {
			t.Errorf("%s: %+v, %v", text, recipe.Outputs, err)
		}
	}
}
