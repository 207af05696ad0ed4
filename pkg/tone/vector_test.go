package tone

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// source gives random samples and quick values, and extreme ones.
type source struct{ *rand.Rand }

func (s source) bytes(n int) []byte {
	row := make([]byte, n)
	for i := range row {
		row[i] = [4]byte{byte(s.IntN(256)), byte(s.IntN(256)), 0, 255}[s.IntN(4)]
	}
	return row
}

func (s source) quick(n int) []uint16 {
	row := make([]uint16, n)
	for i := range row {
		row[i] = [4]uint16{uint16(s.IntN(quickest + 1)), uint16(s.IntN(quickest + 1)), 0, quickest}[s.IntN(4)]
	}
	return row
}

// sums are of four quick values.
func (s source) sums(n int) []uint16 {
	row := s.quick(n)
	for i := range row {
		row[i] *= 4
	}
	return row
}

// The assembly gives the same as the plain functions, writes to nothing else,
// and does without more memory than it is given.
func TestVectorsAreAsPlain(t *testing.T) {
	s := source{rand.New(rand.NewPCG(3, 4))}
	if !vectorRepeat(make([]byte, 2*block), make([]byte, block)) {
		t.Skip("there is no assembly for this processor")
	}
	for n := block; n < 5*block; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) { checkConversions(t, s, n) })
	}
	for range 200 {
		checkMix(t, s, (1+s.IntN(4))*block)
		checkGain(t, s, (1+s.IntN(4))*block)
	}
}

// Between the points of a lattice the vectors mix what the plain function
// does, and see the same blocks with cells that do not follow.
func TestVectorsMixLatticesAsPlain(t *testing.T) {
	s := source{rand.New(rand.NewPCG(5, 6))}
	l := newLattice(nil)
	for i := range l.points {
		v := follows | uint64(s.IntN(quickest+1)) | uint64(s.IntN(quickest+1))<<16 | uint64(s.IntN(quickest+1))<<32
		if s.IntN(20) == 0 {
			v &^= follows
		}
		l.points[i].Store(v)
	}
	var blocks [tile]*fineBlock
	for i := range blocks {
		if blocks[i] = new(fineBlock); i%3 > 0 {
			blocks[i] = blocks[i-1]
		}
		for k := range blocks[i] {
			blocks[i][k].Store(l.points[s.IntN(len(l.points))].Load())
		}
	}
	for range 2000 {
		var from, got, want rows
		n := (1 + s.IntN(tile/block)) * block
		for c := range from {
			copy(from[c][:], s.quick(tile))
			for i := range 16 {
				from[c][s.IntN(tile)] = uint16(s.IntN(65536))
				from[0][s.IntN(tile)], from[1][i] = from[1][i], from[2][i] // equal ones
			}
		}
		var wild, wanted wildness
		var cells, wantedCells [tile]uint16
		if !vectorLattice(l, &got, &from, &cells, &wild, n) {
			t.Skip("there is no assembly for this processor")
		}
		plainLattice(l, &want, &from, &wantedCells, &wanted, n)
		if got != want || wild != wanted || cells != wantedCells {
			t.Fatal("lattices are mixed differently")
		}
		vectorFine(&got, &from, &blocks, &wild, n)
		plainFine(l, &want, &from, &blocks, &wanted, n)
		if got != want || wild != wanted {
			t.Fatal("blocks of fine points are mixed differently")
		}
	}
}

func checkConversions(t *testing.T, s source, n int) {
	y, cb, cr := s.bytes(n), s.bytes(n), s.bytes(n)
	r, g, b := s.quick(n), s.quick(n), s.quick(n)
	var got, want [3][]uint16
	var gotBytes, wantBytes [3][]byte
	for i := range 3 {
		got[i], want[i] = make([]uint16, n), make([]uint16, n)
		gotBytes[i], wantBytes[i] = make([]byte, 2*n), make([]byte, 2*n)
	}
	compare := func(name string) {
		t.Helper()
		for i := range 3 {
			if !slices.Equal(got[i], want[i]) || !bytes.Equal(gotBytes[i], wantBytes[i]) {
				t.Errorf("%s differs", name)
			}
		}
	}
	vectorFromPlanes(got[0], got[1], got[2], y, cb, cr)
	plainFromPlanes(want[0], want[1], want[2], y, cb, cr)
	compare("fromPlanes")
	vectorToLuma(gotBytes[0][:n], r, g, b)
	plainToLuma(wantBytes[0][:n], r, g, b)
	compare("toLuma")
	r, g, b = s.sums(n), s.sums(n), s.sums(n)
	vectorToChroma(gotBytes[0][:n], gotBytes[1][:n], r, g, b)
	plainToChroma(wantBytes[0][:n], wantBytes[1][:n], r, g, b)
	compare("toChroma")
	upper, lower := s.quick(2*n), s.quick(2*n)
	vectorSum(got[0], upper, lower)
	plainSum(want[0], upper, lower)
	compare("sum")
	vectorSumDown(got[0], upper[:n], lower[:n])
	plainSumDown(want[0], upper[:n], lower[:n])
	compare("sumDown")
	vectorRepeat(gotBytes[0], y)
	for i := range wantBytes[0] {
		wantBytes[0][i] = y[i/2]
	}
	compare("repeat")
}

func checkMix(t *testing.T, s source, n int) {
	t.Helper()
	var m Matrix
	size := [6]float64{0.1, 0.999, 1, 3, 100, 1e9}[s.IntN(6)]
	for i := range m {
		for k := range m[i] {
			m[i][k] = size * (2*s.Float64() - 1)
		}
	}
	q := newQuickMatrix(m)
	got := [3][]uint16{s.quick(n), s.quick(n), s.quick(n)}
	want := [3][]uint16{slices.Clone(got[0]), slices.Clone(got[1]), slices.Clone(got[2])}
	vectorMix(q, got[0], got[1], got[2])
	plainMix(q, want[0], want[1], want[2])
	for i := range 3 {
		if !slices.Equal(got[i], want[i]) {
			t.Fatalf("%v differs", m)
		}
	}
}

func checkGain(t *testing.T, s source, n int) {
	t.Helper()
	factors := make([]uint16, n)
	for i := range factors {
		factors[i] = [4]uint16{uint16(s.IntN(65536)), 0, 65535, 8192}[s.IntN(4)]
	}
	got := [3][]uint16{s.quick(n), s.quick(n), s.quick(n)}
	want := [3][]uint16{slices.Clone(got[0]), slices.Clone(got[1]), slices.Clone(got[2])}
	vectorScale(got[0], got[1], got[2], factors)
	plainScale(want[0], want[1], want[2], factors)
	for i := range 3 {
		if !slices.Equal(got[i], want[i]) {
			t.Fatal("scale differs")
		}
	}
	r, g, b, luma := s.quick(n), s.quick(n), s.quick(n), make([]uint16, n)
	plainLumas(luma, r, g, b)
	vectorLumas(r, r, g, b) // as a ramp does it
	if !slices.Equal(r, luma) {
		t.Fatal("lumas differ")
	}
}
