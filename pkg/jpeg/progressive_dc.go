package jpeg

import "encoding/binary"

// mcuBlock is a block of an MCU.
type mcuBlock struct {
	p      *plane
	member int // of the scan's components
	dx, dy int // where it is in the MCU, in blocks
	step   int // from an MCU to the next, in blocks
	down   int // the same for rows of MCUs
}

// index returns which block of the plane it is in an MCU.
func (b *mcuBlock) index(row, col int) int {
	return (row*b.down+b.dy)*b.p.stride + col*b.step + b.dx
}

// mcuBlocks lists the blocks of the scan's MCUs in the order of the stream.
func mcuBlocks(s *scanHeader, planes []*plane) []mcuBlock {
	var blocks []mcuBlock
	for member, c := range s.components {
		for dy := range c.blocksHigh {
			for dx := range c.blocksWide {
				blocks = append(blocks, mcuBlock{planes[c.index], member, dx, dy, c.blocksWide, c.blocksHigh})
			}
		}
	}
	return blocks
}

// dcScan decodes a DC scan of a progressive file: T.81, G.1.2.1.
type dcScan struct {
	*cleanReader
	blocks  []mcuBlock
	tables  *[4]symbolTable // by member of the scan
	pred    [4]int32
	al      uint
	refines bool
}

func (d *dcScan) start(at int) {
	d.cleanReader.start(at)
	d.pred = [4]int32{}
}

func (d *dcScan) finish() string { return "" }

func (d *dcScan) decode(row, from, to int) (done int, what string) {
	if d.refines {
		return d.refine(row, from, to)
	}
	return d.first(row, from, to)
}

func (d *dcScan) first(row, from, to int) (done int, what string) {
	r := d.cleanReader
	acc, n, pos, buf := r.acc, r.n, r.pos, r.buf[:]
	col := from
	for ; col < to && what == ""; col++ {
		for j := range d.blocks {
			b := &d.blocks[j]
			if pos > r.safe {
				r.pos = pos
				r.more()
				pos = r.pos
			}
			acc |= binary.BigEndian.Uint64(buf[pos:]) >> (n & 63)
			pos += int(63-n) >> 3
			n |= 56
			e := d.tables[b.member&3].entries[acc>>(64-lookBits)]
			acc <<= e & 63
			n -= uint(e & 63)
			v := int32(e) >> 16
			if e>>12&15 != 0 && v == 0 || e == 0 {
				var taken int
				if v, taken, what = d.rare(e, &d.tables[b.member], acc); what != "" {
					break
				}
				acc <<= taken & 63
				n -= uint(taken)
			}
			d.pred[b.member&3] += v
			b.p.dc[b.index(row, col)] = int16(d.pred[b.member&3] << d.al)
			if (cursor{acc, n, pos}).past(r) {
				what = whatEnd
				break
			}
		}
	}
	r.acc, r.n, r.pos = acc, n, pos
	if what != "" {
		col--
	}
	return col - from, what
}

// rare goes on with an entry that does not hold all of a value, as acScan's.
func (d *dcScan) rare(e uint32, t *symbolTable, acc uint64) (v int32, taken int, what string) {
	if e == 0 {
		if e = t.entry(acc); e == 0 {
			return 0, 0, whatCode
		}
		taken = int(e & 63)
		acc <<= taken
	}
	size := int(e >> 12 & 15)
	return extend(uint32(acc>>1>>(63-size)), size), taken + size, ""
}

func (d *dcScan) refine(row, from, to int) (done int, what string) {
	r := d.cleanReader
	acc, n := r.acc, r.n
	col := from
	for ; col < to && what == ""; col++ {
		for j := range d.blocks {
			if n == 0 {
				if r.pos > r.safe {
					r.more()
				}
				r.acc, r.n = 0, 0
				r.fill()
				acc, n = r.acc, r.n
			}
			b := &d.blocks[j]
			b.p.dc[b.index(row, col)] |= int16(acc>>63) << d.al
			acc <<= 1
			n--
		}
		if (cursor{acc, n, r.pos}).past(r) {
			what = whatEnd
			col--
		}
	}
	r.acc, r.n = acc, n
	return col - from, what
}
