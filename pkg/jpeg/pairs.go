package jpeg

import "encoding/binary"

// A pairTable answers, for the next pairBits bits, what a Huffman code and
// the bits behind it mean together, if both fit. An entry is
//
//	length of both | advance << 8 | value << 16
//
// where the advance is the run of zeros plus one: how far it is from the last
// coefficient to the one that has the value. An end of block advances by
// pairEnd. An advance of pairLong, with a length of 0, says that the code is
// to be looked up in huffman, or is none. The table of DC coefficients has
// differences for values, and 1 for all other advances.
type pairTable [1 << pairBits]uint32

const (
	pairBits = 10
	pairEnd  = 128
	pairLong = 255
)

// newPairTable makes the table of h. With ac, values are runs and sizes:
// T.81, F.1.2.2.1; otherwise they are sizes up to 15: F.1.2.1.
func newPairTable(h *huffman, ac bool) *pairTable {
	t := new(pairTable)
	for i := range t {
		t[i] = pairEntry(h, uint64(i)<<(64-pairBits), pairBits, ac)
	}
	return t
}

// pairEntry makes the entry for the bits at the top of acc, of which only the
// first known ones may decide.
func pairEntry(h *huffman, acc uint64, known int, ac bool) uint32 {
	value, length := h.decode(acc)
	run, size := 0, int(value)
	if ac {
		run, size = int(value>>4), int(value&15)
	}
	if length == 0 || length+size > known {
		return pairLong << 8
	}
	if ac && size == 0 && run != 15 {
		return uint32(length) | pairEnd<<8
	}
	v := extend(uint32(acc<<uint(length)>>32>>uint(32-size)), size)
	return uint32(length+size) | uint32(run+1)<<8 | uint32(uint16(v))<<16
}

// A burstTable answers, for the next burstBits bits, what up to two pairs of
// an AC code and its bits mean, if they fit. An entry is
//
//	length of all | first advance << 8 | last advance << 16 | first value << 32 | last value << 48
//
// where the last advance is from the coefficient before the first. An entry
// of one coefficient gives it twice. An end of block is a last advance of at
// least pairEnd: that very number, and as the first advance, too, if it comes
// at once. If not even one pair fits, both are pairLong, and the length is 0.
type burstTable [1 << burstBits]uint64

const burstBits = 10

func newBurstTable(h *huffman) *burstTable {
	t := new(burstTable)
	for i := range t {
		acc := uint64(i) << (64 - burstBits)
		first := uint64(pairEntry(h, acc, burstBits, true))
		length, advance, value := first&0xff, first>>8&0xff, first>>16
		t[i] = length | advance<<8 | advance<<16 | value<<32 | value<<48
		if advance >= pairEnd {
			continue
		}
		last := uint64(pairEntry(h, acc<<length, burstBits-int(length), true))
		switch more := last >> 8 & 0xff; {
		case more == pairEnd:
			t[i] = (length + last&0xff) | advance<<8 | pairEnd<<16 | value<<32
		case more < pairEnd:
			t[i] = (length + last&0xff) | advance<<8 | (advance+more)<<16 | value<<32 | last>>16<<48
		}
	}
	return t
}

// A skipTable answers, for the next skipBits bits, how many of them make
// whole AC coefficients that nobody needs. An entry is
//
//	length | end << 4 | advance << 8
//
// over all of them; end is 1 if the last is an end of block, which counts as
// one more in the advance. If not even one fits, the advance is pairLong. An
// entry is good only if the advance does not lead past the block's end:
// otherwise its later codes may be another block's.
type skipTable [1 << skipBits]uint16

const (
	skipBits = 12
	skipEnd  = 1 << 4
)

func newSkipTable(h *huffman) *skipTable {
	t := new(skipTable)
	for i := range t {
		length, advance, end := 0, 0, 0
		for end == 0 && advance < 63 {
			e := pairEntry(h, uint64(i)<<(64-skipBits)<<uint(length), skipBits-length, true)
			step := int(e >> 8 & 0xff)
			if step == pairLong {
				break
			}
			if step == pairEnd {
				step, end = 1, skipEnd
			}
			length, advance = length+int(e&0xff), advance+step
		}
		if length == 0 {
			advance = pairLong
		}
		t[i] = uint16(length | end | advance<<8)
	}
	return t
}

// pairs returns the pair table of t, for DC coefficients. It is made when
// first asked for.
func (t *huffmanTable) pairs() *pairTable {
	if t.pairsMade == nil {
		t.pairsMade = newPairTable(&t.huffman, false)
	}
	return t.pairsMade
}

// bursts returns the burst table of t, which is made when first asked for.
func (t *huffmanTable) bursts() *burstTable {
	if t.burstsMade == nil {
		t.burstsMade = newBurstTable(&t.huffman)
	}
	return t.burstsMade
}

// skips returns the skip table of t, which is made when first asked for.
func (t *huffmanTable) skips() *skipTable {
	if t.skipsMade == nil {
		t.skipsMade = newSkipTable(&t.huffman)
	}
	return t.skipsMade
}

// load is fill for the locals of hot code, where it can be done at once: it
// returns the next eight bytes, and whether they are there and free of 0xff.
func load(data []byte, pos int) (x uint64, ok bool) {
	if uint(pos)+8 > uint(len(data)) {
		return 0, false
	}
	x = binary.BigEndian.Uint64(data[pos:])
	return x, !hasFF(x)
}
