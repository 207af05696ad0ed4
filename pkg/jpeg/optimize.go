package jpeg

import "slices"

// encCounts tells how often each symbol occurs. The last entry is for the
// symbol that is invented so that no code is all ones.
type encCounts [257]int

// optimalSpec makes the table for these counts: Huffman's algorithm as T.81,
// K.2, states it, ties and all, so that the result is that of other careful
// encoders. At least one symbol must occur.
func optimalSpec(counts *encCounts) *encSpec {
	counts[256] = 1
	lengths := huffmanLengths(counts)
	var perLength [257]int
	for _, n := range lengths[:256] {
		perLength[n]++
	}
	// The invented symbol takes part in shortening, and then gives up its
	// code, which is the last of the longest.
	perLength[lengths[256]]++
	limitLengths(&perLength)
	longest := 16
	for perLength[longest] == 0 {
		longest--
	}
	perLength[longest]--
	s := new(encSpec)
	for i := range s.counts {
		s.counts[i] = byte(perLength[i+1])
	}
	for symbol, n := range lengths[:256] {
		if n > 0 {
			s.values = append(s.values, byte(symbol))
		}
	}
	// Which symbol has which length follows from the order of the lengths
	// before they were limited.
	slices.SortStableFunc(s.values, func(a, b byte) int { return lengths[a] - lengths[b] })
	return s
}

// huffmanLengths returns the length of each symbol's code, 0 for symbols that
// do not occur: T.81, figure K.1.
func huffmanLengths(counts *encCounts) (lengths [257]int) {
	var next [257]int // the symbol that follows in the same subtree, plus 1
	weights := *counts
	var roots []int // a symbol of each subtree, in order
	for symbol, n := range counts {
		if n > 0 {
			roots = append(roots, symbol)
		}
	}
	for len(roots) > 1 {
		i, j := twoLightest(roots, &weights)
		a, b := roots[i], roots[j]
		roots = slices.Delete(roots, j, j+1)
		weights[a] += weights[b]
		for lengths[a]++; next[a] != 0; lengths[a]++ {
			a = next[a] - 1
		}
		next[a] = b + 1
		for lengths[b]++; next[b] != 0; lengths[b]++ {
			b = next[b] - 1
		}
	}
	return lengths
}

// twoLightest returns which of two or more subtrees is the lightest and which
// the next, of equals the later ones.
func twoLightest(roots []int, weights *encCounts) (i, j int) {
	i, j = 0, 1
	if weights[roots[1]] <= weights[roots[0]] {
		i, j = 1, 0
	}
	for n := 2; n < len(roots); n++ {
		switch w := weights[roots[n]]; {
		case w <= weights[roots[i]]:
			i, j = n, i
		case w <= weights[roots[j]]:
			j = n
		}
	}
	return i, j
}

// limitLengths shortens codes to at most 16 bits: T.81, figure K.3. A pair of
// the longest gives one prefix to its shorter neighbour, and a code of less
// length makes room for the other two.
func limitLengths(perLength *[257]int) {
	for i := 256; i > 16; i-- {
		for perLength[i] > 0 {
			j := i - 2
			for perLength[j] == 0 {
				j--
			}
			perLength[i] -= 2
			perLength[i-1]++
			perLength[j+1] += 2
			perLength[j]--
		}
	}
}
