package tone

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
)

// A matrix whose shares are too large for 16 bits is less exact, and still
// goes where it should.
func TestMatricesBeyondReason(t *testing.T) {
	for name, c := range map[string]struct {
		m    Matrix
		want [3]byte
	}{
		"all to the end":   {Matrix{{1000, 0, 0, 0}, {0, -1000, 0, 0}, {0, 0, 1e9, 0}}, [3]byte{255, 0, 255}},
		"a large constant": {Matrix{{1, 0, 0, 5}, {0, 1, 0, -5}, {0, 0, 1, 1e300}}, [3]byte{255, 0, 255}},
		"against another":  {Matrix{{8, -8, 0, 0.5}, {0, 8, -8, 0.5}, {-8, 0, 8, 0.5}}, [3]byte{128, 128, 128}},
		"not a number":     {Matrix{{math.NaN(), 1, 0, 0}, {0, 1, 0, math.NaN()}, {0, 0, 1, math.NaN()}}, [3]byte{100, 100, 100}},
	} {
		m := image.NewYCbCr(image.Rect(0, 0, 40, 2), image.YCbCrSubsampleRatio420)
		for i := range m.Y {
			m.Y[i] = 100
		}
		for i := range m.Cb {
			m.Cb[i], m.Cr[i] = 128, 128
		}
		got := Compile(Map{c.m}).Image(m).At(33, 1)
		y, cb, cr := color.RGBToYCbCr(c.want[0], c.want[1], c.want[2])
		if got != (color.YCbCr{Y: y, Cb: cb, Cr: cr}) {
			t.Errorf("%s: %v, want %v", name, got, color.YCbCr{Y: y, Cb: cb, Cr: cr})
		}
	}
}

// The lattice has functions that are linear between its points exactly, and
// smooth ones within a level; where they bend, it gives way to the function,
// and misses little of an edge wherever it is in a cell.
func TestLatticeFollowsItsFunction(t *testing.T) {
	for name, c := range map[string]struct {
		f     Colour
		worst float64 // in levels
	}{
		"linear": {func(r, g, b float64) (float64, float64, float64) { return b, (r + g) / 2, 1 - g }, 0.04},
		"smooth": {func(r, g, b float64) (float64, float64, float64) {
			return r * g, math.Sqrt(0.1 + 0.9*b*r), 0.5 + math.Sin(3*g)/2
		}, 0.2},
		"steep": {func(r, g, b float64) (float64, float64, float64) { return math.Cbrt(r), math.Sqrt(max(0, g-b)), b }, 1.5},
		"bent": {func(r, g, b float64) (float64, float64, float64) {
			return min(1, max(0, 3*r-1.41)), min(1, 2*g+b/3), math.Abs(r - b + 0.013)
		}, 4},
		"edges": {func(r, g, b float64) (float64, float64, float64) { return max(r, g, b), min(r, g, b), r }, 0.04},
	} {
		l, m := newLattice(c.f), &memo{}
		worst := 0.0
		for r := 0; r <= quickest; r += 68 {
			for g := 0; g <= quickest; g += 51 {
				t := rows{}
				for k := range quickest/40 + 1 {
					t[0][k], t[1][k], t[2][k] = uint16(r), uint16(g), uint16(40*k)
				}
				l.run(&t, quickest/40+1, m)
				for k := range quickest/40 + 1 {
					fx, fy, fz := c.f(float64(r)/quickest, float64(g)/quickest, float64(40*k)/quickest)
					for i, v := range [3]float64{fx, fy, fz} {
						worst = max(worst, math.Abs(float64(t[i][k])/32-255*v))
					}
				}
			}
		}
		if worst > c.worst {
			t.Errorf("%s: %.3f levels off, at most %.3f wanted", name, worst, c.worst)
		}
	}
}

// Goroutines that fill a lattice together get what one gets alone.
func TestLatticeIsFilledByManyAtOnce(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 256, 64))
	random := rand.New(rand.NewPCG(7, 8))
	for i := range m.Pix {
		m.Pix[i] = byte(random.IntN(256))
	}
	turned := Map{Colour(func(r, g, b float64) (float64, float64, float64) { return math.Cbrt(g), max(b, r), r * g })}
	want := Compile(turned).Image(m).(*image.NRGBA)
	shared := Compile(turned)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if got := shared.Image(m).(*image.NRGBA); !bytes.Equal(got.Pix, want.Pix) {
				t.Error("a shared pass gave another picture")
			}
		})
	}
	group.Wait()
}

