package resample

// pairs filters two rows of a plane of bytes across at once: the second row's
// values stand in the upper halves of 64 bits, as in rowSum's lanes.
type pairs struct {
	first, second *rowSum
	both          []uint64
	out           [2][]uint8
}

func newPairs(from, to int) *pairs {
	return &pairs{
		first: newRowSum(from), second: newRowSum(from),
		both: make([]uint64, from),
		out:  [2][]uint8{make([]uint8, to), make([]uint8, to)},
	}
}

// runPairs is run for a plane of bytes.
func (j job[T]) runPairs(across, down *filter, rows func(first, n int) [][]T) {
	p := newPairs(j.src.w, j.dst.w)
	for y := 0; y < j.dst.h; y += 2 {
		first, weights := down.taps(y)
		vertical(p.first, rows(first, len(weights)), weights)
		if y+1 < j.dst.h {
			first, weights = down.taps(y + 1)
			vertical(p.second, rows(first, len(weights)), weights)
		}
		p.horizontal(across)
		for i := 0; i < 2 && y+i < j.dst.h; i++ {
			j.emit(y+i, any(p.out[i]).([]T))
		}
	}
}

// horizontal filters both rows. The values between the passes fit into 16
// bits, so that their weighted sums stay within bias.
func (p *pairs) horizontal(f *filter) {
	second := p.second.row[:len(p.first.row)]
	for i, v := range p.first.row {
		p.both[i] = uint64(v) + uint64(second[i])<<32
	}
	const start = (bias + finalHalf) * (1<<32 + 1)
	upper, lower := p.out[0], p.out[1][:len(p.out[0])]
	for x := range upper {
		first, weights := f.taps(x)
		from := p.both[first : first+len(weights)]
		sum, i := uint64(start), 0
		for ; i+4 <= len(from); i += 4 {
			v, w := (*[4]uint64)(from[i:]), (*[4]int32)(weights[i:])
			sum += v[0]*uint64(w[0]) + v[1]*uint64(w[1]) + v[2]*uint64(w[2]) + v[3]*uint64(w[3])
		}
		for ; i < len(from) && i < len(weights); i++ {
			sum += from[i] * uint64(weights[i])
		}
		upper[x] = uint8(min(max(int32(uint32(sum)-bias)>>finalShift, 0), 255))
		lower[x] = uint8(min(max(int32(uint32(sum>>32)-bias)>>finalShift, 0), 255))
	}
}
