package filter

import "math"

// box is a running mean whose ends count for less: the samples up to r away
// weigh inner, those r+1 away weigh outer, and all weights sum up to 1<<32.
// The ends give it any variance, which a mean of whole samples has not.
// Three of them in a row are close to a Gaussian (P. Gwosdek, S. Grewenig,
// A. Bruhn, J. Weickert, "Theoretical Foundations of Gaussian Convolution by
// Extended Box Filtering", 2011).
type box struct {
	r            int
	inner, outer uint64
}

// rounds is how many boxes stand for a Gaussian.
const rounds = 3

// newBox returns the box of that variance, in samples squared.
func newBox(variance float64) box {
	// A mean of 2r+1 samples has the variance r(r+1)/3.
	r := int(math.Sqrt(0.25+3*variance) - 0.5)
	for float64(r)*float64(r+1)/3 > variance {
		r--
	}
	a, v := float64(2*r+1), variance
	end := a * (float64(r*(r+1))/3 - v) / (2 * (v - float64((r+1)*(r+1))))
	const one = 1 << 32
	inner := uint64(one/(a+2*end)) &^ 1
	return box{r, inner, (one - uint64(2*r+1)*inner) / 2}
}

// across runs the box over a row of interleaved channels. padded holds the
// row with (r+1)*channels samples before and after it.
func (b box) across(dst, padded []uint16, channels int) {
	if channels == 1 {
		b.acrossOne(dst, padded)
		return
	}
	span := (2*b.r + 2) * channels
	for c := range channels {
		sum := uint64(0)
		for i := channels + c; i < span; i += channels {
			sum += uint64(padded[i])
		}
		for i := c; i < len(dst); i += channels {
			low, high := uint64(padded[i]), uint64(padded[i+span])
			dst[i] = uint16((sum*b.inner + (low+high)*b.outer + 1<<31) >> 32)
			sum += high - uint64(padded[i+channels])
		}
	}
}

func (b box) acrossOne(dst, padded []uint16) {
	span := 2*b.r + 2
	sum := uint64(0)
	for _, v := range padded[1:span] {
		sum += uint64(v)
	}
	first, last := padded[:len(dst)+1], padded[span:][:len(dst)]
	low := uint64(first[0])
	for i, v := range last {
		high, next := uint64(v), uint64(first[i+1])
		dst[i] = uint16((sum*b.inner + (low+high)*b.outer + 1<<31) >> 32)
		sum += high - next
		low = next
	}
}

// acrossStage runs three boxes over each row.
type acrossStage struct {
	box      box
	channels int
	padded   []uint16
	row      []uint16
	next     stage
}

func newAcross(b box, width, channels int, next stage) *acrossStage {
	return &acrossStage{
		box: b, channels: channels, next: next,
		padded: make([]uint16, (width+2*b.r+2)*channels),
		row:    make([]uint16, width*channels),
	}
}

func (s *acrossStage) push(row []uint16) {
	margin := (s.box.r + 1) * s.channels
	for range rounds {
		n := copy(s.padded[margin:], row)
		for i := range margin {
			s.padded[i] = row[i%s.channels]
			s.padded[margin+n+i] = row[n-s.channels+i%s.channels]
		}
		s.box.across(s.row, s.padded, s.channels)
		row = s.row
	}
	s.next.push(row)
}

func (s *acrossStage) end() { s.next.end() }

// downStage runs a box over each column. It holds the rows that the box
// covers, from r+1 above to r+1 below.
type downStage struct {
	box  box
	ring [][]uint16
	n    int // rows that have come, with those beyond the upper edge
	sum  []uint32
	row  []uint16
	next stage
}

func newDown(b box, length int, next stage) *downStage {
	s := &downStage{box: b, next: next, sum: make([]uint32, length), row: make([]uint16, length)}
	s.ring = make([][]uint16, 2*b.r+3)
	for i := range s.ring {
		s.ring[i] = make([]uint16, length)
	}
	return s
}

func (s *downStage) push(row []uint16) {
	if s.n == 0 {
		for range s.box.r + 1 {
			s.take(row)
		}
	}
	s.take(row)
}

func (s *downStage) end() {
	last := s.at(s.n - 1)
	for range s.box.r + 1 {
		s.take(last)
	}
	s.next.end()
}

func (s *downStage) at(i int) []uint16 { return s.ring[i%len(s.ring)] }

// take adds a row below the others, and hands on the one that is complete by
// it. sum holds what weighs inner, but for the row that came last.
func (s *downStage) take(row []uint16) {
	v := s.n
	s.n++
	newest := s.at(v)
	copy(newest, row)
	if v <= 1 { // the first row is never but an end
		return
	}
	sum := s.sum[:len(newest)]
	latest := s.at(v - 1)[:len(newest)]
	if v < 2*s.box.r+2 {
		for x, in := range latest {
			sum[x] += uint32(in)
		}
		return
	}
	oldest, leaving, out := s.at(v - 2*s.box.r - 2)[:len(newest)], s.at(v - 2*s.box.r - 1)[:len(newest)], s.row[:len(newest)]
	inner, outer := s.box.inner, s.box.outer
	for x, in := range newest {
		t := sum[x] + uint32(latest[x])
		out[x] = uint16((uint64(t)*inner + (uint64(in)+uint64(oldest[x]))*outer + 1<<31) >> 32)
		sum[x] = t - uint32(leaving[x])
	}
	s.next.push(out)
}
