package op

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/tone"
)

// bend is a Toner; whether it was done by itself is seen in a note.
type bend struct {
	By float64 `param:"by,main" help:"a power"`
}

func (b *bend) Tone() tone.Map {
	if b.By < 0 {
		panic("cannot bend")
	}
	return tone.Map{tone.Curve(func(v float64) float64 { return math.Pow(v, b.By) })}
}

func (b *bend) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	p.Notes = append(p.Notes[:len(p.Notes):len(p.Notes)], "bent by itself")
	return Toned(p, b.Tone()), nil
}

// swap is a Toner that is not a curve.
type swap struct{}

func (*swap) Tone() tone.Map {
	return tone.Map{tone.Matrix{{0, 0.5, 0.5, 0}, {0.5, 0, 0.5, 0}, {0.5, 0.5, 0, 0}}}
}

func (s *swap) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	return Toned(p, s.Tone()), nil
}

// stretch is a Measurer: it makes the first pixel white.
type stretch struct {
	Fail bool `param:"fail" help:"give up"`
}

func (s *stretch) Measure(_ context.Context, p imageio.Photo) (tone.Map, string, error) {
	if s.Fail {
		return nil, "", errors.New("nothing to measure")
	}
	r, _, _, _ := p.Image.At(0, 0).RGBA()
	by := 65535 / float64(r)
	return tone.Map{tone.Curve(func(v float64) float64 { return v * by })}, fmt.Sprintf("first was %d", r), nil
}

func (s *stretch) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	m, _, err := s.Measure(ctx, p)
	return Toned(p, m), err
}

func tones() *Registry {
	spec := func(name string, o func() Operation) Spec {
		return Spec{Name: name, Summary: "x", New: o, Examples: []string{name}}
	}
	return NewRegistry(
		spec("bend", func() Operation { return &bend{By: 1} }), spec("swap", func() Operation { return &swap{} }),
		spec("stretch", func() Operation { return &stretch{} }), spec("blur", func() Operation { return &plain{} }),
	)
}

// toned runs lists of steps, an output for each, and returns their photos.
func toned(t *testing.T, m image.Image, consume bool, outputs ...[]string) (map[int]imageio.Photo, error) {
	t.Helper()
	recipe, err := recipeOf(outputs...)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Compile(tones(), recipe)
	if err != nil {
		t.Fatal(err)
	}
	run, photos := p.Run, map[int]imageio.Photo{}
	if consume {
		run = p.Consume
	}
	err = run(t.Context(), imageio.Photo{Image: m}, func(output int, p imageio.Photo) error {
		if grey, ok := p.Image.(*image.Gray16); ok { // as it is now
			p.Image = &image.Gray16{Pix: bytes.Clone(grey.Pix), Stride: grey.Stride, Rect: grey.Rect}
		}
		photos[output] = p
		return nil
	})
	return photos, err
}

func deepGrey() *image.Gray16 {
	m := image.NewGray16(image.Rect(0, 0, 64, 64))
	for i := range m.Pix {
		m.Pix[i] = byte(37*i + i/64)
	}
	return m
}

func samples(p imageio.Photo) []byte { return p.Image.(*image.Gray16).Pix }

// At 16 bits a run of tones gives what its steps give one by one, and so it
// does where outputs part and where a photo is measured in between.
func TestTonesTogetherAreTonesOneByOne(t *testing.T) {
	lists := [][]string{
		{"bend=0.7", "swap", "bend=1.3"},
		{"bend=0.7", "swap", "stretch", "bend=2"},
		{"bend=0.7"},
		{"stretch", "stretch", "bend=0.5"},
		{"bend=0.7", "blur", "bend=2", "bend=0.5"},
		{},
	}
	for _, consume := range []bool{false, true} {
		m := deepGrey()
		got, err := toned(t, m, consume, lists...)
		if err != nil {
			t.Fatal(err)
		}
		if !consume && !bytes.Equal(m.Pix, deepGrey().Pix) {
			t.Error("the photo was written to")
		}
		for i, steps := range lists {
			want := imageio.Photo{Image: deepGrey()}
			for _, step := range steps {
				one, err := toned(t, want.Image, false, []string{step})
				if err != nil {
					t.Fatal(err)
				}
				want = one[0]
			}
			if !bytes.Equal(samples(got[i]), samples(want)) {
				t.Errorf("%v, consumed %v: other pixels than one by one", steps, consume)
			}
		}
	}
}

