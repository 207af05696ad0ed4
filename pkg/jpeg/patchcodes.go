package jpeg

import (
	"math/bits"
	"slices"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// hasDC reports whether a difference has a code.
func (h *encHuffman) hasDC(diff int32) bool {
	size := bits.Len32(uint32(max(diff, -diff)))
	return size <= 11 && h[size] != 0
}

// hasAC reports whether all symbols of a block have codes.
func (h *encHuffman) hasAC(b *dct.Block, mask uint64) bool {
	last := 1
	for mask &^= 1; mask != 0; mask &= mask - 1 {
		k := bits.TrailingZeros64(mask)
		run := k - last
		last = k + 1
		v := int32(b[zigzag[k]])
		size := bits.Len32(uint32(max(v, -v)))
		if run > 15 && h[0xf0] == 0 || size > 10 || h[run&15<<4|size] == 0 {
			return false
		}
	}
	return last == 64 || h[0] != 0
}

// completed returns a table that has a code for each symbol which a baseline
// picture of 8 bits can need. New symbols get 16 bits. Others keep the length
// of their codes, but for one, if that is needed to make room: it gets a bit
// more, and the new symbols the other half of its code's space. The result is
// nil if there are too many symbols, or such that encHuffman cannot hold.
func completed(s *encSpec, ac bool) *encSpec {
	missing := missingSymbols(s, ac)
	if len(s.values)+len(missing) > 255 || slices.ContainsFunc(s.values, func(symbol byte) bool { return symbol&15 > 11 }) {
		return nil
	}
	used := 0 // of the space of all codes of 16 bits
	for i, n := range s.counts {
		used += int(n) << (15 - i)
	}
	out := &encSpec{counts: s.counts, values: slices.Clone(s.values)}
	if used+len(missing) >= 1<<16 {
		out.split(len(missing))
	}
	out.counts[15] += byte(len(missing))
	out.values = append(out.values, missing...)
	return out
}

// missingSymbols lists the symbols that a picture can need and s lacks.
func missingSymbols(s *encSpec, ac bool) (missing []byte) {
	need := func(symbol int) {
		if !slices.Contains(s.values, byte(symbol)) {
			missing = append(missing, byte(symbol))
		}
	}
	if !ac {
		for size := range 12 {
			need(size)
		}
		return missing
	}
	need(0)
	need(0xf0)
	for run := range 16 {
		for size := 1; size <= 10; size++ {
			need(run<<4 | size)
		}
	}
	return missing
}

// split makes one code longer by a bit, the longest that leaves room for n
// codes of 16 bits then, 200 at the most. There is one of 7 bits or less, as
// 255 longer ones do not fill the space.
func (s *encSpec) split(n int) {
	for i := 14; i >= 0; i-- {
		if s.counts[i] > 0 && n <= 1<<(14-i) {
			// The last of the symbols with i + 1 bits becomes the first of
			// those with one more, so the order of the values stays.
			s.counts[i]--
			s.counts[i+1]++
			return
		}
	}
}
