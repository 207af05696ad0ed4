package jpeg

import (
	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// coder holds the tables that decode one component's blocks.
type coder struct {
	dcPairs *pairTable
	bursts  *burstTable
	skips   *skipTable // nil at full size
	dc, ac  *huffman
}

// newCoder finds a component's tables for a sequential scan.
func (p *parser) newCoder(c scanComponent, skip bool) (coder, error) {
	dc, err := p.dcTable(c)
	if err != nil {
		return coder{}, err
	}
	ac, err := p.acTable(c)
	if err != nil {
		return coder{}, err
	}
	t := coder{dc: &dc.huffman, ac: &ac.huffman, dcPairs: dc.pairs(), bursts: ac.bursts()}
	if skip {
		t.skips = ac.skips()
	}
	return t, nil
}

// symbolBits is enough for a code and the bits behind it.
const symbolBits = 32

// The loops below have no calls, so their variables stay in registers. They
// fill up acc when it has less than a table's index needs, which is enough,
// as what the table answers is no longer than that. What they cannot do at
// once they leave to difference and step: where a 0xff, the end or a long code
// is near.

// fullBlock decodes the AC coefficients of a block of a sequential scan into
// b, where they must be zero: T.81, F.2.2.2. It tells whether there are any,
// and whether a bad code was met, which ends the block.
func (r *bitReader) fullBlock(b *dct.Block, t *coder) (dirty, bad bool) {
	data, bursts, k := r.data, t.bursts, uint(0)
	for {
		pos, acc, n := r.pos, r.acc, r.n
		for {
			if n < burstBits {
				x, ok := load(data, pos)
				if !ok {
					break
				}
				acc |= x >> (uint(n) & 63)
				pos += (63 - n) >> 3
				n |= 56
			}
			e := bursts[acc>>(64-burstBits)]
			first, last := k+uint(e>>8&0xff), k+uint(e>>16&0xff)
			if last > 63 {
				if uint(e>>16&0xff) != pairEnd || first >= 63 && first < pairEnd {
					break
				}
				r.pos, r.acc, r.n = pos, acc<<(e&63), n-int(e&63)
				if first < 63 {
					b[zigzag[first]&63] = int16(e >> 32)
					return true, false
				}
				return k > 0, false
			}
			b[zigzag[first&63]&63] = int16(e >> 32)
			b[zigzag[last]&63] = int16(e >> 48)
			acc <<= e & 63
			n -= int(e & 63)
			k = last
			if k == 63 {
				r.pos, r.acc, r.n = pos, acc, n
				return true, false
			}
		}
		r.pos, r.acc, r.n = pos, acc, n
		next, v, ok := r.step(t, k)
		if v != 0 {
			b[zigzag[next&127]&63] = v
		}
		if next >= 63 {
			return k > 0 || v != 0, !ok
		}
		k = next
	}
}

// lowBlock is fullBlock for a scaled picture: it keeps the coefficients up to
// kmax in the file's order, and skips the others.
func (r *bitReader) lowBlock(b *dct.Block, t *coder, kmax uint) (dirty, bad bool) {
	data, bursts, k := r.data, t.bursts, uint(0)
	for k < kmax {
		pos, acc, n := r.pos, r.acc, r.n
		for k < kmax {
			if n < burstBits {
				x, ok := load(data, pos)
				if !ok {
					break
				}
				acc |= x >> (uint(n) & 63)
				pos += (63 - n) >> 3
				n |= 56
			}
			e := bursts[acc>>(64-burstBits)]
			first, last := k+uint(e>>8&0xff), k+uint(e>>16&0xff)
			if last > kmax {
				if uint(e>>16&0xff) != pairEnd || first > kmax && first < pairEnd {
					break
				}
				r.pos, r.acc, r.n = pos, acc<<(e&63), n-int(e&63)
				if first <= kmax {
					b[zigzag[first&63]&63] = int16(e >> 32)
					return true, false
				}
				return k > 0, false
			}
			b[zigzag[first&63]&63] = int16(e >> 32)
			b[zigzag[last&63]&63] = int16(e >> 48)
			acc <<= e & 63
			n -= int(e & 63)
			k = last
		}
		r.pos, r.acc, r.n = pos, acc, n
		if k >= kmax {
			break
		}
		next, v, ok := r.step(t, k)
		if next > kmax {
			if next < 63 {
				return k > 0, r.skip(t, next)
			}
			return k > 0, !ok
		}
		b[zigzag[next&63]&63] = v
		k = next
	}
	return true, r.skip(t, k)
}

// skip passes over the AC coefficients behind the k-th.
func (r *bitReader) skip(t *coder, k uint) (bad bool) {
	data, skips := r.data, t.skips
	for {
		pos, acc, n := r.pos, r.acc, r.n
		for {
			if n < skipBits {
				x, ok := load(data, pos)
				if !ok {
					break
				}
				acc |= x >> (uint(n) & 63)
				pos += (63 - n) >> 3
				n |= 56
			}
			e := uint(skips[acc>>(64-skipBits)])
			if k+e>>8 > 63 {
				break
			}
			k += e >> 8
			acc <<= e & 15
			n -= int(e & 15)
			if e&skipEnd != 0 || k == 63 {
				r.pos, r.acc, r.n = pos, acc, n
				return false
			}
		}
		r.pos, r.acc, r.n = pos, acc, n
		next, _, ok := r.step(t, k)
		if next >= 63 {
			return !ok
		}
		k = next
	}
}

// difference decodes what the DC coefficient is more than the one before:
// T.81, F.2.2.1.
func (r *bitReader) difference(t *coder) (diff int32, bad bool) {
	if r.n < symbolBits {
		r.fill()
	}
	if e := t.dcPairs[r.acc>>(64-pairBits)]; e&63 != 0 {
		r.acc <<= e & 63
		r.n -= int(e & 63)
		return int32(e) >> 16, false
	}
	size, length := t.dc.decode(r.acc)
	if length == 0 {
		length = 16
		bad = true
	}
	r.acc <<= uint(length)
	diff = extend(uint32(r.acc>>32>>(32-size)), int(size))
	r.acc <<= size
	r.n -= length + int(size)
	return diff, bad
}

// step decodes one AC coefficient behind the k-th without haste, and returns
// its index and value. The index is past 63 for an end of block, and may be
// up to 79 for a coefficient behind the end, which counts as the last one. A
// bad code ends the block, too.
func (r *bitReader) step(t *coder, k uint) (next uint, v int16, ok bool) {
	if r.n < symbolBits {
		r.fill()
	}
	value, length := t.ac.decode(r.acc)
	if length == 0 {
		r.acc <<= 16
		r.n -= 16
		return pairEnd, 0, false
	}
	run, size := uint(value>>4), value&15
	r.acc <<= uint(length)
	r.n -= length
	if size == 0 && run != 15 {
		return pairEnd, 0, true
	}
	v = int16(extend(uint32(r.acc>>32>>(32-size)), int(size)))
	r.acc <<= size
	r.n -= int(size)
	return k + run + 1, v, true
}
