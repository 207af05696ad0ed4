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

func TestSmallMouthsAreLeftAlone(t *testing.T) {
	m, f := smiling(true)
	for i := range f.Lips {
		f.Lips[i].X = 250 + (f.Lips[i].X-250)/7
	}
	if all := AllTeeth(m, []face.Face{f}); len(all) != 1 || all[0].Shown || all[0].Reason == "" {
		t.Errorf("%+v", all)
	}
}

func TestMouthsOfDoubtfulFacesAreLeftAlone(t *testing.T) {
	m, f := smiling(true)
	f.Second = 0.5
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

func TestWhiteTeethStayAndNoneBecomeBlueOrDarker(t *testing.T) {
	lights := newLights()
	for _, c := range [][3]float32{{250, 250, 250}, {240, 238, 236}, {60, 50, 40}, {220, 200, 150}, {255, 220, 120}, {128, 128, 128}, {0, 0, 0}, {200, 205, 215}, {150, 160, 140}} {
		rgb := c
		lights.whiten(rgb[:])
		l, a, b := lights.lab(c[:])
		l2, a2, b2 := lights.lab(rgb[:])
		if b2 < min(b, 4)-0.5 {
			t.Errorf("%v becomes blue: b* %.1f becomes %.1f", c, b, b2)
		}
		if math.Abs(a2) > math.Abs(a)+0.5 || l2 < l-0.1 || l2 > l+8 {
			t.Errorf("%v: L* %.1f becomes %.1f, a* %.1f becomes %.1f", c, l, l2, a, a2)
		}
		if l > 97 && l2 > l+1 {
			t.Errorf("%v, which is white, becomes %v", c, rgb)
		}
	}
}

func TestLabAndBack(t *testing.T) {
	lights := newLights()
	for _, c := range [][3]float32{{0, 0, 0}, {255, 255, 255}, {1, 2, 3}, {200.4, 30.5, 90}, {0, 255, 0}, {17.3, 17.1, 17.9}, {255, 0, 255}} {
		var rgb [3]float32
		l, a, b := lights.lab(c[:])
		lights.rgb(rgb[:], l, a, b)
		for i := range c {
			if math.Abs(float64(c[i]-rgb[i])) > 0.4 {
				t.Errorf("%v becomes %.1f, %.1f, %.1f and %v", c, l, a, b, rgb)
			}
		}
	}
	// D65's white is neutral, and pure red is as in the tables of CIELAB.
	if l, a, b := lights.lab([]float32{255, 255, 255}); math.Abs(l-100) > 0.01 || math.Hypot(a, b) > 0.02 {
		t.Errorf("white is %v, %v, %v", l, a, b)
	}
	if l, a, b := lights.lab([]float32{255, 0, 0}); math.Abs(l-53.24) > 0.05 || math.Abs(a-80.09) > 0.05 || math.Abs(b-67.2) > 0.05 {
		t.Errorf("red is %v, %v, %v", l, a, b)
	}
}

// painted is a mouth of which each pixel has the colour of a letter.
func painted(rows []string, colours map[byte][3]float64) *mouth {
	m := &mouth{w: len(rows[0]), h: len(rows), gap: 1, lips: colours['l']}
	for _, row := range rows {
		for i := range row {
			m.lab = append(m.lab, colours[row[i]])
			m.within = append(m.within, row[i] != 'l')
		}
	}
	return m
}

func TestTeethInShadowAreTakenAndTonguesAreNot(t *testing.T) {
	rows := []string{
		"llllllllllllllllllllllll",
		"ll##TTTTTTTTTTTTTTTTss.l",
		"ll.#TTTTTTTTTTTTTTTTs..l",
		"ll....gggggggggggg.....l",
		"ll...uuuuuuuuuuuuuuu...l",
		"ll...uuuuuvvvvvuuuuu...l",
		"ll...uuuuuvvvvvuuuuu...l",
		"lll.................lll.",
		"ll.t....TTTTTTTT.lllllll",
		"ll.......TTTTTT.llllllll",
		"llllllllllllllllllllllll",
	}
	m := painted(rows, map[byte][3]float64{
		'l': {42, 24, 12},
		'T': {60, 2, 12},
		's': {38, 3, 9},   // the same teeth in the shadow of a cheek
		't': {60, 2, 12},  // shine, far from them
		'#': {58, 1, -2},  // and in the light of a window
		'.': {8, 4, 3},    // the dark of the mouth
		'g': {50, 19, 11}, // gums
		'u': {45, 19, 11}, // a tongue
		'v': {46, 12, 11}, // its pale middle
	})
	seeds := m.seeds()
	cover := m.like(seeds)
	for i, a := range cover {
		at := rows[i/m.w][i%m.w]
		want := at == 'T' || at == 's' || at == '#'
		if want != (a > 0.5) || !want && a > 0 {
			t.Errorf("%c at %d, %d is covered by %.2f", at, i%m.w, i/m.w, a)
		}
	}
	if y := m.yellow(cover); y < 9 || y > 12 {
		t.Errorf("the mean b* is %.1f", y)
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
