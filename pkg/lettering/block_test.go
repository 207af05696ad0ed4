package lettering

import (
	"image"
	"math"
	"testing"
)

// Edges are as if each pixel were made of 64 smaller ones.
func TestMasksAreExact(t *testing.T) {
	const fine = 8
	b := set(t, "OSCage&Q", 0, Left)
	for _, size := range []float64{20, 90} {
		w, h := int(b.Width*size)+20, int(b.Height*size)+20
		mask := b.Mask(image.Rect(0, 0, w, h), 10, 10, size)
		baseline := math.Round(10 + b.ascent*size)
		large := b.Mask(image.Rect(0, 0, fine*w, fine*h), 10*fine, fine*(baseline-b.ascent*size), fine*size)
		sum, edges := 0, 0
		for y := range h {
			for x := range w {
				want := 0
				for i := range fine * fine {
					want += int(large.AlphaAt(x*fine+i%fine, y*fine+i/fine).A)
				}
				got := int(mask.AlphaAt(x, y).A)
				d := got - want/(fine*fine)
				if d < -6 || d > 6 {
					t.Fatalf("at %.0f pixels, %d,%d is %d, want %d", size, x, y, got, want/(fine*fine))
				}
				if got > 0 && got < 255 {
					sum, edges = sum+max(d, -d), edges+1
				}
			}
		}
		if mean := float64(sum) / float64(edges); mean > 1.5 {
			t.Errorf("at %.0f pixels, edges are off by %.2f of 255 on average", size, mean)
		}
	}
}
