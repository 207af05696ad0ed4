package resample

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// weightOf is a kernel by its definition, at a distance of x source samples.
func weightOf(kind Filter, x, wide float64) float64 {
	switch at := math.Abs(x / wide); {
	case kind == Lanczos3:
		return lanczos(at)
	case kind == Area:
		return max(0, min(x+0.5, wide/2)-max(x-0.5, -wide/2))
	case at < 1:
		return 1.5*at*at*at - 2.5*at*at + 1
	case at < 2:
		return -0.5*at*at*at + 2.5*at*at - 4*at + 2
	}
	return 0
}

// exact resamples lines of n samples to m in floating point. Sample i of line
// k is src[k*line+i*step]; that of the result is dst[k*toLine+x*toStep].
type exact struct {
	kind               Filter
	n, m, lines        int
	scale              float64
	line, step         int
	toLine, toStep     int
	src, dst, weighted []float64
}

func (e exact) run() []float64 {
	wide := math.Max(1, e.scale)
	e.dst, e.weighted = make([]float64, e.lines*e.m), make([]float64, e.n)
	for x := range e.m {
		centre := (float64(x)+0.5)*e.scale - 0.5
		clear(e.weighted)
		sum := 0.0
		for i := int(centre - 3*wide - 1); i <= int(centre+3*wide+1); i++ {
			w := weightOf(e.kind, float64(i)-centre, wide)
			e.weighted[clamp(i, e.n)] += w
			sum += w
		}
		for k := range e.lines {
			v := 0.0
			for i, w := range e.weighted {
				if w != 0 {
					v += w * e.src[k*e.line+i*e.step]
				}
			}
			e.dst[k*e.toLine+x*e.toStep] = v / sum
		}
	}
	return e.dst
}

// exactPlane is exact in both directions.
func exactPlane(kind Filter, src []byte, from, to image.Point, s Scale) []float64 {
	plane := make([]float64, len(src))
	for i, v := range src {
		plane[i] = float64(v)
	}
	rows := exact{kind: kind, n: from.X, m: to.X, lines: from.Y, scale: s.X, line: from.X, step: 1, toLine: to.X, toStep: 1, src: plane}.run()
	return exact{kind: kind, n: from.Y, m: to.Y, lines: to.X, scale: s.Y, line: 1, step: to.X, toLine: 1, toStep: to.X, src: rows}.run()
}

// push resamples a plane row by row, and checks that the rows come in order
// and complete.
func push(t *testing.T, src []byte, from, to image.Point, s Scale, kind Filter) []byte {
	t.Helper()
	r := NewRows(from, to, s, kind)
	var dst []byte
	row := make([]byte, from.X)
	for y := range from.Y {
		copy(row, src[y*from.X:])
		r.Push(row, func(at int, row []byte) {
			if at != len(dst)/to.X || len(row) != to.X {
				t.Fatalf("%v to %v: row %d of %d samples after %d", from, to, at, len(row), len(dst)/to.X)
			}
			dst = append(dst, row...)
		})
		for i := range row {
			row[i] = 77 // the caller's to change
		}
	}
	if len(dst) != to.X*to.Y {
		t.Fatalf("%v to %v: %d samples came", from, to, len(dst))
	}
	return dst
}

func random(n int, r *rand.Rand) []byte {
	return filled(n, func(int) byte { return byte(r.Uint32()) })
}

// near checks that no sample is further than a level from floating point,
// where no boxes are taken, and that they are not as far on the whole: half a
// level everywhere, which is as bad as rounding can be, is 54.1 dB.
func near(t *testing.T, src []byte, from, to image.Point, s Scale, kind Filter) {
	t.Helper()
	got := push(t, src, from, to, s, kind)
	if s == (Scale{}) {
		s = scaleOf(from, to)
	}
	most, mse := difference(got, exactPlane(kind, src, from, to, s))
	if psnr := 10 * math.Log10(255*255/mse); most > 1 || psnr < 53.5 {
		t.Fatalf("filter %d, %v to %v: differs by %.2f levels, %.1f dB", kind, from, to, most, psnr)
	}
}

func TestRowsAreWithinALevelOfFloats(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, kind := range []Filter{Lanczos3, Cubic, Area} {
		for w := 1; w <= 70; w++ {
			h := 1 + int(r.Uint32N(40))
			from := image.Pt(w, h)
			for _, to := range []image.Point{{w, h}, {w/3 + 1, h/3 + 1}, {w*2/3 + 1, h}, {w + 1, h + 1}, {2 * w, 3 * h}, {(w + 1) / 2, h*9/10 + 1}} {
				near(t, random(w*h, r), from, to, Scale{}, kind)
				near(t, filled(w*h, patterns(r)["extremes"]), from, to, Scale{}, kind)
			}
		}
	}
}

