package jpeg

import "github.com/photoq/photoq/pkg/jpeg/dct"

// sequentialScan decodes a sequential scan into planes: one of several, as in
// files that are not interleaved.
type sequentialScan struct {
	bits   *bitReader
	blocks []mcuBlock
	coders []coder // by member of the scan
	pred   [4]int32
	block  dct.Block
}

func (st *store) sequentialScan(p *parser, s *scanHeader) (scanDecoder, error) {
	d := &sequentialScan{bits: p.entropy(), blocks: mcuBlocks(s, st.planes)}
	for _, c := range s.components {
		t, err := p.newCoder(c, false)
		if err != nil {
			return nil, err
		}
		d.coders = append(d.coders, t)
	}
	return d, nil
}

func (d *sequentialScan) start(at int) {
	*d.bits = bitReader{data: d.bits.data, pos: at}
	d.pred = [4]int32{}
}

func (d *sequentialScan) finish() string { return "" }

func (d *sequentialScan) reader() *bitReader { return d.bits }

func (d *sequentialScan) decode(row, from, to int) (done int, what string) {
	for col := from; col < to; col++ {
		for j := range d.blocks {
			m := &d.blocks[j]
			t := &d.coders[m.member]
			i := m.index(row, col)
			diff, bad := d.bits.difference(t)
			d.pred[m.member] += diff
			b := &d.block
			if m.p.blocks != nil {
				b = &m.p.blocks[i]
			} else {
				*b = dct.Block{}
			}
			_, worse := d.bits.fullBlock(b, t)
			b[0] = int16(d.pred[m.member])
			if m.p.blocks == nil {
				m.p.save(i, b)
			}
			if bad || worse {
				return col - from, whatCode
			}
		}
		if d.bits.n < 0 {
			return col - from, whatEnd
		}
	}
	return to - from, ""
}
