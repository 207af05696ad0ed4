package jpeg

import "encoding/binary"

// What a scan can stumble over.
const (
	whatCode   = "bad Huffman code"
	whatRefine = "refinement by other than 1"
	whatEnd    = "premature end of the data"
)

// acScan decodes an AC scan of a progressive file: T.81, G.1.2.2 and G.1.2.3.
type acScan struct {
	*cleanReader
	p       *plane
	t       symbolTable
	ss, se  int
	al      uint
	refines bool
	eob     int // blocks to come that the scan has nothing new for
}

func (d *acScan) start(at int) {
	d.cleanReader.start(at)
	d.eob = 0
}

func (d *acScan) decode(row, from, to int) (done int, what string) {
	first := row * d.p.stride
	if d.refines {
		return d.refine(first+from, first+to)
	}
	return d.first(first+from, first+to)
}

// A run of empty blocks that leads past the last one does no harm: libjpeg
// takes it in silence, too.
func (d *acScan) finish() string { return "" }

// first decodes the first scan of a band for the plane's blocks from..to.
func (d *acScan) first(from, to int) (done int, what string) {
	r := d.cleanReader
	c := cursor{r.acc, r.n, r.pos}
	i := from
	for ; i < to; i++ {
		if d.eob > 0 { // many blocks at once: they are not even looked at
			skip := min(d.eob, to-i)
			d.eob -= skip
			i += skip - 1
			continue
		}
		if c.pos > r.safe {
			r.pos = c.pos
			r.more()
			c.pos = r.pos
		}
		if c, what = d.firstBlock(i, c); what == "" && c.past(r) {
			what = whatEnd
		}
		if what != "" {
			break
		}
	}
	r.acc, r.n, r.pos = c.acc, c.n, c.pos
	return i - from, what
}

// firstBlock decodes the symbols for a block, up to the end of the band or
// the beginning of a run of empty blocks.
func (d *acScan) firstBlock(i int, c cursor) (_ cursor, what string) {
	acc, n, pos, buf, p := c.acc, c.n, c.pos, d.buf[:], d.p
	low, added := p.narrow(i, 0), uint64(0)
	for k := d.ss; k <= d.se; k++ {
		acc |= binary.BigEndian.Uint64(buf[pos:]) >> (n & 63)
		pos += int(63-n) >> 3
		n |= 56
		e := d.t.entries[acc>>(64-lookBits)]
		acc <<= e & 63
		n -= uint(e & 63)
		k += int(e >> 8 & 15)
		v := int32(e) >> 16
		if v == 0 {
			var taken int
			v, k, taken, what = d.rare(e, k, acc)
			acc <<= taken & 63
			n -= uint(taken)
			if v == 0 {
				continue
			}
		}
		k = min(k, 63) // a run may lead past the band: libjpeg takes it so
		added |= 1 << k
		if v <<= d.al; k < len(low) && uint32(v+127) <= 254 {
			low[k] = int8(v)
		} else if k < p.keep {
			p.set(i, k, int16(v))
			low = p.narrow(i, 0) // it may have become wide
		}
	}
	p.mask[i] |= added
	return cursor{acc, n, pos}, what
}

// rare goes on with an entry that holds no value, the run of zeros up to k
// being counted. acc begins behind the bits that the entry tells to take, and
// taken more are to be taken. The value is 0 if there is none: at is then the
// last coefficient that is settled.
func (d *acScan) rare(e uint32, k int, acc uint64) (v int32, at, taken int, what string) {
	if e == 0 {
		if e = d.t.entry(acc); e == 0 {
			return 0, 64, 0, whatCode
		}
		taken = int(e & 63)
		acc <<= taken
		k += int(e >> 8 & 15)
	}
	run, size := int(e>>8&15), int(e>>12&15)
	switch {
	case size > 0:
		return extend(uint32(acc>>(64-size)), size), k, taken + size, ""
	case run < 15:
		d.eob = 1<<run - 1 + int(acc>>1>>(63-run))
		return 0, 64, taken + run, ""
	}
	return 0, k, taken, ""
}
