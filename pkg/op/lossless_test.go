package op

import (
	"image"
	"reflect"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/imageio"
)

// shrinking makes photos half as high, and as wide as it is told.
type shrinking struct {
	fake
	Size int `param:"size,main" help:"a number"`
}

func (s *shrinking) Frame(size image.Point) Frame {
	return Frame{Part: size, Size: image.Pt(s.Size, size.Y/2)}
}

// cutting leaves half of the width.
type cutting struct{ fake }

func (*cutting) Frame(size image.Point) Frame {
	half := image.Pt(size.X/2, size.Y)
	return Frame{Part: half, Size: half}
}

// turning lays the photo on its side.
type turning struct{ fake }

func (*turning) Frame(size image.Point) Frame {
	return Frame{Part: size, Turned: true, Size: image.Pt(size.Y, size.X)}
}

// moving turns the photo, and cuts its corner off.
type moving struct {
	fake
	Exact bool   `param:"lossless" help:"a switch"`
	Text  string `param:"text" help:"words"`
}

func (m *moving) Lossless() bool { return m.Exact }
func (m *moving) Moves(size, grid image.Point) ([]imageio.Move, string) {
	return []imageio.Move{{Turn: imageio.Rotate90}, {Cut: image.Rectangle{Min: grid, Max: image.Pt(size.Y, size.X)}}}, m.Text
}

func movers() *Registry {
	spec := func(name string, operation func() Operation) Spec {
		return Spec{Name: name, Summary: "a fake", New: operation, Examples: []string{name}}
	}
	return NewRegistry(
		spec("frame", func() Operation { return &fake{Size: 1} }),
		spec("shrink", func() Operation { return &shrinking{fake: fake{Size: 1}} }),
		spec("grow", func() Operation { return &growing{fake: fake{Size: 1}} }),
		spec("halve", func() Operation { return &cutting{fake: fake{Size: 1}} }),
		spec("turn", func() Operation { return &turning{fake: fake{Size: 1}} }),
		spec("move", func() Operation { return &moving{fake: fake{Size: 1}} }),
	)
}

