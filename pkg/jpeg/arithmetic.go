package jpeg

// arithState is a state of the probability estimation of arithmetic coding.
type arithState struct {
	qe       uint16 // the probability of the less probable symbol
	nextLess byte   // the state after that symbol
	nextMore byte   // the state after the other, when it makes a renormalization
	turn     byte   // arithTurn if the less probable symbol becomes the other
}

const (
	arithTurn  = 0x80 // in a statistics bin: the more probable symbol is 1
	arithFixed = 113  // a state that stays as it is: symbols are equally probable
)

// arithStates is T.81, table D.3, and the fixed state behind it.
func arithStates() *[arithFixed + 1]arithState {
	return &[arithFixed + 1]arithState{
		{0x5a1d, 1, 1, 0x80}, {0x2586, 14, 2, 0}, {0x1114, 16, 3, 0}, {0x080b, 18, 4, 0},
		{0x03d8, 20, 5, 0}, {0x01da, 23, 6, 0}, {0x00e5, 25, 7, 0}, {0x006f, 28, 8, 0},
		{0x0036, 30, 9, 0}, {0x001a, 33, 10, 0}, {0x000d, 35, 11, 0}, {0x0006, 9, 12, 0},
		{0x0003, 10, 13, 0}, {0x0001, 12, 13, 0}, {0x5a7f, 15, 15, 0x80}, {0x3f25, 36, 16, 0},
		{0x2cf2, 38, 17, 0}, {0x207c, 39, 18, 0}, {0x17b9, 40, 19, 0}, {0x1182, 42, 20, 0},
		{0x0cef, 43, 21, 0}, {0x09a1, 45, 22, 0}, {0x072f, 46, 23, 0}, {0x055c, 48, 24, 0},
		{0x0406, 49, 25, 0}, {0x0303, 51, 26, 0}, {0x0240, 52, 27, 0}, {0x01b1, 54, 28, 0},
		{0x0144, 56, 29, 0}, {0x00f5, 57, 30, 0}, {0x00b7, 59, 31, 0}, {0x008a, 60, 32, 0},
		{0x0068, 62, 33, 0}, {0x004e, 63, 34, 0}, {0x003b, 32, 35, 0}, {0x002c, 33, 9, 0},
		{0x5ae1, 37, 37, 0x80}, {0x484c, 64, 38, 0}, {0x3a0d, 65, 39, 0}, {0x2ef1, 67, 40, 0},
		{0x261f, 68, 41, 0}, {0x1f33, 69, 42, 0}, {0x19a8, 70, 43, 0}, {0x1518, 72, 44, 0},
		{0x1177, 73, 45, 0}, {0x0e74, 74, 46, 0}, {0x0bfb, 75, 47, 0}, {0x09f8, 77, 48, 0},
		{0x0861, 78, 49, 0}, {0x0706, 79, 50, 0}, {0x05cd, 48, 51, 0}, {0x04de, 50, 52, 0},
		{0x040f, 50, 53, 0}, {0x0363, 51, 54, 0}, {0x02d4, 52, 55, 0}, {0x025c, 53, 56, 0},
		{0x01f8, 54, 57, 0}, {0x01a4, 55, 58, 0}, {0x0160, 56, 59, 0}, {0x0125, 57, 60, 0},
		{0x00f6, 58, 61, 0}, {0x00cb, 59, 62, 0}, {0x00ab, 61, 63, 0}, {0x008f, 61, 32, 0},
		{0x5b12, 65, 65, 0x80}, {0x4d04, 80, 66, 0}, {0x412c, 81, 67, 0}, {0x37d8, 82, 68, 0},
		{0x2fe8, 83, 69, 0}, {0x293c, 84, 70, 0}, {0x2379, 86, 71, 0}, {0x1edf, 87, 72, 0},
		{0x1aa9, 87, 73, 0}, {0x174e, 72, 74, 0}, {0x1424, 72, 75, 0}, {0x119c, 74, 76, 0},
		{0x0f6b, 74, 77, 0}, {0x0d51, 75, 78, 0}, {0x0bb6, 77, 79, 0}, {0x0a40, 77, 48, 0},
		{0x5832, 80, 81, 0x80}, {0x4d1c, 88, 82, 0}, {0x438e, 89, 83, 0}, {0x3bdd, 90, 84, 0},
		{0x34ee, 91, 85, 0}, {0x2eae, 92, 86, 0}, {0x299a, 93, 87, 0}, {0x2516, 86, 71, 0},
		{0x5570, 88, 89, 0x80}, {0x4ca9, 95, 90, 0}, {0x44d9, 96, 91, 0}, {0x3e22, 97, 92, 0},
		{0x3824, 99, 93, 0}, {0x32b4, 99, 94, 0}, {0x2e17, 93, 86, 0}, {0x56a8, 95, 96, 0x80},
		{0x4f46, 101, 97, 0}, {0x47e5, 102, 98, 0}, {0x41cf, 103, 99, 0}, {0x3c3d, 104, 100, 0},
		{0x375e, 99, 93, 0}, {0x5231, 105, 102, 0}, {0x4c0f, 106, 103, 0}, {0x4639, 107, 104, 0},
		{0x415e, 103, 99, 0}, {0x5627, 105, 106, 0x80}, {0x50e7, 108, 107, 0}, {0x4b85, 109, 103, 0},
		{0x5597, 110, 109, 0}, {0x504f, 111, 107, 0}, {0x5a10, 110, 111, 0x80}, {0x5522, 112, 109, 0},
		{0x59eb, 112, 111, 0x80}, {0x5a1d, 113, 113, 0},
	}
}

