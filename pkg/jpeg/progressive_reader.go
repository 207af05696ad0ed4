package jpeg

import (
	"bytes"
	"encoding/binary"
)

const (
	cleanBytes = 16 << 10
	// blockBytes is more than the longest block: of at most 64 codes of 16
	// bits with 16 more each.
	blockBytes = 264
)

// cleanReader reads the entropy-coded bits of one restart interval, or of a
// scan without any, as bitReader does, but from a buffer from which the
// stuffed zeros have been taken beforehand. That pays where symbols are few
// and short, as in progressive scans: filling up acc is a load and a few
// operations, without a branch.
//
// Hot code copies acc, n and pos to locals, and fills up whenever n may be
// below what it needs next:
//
//	acc |= binary.BigEndian.Uint64(buf[pos:]) >> n
//	pos += int(63-n) >> 3
//	n |= 56
//
// Before a block it makes sure that pos <= safe, or calls more; then the
// whole block is in the buffer. Behind the last byte stand zeros, and
// cursor.past tells after a block whether it has made use of them.
type cleanReader struct {
	data []byte
	next int  // of data: the first byte that is not in the buffer yet
	base int  // of data: where buf begins
	end  bool // next stands at a marker's 0xff or at the end of data
	long bool // a 0xff of the data had fill bytes before its zero
	size int  // bytes in the buffer
	safe int  // the last pos from which on a whole block is there
	pos  int  // of buf: the next byte to load
	acc  uint64
	n    uint // bits in acc that count; those behind them are buf[pos:]'s
	buf  [cleanBytes + 2*blockBytes]byte
}

// start begins at data[at:].
func (r *cleanReader) start(at int) {
	r.next, r.base, r.end, r.long = at, at, false, false
	r.size, r.pos, r.acc, r.n = 0, 0, 0, 0
	r.more()
}

// more makes room in the buffer and fills it, if there is anything to fill it
// with.
func (r *cleanReader) more() {
	if r.end {
		return
	}
	used := max(min(r.pos, r.size)-8, 0) // acc may still hold the last eight: reader counts back
	r.base = r.place(used)
	r.size = copy(r.buf[:], r.buf[used:r.size])
	r.pos -= used
	for r.size < cleanBytes && !r.end {
		r.load()
	}
	r.safe = r.size - blockBytes
	if r.end {
		clear(r.buf[r.size:min(r.size+blockBytes+8, len(r.buf))])
	}
}

// load takes bytes up to the next 0xff and over it.
func (r *cleanReader) load() {
	src := r.data[r.next:min(len(r.data), r.next+cleanBytes-r.size)]
	plain := bytes.IndexByte(src, 0xff)
	if plain < 0 {
		plain = len(src)
	}
	r.size += copy(r.buf[r.size:], src[:plain])
	r.next += plain
	if plain < len(src) {
		r.stuffed()
	} else if r.next == len(r.data) {
		r.end = true
	}
}

// stuffed takes a 0xff that a zero follows, or finds that a marker begins.
func (r *cleanReader) stuffed() {
	last := r.next
	for last+1 < len(r.data) && r.data[last+1] == 0xff {
		last++ // fill bytes
	}
	if last+1 >= len(r.data) || r.data[last+1] != 0 {
		r.next, r.end = last, true
		return
	}
	r.long = r.long || last > r.next
	r.buf[r.size] = 0xff
	r.size++
	r.next = last + 2
}

// cursor is where a cleanReader is, for hot code to hand around.
type cursor struct {
	acc uint64
	n   uint
	pos int
}

// past reports whether more bits have been taken than there are.
func (c cursor) past(r *cleanReader) bool {
	return c.pos > r.safe && c.pos*8-int(c.n) > r.size*8
}

// left is the number of bits that have not been taken yet, of those in the
// buffer; it is less than zero when there were not enough.
func (r *cleanReader) left() int { return r.size*8 - (r.pos*8 - int(r.n)) }

// reader returns a bitReader that is where this one is.
func (r *cleanReader) reader() *bitReader {
	left := r.left()
	if left < 0 {
		return &bitReader{data: r.data, pos: r.next, n: -1, end: true}
	}
	pos := r.place(r.size - left>>3)
	return &bitReader{data: r.data, pos: min(pos, len(r.data)), n: left & 7}
}

// place returns where in data the byte stands that is at used in the buffer.
func (r *cleanReader) place(used int) int {
	if !r.long {
		return r.base + used + bytes.Count(r.buf[:used], []byte{0xff})
	}
	at := r.base
	for range used {
		if r.data[at] == 0xff {
			for at++; r.data[at] == 0xff; { // stuffed has seen the zero
				at++
			}
		}
		at++
	}
	return at
}

// fill is for code that is not hot.
func (r *cleanReader) fill() {
	r.acc |= binary.BigEndian.Uint64(r.buf[r.pos:]) >> (r.n & 63)
	r.pos += int(63-r.n) >> 3
	r.n |= 56
}
