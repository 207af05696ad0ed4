// Package optest holds the clauses that every operation keeps, as a suite
// that an operation's own test runs in one line.
package optest

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"reflect"
	"testing"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/op"
)

// Run checks the operation of that name with each of the given values of
// --op, like "resize=12", on photos of every type and of awkward sizes:
//
//   - it takes all types of Photo.Image, down to 1 x 1 and up to 1 x 20,000,
//     with odd sizes, and pictures that are parts of larger ones and begin
//     anywhere, without error or panic;
//   - it never writes to the photo it is given, nor to what is around a part;
//   - it gives the same pixels each time, also when several goroutines use it;
//   - in place, on a photo that nobody else needs, it gives the same pixels;
//   - its result is of one of the types of Photo.Image, not empty, and has its
//     bounds' minimum at (0, 0);
//   - format, metadata, colour profile, notes and warnings stay, though notes
//     and warnings may be added.
func Run(t *testing.T, r *op.Registry, name string, steps ...string) {
	t.Helper()
	spec, ok := r.Lookup(name)
	if !ok {
		t.Fatalf("no operation %q", name)
	}
	checkSpec(t, r, spec)
	for _, text := range append([]string{name}, steps...) {
		p, err := compile(r, text)
		if err != nil && text == name {
			continue // it needs parameters
		}
		if err != nil {
			t.Fatalf("--op %s: %v", text, err)
		}
		for label, photo := range Photos() {
			if p.Grown(photo.Size()) > 1<<20 {
				continue // it would take long, and shows nothing else
			}
			t.Run(text+"/"+label, func(t *testing.T) { check(t, p, photo) })
		}
	}
}

// checkSpec holds the operation's description to its form.
func checkSpec(t *testing.T, r *op.Registry, spec op.Spec) {
	t.Helper()
	if spec.Summary == "" || spec.Summary[len(spec.Summary)-1] == '.' {
		t.Errorf("summary %q is not a line without a full stop", spec.Summary)
	}
	if len(spec.Examples) == 0 {
		t.Error("there are no examples")
	}
	for _, example := range spec.Examples {
		if _, err := compile(r, example); err != nil {
			t.Errorf("example %s: %v", example, err)
		}
	}
	mains := 0
	for _, p := range spec.Params() {
		if p.Summary == "" {
			t.Errorf("parameter %s has no help", p.Name)
		}
		if p.Main {
			mains++
		}
	}
	if mains > 1 {
		t.Errorf("%d parameters are the main one", mains)
	}
}

func compile(r *op.Registry, text string) (*op.Pipeline, error) {
	step, err := op.ParseStep(text)
	if err != nil {
		return nil, err
	}
	out := op.DefaultOutput()
	out.Steps = []job.Step{step}
	p, err := op.Compile(r, job.Recipe{Outputs: []job.Output{out}})
	if err != nil {
		return nil, err
	}
	return p, p.Bind(context.Background(), file)
}

// file draws the files that steps name: all are a PNG of 12 x 8 pixels, of
// which some are transparent.
func file(context.Context, string) ([]byte, error) {
	m := image.NewNRGBA(image.Rect(0, 0, 12, 8))
	draw(m.Pix, 4)
	clear(m.Pix[:40])
	var b bytes.Buffer
	err := png.Encode(&b, m)
	return b.Bytes(), err
}

func check(t *testing.T, p *op.Pipeline, photo imageio.Photo) {
	before := storage(photo.Image)
	results := make(chan imageio.Photo, 2)
	for range 2 {
		go func() {
			err := p.Run(t.Context(), photo, func(_ int, after imageio.Photo) error {
				results <- after
				return nil
			})
			if err != nil {
				t.Errorf("apply: %v", err)
				results <- photo
			}
		}()
	}
	first, second := <-results, <-results
	if t.Failed() {
		return
	}
	if storage(photo.Image) != before {
		t.Error("wrote to the pixels it was given, or beside them")
	}
	if fingerprint(first.Image) != fingerprint(second.Image) {
		t.Error("two runs gave different pixels")
	}
	checkResult(t, photo, first)
	want := fingerprint(first.Image) // which may share the photo's pixels
	err := p.Consume(t.Context(), photo, func(_ int, after imageio.Photo) error {
		if fingerprint(after.Image) != want {
			t.Error("in place it gave other pixels")
		}
		return nil
	})
	if err != nil {
		t.Errorf("apply in place: %v", err)
	}
}

func checkResult(t *testing.T, before, after imageio.Photo) {
	b := after.Image.Bounds()
	if b.Min != (image.Point{}) || b.Empty() {
		t.Errorf("the result's bounds are %v", b)
	}
	switch after.Image.(type) {
	case *image.YCbCr, *image.Gray, *image.Gray16, *image.RGBA, *image.NRGBA, *image.RGBA64, *image.NRGBA64:
	default:
		t.Errorf("the result is a %T", after.Image)
	}
	if after.Format != before.Format || !bytes.Equal(after.ICC, before.ICC) || !reflect.DeepEqual(after.Metadata, before.Metadata) {
		t.Error("format, metadata or colour profile changed")
	}
	kept := func(before, after []string) bool {
		return len(after) >= len(before) && reflect.DeepEqual(after[:len(before)], before)
	}
	if !kept(before.Notes, after.Notes) || !kept(before.Warnings, after.Warnings) {
		t.Error("notes or warnings were lost")
	}
}
