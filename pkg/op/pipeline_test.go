package op

import (
	"context"
	"errors"
	"fmt"
	"image"
	"reflect"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
)

// run compiles the outputs and returns their photos' notes.
func run(t *testing.T, r *Registry, outputs ...[]string) map[int][]string {
	t.Helper()
	recipe, err := recipeOf(outputs...)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Compile(r, recipe)
	if err != nil {
		t.Fatal(err)
	}
	notes := map[int][]string{}
	err = p.Run(context.Background(), imageio.Photo{}, func(output int, photo imageio.Photo) error {
		if _, twice := notes[output]; twice {
			t.Errorf("output %d came twice", output)
		}
		notes[output] = photo.Notes
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return notes
}

func TestCommonStepsAreDoneOnce(t *testing.T) {
	r, applied := fakes(nil)
	notes := run(t, r,
		[]string{"frame=1,text=one", "frame=2,text=two"},
		[]string{"frame=text=one,size=1", "frame=3,text=three"}, // the first step is the same, written otherwise
		[]string{"frame=1,text=one"},
		[]string{},
		[]string{"frame=1,text=one", "frame=2,text=two"},
	)
	want := map[int][]string{0: {"one", "two"}, 1: {"one", "three"}, 2: {"one"}, 3: nil, 4: {"one", "two"}}
	if !reflect.DeepEqual(notes, want) {
		t.Errorf("%v", notes)
	}
	if n := applied.Load(); n != 3 {
		t.Errorf("%d steps were done, want 3", n)
	}
}

func TestStepsThatOnlyLookAlikeAreNotShared(t *testing.T) {
	r, applied := fakes(nil)
	run(t, r, []string{`frame=shade=dark,text="x,wide=on"`}, []string{"frame=shade=dark,text=x,wide=on"})
	if n := applied.Load(); n != 2 {
		t.Errorf("%d steps were done, want 2", n)
	}
}

func TestRecipeHasFullNames(t *testing.T) {
	r, _ := fakes(nil)
	recipe, _ := recipeOf([]string{"frame=5,wide=on"})
	p, err := Compile(r, recipe)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Recipe().Outputs[0].Steps[0].Params; !reflect.DeepEqual(got, map[string]string{"size": "5", "wide": "on"}) {
		t.Errorf("%v", got)
	}
	if _, has := recipe.Outputs[0].Steps[0].Params[""]; !has {
		t.Error("the caller's recipe was changed")
	}
}

func failing(apply func(context.Context, imageio.Photo) (imageio.Photo, error)) func(context.Context) error {
	r, _ := fakes(apply)
	recipe, _ := recipeOf([]string{"blur", "frame=5"})
	p, err := Compile(r, recipe)
	if err != nil {
		panic(err)
	}
	return func(ctx context.Context) error {
		return p.Run(ctx, imageio.Photo{}, func(int, imageio.Photo) error { return errors.New("not reached") })
	}
}

func TestPanicIsAFault(t *testing.T) {
	err := failing(func(context.Context, imageio.Photo) (imageio.Photo, error) { panic("oh no") })(context.Background())
	if fault.KindOf(err) != fault.Operation || !strings.Contains(err.Error(), "step blur: panic: oh no") {
		t.Errorf("%v", err)
	}
}

func TestFailureNamesTheStep(t *testing.T) {
	cause := errors.New("no sky in it")
	err := failing(func(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
		if len(p.Notes) < 2 {
			return p, nil
		}
		return p, cause
	})(context.Background())
	if !errors.Is(err, cause) || fault.KindOf(err) != fault.Operation || err.Error() != "step frame=size=5: no sky in it" {
		t.Errorf("%v", err)
	}
}

func TestEndOfTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	steps := 0
	err := failing(func(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
		steps++
		cancel()
		return p, nil
	})(ctx)
	if !errors.Is(err, context.Canceled) || fault.KindOf(err) != "" || steps != 1 {
		t.Errorf("%v after %d steps", err, steps)
	}
	err = failing(func(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
		return p, fmt.Errorf("wait: %w", context.Canceled)
	})(ctx)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestErrorOfEmitEndsTheRun(t *testing.T) {
	r, applied := fakes(nil)
	recipe, _ := recipeOf([]string{}, []string{"blur"})
	p, err := Compile(r, recipe)
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk full")
	if err := p.Run(context.Background(), imageio.Photo{}, func(int, imageio.Photo) error { return full }); err != full {
		t.Errorf("%v", err)
	}
	if applied.Load() != 0 {
		t.Error("went on")
	}
}

// owning tells in its note whether it was given a photo that nobody else
// needs.
type owning struct {
	fake
	Text string `param:"text" help:"words"`
}

func (o *owning) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	o.fake.Text = o.Text
	return o.fake.Apply(ctx, p)
}

func (o *owning) ApplyInPlace(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	p, err := o.Apply(ctx, p)
	p.Notes[len(p.Notes)-1] += " in place"
	return p, err
}

func TestOnlyAPhotoThatNobodyElseNeedsIsOverwritten(t *testing.T) {
	r := NewRegistry(Spec{Name: "own", Summary: "a fake", New: func() Operation { return &owning{fake: fake{Size: 1}} }, Examples: []string{"own"}})
	for _, c := range []struct {
		outputs [][]string
		consume bool
		want    map[int][]string
	}{
		{[][]string{{"own=text=a", "own=text=b"}}, true, map[int][]string{0: {"a in place", "b in place"}}},
		{[][]string{{"own=text=a", "own=text=b"}}, false, map[int][]string{0: {"a", "b"}}},
		{[][]string{{"own=text=a"}, {"own=text=b"}}, true, map[int][]string{0: {"a"}, 1: {"b in place"}}},
		{[][]string{{"own=text=a", "own=text=b"}, {"own=text=a"}}, true, map[int][]string{0: {"a in place", "b in place"}, 1: {"a in place"}}},
		{[][]string{{}, {"own=text=a"}}, true, map[int][]string{0: nil, 1: {"a in place"}}},
	} {
		recipe, err := recipeOf(c.outputs...)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Compile(r, recipe)
		if err != nil {
			t.Fatal(err)
		}
		run, got := p.Run, map[int][]string{}
		if c.consume {
			run = p.Consume
		}
		err = run(t.Context(), imageio.Photo{}, func(output int, photo imageio.Photo) error {
			got[output] = photo.Notes
			return nil
		})
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v, consumed %v: %v, want %v (%v)", c.outputs, c.consume, got, c.want, err)
		}
	}
}

// A photo of which too little was decoded is refused, not taken for a small
// one.
func TestStepsOtherThanGeometryRefuseReducedPhotos(t *testing.T) {
	r, applied := fakes(nil)
	recipe, _ := recipeOf([]string{"blur"})
	p, err := Compile(r, recipe)
	if err != nil {
		t.Fatal(err)
	}
	reduced := imageio.Photo{Image: image.NewGray(image.Rect(0, 0, 2, 2)), Full: image.Pt(4, 4)}
	err = p.Run(t.Context(), reduced, func(int, imageio.Photo) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "step blur: the photo was decoded at less than its size") || applied.Load() != 0 {
		t.Errorf("%v", err)
	}
}