// A pass that is put after a map does what one of all steps does, and makes its
// tables for all such maps together.
func TestAfterSharesTables(t *testing.T) {
	m := image.NewNRGBA64(image.Rect(0, 0, 64, 1))
	for i := range m.Pix {
		m.Pix[i] = byte(29 * i)
	}
	calls := 0
	ramp := Ramp(func(v float64) (float64, float64, float64) { calls++; return v, v * v, 1 - v })
	tail := Compile(Map{ramp})
	for _, by := range []float64{0.5, 0.7} {
		head := Map{Curve(func(v float64) float64 { return v * by })}
		got := tail.After(head).Image(m).(*image.NRGBA64)
		ours := calls
		want := Compile(head.Then(Map{ramp})).Image(m).(*image.NRGBA64)
		calls = ours
		if !bytes.Equal(got.Pix, want.Pix) {
			t.Errorf("after %v times the result is not that of the whole map", by)
		}
	}
	if calls > most+1 {
		t.Errorf("a table of %d was filled by %d calls", most+1, calls)
	}
	half := Curve(func(v float64) float64 { return v / 2 })
	if p := Compile(Map{half}).After(Map{half, half}); len(p.stages) != 1 {
		t.Errorf("three curves became %d stages", len(p.stages))
	}
}

func TestGreys(t *testing.T) {
	luma := Ramp(func(v float64) (float64, float64, float64) { return v, v, v })
	half := Curve(func(v float64) float64 { return v / 2 })
	sepia := Ramp(func(v float64) (float64, float64, float64) { return v, v * 0.9, v * 0.7 })
	r := image.Rect(0, 0, 3, 3)
	solid, solid16 := image.NewRGBA(r), image.NewRGBA64(r)
	for i := range solid.Pix {
		solid.Pix[i] = 255
	}
	for i := range solid16.Pix {
		solid16.Pix[i] = 255
	}
	planes := image.NewYCbCr(r, image.YCbCrSubsampleRatio420)
	for i := range planes.Y {
		planes.Y[i] = 255
	}
	for name, c := range map[string]struct {
		m    Map
		from image.Image
		want image.Image
	}{
		"grey of planes":             {Map{luma}, planes, &image.Gray{}},
		"half the grey of planes":    {Map{luma, half}, planes, &image.Gray{}},
		"the grey of half of planes": {Map{half, luma}, planes, &image.Gray{}},
		"brown of planes":            {Map{sepia}, planes, &image.YCbCr{}},
		"brown, then grey":           {Map{sepia, luma}, planes, &image.Gray{}},
		"grey, then brown":           {Map{luma, sepia}, planes, &image.YCbCr{}},
		"grey of RGBA":               {Map{luma}, solid, &image.Gray{}},
		"grey of RGBA64":             {Map{luma}, solid16, &image.Gray16{}},
		"grey of glass":              {Map{luma}, image.NewRGBA(r), &image.RGBA{}},
		"grey of deep glass":         {Map{luma}, image.NewRGBA64(r), &image.RGBA64{}},
		"grey of NRGBA":              {Map{luma}, image.NewNRGBA(r), &image.NRGBA{}},
		"half of RGBA":               {Map{half}, solid, &image.RGBA{}},
		"half of grey":               {Map{half}, image.NewGray(r), &image.Gray{}},
		"saturation of grey":         {Map{saturation(1.7)}, image.NewGray16(r), &image.Gray16{}},
		"brown of grey":              {Map{sepia}, image.NewGray(r), &image.RGBA{}},
		"brown of deep grey":         {Map{sepia}, image.NewGray16(r), &image.RGBA64{}},
		"grey of grey":               {Map{luma}, image.NewGray16(r), &image.Gray16{}},
		"brown of grey, then grey":   {Map{sepia, luma}, image.NewGray(r), &image.Gray{}},
	} {
		got := Compile(c.m).Image(c.from)
		if typeName(got) != typeName(c.want) || got.Bounds() != r {
			t.Errorf("%s: %T of %v, want %T", name, got, got.Bounds(), c.want)
		}
	}
	if got := Compile(Map{luma}).Image(planes).(*image.Gray); &got.Pix[0] != &planes.Y[0] {
		t.Error("the luma of planes was copied, though it is the grey")
	}
	if got := Compile(Map{half, luma}).Image(solid).At(2, 2); got != (color.Gray{128}) {
		t.Errorf("half of white is %v", got)
	}
	if got := Compile(Map{luma, half}).Image(planes).At(2, 2); got != (color.Gray{128}) {
		t.Errorf("half of bright planes is %v", got)
	}
}
