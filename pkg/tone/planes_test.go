package tone

import (
	"bytes"
	"image"
	"math"
	"math/rand/v2"
	"testing"
)

// noise has random samples.
func noise(r image.Rectangle, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	m := image.NewYCbCr(r, ratio)
	random := rand.New(rand.NewPCG(1, 2))
	for _, plane := range [][]byte{m.Y, m.Cb, m.Cr} {
		for i := range plane {
			plane[i] = byte(random.IntN(256))
		}
	}
	return m
}

// tame has colours that are far from the ends of the range.
func tame(r image.Rectangle, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	m := noise(r, ratio)
	for i, v := range m.Y {
		m.Y[i] = 96 + v/4
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = 112+m.Cb[i]/8, 112+m.Cr[i]/8
	}
	return m
}

// chains are maps that exercise the steps; none amplifies by more than its
// factor.
func chains() map[string]Map {
	return map[string]Map{
		"nothing":    {Curve(func(v float64) float64 { return v })},
		"darker":     {Curve(func(v float64) float64 { return v * 0.7 })},
		"greyer":     {saturation(0.4)},
		"bright":     {Matrix{{1.1, 0, 0, 0}, {0, 1.1, 0, 0}, {0, 0, 1.1, 0}}},
		"colourful":  {saturation(1.6)},
		"a chain":    {Curve(func(v float64) float64 { return v * v }), saturation(0.8), Curves{R: func(v float64) float64 { return 0.9 * v }}},
		"gain":       {Gain(func(v float64) float64 { return 1.2 - v/2 })},
		"ramp":       {Ramp(func(v float64) (float64, float64, float64) { return v, v * v, v / 2 })},
		"ramp later": {saturation(0.5), Ramp(func(v float64) (float64, float64, float64) { return 1 - v, v, 0.3 })},
		"colour":     {Colour(func(r, g, b float64) (float64, float64, float64) { return b, (r + g) / 2, r * g })},
	}
}

func saturation(s float64) Matrix {
	var m Matrix
	for i := range 3 {
		for k, luma := range [3]float64{0.299, 0.587, 0.114} {
			m[i][k] = (1 - s) * luma
		}
		m[i][i] += s
	}
	return m
}

func ratios() []image.YCbCrSubsampleRatio {
	return []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	}
}

// Steps that hardly amplify are the same as in floating point but for the
// last rounding, and a twentieth of a level.
func TestPlanesAreNearToFloatingPoint(t *testing.T) {
	for name, m := range chains() {
		for _, ratio := range ratios() {
			for label, planes := range map[string]*image.YCbCr{
				"tame":  tame(image.Rect(0, 0, 1037, 33), ratio),
				"noise": noise(image.Rect(0, 0, 518, 7), ratio),
				"pixel": noise(image.Rect(0, 0, 1, 1), ratio),
				"part":  noise(image.Rect(0, 0, 530, 9), ratio).SubImage(image.Rect(1, 1, 523, 8)).(*image.YCbCr),
				"piece": noise(image.Rect(0, 0, 50, 9), ratio).SubImage(image.Rect(7, 3, 8, 4)).(*image.YCbCr),
			} {
				want := reference(m, planes)
				got, ok := Compile(m).InPlace(planes).(*image.YCbCr)
				if !ok {
					t.Fatalf("%s of %s %v is a %T", name, label, ratio, got)
				}
				if worst := want.furthest(planes); worst > 0.55 {
					t.Errorf("%s of %s %v is %.3f levels from floating point", name, label, ratio, worst)
				}
			}
		}
	}
}

// Steps that do not amplify are within a level of what they give one by one,
// when each of them rounds.
func TestPlanesTogetherAreNearToOneByOne(t *testing.T) {
	darker := Curve(func(v float64) float64 { return 0.9*v + 0.02 })
	for name, m := range map[string]Map{
		"curve and matrix": {darker, saturation(0.8)},
		"matrix and gain":  {saturation(0.6), Gain(func(v float64) float64 { return 1 - v/4 })},
		"gain and curves":  {Gain(func(v float64) float64 { return 0.9 }), Curves{R: darker, B: darker}},
		"colour and curve": {Colour(func(r, g, b float64) (float64, float64, float64) { return b, r, g }), darker},
	} {
		for _, ratio := range ratios() {
			picture := tame(image.Rect(0, 0, 531, 21), ratio)
			together := Compile(m).Image(picture).(*image.YCbCr)
			one := Compile(m[1:]).Image(Compile(m[:1]).Image(picture)).(*image.YCbCr)
			for c, planes := range [3][2][]byte{{together.Y, one.Y}, {together.Cb, one.Cb}, {together.Cr, one.Cr}} {
				for i, v := range planes[0] {
					if d := int(v) - int(planes[1][i]); d < -1 || d > 1 {
						t.Fatalf("%s %v: sample %d of plane %d is %d, one by one %d", name, ratio, i, c, v, planes[1][i])
					}
				}
			}
		}
	}
}

