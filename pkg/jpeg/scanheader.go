package jpeg

import (
	"errors"
	"fmt"
)

// scanHeader is what SOS says, with the tables in effect.
type scanHeader struct {
	number         int // 1 for the first
	components     []scanComponent
	ss, se, ah, al int
	restarts       int // MCUs between restart markers; 0 for none
	// mcusWide and mcusHigh count the MCUs of the scan: those of the frame,
	// or one component's blocks (blocksWide, blocksHigh).
	mcusWide, mcusHigh int
}

// scanComponent is a component of a scan.
type scanComponent struct {
	index  int // in frame.comp
	td, ta int // numbers of the tables
	// blocksWide and blocksHigh are those of the component in one MCU: 1 in
	// a scan of this component alone.
	blocksWide, blocksHigh int
}

// scan reads SOS, counts the scan and notes the quantization tables of
// components that have not been in a scan before.
func (p *parser) scan() (*scanHeader, error) {
	f := p.frame
	if f == nil {
		return nil, errors.New("scan before a frame header")
	}
	b, err := p.body()
	if err != nil {
		return nil, err
	}
	if len(b) < 1 || b[0] < 1 || b[0] > 4 || len(b) != 4+2*int(b[0]) {
		return nil, errLength
	}
	p.scans++
	if p.scans > p.maxScans {
		return nil, &LimitError{What: "scans", Value: int64(p.scans), Limit: int64(p.maxScans)}
	}
	n := int(b[0])
	s := &scanHeader{number: p.scans, restarts: p.restarts, mcusWide: f.mcusWide, mcusHigh: f.mcusHigh}
	for i := range n {
		c, err := s.component(f, b[1+2*i], b[2+2*i])
		if err != nil {
			return nil, err
		}
		s.components = append(s.components, c)
	}
	b = b[1+2*n:]
	s.ss, s.se, s.ah, s.al = int(b[0]), int(b[1]), int(b[2]>>4), int(b[2]&15)
	return s, p.settle(s)
}

// component finds the component that a scan names: the first of that ID
// which the scan does not hold yet.
func (s *scanHeader) component(f *frame, id, tables byte) (scanComponent, error) {
	for i, c := range f.Components {
		taken := false
		for _, other := range s.components {
			taken = taken || other.index == i
		}
		if c.ID == id && !taken {
			return scanComponent{
				index: i, td: int(tables >> 4), ta: int(tables & 15), blocksWide: c.H, blocksHigh: c.V,
			}, nil
		}
	}
	return scanComponent{}, fmt.Errorf("scan of component %d, which is not there", id)
}

// settle works out the MCUs and the quantization tables of a scan.
func (p *parser) settle(s *scanHeader) error {
	if len(s.components) == 1 {
		c := &s.components[0]
		c.blocksWide, c.blocksHigh = 1, 1
		s.mcusWide, s.mcusHigh = p.frame.comp[c.index].blocksWide, p.frame.comp[c.index].blocksHigh
	}
	blocks := 0
	for _, c := range s.components {
		blocks += c.blocksWide * c.blocksHigh
		fc := &p.frame.comp[c.index]
		if fc.quant != nil {
			continue
		}
		if fc.tq > 3 || p.quant[fc.tq] == nil {
			return fmt.Errorf("quantization table %d is missing", fc.tq)
		}
		fc.quant = p.quant[fc.tq]
	}
	p.blocks += int64(blocks) * int64(s.mcusWide) * int64(s.mcusHigh)
	if p.blocks > p.most {
		return &LimitError{What: "blocks in all scans", Value: p.blocks, Limit: p.most}
	}
	if blocks > 10 {
		return fmt.Errorf("an MCU of %d blocks, and 10 are allowed", blocks)
	}
	return nil
}

// dcTable returns the decoding table for a component's DC coefficients. Its
// values are at most 15. The error is a fault that no decoding passes over.
func (p *parser) dcTable(c scanComponent) (*huffmanTable, error) {
	t, err := p.table(&p.dc, c.td)
	if err != nil {
		return nil, err
	}
	for _, v := range t.values {
		if v > 15 {
			return nil, errHuffman
		}
	}
	return t, nil
}

// acTable is dcTable for AC coefficients, without a limit to the values.
func (p *parser) acTable(c scanComponent) (*huffmanTable, error) { return p.table(&p.ac, c.ta) }

func (p *parser) table(tables *[4]*huffmanTable, i int) (*huffmanTable, error) {
	if i > 3 || tables[i] == nil {
		return nil, fmt.Errorf("table %d for Huffman codes is missing", i)
	}
	t := tables[i]
	if !t.made {
		t.made = true
		h, err := newHuffman(&t.counts, t.values)
		t.err = err
		if err == nil {
			t.huffman = *h
		}
	}
	return t, t.err
}

// installTables puts Annex K's Huffman tables where the file has none: frames
// of Motion JPEG leave them out. Bytes that were passed over are not harmless
// if the scan needs such a table: they may have been it.
func (p *parser) installTables(s *scanHeader) {
	for _, c := range s.components {
		if c.td < 2 && p.dc[c.td] == nil || c.ta < 2 && p.ac[c.ta] == nil {
			p.suspect()
		}
	}
	k := annexKTables()
	for i := range 2 {
		if p.dc[i] == nil {
			p.dc[i] = &huffmanTable{counts: k.dc[i].counts, values: k.dc[i].values}
		}
		if p.ac[i] == nil {
			p.ac[i] = &huffmanTable{counts: k.ac[i].counts, values: k.ac[i].values}
		}
	}
}
