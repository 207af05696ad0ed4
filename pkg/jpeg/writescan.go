package jpeg

import (
	"errors"
	"math/bits"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

var errEncodeRange = errors.New("encode a JPEG: a coefficient is beyond what 8-bit samples can have")

// block writes a block of a sequential scan: the difference of its DC from
// the one before, and the coefficients that mask names in the file's order.
// Both tables must have codes for all that can occur.
func (w *bitWriter) block(b *dct.Block, mask uint64, diff int32, dc *encHuffman, ac *encAC) {
	w.difference(diff, dc)
	acc, free, last := w.acc, w.free, 1
	for mask &^= 1; mask != 0; mask &= mask - 1 {
		k := bits.TrailingZeros64(mask)
		run := uint(k - last)
		last = k + 1
		v := int32(b[zigzag[k&63]&63])
		at := uint(v + 32)
		if run > 15 || at > 63 {
			w.acc, w.free = acc, free
			w.coefficient(run, v, &ac.encHuffman)
			acc, free = w.acc, w.free
			continue
		}
		entry := ac.small[(run<<6|at)&1023]
		x, n := uint64(entry>>5), int(entry&31)
		free -= n
		if free < 0 {
			w.store(acc<<((free+n)&63) | x>>(-free&63))
			acc = x
			free += 64
			continue
		}
		acc = acc<<(n&63) | x
	}
	w.acc, w.free = acc, free
	if last < 64 {
		w.symbol(0, &ac.encHuffman)
	}
}

// coefficient writes any coefficient behind any run of zeros.
func (w *bitWriter) coefficient(run uint, v int32, h *encHuffman) {
	for ; run > 15; run -= 16 {
		w.symbol(0xf0, h)
	}
	size, value := encValue(v)
	entry := h[(run<<4|uint(size))&255]
	w.put(entry>>5|value, int(entry&31))
}

// difference writes a DC coefficient, of which diff is the distance from the
// one before.
func (w *bitWriter) difference(diff int32, h *encHuffman) {
	size, value := encValue(diff)
	if size > 11 {
		w.fail(errEncodeRange)
		return
	}
	entry := h[size]
	w.put(entry>>5|value, int(entry&31))
}

// symbol writes a symbol that no value follows.
func (w *bitWriter) symbol(symbol byte, h *encHuffman) {
	entry := h[symbol]
	w.put(entry>>5, int(entry&31))
}

// tokens writes a block's coefficients from the store.
func (w *bitWriter) tokens(ac []byte, at int, h *encHuffman) (next int) {
	k := 0
	for {
		symbol := ac[at]
		at++
		if symbol == 0 {
			break
		}
		_, value, after := encToken(ac, at, symbol)
		at = after
		entry := h[symbol]
		w.put(entry>>5|value, int(entry&31))
		k += int(symbol>>4) + 1
	}
	if k < 63 {
		w.symbol(0, h)
	}
	return at
}

// sequential writes the store's blocks in scans with all their bits, and with
// Huffman tables made for them if optimize is set.
func (f *encFrame) sequential(w *bitWriter, s *encStore, optimize bool) {
	var all []int
	for i := range f.comps {
		all = append(all, i)
	}
	scans := [][]int{all}
	if !f.interleaved {
		scans = nil
		for i := range f.comps {
			scans = append(scans, []int{i})
		}
	}
	for i, scan := range scans {
		tables := annexKTables()
		if optimize {
			tables = f.countSequential(s, scan)
		}
		f.writeScanHead(w, encScan{components: scan, se: 63}, tables, i == 0)
		f.writeSequential(w, s, scan, tables)
	}
}

// writeSequential writes the data of a scan.
func (f *encFrame) writeSequential(w *bitWriter, s *encStore, scan []int, t encTables) {
	var pred [4]int16
	var dc, ac [2]*encHuffman
	for i := range dc {
		if t.dc[i] != nil {
			dc[i], ac[i] = newEncHuffman(t.dc[i]), newEncHuffman(t.ac[i])
		}
	}
	restart := func(i int) {
		w.room()
		if i >= 0 {
			w.restart(i)
			pred = [4]int16{}
		}
	}
	walk := encWalk{f: f, store: s}
	walk.each(scan, restart, func(c int, v int16, tokens []byte, at int) int {
		n := f.comps[c].huff
		w.difference(int32(v)-int32(pred[c]), dc[n])
		pred[c] = v
		return w.tokens(tokens, at, ac[n])
	})
	w.align()
}

// countSequential makes the tables for a scan.
func (f *encFrame) countSequential(s *encStore, scan []int) (t encTables) {
	var pred [4]int16
	var dc, ac [2]encCounts
	restart := func(i int) {
		if i >= 0 {
			pred = [4]int16{}
		}
	}
	walk := encWalk{f: f, store: s}
	walk.each(scan, restart, func(c int, v int16, tokens []byte, at int) int {
		n := f.comps[c].huff
		diff := int(v) - int(pred[c])
		pred[c] = v
		dc[n][bits.Len(uint(max(diff, -diff)))]++
		return countTokens(tokens, at, &ac[n])
	})
	for _, c := range scan {
		if n := f.comps[c].huff; t.dc[n] == nil {
			t.dc[n], t.ac[n] = optimalSpec(&dc[n]), optimalSpec(&ac[n])
		}
	}
	return t
}

// countTokens counts a block's symbols.
func countTokens(ac []byte, at int, counts *encCounts) (next int) {
	k := 0
	for {
		symbol := ac[at]
		at++
		if symbol == 0 {
			break
		}
		counts[symbol]++
		if size := symbol & 15; size > 8 {
			at += 2
		} else if size > 0 {
			at++
		}
		k += int(symbol>>4) + 1
	}
	if k < 63 {
		counts[0]++
	}
	return at
}