func TestLinesAndPoints(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 7))
	for _, kind := range []Filter{Lanczos3, Cubic, Area} {
		for _, n := range []int{1, 2, 3, 7, 64, 65} {
			for _, m := range []int{1, 2, 5, 70} {
				if n > 3*m {
					continue // boxes
				}
				near(t, random(n, r), image.Pt(n, 1), image.Pt(m, 1), Scale{}, kind)
				near(t, random(n, r), image.Pt(1, n), image.Pt(1, m), Scale{}, kind)
				near(t, random(n, r), image.Pt(n, 1), image.Pt(m, 9), Scale{}, kind)
			}
		}
	}
}

func TestAnotherIsIndependent(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 7))
	from := image.Pt(90, 70)
	for _, to := range []image.Point{{90, 70}, {61, 50}, {9, 7}, {100, 200}} {
		a, b := random(90*70, r), random(90*70, r)
		first := NewRows(from, to, Scale{}, Lanczos3)
		first.Push(a, func(int, []byte) {})
		second := first.Another()
		var got [2][]byte
		keep := func(i int) func(int, []byte) {
			return func(_ int, row []byte) { got[i] = append(got[i], row...) }
		}
		first = second.Another()
		for y := range from.Y {
			first.Push(a[y*90:], keep(0))
			second.Push(b[y*90:], keep(1))
		}
		for i, src := range [][]byte{a, b} {
			if !slices.Equal(got[i], push(t, src, from, to, Scale{}, Lanczos3)) {
				t.Errorf("to %v: plane %d is another when two are resampled at a time", to, i)
			}
		}
	}
}

// Chroma planes have sizes that are rounded up, and the luma's scale.
func TestScaleOfItsOwn(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 7))
	for _, c := range []struct {
		from, to image.Point
		s        Scale
	}{
		{image.Pt(51, 26), image.Pt(33, 17), Scale{X: 101.0 / 66, Y: 51.0 / 33}},
		{image.Pt(51, 51), image.Pt(33, 17), Scale{X: 101.0 / 66, Y: 51.0 / 33 * 2}},
		{image.Pt(50, 40), image.Pt(50, 20), Scale{X: 1, Y: 2}},
		{image.Pt(50, 40), image.Pt(100, 40), Scale{X: 0.5, Y: 1}},
		{image.Pt(50, 40), image.Pt(50, 40), Scale{X: 1, Y: 1}},
	} {
		near(t, random(c.from.X*c.from.Y, r), c.from, c.to, c.s, Lanczos3)
	}
}

func TestSameSizeChangesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 7))
	src := random(61*33, r)
	for _, kind := range []Filter{Lanczos3, Cubic, Area} {
		if !slices.Equal(push(t, src, image.Pt(61, 33), image.Pt(61, 33), Scale{}, kind), src) {
			t.Errorf("filter %d changed a picture that keeps its size", kind)
		}
	}
}

// Larger ratios are averaged first, which must stay far below what JPEG takes
// later.
func TestLargeRatiosStayCloseToFloats(t *testing.T) {
	src := noise(700, 500)
	for _, kind := range []Filter{Lanczos3, Cubic, Area} {
		for _, to := range []image.Point{{100, 71}, {41, 33}, {20, 300}, {350, 9}} {
			got := push(t, src.Pix, src.Rect.Size(), to, Scale{}, kind)
			_, mse := difference(got, exactPlane(kind, src.Pix, src.Rect.Size(), to, scaleOf(src.Rect.Size(), to)))
			if psnr := 10 * math.Log10(255*255/mse); psnr < 46 {
				t.Errorf("filter %d to %v: %.1f dB against the filter alone", kind, to, psnr)
			}
		}
	}
}

func mirrored(src []byte, size image.Point) []byte {
	dst := slices.Clone(src)
	for y := range size.Y {
		slices.Reverse(dst[y*size.X : (y+1)*size.X])
	}
	return dst
}

func flipped(src []byte, size image.Point) []byte {
	var dst []byte
	for y := size.Y - 1; y >= 0; y-- {
		dst = append(dst, src[y*size.X:(y+1)*size.X]...)
	}
	return dst
}

func TestMirroredAndFlippedAreExact(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 7))
	for _, kind := range []Filter{Lanczos3, Cubic, Area} {
		for _, c := range []struct{ from, to image.Point }{
			{image.Pt(61, 23), image.Pt(24, 9)}, {image.Pt(64, 40), image.Pt(37, 21)}, {image.Pt(30, 31), image.Pt(63, 70)}, {image.Pt(99, 60), image.Pt(33, 20)},
		} {
			src := random(c.from.X*c.from.Y, r)
			want := push(t, src, c.from, c.to, Scale{}, kind)
			if got := push(t, mirrored(src, c.from), c.from, c.to, Scale{}, kind); !slices.Equal(mirrored(got, c.to), want) {
				t.Errorf("filter %d, %v: mirrored differs", kind, c)
			}
			if got := push(t, flipped(src, c.from), c.from, c.to, Scale{}, kind); !slices.Equal(flipped(got, c.to), want) {
				t.Errorf("filter %d, %v: flipped differs", kind, c)
			}
		}
	}
}

