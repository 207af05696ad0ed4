package jpeg

import "encoding/binary"

// bitReader reads the entropy-coded bits of one restart interval, or of a
// scan without any: it takes the stuffed zeros out and stops at a marker.
//
// Hot code copies acc and n to locals, calls fill when n is below the bits
// that it may need (a Huffman code and what follows it have at most 31), and
// takes k bits by acc <<= k, n -= k. Behind the last bit come zeros and n
// goes below zero: whoever decodes looks at n after each block, and less than
// zero means that the data ended too early.
type bitReader struct {
	data []byte
	pos  int    // of the next byte to load
	acc  uint64 // the next bit is the highest one; below n of them come zeros, or bits that are loaded again
	n    int    // bits in acc
	// end is set when pos stands at a marker's 0xff (the last one, if there
	// are several), or at the end of the data: nothing more will come.
	end bool
	// lost is set when there is no data for this restart interval, or no
	// more: its blocks are to be left as they are. Never in strict decoding.
	lost bool
}

// fill loads bytes until there are at least 56 bits, or all that there are.
func (r *bitReader) fill() {
	if r.pos+8 <= len(r.data) && r.n >= 0 && r.n < 64 {
		x := binary.BigEndian.Uint64(r.data[r.pos:])
		if !hasFF(x) {
			r.acc |= x >> uint(r.n)
			r.pos += (63 - r.n) >> 3
			r.n |= 56
			return
		}
	}
	r.fillBytes()
}

// hasFF reports whether one of the eight bytes is 0xff.
func hasFF(x uint64) bool { return (^x-0x0101010101010101)&x&0x8080808080808080 != 0 }

// fillBytes is fill where a 0xff is near, or the end.
func (r *bitReader) fillBytes() {
	if r.end {
		return
	}
	for r.n <= 56 {
		if r.pos >= len(r.data) {
			r.end = true
			return
		}
		b := r.data[r.pos]
		next := r.pos + 1
		if b == 0xff {
			for next < len(r.data) && r.data[next] == 0xff {
				next++ // fill bytes
			}
			if next >= len(r.data) || r.data[next] != 0 {
				r.pos = next - 1
				r.end = true
				return
			}
			next++
		}
		r.pos = next
		r.acc |= uint64(b) << uint(56-r.n)
		r.n += 8
	}
}

// bits takes k bits, 0 to 32, as a number. It is for code that is not hot.
func (r *bitReader) bits(k int) uint32 {
	if r.n < k {
		r.fill()
	}
	x := uint32(r.acc >> 32 >> uint(32-k))
	r.acc <<= uint(k)
	r.n -= k
	return x
}

// extend turns the k bits that follow a code into the number that they mean:
// T.81, figure F.12.
func extend(x uint32, k int) int32 {
	return int32(x) - (int32(1)<<uint(k)-1)&^-(int32(x)>>max(k-1, 0)&1)
}

// offset is where the reader is in the file, to a byte or two, for faults.
func (r *bitReader) offset() int {
	return min(max(r.pos-max(r.n, 0)/8, 0), len(r.data))
}
