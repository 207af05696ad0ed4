package jpeg

// bitCursor is a place between two bits of a scan's data.
type bitCursor struct {
	pos int // where the byte begins, any fill bytes before it included
	bit int // how many of the byte's bits lie before: 0 to 7
}

// cursor tells which bit the reader gives next. It must not have passed the
// last one.
func (r *bitReader) cursor() bitCursor {
	pos := r.pos
	// A 0xff of the data has a 0 behind it: these stand before a marker.
	for pos > 0 && r.data[pos-1] == 0xff {
		pos--
	}
	for range (r.n + 7) / 8 {
		pos = byteBefore(r.data, pos)
	}
	return bitCursor{pos, -r.n & 7}
}

// byteBefore returns where the byte of a scan's data begins that ends at pos.
func byteBefore(data []byte, pos int) int {
	if pos < 2 || data[pos-1] != 0 || data[pos-2] != 0xff {
		return pos - 1
	}
	for pos--; pos > 0 && data[pos-1] == 0xff; {
		pos--
	}
	return pos
}

// byteAt returns the byte of a scan's data that begins at pos, and where the
// next one does.
func byteAt(data []byte, pos int) (b byte, next int) {
	b = data[pos]
	next = pos + 1
	if b == 0xff {
		for data[next] == 0xff {
			next++
		}
		next++
	}
	return b, next
}

// copyBits writes the bits of a scan's data between two places, which must
// not have a marker between them.
func (w *bitWriter) copyBits(data []byte, from, to bitCursor) {
	if from.pos == to.pos {
		w.copyPart(data, from.pos, from.bit, to.bit)
		return
	}
	pos := from.pos
	if from.bit > 0 {
		w.copyPart(data, pos, from.bit, 8)
		_, pos = byteAt(data, pos)
	}
	for pos < to.pos {
		w.room()
		if x, ok := load(data, pos); ok && pos+8 <= to.pos {
			w.putWord(x)
			pos += 8
			continue
		}
		b, next := byteAt(data, pos)
		w.put(uint32(b), 8)
		pos = next
	}
	w.copyPart(data, pos, 0, to.bit)
}

// copyPart writes some bits of the byte at pos.
func (w *bitWriter) copyPart(data []byte, pos, from, to int) {
	if from < to {
		w.put(uint32(data[pos])&(0xff>>from)>>(8-to), to-from)
	}
}

// putWord appends all bits of x.
func (w *bitWriter) putWord(x uint64) {
	w.store(w.acc<<w.free | x>>(64-w.free))
	w.acc = x
}
