package jpeg

// lookBits is the index of a symbolTable: long enough for nearly all codes
// of progressive scans together with what follows them.
const lookBits = 11

// symbolTable decodes a Huffman code and the bits that follow it in one
// step. An entry is made of
//
//	the bits to take, in byte 0; 0 if the code is longer than lookBits
//	the run of zeros, in the low half of byte 1
//	how many bits are still to be read for the value, in the high half
//	the value, in bytes 2 and 3
//
// An entry whose value is 0 and that has bits still to be read is a long
// value; one that has none is, in an AC table, the end of a band or a run of
// sixteen zeros.
type symbolTable struct {
	entries [1 << lookBits]uint32
	h       *huffman
}

// make fills the table. In AC scans the high half of a code's value is a run
// and the low half a size; in DC scans it is a size.
func (t *symbolTable) make(h *huffman, dc bool) {
	t.h = h
	for i := 0; i < len(t.entries); {
		value, length := h.decode(uint64(i) << (64 - lookBits))
		if length == 0 || length > lookBits {
			t.entries[i] = 0
			i++
			continue
		}
		run, size := uint32(value>>4), int(value&15)
		if dc {
			run = 0
		}
		// The codes stand in order, so this one fills a run of entries.
		end := i | (1<<(lookBits-length) - 1)
		rest := lookBits - length - size
		for ; i <= end && i < len(t.entries); i++ {
			e := uint32(length) | run<<8 | uint32(size)<<12
			if size > 0 && rest >= 0 {
				v := extend(uint32(i)>>rest&(1<<size-1), size)
				e = uint32(length+size) | run<<8 | uint32(uint16(v))<<16
			}
			t.entries[i] = e
		}
	}
}

// entry returns what acc begins with, also if the code is a long one; 0 if
// there is no such code.
func (t *symbolTable) entry(acc uint64) uint32 {
	if e := t.entries[acc>>(64-lookBits)]; e != 0 {
		return e
	}
	value, length := t.h.decode(acc)
	if length == 0 {
		return 0
	}
	return uint32(length) | uint32(value>>4)<<8 | uint32(value&15)<<12
}