// arithReader decodes binary decisions: T.81, D.2. Its bins are bytes: a
// state, and arithTurn.
type arithReader struct {
	states *[arithFixed + 1]arithState
	data   []byte
	pos    int
	c, a   uint32 // the code register and the interval, as in T.81
	ct     int    // shifts until a byte is needed
}

// start begins with the data at a position: T.81, figure D.20.
func (r *arithReader) start(at int) {
	r.pos, r.a, r.c, r.ct = at, 1<<16, 0, 0
	r.load()
	r.c <<= 8
	r.load()
	r.c <<= 8
}

// load takes a byte: zeros, when a marker is met. A coder need not write
// zeros at its end, so that is no fault.
func (r *arithReader) load() {
	if r.pos >= len(r.data) {
		return
	}
	b := r.data[r.pos]
	if b == 0xff {
		if r.pos+1 >= len(r.data) || r.data[r.pos+1] != 0 {
			return
		}
		r.pos++
	}
	r.pos++
	r.c += uint32(b) << 8
}

// decide decodes a decision: T.81, figures D.16 to D.19.
func (r *arithReader) decide(bin *byte) bool {
	s := &r.states[*bin&0x7f]
	more := *bin & arithTurn
	qe := uint32(s.qe)
	r.a -= qe
	if r.c>>16 < r.a {
		if r.a >= 1<<15 {
			return more != 0
		}
		less := r.a < qe
		return r.settle(bin, s, more, less)
	}
	less := r.a >= qe
	r.c -= r.a << 16
	r.a = qe
	return r.settle(bin, s, more, less)
}

// settle moves the bin to its next state, and renormalizes.
func (r *arithReader) settle(bin *byte, s *arithState, more byte, less bool) bool {
	if less {
		*bin = s.nextLess | more ^ s.turn
		more ^= arithTurn
	} else {
		*bin = s.nextMore | more
	}
	for {
		if r.ct == 0 {
			r.load()
			r.ct = 8
		}
		r.a <<= 1
		r.c <<= 1
		r.ct--
		if r.a >= 1<<15 {
			return more != 0
		}
	}
}

// even decodes a decision whose outcomes are equally probable.
func (r *arithReader) even() bool {
	bin := byte(arithFixed)
	return r.decide(&bin)
}

// finish returns what is wrong at an interval's end.
func (r *arithReader) finish() string { return "" }

// reader returns where the data is read. The decoder need not have taken the
// last bytes to know all that they say.
func (r *arithReader) reader() *bitReader {
	at, _ := nextMarker(r.data, r.pos)
	if at > r.pos+slackBytes {
		at = r.pos
	}
	return &bitReader{data: r.data, pos: at}
}
