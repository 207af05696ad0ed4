package resample

import "math"

// Filter is a kernel: how much the source samples around a place count for
// the sample of the result there. When shrinking, kernels widen with the
// scale, so that every source sample counts.
type Filter int

const (
	// Lanczos3 is the sinc within a sinc window of three lobes (C. Duchon,
	// "Lanczos Filtering in One and Two Dimensions", 1979): the sharpest.
	Lanczos3 Filter = iota
	// Cubic is the spline through the samples (E. Catmull, R. Rom, "A Class
	// of Local Interpolating Splines", 1974): less ringing, two thirds of
	// the work.
	Cubic
	// Area is the mean of what a sample of the result covers; when
	// enlarging it interpolates linearly.
	Area
)

// radius is how far the kernel reaches, at a scale of 1.
func (f Filter) radius() float64 {
	switch f {
	case Cubic:
		return 2
	case Area:
		return 1
	}
	return 3
}

// weightBits is the fixed-point precision of a kernel's weights: they sum up
// to 1 << weightBits. No kernel's positive weights reach twice that sum.
const weightBits = 14

// taps holds, for each position of the result, which run of source positions
// counts for it and how much.
type taps struct {
	first   []int32
	offset  []int32 // into weights; one more than there are positions
	weights []int16
}

// newTaps returns the taps from src to dst positions. Positions outside of
// the source count as the nearest inside.
func newTaps(src, dst int, scale float64, kind Filter) *taps {
	return newTapsFrom(0, src, dst, scale, kind)
}

// newTapsFrom is newTaps for a result whose edge lies at the given place of
// the source.
func newTapsFrom(edge float64, src, dst int, scale float64, kind Filter) *taps {
	k := newKernel(kind, scale)
	t := &taps{
		first: make([]int32, dst), offset: make([]int32, dst+1),
		weights: make([]int16, 0, dst*min(k.longest(), src)+k.longest()),
	}
	symmetric := edge == 0 && math.Abs(float64(dst)*scale-float64(src)) < 1e-6
	for x := range dst {
		if other := dst - 1 - x; symmetric && other < x {
			t.mirror(x, other, src)
			continue
		}
		centre := edge + (float64(x)+0.5)*scale - 0.5
		from, raw := k.at(centre, src)
		t.add(x, from, raw, clamp(int(centre+0.5)-from, len(raw)))
	}
	return t
}

// mirror makes the weights of x those of other, from the far end of the
// source: a mirrored picture becomes a mirrored result, bit for bit, and half
// of the work is saved.
func (t *taps) mirror(x, other, src int) {
	first, weights := t.of(other)
	for i := len(weights) - 1; i >= 0; i-- {
		t.weights = append(t.weights, weights[i])
	}
	t.first[x] = int32(src - first - len(weights))
	t.offset[x+1] = int32(len(t.weights))
}

// add rounds a position's weights, makes their sum exact around the middle,
// and leaves out zeros at both ends.
func (t *taps) add(x, from int, raw []float64, middle int) {
	sum := 0.0
	for _, w := range raw {
		sum += w
	}
	start := len(t.weights)
	t.weights = t.weights[:start+len(raw)]
	fixed := t.weights[start:]
	rest, unit := 1<<weightBits, (1<<weightBits)/sum
	for i, w := range raw {
		v := int(w*unit+(1<<15+0.5)) - 1<<15 // rounds: the sum is above 0
		fixed[i] = int16(v)
		rest -= v
	}
	spread(fixed, raw, middle, rest)
	low, high := 0, len(fixed)
	for high-low > 1 && fixed[low] == 0 {
		low++
	}
	for high-low > 1 && fixed[high-1] == 0 {
		high--
	}
	if low > 0 {
		copy(fixed, fixed[low:high])
	}
	t.weights = t.weights[:start+high-low]
	t.first[x] = int32(from + low)
	t.offset[x+1] = int32(len(t.weights))
}

// spread adds what rounding has left to the weight in the middle, and to
// those beside it that are as large, so that symmetric weights stay symmetric
// and a long row of equal weights gets no peak.
func spread(fixed []int16, raw []float64, middle, rest int) {
	low, high := middle, middle+1
	for low > 0 && math.Abs(raw[low-1]-raw[middle]) < 1e-9 {
		low--
	}
	for high < len(raw) && math.Abs(raw[high]-raw[middle]) < 1e-9 {
		high++
	}
	n := high - low
	for i := range n {
		fixed[low+i] += int16(rest*(i+1)/n - rest*i/n)
	}
}

// of returns the first source position that counts for x, and the weights of
// it and its followers.
func (t *taps) of(x int) (first int, weights []int16) {
	return int(t.first[x]), t.weights[t.offset[x]:t.offset[x+1]]
}

// longest is the largest number of weights that a position has.
func (t *taps) longest() int {
	n := 0
	for x := range t.first {
		n = max(n, int(t.offset[x+1]-t.offset[x]))
	}
	return n
}

func clamp(i, n int) int { return max(0, min(i, n-1)) }
