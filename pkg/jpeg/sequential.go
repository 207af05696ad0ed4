package jpeg

import (
	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// sequential decodes a scan that holds the whole picture, MCU row by MCU row,
// into samples at once.
type sequential struct {
	p     *parser
	s     *scanHeader
	r     *bitReader
	comps []seqComponent
	mcu   int // the next one
}

// seqComponent is the state of a component in the scan.
type seqComponent struct {
	coder
	pred         int32 // the DC coefficient of the last block
	quant        *dct.Table
	size         int  // of a block in samples
	kmax         uint // the last coefficient that such a block is made of
	across, down int  // blocks in an MCU
	block        dct.Block
	out          target
}

// target is where a component's rows of an MCU row go.
type target struct {
	pix    []byte
	stride int
}

// lastCoefficient returns the last coefficient in the file's order that the
// inverse transform to n x n samples reads.
func lastCoefficient(n int) uint {
	switch n {
	case 8:
		return 63
	case 4:
		return 24
	case 2:
		return 4
	}
	return 0
}

func newSequential(p *parser, s *scanHeader) (*sequential, error) {
	q := &sequential{p: p, s: s, r: p.entropy(), comps: make([]seqComponent, len(s.components))}
	for i, sc := range s.components {
		fc := &p.frame.comp[sc.index]
		c, err := p.newCoder(sc, fc.size < 8)
		if err != nil {
			return nil, err
		}
		q.comps[i] = seqComponent{
			coder: c, quant: fc.quant, size: fc.size, kmax: lastCoefficient(fc.size),
			across: sc.blocksWide, down: sc.blocksHigh,
		}
	}
	if s.ss != 0 || s.se != 63 || s.ah != 0 || s.al != 0 {
		return q, p.add(p.pos, s.number, 0, "spectral selection in a sequential scan")
	}
	return q, nil
}

// row decodes the next MCU row into the targets, by component of the frame.
func (q *sequential) row(to *[4]target) error {
	for i, sc := range q.s.components {
		q.comps[i].out = to[sc.index]
	}
	for x := range q.s.mcusWide {
		if q.s.restarts > 0 && q.mcu > 0 && q.mcu%q.s.restarts == 0 {
			if err := q.restart(); err != nil {
				return err
			}
		}
		if q.r.lost {
			q.lose(x)
		} else if err := q.decode(x); err != nil {
			return err
		}
		q.mcu++
	}
	return nil
}

func (q *sequential) restart() error {
	for i := range q.comps {
		q.comps[i].pred = 0
	}
	return q.p.restart(q.r, q.s, q.mcu)
}

// lose makes the MCU in column x grey.
func (q *sequential) lose(x int) {
	for i := range q.comps {
		c := &q.comps[i]
		for v := range c.down {
			for h := range c.across {
				dct.Fill(c.at(x*c.across+h, v), c.lostStride(), c.size, 0, 1)
			}
		}
	}
}

// decode decodes the MCU in column x.
func (q *sequential) decode(x int) error {
	r := q.r
	for i := range q.comps {
		c := &q.comps[i]
		for v := range c.down {
			for h := range c.across {
				if c.decode(r, c.at(x*c.across+h, v)) {
					if err := q.p.add(r.offset(), q.s.number, q.mcu, "bad Huffman code"); err != nil {
						return err
					}
				}
			}
		}
	}
	if r.n < 0 {
		return q.p.overrun(r, q.s, q.mcu)
	}
	return nil
}

// at returns the target from the block in column x and row v on.
func (c *seqComponent) at(x, v int) []byte {
	return c.out.pix[v*c.size*c.out.stride+x*c.size:]
}

// lostStride is a stride for dct.Fill, which asks for a row of it.
func (c *seqComponent) lostStride() int {
	if c.size == 1 {
		return 1
	}
	return c.out.stride
}

// decode decodes a block into dst.
func (c *seqComponent) decode(r *bitReader, dst []byte) (bad bool) {
	b := &c.block
	diff, bad := r.difference(&c.coder)
	c.pred += diff
	b[0] = int16(c.pred)
	if c.size == 1 {
		dct.InverseEighth(dst, c.out.stride, b, c.quant)
		return r.skip(&c.coder, 0) || bad
	}
	var dirty, worse bool
	if c.size == 8 {
		dirty, worse = r.fullBlock(b, &c.coder)
	} else {
		dirty, worse = r.lowBlock(b, &c.coder, c.kmax)
	}
	if !dirty {
		dct.Fill(dst, c.out.stride, c.size, b[0], c.quant[0])
		return bad || worse
	}
	switch c.size {
	case 8:
		dct.Inverse(dst, c.out.stride, b, c.quant)
	case 4:
		dct.InverseHalf(dst, c.out.stride, b, c.quant)
	case 2:
		dct.InverseQuarter(dst, c.out.stride, b, c.quant)
	}
	*b = dct.Block{}
	return bad || worse
}
