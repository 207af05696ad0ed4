package jpeg

import "errors"

const codeBits = 9 // the index of huffman.codes

var errHuffman = errors.New("jpeg: bad Huffman table")

// huffman decodes the codes of one table.
type huffman struct {
	codes [1 << codeBits]uint16 // by the next bits: length of the code << 8 | value; 0: it is longer
	// limits are for the codes that are longer than codeBits: all codes of l
	// bits, left-aligned in 16, are below limits[l], and a code is the
	// values' index when offsets[l] is added.
	limits  [18]uint32
	offsets [17]int32
	values  []byte
}

// newHuffman makes the decoding table of a DHT segment: how many codes there
// are of each length from 1 to 16, and their values in order. The slice is
// kept.
func newHuffman(counts *[16]byte, values []byte) (*huffman, error) {
	h := &huffman{values: values}
	code, k := 0, 0
	for i, count := range counts {
		l := i + 1
		h.offsets[l] = int32(k - code)
		for range count {
			if k >= len(values) {
				return nil, errHuffman
			}
			if l <= codeBits && code < 1<<l {
				entry := uint16(l)<<8 | uint16(values[k])
				first := code << (codeBits - l)
				for j := range 1 << (codeBits - l) {
					h.codes[first+j] = entry
				}
			}
			code++
			k++
		}
		if count > 0 && code >= 1<<l { // no code is all ones
			return nil, errHuffman
		}
		h.limits[l] = uint32(code) << (16 - l)
		code <<= 1
	}
	h.limits[17] = 1 << 16
	return h, nil
}

// decode returns the value of the code that acc begins with, and its length
// in bits; a length of 0 means that there is no such code.
func (h *huffman) decode(acc uint64) (value byte, length int) {
	if e := h.codes[acc>>(64-codeBits)]; e != 0 {
		return byte(e), int(e >> 8)
	}
	return h.decodeLong(acc)
}

func (h *huffman) decodeLong(acc uint64) (value byte, length int) {
	x := uint32(acc >> 48)
	l := 1
	for x >= h.limits[l] {
		l++
	}
	if l > 16 {
		return 0, 0
	}
	k := int32(x>>uint(16-l)) + h.offsets[l]
	if uint32(k) >= uint32(len(h.values)) {
		return 0, 0
	}
	return h.values[k], l
}