func TestCopyOfPlanesIsAsInPlace(t *testing.T) {
	p := Compile(chains()["a chain"])
	for _, ratio := range ratios() {
		m := noise(image.Rect(0, 0, 61, 23), ratio).SubImage(image.Rect(5, 3, 60, 22)).(*image.YCbCr)
		got := p.Image(m)
		want := p.InPlace(m)
		for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
			for x := m.Rect.Min.X; x < m.Rect.Max.X; x++ {
				if got.At(x, y) != want.At(x, y) {
					t.Fatalf("%v at %d, %d: %v, in place %v", ratio, x, y, got.At(x, y), want.At(x, y))
				}
			}
		}
	}
}

// A map that changes nothing leaves all colours that RGB has as they are.
func TestNothingChangesNothing(t *testing.T) {
	for _, ratio := range ratios() {
		m := tame(image.Rect(0, 0, 533, 8), ratio)
		before := Compile(nil).InPlace(copied(m)).(*image.YCbCr)
		got := Compile(Map{Curve(func(v float64) float64 { return v }), saturation(1)}).InPlace(m).(*image.YCbCr)
		if !bytes.Equal(got.Y, before.Y) || !bytes.Equal(got.Cb, before.Cb) || !bytes.Equal(got.Cr, before.Cr) {
			t.Errorf("%v is changed", ratio)
		}
	}
}

// furthest returns the largest difference in levels.
func (w *floats) furthest(m *image.YCbCr) float64 {
	worst := 0.0
	for c, plane := range [][]byte{m.Y, m.Cb, m.Cr} {
		for i, v := range plane {
			worst = max(worst, math.Abs(w.planes[c][i]-float64(v)))
		}
	}
	return worst
}

// floats are planes in floating point.
type floats struct{ planes [3][]float64 }

// reference maps a picture in floating point. What is outside of it stays.
func reference(m Map, p *image.YCbCr) *floats {
	want := &floats{[3][]float64{make([]float64, len(p.Y)), make([]float64, len(p.Cb)), make([]float64, len(p.Cr))}}
	count := make([]float64, len(p.Cb))
	for i, v := range p.Y {
		want.planes[0][i] = float64(v)
	}
	for y := p.Rect.Min.Y; y < p.Rect.Max.Y; y++ {
		for x := p.Rect.Min.X; x < p.Rect.Max.X; x++ {
			at := p.COffset(x, y)
			l, u, v := float64(p.Y[p.YOffset(x, y)])/255, float64(p.Cb[at])/255-128./255, float64(p.Cr[at])/255-128./255
			if _, first := m[0].(Ramp); first {
				u, v = 0, 0
			}
			c := evaluate(m, [3]float64{l + 1.402*v, l - 0.344136*u - 0.714136*v, l + 1.772*u})
			l = 0.299*c[0] + 0.587*c[1] + 0.114*c[2]
			want.planes[0][p.YOffset(x, y)] = 255 * l
			want.planes[1][at] += 128 + 255*(c[2]-l)/1.772
			want.planes[2][at] += 128 + 255*(c[0]-l)/1.402
			count[at]++
		}
	}
	for i, n := range count {
		if n > 0 {
			want.planes[1][i] = want.planes[1][i]/n - float64(p.Cb[i])
			want.planes[2][i] = want.planes[2][i]/n - float64(p.Cr[i])
		}
		want.planes[1][i] += float64(p.Cb[i])
		want.planes[2][i] += float64(p.Cr[i])
	}
	return want
}

// evaluate takes a colour through a map in floating point.
func evaluate(m Map, c [3]float64) [3]float64 {
	clamp := func() {
		for i, v := range c {
			c[i] = max(0, min(1, v))
		}
	}
	clamp()
	for _, step := range m {
		luma := 0.299*c[0] + 0.587*c[1] + 0.114*c[2]
		switch f := step.(type) {
		case Curve:
			c = [3]float64{f(c[0]), f(c[1]), f(c[2])}
		case Curves:
			for i, f := range [3]Curve{f.R, f.G, f.B} {
				if f != nil {
					c[i] = f(c[i])
				}
			}
		case Matrix:
			var out [3]float64
			for i, row := range f {
				out[i] = row[0]*c[0] + row[1]*c[1] + row[2]*c[2] + row[3]
			}
			c = out
		case Ramp:
			c[0], c[1], c[2] = f(luma)
		case Gain:
			by := f(luma)
			c = [3]float64{by * c[0], by * c[1], by * c[2]}
		case Colour:
			c[0], c[1], c[2] = f(c[0], c[1], c[2])
		}
		clamp()
	}
	return c
}
