package jpeg

import (
	"encoding/binary"
	"math/bits"
)

// refine decodes a refinement scan of a band, as first does a first one.
//
// The scan tells, in the order of the coefficients, a bit for each that is
// not 0 yet, and symbols for those that cease to be it. The masks tell which
// is which, so nothing here walks over coefficients: a run of zeros is so
// many bits of the mask's complement, and for each of the mask's bits between
// them the stream has one.
func (d *acScan) refine(from, to int) (done int, what string) {
	r, p := d.cleanReader, d.p
	c := cursor{r.acc, r.n, r.pos}
	band := uint64(1)<<(d.se+1) - uint64(1)<<d.ss
	i := from
	for ; i < to; i++ {
		known := p.mask[i] & band
		if d.eob > 0 && known == 0 {
			d.eob--
			continue
		}
		if c.pos > r.safe {
			r.pos = c.pos
			r.more()
			c.pos = r.pos
		}
		rest := band
		if d.eob == 0 {
			c, rest, what = d.refineBlock(i, known, band, c)
		}
		if d.eob > 0 {
			c = d.pass(i, rest&known, c)
			d.eob--
		}
		if what == "" && c.past(r) {
			what = whatEnd
		}
		if what != "" {
			break
		}
	}
	r.acc, r.n, r.pos = c.acc, c.n, c.pos
	return i - from, what
}

// refineBlock decodes the symbols for a block, up to the end of the band or a
// run of empty blocks. It returns what is left of the band then.
func (d *acScan) refineBlock(i int, known, band uint64, c cursor) (_ cursor, rest uint64, what string) {
	acc, n, pos, buf, p := c.acc, c.n, c.pos, d.buf[:], d.p
	low := p.narrow(i, d.al)
	added := uint64(0)
	for rest = band; rest != 0; {
		acc |= binary.BigEndian.Uint64(buf[pos:]) >> (n & 63)
		pos += int(63-n) >> 3
		n |= 56
		e := d.t.entries[acc>>(64-lookBits)]
		acc <<= e & 63
		n -= uint(e & 63)
		run := e >> 8 & 15
		v := int32(e) >> 16
		if uint32(v+1)&^2 != 0 { // other than 1 and -1
			var taken uint
			v, run, taken, what = d.rareRefined(e, acc)
			acc <<= taken & 63
			n -= taken
			if what != "" || d.eob > 0 {
				break
			}
		}
		// Nearly always nothing but zeros is passed.
		bit := uint64(1) << (uint32(bits.TrailingZeros64(rest)) + run)
		if rest&known&(bit|(bit-1)) != 0 {
			bit = skipZeros(rest&^known, run)
			passed := rest & known & (bit - 1)
			if count := uint(bits.OnesCount64(passed)); count <= n && low != nil {
				correct(low, passed, acc, d.al)
				acc <<= count & 63
				n -= count
			} else {
				c = d.pass(i, passed, cursor{acc, n, pos})
				acc, n, pos = c.acc, c.n, c.pos
			}
		}
		if bit &= rest; bit == 0 { // a run past the band: libjpeg goes one further
			bit, rest = 1<<min(d.se+1, 63), 0
		}
		rest &^= bit | (bit - 1)
		if v == 0 {
			continue
		}
		added |= bit
		if k := bits.TrailingZeros64(bit); k < len(low) {
			low[k] = int8(v << d.al)
		} else if k < p.keep {
			p.set(i, k, int16(v<<d.al))
		}
	}
	p.mask[i] |= added
	return cursor{acc, n, pos}, rest, what
}

// skipZeros returns the bit behind the first run ones; 0 if there is none.
func skipZeros(zeros uint64, run uint32) uint64 {
	for ; run > 0; run-- {
		zeros &= zeros - 1
	}
	return zeros & -zeros
}

// rareRefined goes on with an entry that is not for 1 or -1, as rare does. A
// value of 0 stands for the last of sixteen zeros.
func (d *acScan) rareRefined(e uint32, acc uint64) (v int32, run uint32, taken uint, what string) {
	if e == 0 {
		if e = d.t.entry(acc); e == 0 {
			return 0, 0, 0, whatCode
		}
		taken = uint(e & 63)
		acc <<= taken
	}
	run = e >> 8 & 15
	switch {
	case e>>16 != 0 || e>>12&15 > 1:
		return 0, 0, taken, whatRefine
	case e>>12&15 == 1:
		return int32(acc>>63)*2 - 1, run, taken + 1, ""
	case run < 15: // this block is one of those that get nothing new
		d.eob = 1<<run + int(acc>>1>>(63-run))
		taken += uint(run)
	}
	return 0, run, taken, ""
}

// pass hands out a bit to each of the coefficients, which are not 0.
func (d *acScan) pass(i int, known uint64, c cursor) cursor {
	for known != 0 {
		part, count := known, uint(bits.OnesCount64(known))
		if count > c.n {
			c.acc |= binary.BigEndian.Uint64(d.buf[c.pos:]) >> (c.n & 63)
			c.pos += int(63-c.n) >> 3
			c.n |= 56
			if count > 56 {
				part &= 1<<32 - 1
				count = uint(bits.OnesCount64(part))
			}
		}
		d.p.correct(i, part, c.acc, d.al)
		c.acc <<= count & 63
		c.n -= count
		known &^= part
	}
	return c
}

// correct moves those of block i's coefficients whose bit in acc is 1 by 1<<al
// away from 0.
func (p *plane) correct(i int, known, acc uint64, al uint) {
	if low := p.narrow(i, al); low != nil {
		correct(low, known, acc, al)
		return
	}
	for known &= 1<<uint(p.keep) - 1; known > 1; known &= known - 1 {
		k := bits.TrailingZeros64(known)
		if acc>>63 != 0 {
			v := p.get(i, k)
			p.set(i, k, v+(v>>15|1)<<al)
		}
		acc <<= 1
	}
}

// correct is plane.correct where bytes are enough.
func correct(low []int8, known, acc uint64, al uint) {
	one := int8(1) << (al & 7)
	for ; known != 0; known &= known - 1 {
		k := bits.TrailingZeros64(known)
		if k >= len(low) {
			return
		}
		v := low[k]
		sign := v >> 7
		low[k] = v + ((one^sign)-sign)&-int8(acc>>63)
		acc <<= 1
	}
}

// narrow returns the coefficients of block i if a byte is enough for all of
// them, also for a new one of 1<<al.
func (p *plane) narrow(i int, al uint) []int8 {
	if p.keep == 1 || al > 6 || p.mask[i]&isWide != 0 {
		return nil
	}
	return p.low[i<<p.shift:][:1<<p.shift]
}