// Photos of 8 bits are rounded once: the steps lose less than one by one.
func TestTonesTogetherAreRoundedOnce(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 256, 1))
	for i := range m.Pix {
		m.Pix[i] = byte(i)
	}
	photos, err := toned(t, m, false, []string{"bend=0.1", "bend=10"})
	if err != nil {
		t.Fatal(err)
	}
	if got := photos[0].Image.(*image.Gray).Pix; !bytes.Equal(got, m.Pix) {
		t.Errorf("there and back gives %v", got)
	}
}

func TestTonesAreFused(t *testing.T) {
	for _, c := range []struct {
		outputs [][]string
		want    []string // runs, in the order of the tree
	}{
		{[][]string{{"bend=2", "swap", "bend=3"}}, []string{"bend swap bend"}},
		{[][]string{{"bend=2", "blur", "swap", "bend=3"}}, []string{"bend", "swap bend"}},
		{[][]string{{"bend=2", "stretch", "bend=3"}, {}}, []string{"bend", "stretch bend"}},
		{[][]string{{"bend=2", "swap", "bend=3"}, {"bend=2", "swap", "bend=4", "swap"}}, []string{"bend swap", "bend", "bend swap"}},
		{[][]string{{"bend=2", "swap"}, {"bend=2"}}, []string{"bend", "swap"}},
		{[][]string{{"blur"}}, nil},
	} {
		recipe, err := recipeOf(c.outputs...)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Compile(tones(), recipe)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.root.runs(); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v: runs %q, want %q", c.outputs, got, c.want)
		}
		if len(c.outputs) == 2 {
			// One output alone has no place where they part.
			alone := p.Only(func(output int) bool { return output == 0 })
			var names []string
			for _, text := range c.outputs[0] {
				name, _, _ := strings.Cut(text, "=")
				names = append(names, name)
			}
			want := []string{strings.Join(names, " ")}
			if i := strings.Index(want[0], " stretch"); i > 0 {
				want = []string{want[0][:i], want[0][i+1:]}
			}
			if got := alone.root.runs(); !reflect.DeepEqual(got, want) {
				t.Errorf("%v alone: runs %q, want %q", c.outputs[0], got, want)
			}
		}
	}
}

// runs returns the names of the steps of each run below n.
func (n *node) runs() (runs []string) {
	for _, c := range n.next {
		last := c
		if c.fusion != nil {
			var names []string
			for _, n := range c.fusion.nodes {
				names = append(names, n.step.Op)
			}
			runs, last = append(runs, strings.Join(names, " ")), c.fusion.last()
		}
		runs = append(runs, last.runs()...)
	}
	return runs
}

func TestMeasurerSaysWhatItFound(t *testing.T) {
	m := image.NewGray16(image.Rect(0, 0, 1, 1))
	m.Pix[0] = 0x40
	photos, err := toned(t, m, true, []string{"stretch", "bend=1"})
	if err != nil {
		t.Fatal(err)
	}
	if got := photos[0]; !reflect.DeepEqual(got.Notes, []string{"first was 16384"}) || samples(got)[0] != 0xff {
		t.Errorf("%v %v", got.Notes, samples(got))
	}
	_, err = toned(t, m, true, []string{"bend=2", "stretch=fail=true", "bend=3"})
	if fault.KindOf(err) != fault.Operation || err.Error() != "step stretch=fail=true: nothing to measure" {
		t.Errorf("%v", err)
	}
}

func TestPanicOfTonesIsAFault(t *testing.T) {
	_, err := toned(t, deepGrey(), false, []string{"swap", "bend=-1"})
	if fault.KindOf(err) != fault.Operation || !strings.Contains(err.Error(), "step swap, bend=by=-1: panic: cannot bend") {
		t.Errorf("%v", err)
	}
}

// What a scaled photo was made from stays known.
func TestTonesKeepTheFullSize(t *testing.T) {
	p, err := Compile(tones(), job.Recipe{Outputs: []job.Output{func() job.Output {
		out := DefaultOutput()
		out.Steps = []job.Step{{Op: "bend", Params: map[string]string{"by": "2"}}}
		return out
	}()}})
	if err != nil {
		t.Fatal(err)
	}
	photo := imageio.Photo{Image: deepGrey(), Full: image.Pt(512, 512)}
	err = p.Run(t.Context(), photo, func(_ int, after imageio.Photo) error {
		if after.Size() != photo.Size() {
			t.Errorf("the size is %v", after.Size())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
