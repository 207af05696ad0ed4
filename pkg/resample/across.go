package resample

const (
	finalShift = weightBits + extraBits
	finalHalf  = 1 << (finalShift - 1)
)

// across filters a row of planes or pixels across. It comes in three layouts:
// that of narrow filters, of wide ones, and of pixels of four samples.
type across interface {
	// row computes a row of the result, whose end room() tells, of mid.
	row(dst []byte, mid []int16)
	// slack is how many samples beyond mid's end may be read, with weights
	// of zero.
	slack() int
	// room is how many samples are written; it may be some more than a row
	// has.
	room() int
}

func newAcross(t *taps, channels int) across {
	if channels == 4 {
		return newPixels(t)
	}
	if isNarrow(t) {
		return newNarrow(t)
	}
	return newWide(t)
}

// final rounds a sum to a byte.
func final(sum int32) byte { return byte(min(max((sum+finalHalf)>>finalShift, 0), 255)) }

// The outputs of a row are worked on in groups, and the taps of one output of
// a wide filter, or of pixels, in blocks.
const (
	group = 8
	block = 8
)

// roundUp returns the whole number of steps that holds n.
func roundUp(n, step int) int { return (n + step - 1) / step * step }

// wide is for outputs that have many taps. For each group of outputs, for
// each block, for each output in the order 0 4 1 5 2 6 3 7 stand the block's
// weights: the sums of a group then come out of additions of neighbours in
// order.
type wide struct {
	first   []int32 // samples; a whole number of groups
	weights []int16
	blocks  int
}

func newWide(t *taps) *wide {
	blocks, outputs := roundUp(t.longest(), block)/block, roundUp(len(t.first), group)
	a := &wide{make([]int32, outputs), make([]int16, outputs*blocks*block), blocks}
	for x := range t.first {
		first, weights := t.of(x)
		a.first[x] = int32(first)
		for at := a.place(x); len(weights) > 0; at += block * group {
			n := copy(a.weights[at:at+block], weights)
			weights = weights[n:]
		}
	}
	return a
}

// place is where the weights of output x begin. Its blocks are group blocks
// apart.
func (a *wide) place(x int) int {
	return x/group*group*block*a.blocks + (x%4*2+x%group/4)*block
}

func (a *wide) slack() int { return block * a.blocks }

func (a *wide) room() int { return len(a.first) }

func (a *wide) row(dst []byte, mid []int16) { acrossWide(dst[:len(a.first)], mid, a) }

// acrossWideGo computes the outputs. The sums fit into 32 bits: values below
// 2^15 with weights whose positive and negative parts are each below 2^15.
func acrossWideGo(dst []byte, mid []int16, a *wide) {
	for x, first := range a.first {
		from, at := mid[first:], a.place(x)
		var sum int32
		for range a.blocks {
			v, w := (*[block]int16)(from), (*[block]int16)(a.weights[at:])
			sum += int32(v[0])*int32(w[0]) + int32(v[1])*int32(w[1]) + int32(v[2])*int32(w[2]) + int32(v[3])*int32(w[3])
			sum += int32(v[4])*int32(w[4]) + int32(v[5])*int32(w[5]) + int32(v[6])*int32(w[6]) + int32(v[7])*int32(w[7])
			from, at = from[block:], at+block*group
		}
		dst[x] = final(sum)
	}
}

// pixels is for pixels of four samples. The weights stand output by output,
// in whole blocks.
type pixels struct {
	first   []int32 // samples
	weights []int16
	blocks  int
}

func newPixels(t *taps) *pixels {
	n := roundUp(t.longest(), block)
	a := &pixels{make([]int32, len(t.first)), make([]int16, n*len(t.first)), n / block}
	for x := range t.first {
		first, weights := t.of(x)
		a.first[x] = int32(4 * first)
		copy(a.weights[n*x:], weights)
	}
	return a
}

func (a *pixels) slack() int { return 4 * block * a.blocks }

func (a *pixels) room() int { return 4 * len(a.first) }

func (a *pixels) row(dst []byte, mid []int16) { acrossPixels(dst[:4*len(a.first)], mid, a) }

// acrossPixelsGo computes the outputs.
func acrossPixelsGo(dst []byte, mid []int16, p *pixels) {
	n := block * p.blocks
	for x, first := range p.first {
		from := mid[first:][:4*n]
		var a, b, c, d int32
		for _, v := range p.weights[x*n : x*n+n] {
			if len(from) < 4 {
				break // never; it spares checks below
			}
			w := int32(v)
			a += int32(from[0]) * w
			b += int32(from[1]) * w
			c += int32(from[2]) * w
			d += int32(from[3]) * w
			from = from[4:]
		}
		to := dst[4*x : 4*x+4]
		to[0], to[1], to[2], to[3] = final(a), final(b), final(c), final(d)
	}
}
