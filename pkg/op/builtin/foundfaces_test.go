package builtin

import (
	"image"
	"math"
	"testing"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/sample"
)

// TestFacesAreLookedForOnceOnAPhotosWay moves a photo whose faces are known,
// and looks at where they are said to be then.
func TestFacesAreLookedForOnceOnAPhotosWay(t *testing.T) {
	searches := 0
	w := &watcher{func() (*face.Finder, error) {
		searches++
		return face.NewFinder()
	}}
	p, err := w.carry(t.Context(), imageio.Photo{Image: beach(sample.Portrait{}), Memo: &imageio.Memo{}})
	if err != nil {
		t.Fatal(err)
	}
	// The irises of beach's face are at (188, 198) and (252, 198).
	for _, c := range []struct {
		name     string
		after    imageio.Photo
		x, y     float64 // of the first one
		apart    float64
		searches int
	}{
		{"as it is", p, 188, 198, 64, 1},
		{"retouched", p.Retouched(p.Image), 188, 198, 64, 1},
		{"cut", p.Cut(image.Rect(20, 40, 420, 400)), 168, 158, 64, 1},
		{"smaller", p.Scaled(image.Rect(0, 0, 600, 400), 300, 200), 94, 99, 32, 1},
		{"cut, turned and smaller", p.Cut(image.Rect(20, 40, 420, 400)).Turn(imageio.Rotate90).Scaled(image.Rect(0, 0, 360, 400), 180, 200), 101, 84, 32, 1},
		{"a small part", p.Cut(image.Rect(100, 100, 340, 340)), 88, 98, 64, 2},
		{"in a mirror", p.Turn(imageio.MirrorX), 348, 198, 64, 2},
		{"another picture", p.WithImage(p.Image), 188, 198, 64, 2},
	} {
		searches = 1
		faces, err := w.faces(t.Context(), c.after)
		if err != nil || len(faces) != 1 {
			t.Fatalf("%s: %d faces, %v", c.name, len(faces), err)
		}
		eye := faces[0].Eyes[0].Iris
		if math.Hypot(eye.X-c.x, eye.Y-c.y) > 0.05*c.apart || math.Abs(faces[0].EyeDistance()-c.apart) > 0.08*c.apart {
			t.Errorf("%s: an eye is at %v and %.1f from the other, not at %v, %v and %v", c.name, eye, faces[0].EyeDistance(), c.x, c.y, c.apart)
		}
		if r := faces[0].Eyes[0].Radius / c.apart; r < 0.05 || r > 0.2 {
			t.Errorf("%s: an iris has a radius of %.2f eye distances", c.name, r)
		}
		if searches != c.searches {
			t.Errorf("%s: faces were looked for %d times, not %d", c.name, searches, c.searches)
		}
	}
	if cut := p.Cut(image.Rect(260, 0, 600, 400)); len(cut.Found) != 1 || len(cut.Found[Faces].(foundFaces)) != 0 {
		t.Errorf("a face that was cut off is known: %v", cut.Found)
	}
}

func TestOperationsHandFacesOn(t *testing.T) {
	for _, steps := range []string{"redeye", "teeth", "crop=1:1,anchor=face", "redeye resize=300", "redeye auto"} {
		if after := run(t, steps, imageio.Photo{Image: beach(sample.Portrait{})}); len(after.Found) != 1 {
			t.Errorf("%s: the faces are forgotten", steps)
		}
	}
	if after := run(t, "redeye blurfaces", imageio.Photo{Image: beach(sample.Portrait{})}); len(after.Found) != 0 {
		t.Error("faces are known that nobody can see any more")
	}
}
