package jpeg

import (
	"math/bits"
	"math/rand/v2"
	"testing"
)

// encCost is how many bits a table takes for the counts, and whether each
// symbol that occurs has a code, no code is all ones, and none is too long.
func encCost(t *testing.T, s *encSpec, counts *encCounts) (cost int) {
	t.Helper()
	code, next := 0, 0
	for i, n := range s.counts {
		for range n {
			if code == 1<<(i+1)-1 {
				t.Errorf("the code of symbol %d is all ones", s.values[next])
			}
			cost += counts[s.values[next]] * (i + 1)
			code++
			next++
		}
		if code > 1<<(i+1) {
			t.Fatalf("there are too many codes of %d bits", i+1)
		}
		code <<= 1
	}
	if next != len(s.values) {
		t.Errorf("%d lengths are told for %d symbols", next, len(s.values))
	}
	seen := make(map[byte]bool)
	for _, v := range s.values {
		seen[v] = true
	}
	for v, n := range counts[:256] {
		if seen[byte(v)] != (n > 0) {
			t.Errorf("symbol %d, which occurs %d times, has a code: %t", v, n, seen[byte(v)])
		}
	}
	return cost
}

func TestOptimalTablesAreLegalAndTight(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for name, count := range map[string]func(i int) int{
		"one symbol":   func(i int) int { return max(0, i-254) * 9 },
		"two symbols":  func(i int) int { return max(0, i-253) },
		"all the same": func(int) int { return 64 },
		"random":       func(int) int { return r.IntN(5000) },
		"few":          func(i int) int { return max(0, r.IntN(100)-80) },
		"steep":        func(i int) int { return 1 << (i % 60) >> 20 },
	} {
		t.Run(name, func(t *testing.T) {
			var counts encCounts
			total, symbols := 0, 0
			for i := range counts[:256] {
				counts[i] = count(i)
				total += counts[i]
				if counts[i] > 0 {
					symbols++
				}
			}
			given := counts
			cost := encCost(t, optimalSpec(&counts), &given)
			// Codes of one length are legal, and so an upper bound.
			if flat := total * bits.Len(uint(symbols)); cost > flat {
				t.Errorf("%d bits are needed, and %d if all codes have one length", cost, flat)
			}
		})
	}
}

// Counts like Fibonacci's numbers make the longest codes there are.
func TestCodesAreLimitedTo16Bits(t *testing.T) {
	for n := 1; n <= 60; n++ {
		var counts encCounts
		a, b := 1, 1
		for i := range n {
			counts[i] = a
			a, b = b, a+b
		}
		given := counts
		encCost(t, optimalSpec(&counts), &given)
	}
}

func TestTheExampleTablesHaveACodeForEachSymbolOfBaseline(t *testing.T) {
	tables := annexKTables()
	for n := range tables.dc {
		dc, ac := newEncHuffman(tables.dc[n]), newEncHuffman(tables.ac[n])
		for size := range 12 {
			if dc[size]&31 <= uint32(size) {
				t.Errorf("table %d: a DC size of %d has no code", n, size)
			}
		}
		for run := range 16 {
			for size := range 11 {
				symbol := run<<4 | size
				if has := ac[symbol]&31 > uint32(size); has != (size > 0 || run == 0 || run == 15) {
					t.Errorf("table %d: symbol %#x has a code: %t", n, symbol, has)
				}
			}
		}
	}
}
