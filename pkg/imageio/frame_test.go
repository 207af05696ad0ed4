package imageio

import (
	"image"
	"testing"

	"github.com/photoq/photoq/pkg/resample"
	"github.com/photoq/photoq/pkg/sample"
)

// Cuts of a reduced photo are put off, and turned with it.
func TestCutsOfReducedPhotosArePutOff(t *testing.T) {
	whole := Photo{Image: image.NewGray(image.Rect(0, 0, 10, 6)), Full: image.Pt(100, 60)}
	cut := whole.Cut(image.Rect(20, 10, 90, 55)).Cut(image.Rect(1, 2, 31, 500))
	if cut.Part != image.Rect(21, 12, 51, 55) || cut.Size() != image.Pt(30, 43) || cut.Image != whole.Image {
		t.Fatalf("%v of %v", cut.Part, cut.Size())
	}
	for o, want := range map[Orientation]image.Rectangle{
		Upright: cut.Part, MirrorX: image.Rect(49, 12, 79, 55), MirrorY: image.Rect(21, 5, 51, 48), Rotate180: image.Rect(49, 5, 79, 48),
		Transpose: image.Rect(12, 21, 55, 51), Rotate90: image.Rect(5, 21, 48, 51),
		Rotate270: image.Rect(12, 49, 55, 79), Transverse: image.Rect(5, 49, 48, 79),
	} {
		turned := cut.Turn(o)
		if turned.Part != want || turned.Full != o.After(whole.Full) || turned.Image.Bounds().Size() != o.After(image.Pt(10, 6)) {
			t.Errorf("orientation %d: %v of %v", o, turned.Part, turned.Full)
		}
	}
	if p := whole.Turn(Rotate90); p.Part != (image.Rectangle{}) || p.Size() != image.Pt(60, 100) {
		t.Errorf("a turn made a cut of %v", p.Part)
	}
	if p := cut.Scaled(image.Rect(5, 3, 25, 43), 4, 8); p.Part != (image.Rectangle{}) || p.Full != (image.Point{}) || p.Size() != image.Pt(4, 8) {
		t.Errorf("scaled to %v of %v", p.Size(), p.Full)
	}
	if p := cut.Scaled(image.Rect(5, 3, 25, 43), 20, 40); p.Part != image.Rect(26, 15, 46, 55) || p.Image != whole.Image {
		t.Errorf("a cut by another name was not put off: %v", p.Part)
	}
}

// A whole photo is cut at once, so that the steps are what they are alone.
func TestCutsOfWholePhotosAreDoneAtOnce(t *testing.T) {
	scene := Photo{Image: sample.Scene(90, 60, 1)}
	cut := scene.Cut(image.Rect(11, 7, 71, 47))
	if distance(cut.Image, Crop(scene.Image, image.Rect(11, 7, 71, 47))) != 0 || cut.Part != (image.Rectangle{}) {
		t.Errorf("cut: %v", cut.Image.Bounds())
	}
	want := resample.Image(Crop(scene.Image, image.Rect(11, 7, 71, 47)), 30, 20)
	if got := cut.Scaled(image.Rect(0, 0, 60, 40), 30, 20); distance(got.Image, want) != 0 {
		t.Error("a cut and a change of size are not what they are alone")
	}
	if got := scene.Scaled(image.Rect(11, 7, 71, 47), 30, 20); distance(got.Image, want) != 0 {
		t.Error("a cut with a change of size is not what the two are alone")
	}
	if got := scene.Turn(Rotate90).Turn(Rotate270); distance(got.Image, scene.Image) != 0 || got.Full != (image.Point{}) {
		t.Error("two turns left something")
	}
}
