package jpeg

import "encoding/binary"

// recoded makes the component's tables complete. The walk then writes every
// MCU symbol by symbol.
func (c *patchComponent) recoded() bool {
	c.dcSpec, c.acSpec = completed(c.dcSpec, false), completed(c.acSpec, true)
	return c.dcSpec != nil && c.acSpec != nil
}

// tables returns the segments that define the tables of a walk that recodes,
// and else nothing.
func (k *patchWalk) tables() (segments []byte) {
	if !k.recodes {
		return nil
	}
	var done [2][4]bool
	add := func(class, number int, s *encSpec) {
		if done[class][number] {
			return
		}
		done[class][number] = true
		segments = append(segments, 0xff, markDHT)
		segments = binary.BigEndian.AppendUint16(segments, uint16(2+1+len(s.counts)+len(s.values)))
		segments = append(segments, byte(class<<4|number))
		segments = append(append(segments, s.counts[:]...), s.values...)
	}
	for i, sc := range k.s.components {
		add(0, sc.td, k.comps[i].dcSpec)
		add(1, sc.ta, k.comps[i].acSpec)
	}
	return segments
}

// recode passes over an MCU, and writes it with the walk's own codes.
func (k *patchWalk) recode() error {
	k.w.room()
	for i := range k.comps {
		c := &k.comps[i]
		for range c.across * c.down {
			diff, bad := k.r.difference(&c.coder)
			if bad {
				return k.badCode()
			}
			c.read += diff
			if !c.dcCodes.hasDC(c.read - c.written) {
				return errNoCode
			}
			k.w.difference(c.read-c.written, c.dcCodes)
			c.written = c.read
			if !k.recodeAC(c) {
				return k.badCode()
			}
		}
	}
	return nil
}

// recodeAC writes the AC coefficients of the next block; it returns false
// where there is no code. The inner loop keeps its variables in registers, and
// leaves to recodeSymbol what it cannot do at once.
func (k *patchWalk) recodeAC(c *patchComponent) bool {
	r, w := k.r, k.w
	data, codes, entries := r.data, &c.ac.codes, &c.acCodes.encHuffman
	for at := 0; at < 63; {
		pos, acc, n, out, free := r.pos, r.acc, r.n, w.acc, w.free
		for at < 63 {
			if n < symbolBits {
				x, ok := load(data, pos)
				if !ok {
					break
				}
				acc |= x >> (uint(n) & 63)
				pos += (63 - n) >> 3
				n |= 56
			}
			code := codes[acc>>(64-codeBits)]
			if code == 0 {
				break
			}
			symbol, length := byte(code), int(code>>8)
			size := int(symbol & 15)
			entry := entries[symbol]
			x := uint64(entry>>5 | uint32(acc<<(length&63)>>32>>(32-size)))
			acc <<= (length + size) & 63
			n -= length + size
			if free -= int(entry & 31); free < 0 {
				w.store(out<<((free+int(entry&31))&63) | x>>(-free&63))
				out = x
				free += 64
			} else {
				out = out<<(entry&31) | x
			}
			at += advance(symbol)
		}
		r.pos, r.acc, r.n, w.acc, w.free = pos, acc, n, out, free
		if at < 63 {
			more, ok := k.recodeSymbol(c)
			if !ok {
				return false
			}
			at += more
		}
	}
	return true
}

// advance returns how many coefficients an AC symbol stands for: an end of
// block, for more than there can be.
func advance(symbol byte) int {
	if symbol&15 == 0 && symbol != 0xf0 {
		return 64
	}
	return int(symbol>>4) + 1
}

// recodeSymbol writes the next symbol of a block's AC coefficients, and the
// value behind it.
func (k *patchWalk) recodeSymbol(c *patchComponent) (more int, ok bool) {
	r := k.r
	if r.n < symbolBits {
		r.fill()
	}
	symbol, length := c.ac.decode(r.acc)
	if length == 0 {
		r.acc <<= 16
		r.n -= 16
		return 0, false
	}
	size := int(symbol & 15)
	entry := c.acCodes.encHuffman[symbol]
	k.w.put(entry>>5|uint32(r.acc<<length>>32>>(32-size)), int(entry&31))
	r.acc <<= length + size
	r.n -= length + size
	return advance(symbol), true
}