// Nothing is shifted: a slope stays where it is.
func TestGradientsStayInPlace(t *testing.T) {
	for _, kind := range []Filter{Lanczos3, Cubic, Area} {
		for _, to := range []int{60, 85, 128, 199, 255, 300, 500} {
			from := image.Pt(256, 3)
			src := filled(256*3, func(i int) byte { return byte(i % 256) })
			got := push(t, src, from, image.Pt(to, 3), Scale{}, kind)
			s := 256 / float64(to)
			for x := to / 8; x < to-to/8; x++ {
				if want := (float64(x)+0.5)*s - 0.5; math.Abs(float64(got[to+x])-want) > 1 {
					t.Errorf("filter %d to %d: %d at %d, want %.2f", kind, to, got[to+x], x, want)
				}
			}
		}
	}
}

// A row of the result must not wait for more than its own source rows, and
// the one that completes a pair.
func TestRowsComeEarly(t *testing.T) {
	from, to := image.Pt(10, 1000), image.Pt(10, 400)
	r := NewRows(from, to, Scale{}, Lanczos3)
	last := -1
	for y := range from.Y {
		r.Push(make([]byte, 10), func(at int, _ []byte) { last = at })
		if due := int((float64(y)-9)/2.5) - 1; last < min(due, to.Y-1) {
			t.Fatalf("after source row %d the last row was %d, and %d could be", y, last, due)
		}
	}
}

func TestWrongUsePanics(t *testing.T) {
	panics := func(name string, f func()) {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("did not panic")
				}
			}()
			f()
		})
	}
	nothing := func(int, []byte) {}
	panics("no size", func() { NewRows(image.Pt(0, 1), image.Pt(1, 1), Scale{}, Area) })
	panics("no target", func() { NewRows(image.Pt(3, 1), image.Pt(1, -1), Scale{}, Area) })
	for _, s := range []Scale{{X: 1}, {Y: 2}, {X: -1, Y: 1}, {X: math.Inf(1), Y: 1}, {X: 1, Y: math.NaN()}, {X: 1, Y: 1, Left: math.NaN()}} {
		panics(fmt.Sprint("scale ", s), func() { NewRows(image.Pt(3, 1), image.Pt(1, 1), s, Area) })
	}
	for name, to := range map[string]image.Point{"same": {9, 2}, "filter": {5, 2}, "boxes": {1, 1}} {
		panics("a short row: "+name, func() { NewRows(image.Pt(9, 2), to, Scale{}, Lanczos3).Push(make([]byte, 8), nothing) })
		panics("too many rows: "+name, func() {
			r := NewRows(image.Pt(9, 2), to, Scale{}, Lanczos3)
			for range 3 {
				r.Push(make([]byte, 9), nothing)
			}
		})
	}
}

func FuzzRows(f *testing.F) {
	f.Add(uint16(9), uint16(3), uint16(4), uint16(7), byte(0), []byte{1, 200, 7})
	f.Add(uint16(1), uint16(1), uint16(1), uint16(1), byte(1), []byte{0})
	f.Add(uint16(9), uint16(0), uint16(4), uint16(29), byte(8), []byte("0"))
	f.Add(uint16(200), uint16(80), uint16(66), uint16(27), byte(2), []byte{255, 0})
	f.Fuzz(func(t *testing.T, w, h, dw, dh uint16, kind byte, data []byte) {
		from := image.Pt(int(w)%300+1, int(h)%100+1)
		to := image.Pt(int(dw)%300+1, int(dh)%100+1)
		if len(data) == 0 {
			data = []byte{9}
		}
		src := filled(from.X*from.Y, func(i int) byte { return data[i%len(data)] ^ byte(i/len(data)*37) })
		k := Filter(kind % 3)
		if s := scaleOf(from, to); s.X < 4 && s.Y < 4 {
			near(t, src, from, to, Scale{}, k)
			return
		}
		push(t, src, from, to, Scale{}, k)
	})
}

func ExampleRows() {
	r := NewRows(image.Pt(4, 4), image.Pt(2, 2), Scale{}, Area)
	for _, row := range [][]byte{{0, 0, 90, 90}, {0, 0, 90, 90}, {10, 10, 30, 30}, {20, 20, 30, 50}} {
		r.Push(row, func(y int, row []byte) { fmt.Println(y, row) })
	}
	// Output:
	// 0 [0 90]
	// 1 [15 35]
}
