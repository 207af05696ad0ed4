package filter

// smoother takes noise out of the rows of a plane. Around each place it looks
// at the variance: as far as noise explains it, it takes the mean instead of
// the sample (J.-S. Lee, "Digital Image Enhancement and Noise Filtering by
// Use of Local Statistics", 1980). The straight lines that this makes of the
// samples of each window are averaged over all windows that a sample is in
// (K. He, J. Sun, X. Tang, "Guided Image Filtering", 2010), which keeps edges
// clean.
type smoother struct {
	r           int
	noise       float32 // variance, in units of 16 bits
	beyond      int     // rows that were pushed after the last
	plain       *window[uint32]
	square      *window[uint64]
	slope, base *window[uint32] // 1 is 1<<16; units of 16 bits
	rows        struct {
		plain, slope, base []uint32
		square             []uint64
	}
}

func newSmoother(width, r int, noise float64) *smoother {
	s := &smoother{
		r: r, noise: float32(noise),
		plain: newWindow[uint32](width, r), square: newWindow[uint64](width, r),
		slope: newWindow[uint32](width, r), base: newWindow[uint32](width, r),
	}
	s.rows.plain, s.rows.square = make([]uint32, width), make([]uint64, width)
	s.rows.slope, s.rows.base = make([]uint32, width), make([]uint32, width)
	return s
}

// delay is how many rows after a row the line for it is there.
func (s *smoother) delay() int { return 2 * s.r }

// push takes the next row; after the last one it is called delay times more,
// with nil. It reports whether there is a line for the row delay above, which
// apply uses.
func (s *smoother) push(row []uint16) bool {
	if row == nil {
		s.beyond++
	}
	for x, v := range row {
		s.rows.plain[x], s.rows.square[x] = uint32(v), uint64(v)*uint64(v)
	}
	if s.beyond <= s.r { // after that, the last line counts again
		plain, square := s.plain.push(s.rows.plain), s.square.push(s.rows.square)
		if plain == nil {
			return false
		}
		s.lines(plain, square)
	}
	s.base.push(s.rows.base)
	return s.slope.push(s.rows.slope) != nil
}

// lines finds slope and base for each window of a row.
func (s *smoother) lines(plain []uint32, square []uint64) {
	side := float32(2*s.r + 1)
	share := 1 / (side * side)
	square = square[:len(plain)]
	slope, base := s.rows.slope[:len(plain)], s.rows.base[:len(plain)]
	n := uint64(side * side)
	for x, sum := range plain {
		// n squares less the sum's square are whole, and lose nothing.
		variance := float32(n*square[x]-uint64(sum)*uint64(sum)) * share * share
		mean := float32(sum) * share
		a := float32(0)
		if variance > s.noise {
			a = 1 - s.noise/variance
		}
		slope[x] = uint32(a*65536 + 0.5)
		base[x] = uint32(mean*(1-a) + 0.5)
	}
}

// apply puts the samples of a row on the lines that are there for it.
func (s *smoother) apply(row []uint16) {
	n := uint64(2*s.r+1) * uint64(2*s.r+1)
	one := uint64(1<<32) / n
	slopes, bases := s.slope.row[:len(row)], s.base.row[:len(row)]
	for x, v := range row {
		t := (uint64(slopes[x])*uint64(v) + uint64(bases[x])<<16) >> 16
		row[x] = uint16(min(65535, (t*one+1<<31)>>32))
	}
}
