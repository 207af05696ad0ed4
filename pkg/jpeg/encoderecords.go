package jpeg

// encRecords are what a progressive scan writes, noted until its Huffman
// tables can be made: symbols with the bits of their values, and bits that
// have no code.
//
// A record is a byte and up to two more for bits, the higher ones first; the
// second only above 8 bits. Symbols of a progressive scan never end in 14 or
// 15, so these say something else: a byte of n*16 + 15 that n + 1 bits without
// a code follow, 0x0e that a restart marker does, 0x1e and 0x2e that the
// tables 0 and 1 are used from here on.
type encRecords struct {
	list    []byte
	counts  [2]encCounts
	number  int // of the tables in use
	huff    [2]*encHuffman
	waiting uint32 // bits without a code that are not yet noted
	n       int    // how many: at most 16
	err     error
}

const (
	recordRaw     = 15
	recordOther   = 14
	recordRestart = 0x0e
	recordTable   = 0x1e
)

// symbol notes a symbol and its value, of as many bits as the low half of
// the symbol says.
func (r *encRecords) symbol(symbol byte, value uint32) {
	if r.n > 0 {
		r.endRaw()
	}
	r.counts[r.number][symbol]++
	switch size := symbol & 15; {
	case size == 0:
		r.list = append(r.list, symbol)
	case size <= 8:
		r.list = append(r.list, symbol, byte(value))
	default:
		r.list = append(r.list, symbol, byte(value>>8), byte(value))
	}
}

// raw notes n bits that have no code, at most 16.
func (r *encRecords) raw(x uint32, n int) {
	if r.n+n > 16 {
		r.endRaw()
	}
	r.waiting = r.waiting<<n | x
	r.n += n
}

func (r *encRecords) endRaw() {
	if r.n == 0 {
		return
	}
	r.list = append(r.list, byte((r.n-1)<<4|recordRaw))
	if r.n > 8 {
		r.list = append(r.list, byte(r.waiting>>8))
	}
	r.list = append(r.list, byte(r.waiting))
	r.waiting, r.n = 0, 0
}

func (r *encRecords) restart() {
	r.endRaw()
	r.list = append(r.list, recordRestart)
}

// table notes which tables are used.
func (r *encRecords) table(number int) {
	if number != r.number {
		r.endRaw()
		r.list = append(r.list, recordTable+byte(number<<4))
		r.number = number
	}
}

// write writes the records. The tables in use are 0 at first.
func (r *encRecords) write(w *bitWriter) {
	if r.err != nil {
		w.fail(r.err)
		return
	}
	list, h, restarts := r.list, r.huff[0], 0
	for at := 0; at < len(list); {
		w.room()
		symbol := list[at]
		at++
		n, entry := int(symbol&15), uint32(0)
		switch n {
		case recordRaw:
			n = int(symbol>>4) + 1
			entry = uint32(n)
		case recordOther:
			if symbol == recordRestart {
				w.restart(restarts)
				restarts++
			} else {
				h = r.huff[(symbol-recordTable)>>4]
			}
			continue
		default:
			entry = h[symbol]
		}
		x := uint32(0)
		if n > 8 {
			x = uint32(list[at]) << 8
			at++
		}
		if n > 0 {
			x |= uint32(list[at])
			at++
		}
		w.put(entry>>5|x, int(entry&31))
	}
}
