package retouch

import (
	"image"
	"math"
	"testing"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/paint"
	"github.com/photoq/photoq/pkg/sample"
)

// smiling is a portrait with a mouth, and its face as a finder gives it: the
// mouth is open by gap, in halves of its height.
func smiling(open bool) (*image.RGBA, face.Face) {
	const height = 300
	m, f := drawn(sample.Portrait{Height: height, Smile: open})
	gap := 0.005
	if open {
		gap = 0.07
	}
	f.Mouth, f.Lips = lens(0.27, gap), lens(0.3, gap+0.07)
	return m, f
}

// lens is a mouth of 20 points as face.Face has it: eleven below from left to
// right, and nine above.
func lens(half, gap float64) []face.Point {
	var ring []face.Point
	add := func(x, side float64) {
		ring = append(ring, face.Point{X: 250 + 150*x*half, Y: 240 + 150*(0.54+side*gap*(1-x*x)-0.02*x*x)})
	}
	for i := range 11 {
		add(float64(i-5)/5, 1)
	}
	for i := 9; i > 0; i-- {
		add(float64(i-5)/5, -1)
	}
	return ring
}

func TestTeethAreSeenInOpenMouths(t *testing.T) {
	for _, open := range []bool{true, false} {
		m, f := smiling(open)
		all := AllTeeth(m, []face.Face{f})
		if len(all) != 1 || all[0].Shown != open || open != (all[0].Reason == "") {
			t.Fatalf("open %v: %+v", open, all)
		}
	}
}

func TestMouthsOfDoubtfulFacesAreLeftAlone(t *testing.T) {
	m, f := smiling(true)
	f.Second = 0.6
	if all := AllTeeth(m, []face.Face{f, {Score: 1, Second: 1, Mesh: 1}}); len(all) != 0 {
		t.Errorf("%d mouths were looked into", len(all))
	}
}

func TestTeethBecomeWhiterAndTheRestStays(t *testing.T) {
	m, f := smiling(true)
	teeth := AllTeeth(m, []face.Face{f})[0]
	after := paint.Copy(m).(*image.RGBA)
	paint.Over(after, teeth.Mend(m, 1))
	yellow := func(m *image.RGBA) int { c := m.RGBAAt(255, 318); return int(c.R) - int(c.B) }
	if before, now := yellow(m), yellow(after); before < 40 || now > before*2/3 || now < 0 {
		t.Errorf("the yellow %d becomes %d", before, now)
	}
	changed := 0
	for i := range m.Pix {
		if m.Pix[i] == after.Pix[i] {
			continue
		}
		changed++
		x, y := i/4%500, i/2000
		if within(f.Mouth, face.Point{X: float64(x) + 0.5, Y: float64(y) + 0.5}) < -6 {
			t.Fatalf("%d, %d changed", x, y)
		}
	}
	if changed < 500 {
		t.Errorf("%d values changed", changed)
	}
}

func TestWhiteTeethStayAndNoneBecomeBlue(t *testing.T) {
	for _, c := range [][3]float32{{250, 250, 250}, {240, 238, 236}, {60, 50, 40}, {220, 200, 150}, {255, 220, 120}, {128, 128, 128}, {0, 0, 0}} {
		rgb := c
		whiten(rgb[:])
		if rgb[2] > rgb[0]+0.5 && rgb[2] > c[2] {
			t.Errorf("%v becomes blue: %v", c, rgb)
		}
		if d := math.Abs(float64(rgb[0] - c[0])); c[0]-c[2] < 1 && d > 20 {
			t.Errorf("%v, which is white or grey, becomes %v", c, rgb)
		}
	}
}

func TestWithinIsTheDistanceFromTheEdge(t *testing.T) {
	ring := []face.Point{{X: 0, Y: 0}, {X: 10, Y: 0}, {X: 10, Y: 10}, {X: 0, Y: 10}}
	for p, want := range map[face.Point]float64{{X: 5, Y: 5}: 5, {X: 9, Y: 5}: 1, {X: 13, Y: 14}: -5, {X: -2, Y: 5}: -2} {
		if got := within(ring, p); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v is within by %v, want %v", p, got, want)
		}
	}
}
