package filter

// halveAcross makes rows of half the width, rounded up: the weights 1 3 3 1
// around two samples keep fine patterns from coming back as coarse ones.
type halveAcross struct {
	channels int
	row      []uint16
	next     stage
}

func newHalveAcross(width, channels int, next stage) *halveAcross {
	return &halveAcross{channels: channels, row: make([]uint16, (width+1)/2*channels), next: next}
}

func (s *halveAcross) push(row []uint16) {
	n, last := s.channels, len(row)/s.channels-1
	for c := range n {
		at := func(x int) uint32 { return uint32(row[max(0, min(x, last))*n+c]) }
		for x := range len(s.row) / n {
			if x == 0 || 2*x+2 > last {
				s.row[x*n+c] = quarters(at(2*x-1), at(2*x), at(2*x+1), at(2*x+2))
				continue
			}
			p := row[(2*x-1)*n+c:]
			s.row[x*n+c] = quarters(uint32(p[0]), uint32(p[n]), uint32(p[2*n]), uint32(p[3*n]))
		}
	}
	s.next.push(s.row)
}

func (s *halveAcross) end() { s.next.end() }

func quarters(a, b, c, d uint32) uint16 { return uint16((a + d + 3*(b+c) + 4) >> 3) }

// halveDown makes half as many rows, rounded up, with the same weights.
type halveDown struct {
	n    int // rows that have come
	held [3][]uint16
	row  []uint16
	next stage
}

func newHalveDown(length int, next stage) *halveDown {
	s := &halveDown{row: make([]uint16, length), next: next}
	for i := range s.held {
		s.held[i] = make([]uint16, length)
	}
	return s
}

// push emits a row for each odd number of rows from the third on: then the
// two that it is made of, one above them and one below are there.
func (s *halveDown) push(row []uint16) {
	if s.n == 0 {
		copy(s.held[2], row) // stands for the row above the first
	}
	if s.n > 0 && s.n%2 == 0 {
		s.emit(row)
	}
	s.keep(row)
	s.n++
}

func (s *halveDown) end() {
	last := s.held[2]
	if s.n%2 == 1 {
		s.keep(last)
	}
	s.emit(s.held[2])
	s.next.end()
}

func (s *halveDown) keep(row []uint16) {
	s.held[0], s.held[1], s.held[2] = s.held[1], s.held[2], s.held[0]
	copy(s.held[2], row)
}

func (s *halveDown) emit(below []uint16) {
	a, b, c := s.held[0][:len(below)], s.held[1][:len(below)], s.held[2][:len(below)]
	for x, d := range below {
		s.row[x] = quarters(uint32(a[x]), uint32(b[x]), uint32(c[x]), uint32(d))
	}
	s.next.push(s.row)
}

// reduced holds a picture that was halved, and enlarges it again.
type reduced struct {
	width, channels int // of a row
	rows            [][]uint16
}

func (r *reduced) push(row []uint16) { r.rows = append(r.rows, append([]uint16(nil), row...)) }

func (r *reduced) end() {}

// enlarge writes height rows of width samples, interpolated linearly between
// the centres of what was halved so many times across and down.
func (r *reduced) enlarge(width, height, across, down int, write func(y int, row []uint16)) {
	mixed, row := make([]uint16, r.width*r.channels), make([]uint16, width*r.channels)
	for y := range height {
		i, weight := place(y, down)
		upper, lower := r.rows[max(0, i)], r.rows[min(i+1, len(r.rows)-1)]
		for x := range mixed {
			mixed[x] = mix(upper[x], lower[x], weight, down)
		}
		r.enlargeRow(row, mixed, across)
		write(y, row)
	}
}

func (r *reduced) enlargeRow(dst, src []uint16, halvings int) {
	if halvings == 0 {
		copy(dst, src)
		return
	}
	n := r.channels
	for x := range len(dst) / n {
		i, weight := place(x, halvings)
		left, right := src[max(0, i)*n:], src[min(i+1, r.width-1)*n:]
		for c := range n {
			dst[x*n+c] = mix(left[c], right[c], weight, halvings)
		}
	}
}

// place returns between which reduced sample and its follower x lies, and
// the follower's weight in parts of 2<<halvings.
func place(x, halvings int) (i int, weight uint64) {
	t := 2*x + 1 - 1<<halvings
	return t >> (halvings + 1), uint64(t & (2<<halvings - 1))
}

func mix(a, b uint16, weight uint64, halvings int) uint16 {
	one := uint64(2) << halvings
	return uint16((uint64(a)*(one-weight) + uint64(b)*weight + one/2) >> (halvings + 1))
}
