package jpeg

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// drawnSpec makes an optimal table for random counts of some symbols.
func drawnSpec(r *rand.Rand, ac bool) *encSpec {
	var counts encCounts
	all := missingSymbols(&encSpec{}, ac)
	for range 1 + r.IntN(2*len(all)) {
		counts[all[r.IntN(len(all))]] += 1 << r.IntN(24)
	}
	return optimalSpec(&counts)
}

// codeLengths returns the length of each symbol's code.
func codeLengths(s *encSpec) (lengths [256]int) {
	next := 0
	for i, n := range s.counts {
		for range n {
			lengths[s.values[next]] = i + 1
			next++
		}
	}
	return lengths
}

func TestCompletedTablesHaveAllCodesAndKeepMostLengths(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 5))
	made := 0
	for i := range 2000 {
		ac := i%2 == 0
		s := drawnSpec(r, ac)
		before := codeLengths(s)
		values := slices.Clone(s.values)
		out := completed(s, ac)
		if !slices.Equal(values, s.values) || codeLengths(s) != before {
			t.Fatal("the file's table has changed")
		}
		if out == nil {
			continue
		}
		made++
		if len(missingSymbols(out, ac)) > 0 {
			t.Fatalf("%v lacks %x", out, missingSymbols(out, ac))
		}
		if _, err := newHuffman(&out.counts, out.values); err != nil {
			t.Fatalf("%v: %v", out, err)
		}
		longer := 0
		for symbol, n := range codeLengths(out) {
			if before[symbol] > 0 && n != before[symbol] {
				longer += n - before[symbol]
			}
		}
		if longer > 1 {
			t.Fatalf("%v became %v: %d bits more", s, out, longer)
		}
	}
	if made < 1900 {
		t.Errorf("only %d tables of 2000 could be completed", made)
	}
}

func TestTablesThatCannotBeCompletedAreRefused(t *testing.T) {
	for name, s := range map[string]*encSpec{
		"a size of 12":   {counts: [16]byte{1: 2}, values: []byte{1, 12}},
		"too many codes": {counts: [16]byte{7: 254}, values: slices.Repeat([]byte{0x11}, 254)},
	} {
		if completed(s, true) != nil {
			t.Errorf("%s: completed", name)
		}
	}
	if completed(&encSpec{counts: [16]byte{7: 1}, values: []byte{1}}, true) == nil {
		t.Error("a table that has room is refused")
	}
}

func TestMissingCodesAreNoticed(t *testing.T) {
	// A block of a 3 behind 20 zeros, and one that is full of 3.
	gap, full := dct.Block{}, dct.Block{}
	gap[zigzag[21]] = 3
	for i := range full {
		full[i] = 3
	}
	for _, c := range []struct {
		block   *dct.Block
		mask    uint64
		symbols []byte
		has     bool
	}{
		{&gap, 1 << 21, []byte{0, 0xf0, 0x42}, true},
		{&gap, 1 << 21, []byte{0, 0x42}, false},
		{&gap, 1 << 21, []byte{0, 0xf0, 0x41, 0x43, 0x52}, false},
		{&gap, 1 << 21, []byte{0xf0, 0x42}, false},
		{&gap, 1, []byte{0}, true},
		{&gap, 1, []byte{0x42}, false},
		{&full, 1<<64 - 1, []byte{2}, true},
		{&full, 1<<64 - 1, []byte{0, 1}, false},
		{&dct.Block{1: 1023}, 2, []byte{0, 10}, true},
		{&dct.Block{1: -1024}, 2, []byte{0, 10, 11}, false},
	} {
		s := &encSpec{values: c.symbols}
		s.counts[7] = byte(len(c.symbols))
		if has := newEncHuffman(s).hasAC(c.block, c.mask); has != c.has {
			t.Errorf("symbols %x, mask %x: %t", c.symbols, c.mask, has)
		}
	}
	sizes := newEncHuffman(&encSpec{counts: [16]byte{3: 3}, values: []byte{0, 2, 11}})
	for diff, has := range map[int32]bool{0: true, 1: false, -2: true, 3: true, 4: false, 1023: false, 1024: true, -2047: true, 2048: false} {
		if sizes.hasDC(diff) != has {
			t.Errorf("difference %d: %t", diff, !has)
		}
	}
}
