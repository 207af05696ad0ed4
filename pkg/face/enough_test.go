package face

import (
	"image"
	"testing"
)

func TestEnoughIsAllThatIsLookedAt(t *testing.T) {
	for size, want := range map[image.Point]image.Point{
		{1, 1}: {1, 1}, {1600, 1200}: {1600, 1200}, {6000, 4000}: {1600, 1067}, {4000, 6000}: {1067, 1600},
		{20000, 1000}: {4800, 240}, {4800, 800}: {4800, 800}, {100_000, 1}: {4800, 1},
	} {
		got := Enough(size)
		if got != want {
			t.Errorf("%v: %v, want %v", size, got, want)
		}
		if scale := scaleOf(float64(got.X), float64(got.Y)); scale > 1.01 {
			t.Errorf("%v is made smaller still, by %.2f", got, scale)
		}
	}
}
