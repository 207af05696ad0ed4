package resample

import "encoding/binary"

// rowSum is a row on its way between the passes.
type rowSum struct {
	row   []int32     // with extraBits more than a sample has
	lanes [][4]uint64 // for bytes: sums of pixels x and x+4 of each eight
	sums  []int64     // for 16 bits
}

func newRowSum(width int) *rowSum { return &rowSum{row: make([]int32, width)} }

const (
	betweenShift = weightBits - extraBits
	betweenHalf  = 1 << (betweenShift - 1)
)

// vertical filters rows down to one.
func vertical[T sample](dst *rowSum, rows [][]T, weights []int32) {
	if bytes, ok := any(rows).([][]uint8); ok {
		dst.filterBytes(bytes, weights)
		return
	}
	if dst.sums == nil {
		dst.sums = make([]int64, len(dst.row))
	}
	for i := range dst.sums {
		dst.sums[i] = betweenHalf
	}
	for i, w := range weights {
		for x, v := range rows[i] {
			dst.sums[x] += int64(v) * int64(w)
		}
	}
	for i, v := range dst.sums {
		dst.row[i] = int32(v >> betweenShift)
	}
}

// bias keeps both halves of a lane above zero, so that no borrow passes from
// one to the other. A weighted sum of bytes stays within 2^23 of it.
const bias = 1 << 30

// filterBytes multiplies two bytes at a time: a sum of products in the upper
// and in the lower half of 64 bits at once. This is exact: the halves are
// integers, and their sum modulo 2^64 does not depend on borrows in between.
func (s *rowSum) filterBytes(rows [][]uint8, weights []int32) {
	if s.lanes == nil {
		s.lanes = make([][4]uint64, (len(s.row)+7)/8)
	}
	const start = (bias + betweenHalf) * (1<<32 + 1)
	for i := range s.lanes {
		s.lanes[i] = [4]uint64{start, start, start, start}
	}
	zero := rows[0] // stands in with a weight of 0
	for i := 0; i < len(weights); i += 4 {
		r, w := [4][]uint8{zero, zero, zero, zero}, [4]uint64{}
		for k := 0; k < 4 && i+k < len(weights); k++ {
			r[k], w[k] = rows[i+k], uint64(int64(weights[i+k]))
		}
		addBytes(s.lanes, r, w)
		if whole := len(s.row) / 8 * 8; whole < len(s.row) {
			addTail(&s.lanes[whole/8], r, w, whole)
		}
	}
	s.unpack()
}

// lane masks bytes 0 and 4 of eight.
const lane = 0x000000ff000000ff

// addBytes adds four weighted rows to the lanes, eight bytes at a time.
func addBytes(lanes [][4]uint64, r [4][]uint8, w [4]uint64) {
	r0 := r[0]
	r1, r2, r3 := r[1][:len(r0)], r[2][:len(r0)], r[3][:len(r0)]
	w0, w1, w2, w3 := w[0], w[1], w[2], w[3]
	for i := 0; i+8 <= len(r0); i += 8 {
		a, b := binary.LittleEndian.Uint64(r0[i:i+8]), binary.LittleEndian.Uint64(r1[i:i+8])
		c, d := binary.LittleEndian.Uint64(r2[i:i+8]), binary.LittleEndian.Uint64(r3[i:i+8])
		to := &lanes[i/8]
		to[0] += a&lane*w0 + b&lane*w1 + c&lane*w2 + d&lane*w3
		to[1] += a>>8&lane*w0 + b>>8&lane*w1 + c>>8&lane*w2 + d>>8&lane*w3
		to[2] += a>>16&lane*w0 + b>>16&lane*w1 + c>>16&lane*w2 + d>>16&lane*w3
		to[3] += a>>24&lane*w0 + b>>24&lane*w1 + c>>24&lane*w2 + d>>24&lane*w3
	}
}

// addTail adds what is left of the rows after whole bytes: fewer than eight.
func addTail(lanes *[4]uint64, r [4][]uint8, w [4]uint64, whole int) {
	for k, row := range r {
		for i, v := range row[whole:] {
			lanes[i%4] += uint64(v) << (i / 4 * 32) * w[k]
		}
	}
}

// unpack takes the lanes apart.
func (s *rowSum) unpack() {
	row := s.row
	for _, lanes := range s.lanes[:len(row)/8] {
		to := (*[8]int32)(row)
		for i, v := range lanes {
			to[i] = int32(uint32(v)-bias) >> betweenShift
			to[i+4] = int32(uint32(v>>32)-bias) >> betweenShift
		}
		row = row[8:]
	}
	for i := range row {
		row[i] = int32(uint32(s.lanes[len(s.lanes)-1][i%4]>>(i/4*32))-bias) >> betweenShift
	}
}
