package retouch

import (
	"image"
	"math"
	"testing"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/paint"
	"github.com/photoq/photoq/pkg/sample"
)

func TestAVeilLeavesNothingOfAFace(t *testing.T) {
	for _, height := range []float64{24, 300} {
		m, f := drawn(sample.Portrait{Height: height, Smile: true})
		after := paint.Copy(m).(*image.RGBA)
		v := NewVeil(m, f)
		paint.Over(after, v)
		// No pixel differs much from the next: there are no features.
		steepest := 0.0
		b := f.Box
		for y := int(b.Y); y < int(b.Y+b.Height); y++ {
			for x := int(b.X); x < int(b.X+b.Width); x++ {
				steepest = max(steepest, math.Abs(float64(after.RGBAAt(x, y).G)-float64(after.RGBAAt(x+1, y).G)))
			}
		}
		if most := 8 + 400/height*4; steepest > most {
			t.Errorf("height %.0f: pixels side by side differ by %.0f of at most %.0f", height, steepest, most)
		}
		for i := range m.Pix {
			if at := image.Pt(i/4%500, i/2000); !at.In(v.Bounds()) && m.Pix[i] != after.Pix[i] {
				t.Fatalf("%v changed", at)
			}
		}
	}
}

func TestVeilsKeepThePhotosEdges(t *testing.T) {
	m, f := drawn(sample.Portrait{Height: 300})
	for _, box := range []face.Box{{X: -100, Y: -80, Width: 200, Height: 200}, {X: 490, Y: 490, Width: 3, Height: 2}, {X: 900, Y: 10, Width: 50, Height: 50}, {}} {
		f.Box = box
		after := paint.Copy(m)
		paint.Over(after, NewVeil(m, f))
	}
	paint.Over(image.NewRGBA(image.Rect(0, 0, 1, 1)), NewVeil(image.NewRGBA(image.Rect(0, 0, 1, 1)), face.Face{Box: face.Box{Width: 1, Height: 1}}))
}
