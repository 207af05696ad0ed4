package op

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
)

// stamped notes what is in its files.
type stamped struct {
	Size  int   `param:"size" help:"a number"`
	Logo  Asset `param:"logo,main" help:"a file"`
	Other Asset `param:"other" help:"another file"`
	loads int
}

func (s *stamped) Load(context.Context) error {
	s.loads++
	switch {
	case s.loads > 1:
		return errors.New("loaded twice")
	case string(s.Logo.Data()) == "panic":
		panic("oh no")
	case string(s.Logo.Data()) == "bad":
		return errors.New("it is no logo")
	}
	return nil
}

func (s *stamped) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	p.Notes = append(p.Notes[:len(p.Notes):len(p.Notes)], string(s.Logo.Data())+"+"+string(s.Other.Data()))
	return p, nil
}

func stamps() *Registry {
	return NewRegistry(Spec{Name: "stamp", Summary: "x", New: func() Operation { return &stamped{} }})
}

func fileOf(name string) job.Asset { return job.NewAsset(name, []byte("content of "+name)) }

func TestFilesOfARecipeAreNamedByTheirContent(t *testing.T) {
	recipe, err := recipeOf([]string{"stamp=a.png,size=3", "stamp=other=b.png"}, []string{"stamp=size=1", "stamp=a.png,size=3", "stamp=c,color=red"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := stamps().MapAssets(recipe, func(file string) (string, error) { return fileOf(file).String(), nil })
	if err != nil {
		t.Fatal(err)
	}
	a, b := fileOf("a.png").String(), fileOf("b.png").String()
	want := [][]map[string]string{
		{{"logo": a, "size": "3"}, {"other": b}},
		{{"size": "1"}, {"logo": a, "size": "3"}, {"": "c", "color": "red"}}, // the last has a fault, and is Compile's matter
	}
	for i, out := range got.Outputs {
		for n, step := range out.Steps {
			if !reflect.DeepEqual(step.Params, want[i][n]) {
				t.Errorf("output %d, step %d: %v, want %v", i, n, step.Params, want[i][n])
			}
		}
	}
	if recipe.Outputs[0].Steps[0].Params[""] != "a.png" {
		t.Error("the caller's recipe was changed")
	}
}

func TestAllFilesThatCannotBeReadAreNamed(t *testing.T) {
	recipe, _ := recipeOf([]string{"stamp=a.png"}, []string{"stamp=b.png,other=c.png"})
	_, err := stamps().MapAssets(recipe, func(file string) (string, error) { return "", errors.New(file + " is gone") })
	for _, want := range []string{
		`output "a": step 1 (stamp=a.png): parameter logo: a.png is gone`,
		`output "b": step 1 (stamp=b.png): parameter logo: b.png is gone`, "parameter other: c.png is gone",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}

// bound compiles a recipe and binds it; a file's content is its name.
func bound(outputs ...[]string) (*Pipeline, error) {
	recipe, err := recipeOf(outputs...)
	if err != nil {
		return nil, err
	}
	p, err := Compile(stamps(), recipe)
	if err != nil {
		return nil, err
	}
	return p, p.Bind(context.Background(), func(_ context.Context, file string) ([]byte, error) {
		if file == "missing" {
			return nil, errors.New("it is not in the store")
		}
		return []byte(file), nil
	})
}

func TestStepsGetTheirFilesOnce(t *testing.T) {
	p, err := bound([]string{"stamp=a,other=b"}, []string{"stamp=a,other=b", "stamp=c"}, []string{})
	if err != nil {
		t.Fatal(err)
	}
	notes := map[int][]string{}
	err = p.Run(context.Background(), imageio.Photo{}, func(output int, photo imageio.Photo) error {
		notes[output] = photo.Notes
		return nil
	})
	want := map[int][]string{0: {"a+b"}, 1: {"a+b", "c+"}, 2: nil}
	if err != nil || !reflect.DeepEqual(notes, want) || !p.HasAssets() {
		t.Errorf("%v, %v", notes, err)
	}
	if p, err := bound([]string{"stamp=size=3"}); err != nil || p.HasAssets() {
		t.Errorf("a recipe without files: %v", err)
	}
}

func TestAFileThatCannotBeUsedIsTheRecipesFault(t *testing.T) {
	for file, want := range map[string]struct {
		text string
		kind fault.Kind
	}{
		"missing": {"step stamp=logo=missing: it is not in the store", ""},
		"bad":     {"step stamp=logo=bad: it is no logo", fault.Operation},
		"panic":   {"step stamp=logo=panic: load: panic: oh no", fault.Operation},
	} {
		_, err := bound([]string{"stamp=" + file})
		if err == nil || !strings.HasPrefix(err.Error(), want.text) || fault.KindOf(err) != want.kind {
			t.Errorf("%s: %v, of the kind %q", file, err, fault.KindOf(err))
		}
	}
	if _, err := bound([]string{"stamp="}); err == nil || !strings.Contains(err.Error(), "must name a file") {
		t.Errorf("no name: %v", err)
	}
}

func TestStoredFilesHaveShortNamesInErrors(t *testing.T) {
	if got := describe("stamp", map[string]string{"logo": fileOf("a.png").String()}); got != "stamp=logo=a.png" {
		t.Error(got)
	}
}
