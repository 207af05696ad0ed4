package jpeg

import "math/bits"

// encCoefficient is one of a block's that is not 0 in a scan.
type encCoefficient struct {
	k    int32
	abs  uint32 // without the bits that the scan leaves out
	sign uint32 // 1 is positive
}

// load finds a block's coefficients of the scan's band that are not 0, n of
// them, and where the next block's are.
func (p *encProgressive) load(ac []byte, at int) (n, next int) {
	ss, width, al := int32(p.ss), uint32(p.se-p.ss), p.al&31
	k := int32(0)
	for {
		symbol := ac[at]
		if symbol == 0 {
			return n, at + 1
		}
		// What follows a symbol without a value is another symbol, and there
		// always is one. Nothing here depends on whether it counts.
		size := uint32(symbol & 15)
		value := uint32(ac[at+1])
		at += 1 + int(size+7)>>3
		if size > 8 {
			value = value<<8 | uint32(ac[at-1])
		}
		mask := uint32(1)<<size - 1
		value &= mask
		sign := value >> ((size - 1) & 31)
		abs := (value ^ mask&(sign-1)) >> al
		k += int32(symbol>>4) + 1
		p.found[n&63] = encCoefficient{k, abs, sign}
		if uint32(k-ss) <= width && abs != 0 {
			n++
		}
	}
}

// first codes a block's band for the first time.
func (p *encProgressive) first(_ int, _ int16, ac []byte, at int) (next int) {
	last := int32(p.ss - 1)
	n, next := p.load(ac, at)
	for i := range p.found[:n] {
		c := &p.found[i]
		run := c.k - last - 1
		last = c.k
		p.flush()
		for ; run > 15; run -= 16 {
			p.symbol(0xf0, 0)
		}
		size := bits.Len32(c.abs)
		p.symbol(byte(run<<4)|byte(size), c.abs^(1<<size-1)&(c.sign-1))
	}
	if last != int32(p.se) {
		p.eobRun++
		if p.eobRun == 0x7fff {
			p.flush()
		}
	}
	return next
}

// refine adds a bit to each coefficient of a block's band.
func (p *encProgressive) refine(_ int, _ int16, ac []byte, at int) (next int) {
	n, next := p.load(ac, at)
	newest := int32(0) // the last that is not 0 for the first time
	for i := range p.found[:n] {
		if c := &p.found[i]; c.abs == 1 {
			newest = c.k
		}
	}
	last, run := int32(p.ss-1), int32(0)
	p.block = p.block[:0]
	for i := range p.found[:n] {
		c := &p.found[i]
		run += c.k - last - 1
		last = c.k
		for ; run > 15 && c.k <= newest; run -= 16 {
			p.flush()
			p.symbol(0xf0, 0)
			p.correct()
		}
		if c.abs > 1 {
			p.block = append(p.block, byte(c.abs&1))
			continue
		}
		p.flush()
		p.symbol(byte(run<<4)|1, c.sign)
		p.correct()
		run = 0
	}
	if last < int32(p.se) || run > 0 || len(p.block) > 0 {
		p.eobRun++
		p.pending = append(p.pending, p.block...)
		// libjpeg keeps no more than this, and so all decoders can.
		if p.eobRun == 0x7fff || len(p.pending) > 1000-63 {
			p.flush()
		}
	}
	return next
}

// correct tells the corrections of the block so far.
func (p *encProgressive) correct() {
	p.corrections(p.block)
	p.block = p.block[:0]
}