func compiled(t *testing.T, outputs ...[]string) *Pipeline {
	t.Helper()
	recipe, err := recipeOf(outputs...)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Compile(movers(), recipe)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestNeedsIsTheLargestOfAllOutputs(t *testing.T) {
	full := image.Pt(100, 80)
	for _, c := range []struct {
		outputs [][]string
		want    image.Point
	}{
		{[][]string{{"shrink=10"}}, image.Pt(10, 40)},
		{[][]string{{"shrink=10"}, {"shrink=30", "frame"}}, image.Pt(30, 40)},
		{[][]string{{"shrink=500"}}, image.Pt(100, 40)},
		{[][]string{{"frame", "shrink=10"}}, full},
		{[][]string{{"shrink=10"}, {"frame"}}, full},
		{[][]string{{"turn", "shrink=10"}}, image.Pt(50, 10)},
		{[][]string{{"turn"}}, full},
		{[][]string{{"turn", "frame", "shrink=10"}}, full},
		// A cut photo is wanted at twice the size, as a part of which it gets it.
		{[][]string{{"halve", "shrink=10"}}, image.Pt(40, 80)},
		{[][]string{{"halve", "turn", "shrink=7"}}, image.Pt(100, 14)},
		{[][]string{{"turn", "halve", "shrink=7"}}, image.Pt(100, 28)},
		{[][]string{{"halve", "halve", "shrink=3"}}, image.Pt(24, 80)},
		{[][]string{{"halve", "shrink=30"}}, full},
		{[][]string{{"halve", "shrink=10"}, {"shrink=20"}}, image.Pt(40, 80)},
		{[][]string{{"halve", "shrink=10"}, {"halve", "turn", "shrink=7"}}, image.Pt(100, 80)},
		{[][]string{{"shrink=20", "shrink=5"}}, image.Pt(20, 40)},
		{[][]string{{"halve"}}, full},
		{[][]string{{"shrink=10"}, {}}, full},
	} {
		if got := compiled(t, c.outputs...).Needs(full); got != c.want {
			t.Errorf("%v: %v, want %v", c.outputs, got, c.want)
		}
	}
}

// growing adds 50 pixels to each side.
type growing struct{ fake }

func (*growing) Grows(size image.Point) image.Point { return size.Add(image.Pt(100, 100)) }

// What counts is what steps make anew: not the photo, nor parts of it.
func TestGrownIsTheLargestPhotoThatIsMade(t *testing.T) {
	for _, c := range []struct {
		outputs [][]string
		want    int64
	}{
		{[][]string{{}}, 0},
		{[][]string{{"frame", "halve", "turn"}}, 0},
		{[][]string{{"shrink=10"}}, 10 * 40},
		{[][]string{{"grow"}}, 200 * 180},
		{[][]string{{"shrink=10", "grow", "frame"}}, 110 * 140},
		{[][]string{{"turn", "halve", "grow"}, {"grow", "shrink=3"}}, 200 * 180},
	} {
		if got := compiled(t, c.outputs...).Grown(image.Pt(100, 80)); got != c.want {
			t.Errorf("%v: %d, want %d", c.outputs, got, c.want)
		}
	}
}

func TestMovesFollowOneAnother(t *testing.T) {
	p := compiled(t, []string{"move=lossless=true,text=first", "move=lossless=true"}, []string{"move"}, []string{"frame"}, []string{})
	moves, notes := p.Moves(0, image.Pt(100, 80), image.Pt(16, 8))
	want := []imageio.Move{
		{Turn: imageio.Rotate90}, {Cut: image.Rect(16, 8, 80, 100)},
		// 64 x 92 is left, and the grid lies on its side.
		{Turn: imageio.Rotate90}, {Cut: image.Rect(8, 16, 92, 64)},
	}
	if !reflect.DeepEqual(moves, want) || !reflect.DeepEqual(notes, []string{"first"}) {
		t.Errorf("%v %q", moves, notes)
	}
	if moves, _ := p.Moves(0, image.Pt(100, 80), image.Point{}); moves != nil {
		t.Errorf("without a grid: %v", moves)
	}
	for output := 1; output <= 3; output++ {
		if moves, _ := p.Moves(output, image.Pt(100, 80), image.Pt(16, 8)); moves != nil {
			t.Errorf("output %d: %v", output, moves)
		}
	}
}

func TestLosslessBesideALossyStepIsRefused(t *testing.T) {
	recipe, err := recipeOf([]string{"frame", "move=lossless=true"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Compile(movers(), recipe)
	if err == nil || !strings.Contains(err.Error(), "step 2 (move=lossless=true): lossless=true has no effect beside step 1 (frame)") {
		t.Errorf("%v", err)
	}
}

func TestOnlyMakesTheOutputsThatAreKept(t *testing.T) {
	p := compiled(t, []string{"frame=text=a", "frame=text=b"}, []string{"frame=text=a"}, []string{"shrink=3"}, []string{})
	for name, c := range map[string]struct {
		keep  []int
		needs image.Point
	}{
		"the first": {[]int{0}, image.Pt(9, 9)}, "a step on the way": {[]int{1}, image.Pt(9, 9)},
		"the one that shrinks": {[]int{2}, image.Pt(3, 4)}, "the photo": {[]int{3}, image.Pt(9, 9)}, "none": {nil, image.Pt(0, 0)},
	} {
		only := p.Only(func(output int) bool { return len(c.keep) > 0 && output == c.keep[0] })
		var got []int
		err := only.Run(t.Context(), imageio.Photo{}, func(output int, _ imageio.Photo) error {
			got = append(got, output)
			return nil
		})
		if err != nil || !reflect.DeepEqual(got, c.keep) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if needs := only.Needs(image.Pt(9, 9)); needs != c.needs {
			t.Errorf("%s: needs %v", name, needs)
		}
	}
	if !reflect.DeepEqual(p.Recipe(), p.Only(func(int) bool { return false }).Recipe()) {
		t.Error("the recipe has changed")
	}
}
