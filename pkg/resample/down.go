package resample

import (
	"encoding/binary"
	"math"
)

// extraBits is the precision that rows keep between the two passes. With
// weights whose positive part stays below 2, and whose negative part above
// -2, no value between the passes leaves -32640 to 32640, which 16 bits hold.
const extraBits = 6

const (
	betweenShift = weightBits - extraBits
	betweenHalf  = 1 << (betweenShift - 1)
)

// columnsAtOnce is how many columns the down pass works on at a time. Rows
// inside of the package are as long as a whole number of them.
const columnsAtOnce = 64

// pairRing holds the source rows that still count. Two rows that follow each
// other, the first of them even, stand sample by sample side by side, as the
// multiplication of pairs wants them.
type pairRing struct {
	buf     []byte
	even    []byte // a row that waits for its other half
	waits   bool
	columns int // of a row, rounded up to columnsAtOnce
	slots   int
	count   int // pairs that have come so far
}

func newPairRing(width, slots int) *pairRing {
	columns := roundUp(width, columnsAtOnce)
	return &pairRing{
		buf: make([]byte, 2*columns*slots), even: make([]byte, width),
		columns: columns, slots: slots,
	}
}

// push takes a row in and reports whether a pair has become whole. The last
// row of an odd number stands for its missing neighbour.
func (p *pairRing) push(row []byte, last bool) bool {
	even := p.even
	switch {
	case p.waits:
	case last:
		even = row
	default:
		copy(p.even, row)
		p.waits = true
		return false
	}
	interleave(p.buf[p.at(p.count):], even, row)
	p.waits = false
	p.count++
	return true
}

// at is where a pair begins in the buffer.
func (p *pairRing) at(pair int) int { return pair % p.slots * 2 * p.columns }

// window is a run of pairs of rows that count for a row of the result.
type window struct {
	first, count int
	weights      int // where their weights begin
}

// end is the pair after the last.
func (w window) end() int { return w.first + w.count }

// downPass filters rows down to one.
type downPass struct {
	windows []window
	weights []int16 // two for each pair
	longest int     // pairs that must be held for a window
}

func newDownPass(t *taps) *downPass {
	d := &downPass{windows: make([]window, len(t.first)), weights: make([]int16, 0, len(t.weights)+2*len(t.first))}
	end := 0 // where zeros were left out, a window may end before an earlier one
	for y := range d.windows {
		first, weights := t.of(y)
		lead := first % 2
		w := window{first / 2, (lead + len(weights) + 1) / 2, len(d.weights)}
		d.windows[y] = w
		for range lead {
			d.weights = append(d.weights, 0)
		}
		d.weights = append(d.weights, weights...)
		if len(d.weights)%2 == 1 {
			d.weights = append(d.weights, 0)
		}
		end = max(end, w.end())
		d.longest = max(d.longest, end-w.first)
	}
	return d
}

// row computes row y of the result down, with extraBits more than a byte has.
// There must be room for the longest window's places.
func (d *downPass) row(mid []int16, p *pairRing, places []int, y int) {
	w := d.windows[y]
	places = places[:w.count]
	for i := range places {
		places[i] = p.at(w.first + i)
	}
	down(mid[:p.columns], p.buf, places, d.weights[w.weights:w.weights+2*w.count])
}

// pairBlock is how many columns stand together in a pair of rows. Samples e
// of the even row and o of the odd one follow each other as
//
//	e[0] e[8] o[0] o[8]  e[1] e[9] o[1] o[9]  ...  e[7] e[15] o[7] o[15]
//
// so that the lower bytes of 16-bit words are the pairs of the first eight
// columns in order, and the upper bytes those of the other eight.
const pairBlock = 16

// interleaveGo stores samples of two rows side by side. The last block may be
// incomplete.
func interleaveGo(dst, even, odd []byte) {
	odd = odd[:len(even)]
	for i, v := range even {
		at := i/pairBlock*(2*pairBlock) + i%8*4 + i%pairBlock/8
		dst[at], dst[at+2] = v, odd[i]
	}
}

// downGo computes
//
//	mid[x] = (sum of the weighted samples of column x + betweenHalf) >> betweenShift
//
// where pair i of the window begins at pairs[places[i]], and its weights
// stand at weights[2*i]. It saturates, though no kernel's weights come there.
func downGo(mid []int16, pairs []byte, places []int, weights []int16) {
	for x := 0; x < len(mid); x += columnsAtOnce {
		var l lanes
		for i := range l {
			l[i] = (bias + betweenHalf) * (1<<32 + 1)
		}
		for i := 0; i < len(places); i += 2 {
			a := pairs[places[i]+2*x:]
			w0, w1 := uint64(weights[2*i]), uint64(weights[2*i+1])
			if i+1 == len(places) {
				l.add(a, a, w0, w1, 0, 0)
				break
			}
			l.add(a, pairs[places[i+1]+2*x:], w0, w1, uint64(weights[2*i+2]), uint64(weights[2*i+3]))
		}
		l.store((*[columnsAtOnce]int16)(mid[x:]))
	}
}

// lanes are the sums of a strip of columns, two in a word: of columns 0 and
// 1, 8 and 9, 2 and 3, 10 and 11, and so on. One multiplication works on both.
// This is exact: the halves are integers, and their sum modulo 2^64 does not
// depend on borrows in between. The bias keeps both above zero in the end.
type lanes [columnsAtOnce / 2]uint64

const bias = 1 << 30

// add adds two weighted pairs of rows.
func (l *lanes) add(a, b []byte, w0, w1, w2, w3 uint64) {
	const both = 0x000000ff000000ff
	a, b = a[:2*columnsAtOnce], b[:2*columnsAtOnce]
	for i := 0; i < len(l)-1; i += 2 {
		v, w := binary.LittleEndian.Uint64(a), binary.LittleEndian.Uint64(b)
		l[i] += v&both*w0 + v>>16&both*w1 + w&both*w2 + w>>16&both*w3
		l[i+1] += v>>8&both*w0 + v>>24&both*w1 + w>>8&both*w2 + w>>24&both*w3
		if len(a) < 8 || len(b) < 8 {
			break // never; it spares checks
		}
		a, b = a[8:], b[8:]
	}
}

// store rounds the sums.
func (l *lanes) store(to *[columnsAtOnce]int16) {
	for i, v := range l {
		at := i/8*pairBlock + i%2*8 + i%8/2*2
		to[at], to[at+1] = between(uint32(v)), between(uint32(v>>32))
	}
}

func between(sum uint32) int16 {
	return int16(min(max(int32(sum-bias)>>betweenShift, math.MinInt16), math.MaxInt16))
}
