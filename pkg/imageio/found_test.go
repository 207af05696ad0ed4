package imageio

import (
	"image"
	"image/color"
	"testing"
)

// spot is a place in a picture.
type spot struct{ x, y float64 }

func (s spot) Reframed(r Reframe) Found {
	x, y := r.Point(s.x, s.y)
	if x < 0 || y < 0 || x > float64(r.To.X) || y > float64(r.To.Y) {
		return nil
	}
	return spot{x, y}
}

// TestWhatWasFoundStaysWhereItIs moves a photo with one white pixel.
func TestWhatWasFoundStaysWhereItIs(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 12, 8))
	m.SetGray(7, 2, color.Gray{255})
	p := Photo{Image: m}.With("white", spot{7.5, 2.5}).With("other", spot{0.5, 0.5})
	for name, after := range map[string]Photo{
		"a cut": p.Cut(image.Rect(3, 1, 10, 8)), "twice the size": p.Scaled(image.Rect(0, 0, 12, 8), 24, 16),
		"as it is": p.Turn(Upright), "turned by 90": p.Turn(Rotate90), "by 180": p.Turn(Rotate180), "by 270": p.Turn(Rotate270),
		"in a mirror": p.Turn(MirrorX), "upside down": p.Turn(MirrorY), "transposed": p.Turn(Transpose), "across": p.Turn(Transverse),
		"cut and turned": p.Cut(image.Rect(3, 1, 10, 8)).Turn(Rotate90), "retouched": p.Retouched(m),
	} {
		s, ok := after.Found["white"].(spot)
		if !ok {
			t.Errorf("%s: it is forgotten", name)
			continue
		}
		if g := after.Image.(*image.Gray); g.GrayAt(int(s.x), int(s.y)).Y < 128 {
			t.Errorf("%s: at %v it is dark", name, s)
		}
	}
	if after := p.Cut(image.Rect(3, 1, 10, 8)); len(after.Found) != 1 {
		t.Errorf("what is cut off is still there: %v", after.Found)
	}
	if after := p.WithImage(m); len(after.Found) != 0 || len(p.Found) != 2 {
		t.Errorf("%v is known of another picture, and %v of this one", after.Found, p.Found)
	}
}

func TestWhatWasFoundInAPhotoThatWasReadSmaller(t *testing.T) {
	p := Photo{Image: image.NewGray(image.Rect(0, 0, 30, 20)), Full: image.Pt(120, 80)}.With("a", spot{100, 50})
	p = p.Cut(image.Rect(20, 10, 120, 70)).Turn(Rotate180)
	if got := p.Found["a"]; got != (spot{20, 20}) {
		t.Errorf("after a cut that was put off, it is at %v", got)
	}
	if got := p.Scaled(image.Rect(0, 0, 50, 60), 25, 60).Found["a"]; got != (spot{10, 20}) {
		t.Errorf("in the part it is at %v", got)
	}
}
