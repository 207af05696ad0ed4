package resample

import "math"

// weightBits is the fixed-point precision of a filter's weights: they sum up
// to 1 << weightBits.
const weightBits = 14

// lobes of the Lanczos window.
const lobes = 3

// filter holds, for each position of the result, which run of source
// positions counts for it and how much.
type filter struct {
	first   []int32
	offset  []int32 // into weights; one more than there are positions
	weights []int32
}

// newFilter returns the filter from src to dst positions. Positions outside
// the source count as the nearest inside.
func newFilter(src, dst int, scale float64) *filter {
	f := &filter{first: make([]int32, dst), offset: make([]int32, dst+1)}
	wide := math.Max(1, scale)
	raw := make([]float64, 0, int(2*lobes*wide)+3)
	for x := range dst {
		centre := (float64(x)+0.5)*scale - 0.5
		low := int(math.Ceil(centre - lobes*wide))
		high := int(math.Floor(centre + lobes*wide))
		from, to := clamp(low, src), clamp(high, src)
		raw = append(raw[:0], make([]float64, to-from+1)...)
		sum := 0.0
		for i := low; i <= high; i++ {
			w := lanczos((float64(i) - centre) / wide)
			raw[clamp(i, src)-from] += w
			sum += w
		}
		f.add(x, from, raw, sum)
	}
	return f
}

// add rounds a position's weights, makes their sum exact at the largest, and
// leaves out zeros at both ends.
func (f *filter) add(x, from int, raw []float64, sum float64) {
	fixed := make([]int32, len(raw))
	rest, largest := int32(1)<<weightBits, 0
	for i, w := range raw {
		fixed[i] = int32(math.Round(w / sum * (1 << weightBits)))
		rest -= fixed[i]
		if w > raw[largest] {
			largest = i
		}
	}
	fixed[largest] += rest
	for len(fixed) > 1 && fixed[0] == 0 {
		fixed, from = fixed[1:], from+1
	}
	for len(fixed) > 1 && fixed[len(fixed)-1] == 0 {
		fixed = fixed[:len(fixed)-1]
	}
	f.first[x] = int32(from)
	f.weights = append(f.weights, fixed...)
	f.offset[x+1] = int32(len(f.weights))
}

// taps returns the first source position that counts for x, and the weights
// of it and its followers.
func (f *filter) taps(x int) (first int, weights []int32) {
	return int(f.first[x]), f.weights[f.offset[x]:f.offset[x+1]]
}

// longest is the largest number of weights that a position has.
func (f *filter) longest() int {
	n := 0
	for x := range f.first {
		n = max(n, int(f.offset[x+1]-f.offset[x]))
	}
	return n
}

// lanczos is sinc(x) * sinc(x/lobes) within the window (C. Duchon, "Lanczos
// Filtering in One and Two Dimensions", 1979).
func lanczos(x float64) float64 {
	if x == 0 {
		return 1
	}
	if x <= -lobes || x >= lobes {
		return 0
	}
	if x == math.Trunc(x) {
		return 0 // exactly, where the sine is not
	}
	a := math.Pi * x
	return lobes * math.Sin(a) * math.Sin(a/lobes) / (a * a)
}

func clamp(i, n int) int { return max(0, min(i, n-1)) }
