package dct

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"
)

// basis is the value of function k of an orthonormal transform of n points at
// sample x.
func basis(n, k, x int) float64 {
	if k == 0 {
		return math.Sqrt(1 / float64(n))
	}
	return math.Sqrt(2/float64(n)) * math.Cos(math.Pi*float64((2*x+1)*k)/float64(2*n))
}

// inverseFloat transforms the n x n coefficients of lowest frequency to n x n
// samples, neither rounded nor clamped.
func inverseFloat(n int, b *Block, q *Table) []float64 {
	out := make([]float64, n*n)
	for i := range out {
		for v := range n {
			for u := range n {
				c := float64(b[8*v+u]) * float64(q[8*v+u])
				out[i] += c * basis(n, v, i/n) * basis(n, u, i%n)
			}
		}
		out[i] = out[i]*float64(n)/8 + 128
	}
	return out
}

// forwardFloat transforms 8 x 8 samples.
func forwardFloat(src []byte, stride int) (out [64]float64) {
	for i := range out {
		for y := range 8 {
			for x := range 8 {
				out[i] += (float64(src[y*stride+x]) - 128) * basis(8, i/8, y) * basis(8, i%8, x)
			}
		}
	}
	return out
}

// photoBlock returns a block as photos have them: large coefficients at low
// frequencies, few at high ones.
func photoBlock(r *rand.Rand) (*Block, *Table) {
	b, q := new(Block), new(Table)
	for i := range b {
		q[i] = uint16(1 + r.IntN(40))
		if r.IntN(3) == 0 {
			limit := 800 / (1 + i/8 + i%8) / int(q[i])
			b[i] = int16(r.IntN(2*limit+1) - limit)
		}
	}
	return b, q
}

// Half a level is the rounding of the samples. What that between the passes adds
// is much less; the small transforms have none.
func TestInversesAreNearTheExactOnes(t *testing.T) {
	limits := map[int]float64{8: 0.65, 4: 0.6, 2: 0.501, 1: 0.501}
	for n, f := range inverters() {
		r := rand.New(rand.NewPCG(7, 8))
		worst := 0.0
		for range 1000 {
			b, q := photoBlock(r)
			dst := make([]byte, n*n)
			f.fast(dst, n, b, q)
			for i, want := range inverseFloat(n, b, q) {
				worst = max(worst, math.Abs(float64(dst[i])-min(max(want, 0), 255)))
			}
		}
		t.Logf("%d x %d: %.3f at the most", n, n, worst)
		if worst > limits[n] {
			t.Errorf("%d x %d: wrong by %.3f, want at most %.3f", n, n, worst, limits[n])
		}
	}
}

func TestOnlyLowFrequenciesMatterToReducedInverses(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for n, f := range inverters() {
		for range 200 {
			b, q := photoBlock(r)
			want, got := make([]byte, n*n), make([]byte, n*n)
			f.fast(want, n, b, q)
			for i := range b {
				if i/8 >= n || i%8 >= n {
					b[i], q[i] = int16(r.Uint32()), uint16(r.Uint32())
				}
			}
			f.fast(got, n, b, q)
			if !bytes.Equal(got, want) {
				t.Fatalf("%d x %d: other coefficients change it", n, n)
			}
		}
	}
}

func TestFillEqualsTheTransforms(t *testing.T) {
	for n, f := range inverters() {
		for dc := math.MinInt16; dc <= math.MaxInt16; dc += 3 {
			for _, q := range []uint16{1, 3, 65535} {
				got, all := guarded(n+3, n)
				want, _ := guarded(n+3, n)
				Fill(got, n+3, n, int16(dc), q)
				f.fast(want, n+3, &Block{int16(dc)}, &Table{q})
				if !bytes.Equal(got, want) {
					t.Fatalf("%d x %d of %d times %d: %v, want %v", n, n, dc, q, got, want)
				}
				if !unharmed(all, n+3, n) {
					t.Fatalf("%d x %d: wrote beside the block", n, n)
				}
			}
		}
	}
}

func TestRowsOutsideOfTheSlicePanic(t *testing.T) {
	panics := func(f func()) (is bool) {
		defer func() { is = recover() != nil }()
		f()
		return false
	}
	for name, c := range map[string]struct {
		missing, stride int // bytes less than needed, at the end
	}{
		"one byte short":                    {1, 16},
		"a negative stride":                 {0, -16},
		"a stride beyond the slice":         {0, 1000},
		"a stride that overflows 7 of it":   {0, math.MaxInt/7 + 2},
		"a stride that overflows, by twice": {0, math.MinInt},
	} {
		for n, f := range inverters() {
			if n == 1 && c.missing == 0 {
				continue // it has one row, so a stride of any kind
			}
			buf := make([]byte, (n-1)*16+n-c.missing)
			if !panics(func() { f.fast(buf, c.stride, new(Block), tableOf(1)) }) {
				t.Errorf("%s: %d x %d: no panic", name, n, n)
			}
			if !panics(func() { Fill(buf, c.stride, n, 0, 1) }) {
				t.Errorf("%s: Fill %d x %d: no panic", name, n, n)
			}
		}
		buf := make([]byte, 7*16+8-c.missing)
		if !panics(func() { Forward(new(Block), buf, c.stride, NewDivisors(tableOf(1))) }) {
			t.Errorf("%s: Forward: no panic", name)
		}
	}
}
