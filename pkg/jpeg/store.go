package jpeg

import (
	"math/bits"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// wideGroup is the number of neighbouring blocks that get their high bytes
// together.
const (
	wideShift = 5
	wideGroup = 1 << wideShift
	// isWide, in the mask of a block, says that it has made use of them. It
	// stands in the place of the DC coefficient, which needs no bit.
	isWide = 1
)

// plane holds the coefficients of a component while the scans come in. They
// stand in the file's (zigzag) order, so that a band of a scan is a run of
// bits in the mask, and the few that most blocks have share a cache line.
//
// A coefficient that is not DC takes a byte: those of photos nearly always
// fit. Where one does not, the blocks around get room for a second byte.
// Reduced pictures keep the first coefficients only; the masks know all.
type plane struct {
	n      int // side of the blocks that are wanted: 8, 4, 2 or 1
	keep   int // how many coefficients of a block are kept
	shift  uint
	stride int // blocks in a row, with the padding to whole MCUs
	dc     []int16
	mask   []uint64 // bit k, from 1: coefficient k is not 0
	low    []int8   // from i<<shift on, those of block i
	high   [][]int8 // by groups of blocks: v = low + high<<8
	wide   int64    // bytes in high

	// point tells for each coefficient down to which bit scans have told it,
	// or pointUnknown.
	point   [64]int8
	damaged uint64 // coefficients whose masks cannot be trusted
	padded  bool   // a scan has told the blocks of padding, too

	// blocks takes up the blocks of sequential scans instead of all the
	// above, if it is there.
	blocks []dct.Block
}

const pointUnknown = -1

// kept returns how many coefficients, in the file's order, hold all that an
// inverse transform to n x n samples reads, and the shift that gives each
// block room for them.
func kept(n int) (keep int, shift uint) {
	switch n {
	case 8:
		return 64, 6
	case 4:
		return 25, 5
	case 2:
		return 5, 3
	}
	return 1, 0
}

// planeBytes is what a plane of that many blocks takes before any group is
// wide.
func planeBytes(blocks int64, n int) int64 {
	keep, shift := kept(n)
	size := blocks * (2 + 8)
	if keep > 1 {
		size += blocks<<shift + (blocks+wideGroup-1)/wideGroup*24
	}
	return size
}

func newPlane(n, stride, rows int) *plane {
	p := &plane{n: n, stride: stride}
	p.keep, p.shift = kept(n)
	blocks := stride * rows
	p.dc, p.mask = make([]int16, blocks), make([]uint64, blocks)
	if p.keep > 1 {
		p.low = make([]int8, blocks<<p.shift)
		p.high = make([][]int8, (blocks+wideGroup-1)>>wideShift)
	}
	for k := range p.point {
		p.point[k] = pointUnknown
	}
	return p
}

// set stores coefficient k of block i, which must be kept.
func (p *plane) set(i, k int, v int16) {
	low := int8(v)
	p.low[i<<p.shift+k] = low
	if p.mask[i]&isWide == 0 {
		// -128 would not survive a refinement of a single byte.
		if int16(low) == v && v != -128 {
			return
		}
		p.widen(i)
	}
	p.high[i>>wideShift][(i%wideGroup)<<p.shift+k] = int8((v - int16(low)) >> 8)
}

// widen lets block i have high bytes.
func (p *plane) widen(i int) {
	p.mask[i] |= isWide
	if p.high[i>>wideShift] == nil {
		group := make([]int8, wideGroup<<p.shift)
		p.high[i>>wideShift] = group
		p.wide += int64(len(group))
	}
}

// get returns coefficient k of block i, which must be kept.
func (p *plane) get(i, k int) int16 {
	v := int16(p.low[i<<p.shift+k])
	if p.mask[i]&isWide != 0 {
		v += int16(p.high[i>>wideShift][(i%wideGroup)<<p.shift+k]) << 8
	}
	return v
}

// load makes b, which must be zero, block i. Coefficients that are not kept
// stay 0.
func (p *plane) load(i int, b *dct.Block) {
	b[0] = p.dc[i]
	m := p.mask[i] & (1<<uint(p.keep) - 2)
	if m == 0 {
		return
	}
	low := p.low[i<<p.shift:][:1<<p.shift]
	if p.mask[i]&isWide != 0 {
		high := p.high[i>>wideShift][(i%wideGroup)<<p.shift:][:len(low)]
		for ; m != 0; m &= m - 1 {
			k := bits.TrailingZeros64(m) & (len(low) - 1)
			b[zigzag[k]&63] = int16(low[k]) + int16(high[k])<<8
		}
		return
	}
	for ; m != 0; m &= m - 1 {
		k := bits.TrailingZeros64(m) & (len(low) - 1)
		b[zigzag[k]&63] = int16(low[k])
	}
}

// save makes block i what b is: the opposite of load.
func (p *plane) save(i int, b *dct.Block) {
	p.dc[i] = b[0]
	var mask uint64
	for k := 1; k < 64; k++ {
		v := b[zigzag[k]&63]
		if v != 0 {
			mask |= 1 << k
		}
		if k < p.keep && (v != 0 || p.mask[i]>>k&1 != 0) {
			p.set(i, k, v)
		}
	}
	p.mask[i] = p.mask[i]&isWide | mask
}

// inverse writes a row of blocks, p.n x p.n samples each, as many as there
// are in the row and as fit into stride bytes.
func (p *plane) inverse(dst []byte, stride, row int, q *dct.Table) {
	first := row * p.stride
	count := min(p.stride, stride/p.n)
	if p.n == 1 {
		for x := range count {
			dct.Fill(dst[x:], stride, 1, p.dc[first+x], q[0])
		}
		return
	}
	read := p.transformed()
	for x := range count {
		i := first + x
		out := dst[x*p.n:]
		if p.mask[i]&read == 0 {
			dct.Fill(out, stride, p.n, p.dc[i], q[0])
			continue
		}
		var b dct.Block
		p.load(i, &b)
		switch p.n {
		case 8:
			dct.Inverse(out, stride, &b, q)
		case 4:
			dct.InverseHalf(out, stride, &b, q)
		default:
			dct.InverseQuarter(out, stride, &b, q)
		}
	}
}

// transformed is the mask of the coefficients, DC aside, that the inverse
// transform reads.
func (p *plane) transformed() uint64 {
	var m uint64
	for k := 1; k < 64; k++ {
		if at := int(zigzag[k]); at%8 < p.n && at/8 < p.n {
			m |= 1 << k
		}
	}
	return m
}
