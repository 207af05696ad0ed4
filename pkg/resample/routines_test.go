package resample

import (
	"bytes"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The routines that a processor has its own code for must do what the
// portable ones do, and write nothing else.

const guard = 0xA5

// fenced returns n elements of value between others, and a function that
// reports whether the others have kept their value.
func fenced[T byte | int16 | uint16](n int, value T) (inside []T, intact func() bool) {
	all := make([]T, n+128)
	for i := range all {
		all[i] = value
	}
	return all[64 : 64+n : 64+n], func() bool {
		return !slices.ContainsFunc(all[:64], func(v T) bool { return v != value }) &&
			!slices.ContainsFunc(all[64+n:], func(v T) bool { return v != value })
	}
}

// patterns are ways to fill a row: noise, and the extremes.
func patterns(r *rand.Rand) map[string]func(i int) byte {
	return map[string]func(i int) byte{
		"noise":     func(int) byte { return byte(r.Uint32()) },
		"black":     func(int) byte { return 0 },
		"white":     func(int) byte { return 255 },
		"lines":     func(i int) byte { return byte(i % 2 * 255) },
		"extremes":  func(int) byte { return byte(r.Uint32N(2) * 255) },
		"upper bit": func(int) byte { return 127 + byte(r.Uint32N(3)) },
	}
}

func filled(n int, v func(i int) byte) []byte {
	row := make([]byte, n)
	for i := range row {
		row[i] = v(i)
	}
	return row
}

func TestInterleaveEqualsItsTwin(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for n := 1; n <= 150; n++ {
		even, odd := filled(n, func(int) byte { return byte(r.Uint32()) }), filled(n, func(int) byte { return byte(r.Uint32()) })
		size := 2 * roundUp(n, pairBlock)
		got, intact := fenced[byte](size, guard)
		want, _ := fenced[byte](size, guard)
		interleave(got, even, odd)
		interleaveGo(want, even, odd)
		if !bytes.Equal(got, want) || !intact() {
			t.Fatalf("%d columns: %v, want %v", n, got, want)
		}
	}
}

func TestDownEqualsItsTwin(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	weightings := map[string]func(i int) int16{
		"noise":    func(int) int16 { return int16(r.Uint32()) },
		"highest":  func(int) int16 { return math.MaxInt16 },
		"lowest":   func(int) int16 { return math.MinInt16 },
		"rounding": func(i int) int16 { return int16(i%3 - 1) },
	}
	for columns := columnsAtOnce; columns <= 3*columnsAtOnce; columns += columnsAtOnce {
		for count := 1; count <= 14; count++ {
			for pattern, sample := range patterns(r) {
				for weighting, weight := range weightings {
					pairs := filled(2*columns*16, sample)
					places, weights := make([]int, count), make([]int16, 2*count)
					for i := range places {
						places[i] = (i + 5) % 16 * 2 * columns
					}
					for i := range weights {
						weights[i] = weight(i)
					}
					got, intact := fenced[int16](columns, guard)
					want := make([]int16, columns)
					down(got, pairs, places, weights)
					downGo(want, pairs, places, weights)
					if !slices.Equal(got, want) || !intact() {
						t.Fatalf("%d columns, %d pairs, %s, weights %s: differs", columns, count, pattern, weighting)
					}
				}
			}
		}
	}
}

// midRows are rows between the passes: noise, and the extremes.
func midRows(r *rand.Rand) map[string]func(i int) int16 {
	return map[string]func(i int) int16{
		"noise":    func(int) int16 { return int16(r.Uint32N(2*32640+1)) - 32640 },
		"photo":    func(int) int16 { return int16(r.Uint32N(255 << extraBits)) },
		"highest":  func(int) int16 { return 32640 },
		"lowest":   func(int) int16 { return -32640 },
		"extremes": func(int) int16 { return int16(int(r.Uint32N(2))*65280 - 32640) },
	}
}

// scales are such that take each layout, with each number of taps.
func scales() []float64 {
	return []float64{0.1, 0.37, 0.999, 1, 1.2, 1.5, 1.99, 2, 2.01, 2.5, 3, 3.6, 3.99, 7, 11.3}
}

func TestAcrossEqualsItsTwins(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	narrows, wides := 0, 0
	for _, kind := range []Filter{Lanczos3, Cubic, Area} {
		for _, scale := range scales() {
			for n := 1; n <= 70; n++ {
				src := max(1, int(scale*float64(n)))
				taps := newTaps(src, n, scale, kind)
				all := []across{newWide(taps), newPixels(taps)}
				wides++
				if isNarrow(taps) {
					all = append(all, newNarrow(taps))
					narrows++
				}
				for _, a := range all {
					for pattern, sample := range midRows(r) {
						if fault := compareAcross(a, src, sample); fault != "" {
							t.Fatalf("%T, filter %d, scale %v, %d outputs, %s: %s", a, kind, scale, n, pattern, fault)
						}
					}
				}
			}
		}
	}
	if narrows < wides/4 {
		t.Errorf("only %d of %d filters are narrow", narrows, wides)
	}
}

func compareAcross(a across, src int, sample func(i int) int16) string {
	channels := 1
	if _, is := a.(*pixels); is {
		channels = 4
	}
	mid := make([]int16, src*channels+a.slack())
	for i := range mid {
		mid[i] = sample(i)
	}
	got, intact := fenced[byte](a.room(), guard)
	want := make([]byte, a.room())
	a.row(got, mid)
	switch a := a.(type) {
	case *narrow:
		acrossNarrowGo(want, mid, a)
	case *wide:
		acrossWideGo(want, mid, a)
	case *pixels:
		acrossPixelsGo(want, mid, a)
	}
	switch {
	case !bytes.Equal(got, want):
		return fmt.Sprintf("%v, want %v", got, want)
	case !intact():
		return "wrote beyond the row"
	}
	return ""
}

func TestSumsOfBoxesEqualTheirTwins(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	for n := 1; n <= 150; n++ {
		row := filled(n, func(int) byte { return byte(r.Uint32()) })
		got, intact := fenced[uint16](n, guard<<8)
		want, _ := fenced[uint16](n, guard<<8)
		addRow(got, row)
		addRowGo(want, row)
		if !slices.Equal(got, want) || !intact() {
			t.Fatalf("addRow, %d columns: %v, want %v", n, got, want)
		}
		src := make([]uint16, 2*n)
		for i := range src {
			src[i] = uint16(r.Uint32N(32641))
		}
		halve(got, src)
		halveGo(want, src)
		if !slices.Equal(got, want) || !intact() {
			t.Fatalf("halve, %d columns: %v, want %v", n, got, want)
		}
		halve(src[:n], src)
		if !slices.Equal(src[:n], want) {
			t.Fatalf("halve in place, %d columns: %v, want %v", n, src[:n], want)
		}
	}
}

func TestMeansEqualTheirTwin(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	for shift := range 9 {
		for n := 1; n <= 100; n++ {
			sums := make([]uint16, n)
			for i := range sums {
				sums[i] = uint16(r.Uint32N(255<<shift + 1))
			}
			sums[0], sums[n-1] = 255<<shift, 0
			got, intact := fenced[byte](n, guard)
			want := make([]byte, n)
			means(got, sums, 1<<shift/2, shift)
			meansGo(want, sums, 1<<shift/2, shift)
			if !bytes.Equal(got, want) || !intact() {
				t.Fatalf("shift %d, %d means: %v, want %v", shift, n, got, want)
			}
		}
	}
}

// What fits between the passes hangs on this.
func TestWeightsKeepTheirBounds(t *testing.T) {
	for _, kind := range []Filter{Lanczos3, Cubic, Area} {
		for _, scale := range append(scales(), 2.93, 4) {
			for _, src := range []int{1, 2, 5, 100, 333} {
				taps := newTaps(src, 1+int(float64(src)/scale), scale, kind)
				for x := range taps.first {
					first, weights := taps.of(x)
					if first < 0 || first+len(weights) > src {
						t.Fatalf("filter %d, scale %v, x=%d: taps %d to %d of %d", kind, scale, x, first, first+len(weights), src)
					}
					above, below := 0, 0
					for _, w := range weights {
						above, below = above+max(int(w), 0), below+min(int(w), 0)
					}
					if above+below != 1<<weightBits || above >= 1<<15-1 || below <= -1<<15 {
						t.Fatalf("filter %d, scale %v, x=%d: weights above zero sum up to %d, below to %d", kind, scale, x, above, below)
					}
				}
			}
		}
	}
}

func TestPushAllocatesNothing(t *testing.T) {
	for _, to := range []image.Point{{400, 300}, {300, 200}, {50, 40}} {
		r := NewRows(image.Pt(600, 100000), image.Pt(to.X, to.Y*250), Scale{}, Lanczos3)
		row, emit := make([]byte, 600), func(int, []byte) {}
		if n := testing.AllocsPerRun(200, func() { r.Push(row, emit) }); n > 0 {
			t.Errorf("to %v: %v allocations for a row", to, n)
		}
	}
}
