package jpeg

import (
	"context"
	"errors"
	"io"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// ReadCoefficients reads a file of any kind that is decoded without the
// inverse transform. Scale and SharpChroma have no meaning here.
//
// Where the file tells nothing of a component's blocks of padding, as when
// its scans are not interleaved, they are made of the mean value of the block
// beside or above them, like libjpeg's.
//
// The faults are those that tolerant decoding passes over: blocks that are
// lost are 0. For errors see NewDecoder. The result takes 128 bytes for each
// block; progressive files take up to another 138 while they are read. All
// of that is held against Limits.Memory beforehand.
func ReadCoefficients(ctx context.Context, data []byte, o DecodeOptions) (*Coefficients, []*Fault, error) {
	o.Scale, o.SharpChroma = 1, false
	p, s, err := openCoefficients(data, o)
	if err != nil {
		return nil, nil, err
	}
	f := p.frame
	c := &Coefficients{Restart: s.restarts}
	for _, segment := range p.segments {
		if !segment.isWrittenAnew() {
			c.Segments = append(c.Segments, segment)
		}
	}
	for i := range f.comp {
		fc := &f.comp[i]
		c.Planes = append(c.Planes, CoefficientPlane{Stride: fc.stride, Rows: fc.rows})
	}
	if f.streams(s) {
		err = c.readSequential(ctx, p, s)
	} else {
		err = c.readStored(ctx, p, s, o)
	}
	if err != nil {
		return nil, nil, err
	}
	for i := range c.Planes {
		if q := f.comp[i].quant; q != nil {
			c.Planes[i].Quant = *q
		}
	}
	c.Header = f.Header
	return c, p.all(), nil
}

// openCoefficients reads up to the first scan, and checks the limits.
func openCoefficients(data []byte, o DecodeOptions) (*parser, *scanHeader, error) {
	p, s, err := openStream(data, o)
	if err != nil {
		return nil, nil, err
	}
	f := p.frame
	if limit := o.Limits.Memory; limit > 0 {
		n := f.memory(o, !f.streams(s))
		for i := range f.comp {
			n += 128 * int64(f.comp[i].stride) * int64(f.comp[i].rows)
		}
		if n > limit {
			return nil, nil, &LimitError{What: "bytes of memory", Value: n, Limit: limit}
		}
	}
	return p, s, p.checkCost(s, o)
}

// isWrittenAnew reports whether encoders make the segment themselves.
func (s Segment) isWrittenAnew() bool {
	starts := func(name string) bool { return len(s.Data) >= len(name) && string(s.Data[:len(name)]) == name }
	return s.Marker == markAPP0 && starts("JFIF\x00") || s.Marker == markAPP14 && starts("Adobe")
}

// readSequential reads the one scan of a sequential file into the blocks at
// once.
func (c *Coefficients) readSequential(ctx context.Context, p *parser, s *scanHeader) error {
	f := p.frame
	st := &store{f: f}
	for i := range c.Planes {
		to := &c.Planes[i]
		to.Blocks = make([]dct.Block, to.Stride*to.Rows)
		st.planes = append(st.planes, &plane{n: 8, stride: to.Stride, blocks: to.Blocks})
	}
	if err := st.readScan(ctx, p, s); err != nil {
		return err
	}
	if len(f.comp) == 1 {
		c.Planes[0].pad(f.comp[0].blocksWide, f.comp[0].blocksHigh)
	}
	switch _, err := p.nextScan(); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return p.bear(err)
	}
	return p.add(p.pos, 0, 0, "a scan after the last")
}

// readStored reads a file of several scans.
func (c *Coefficients) readStored(ctx context.Context, p *parser, s *scanHeader, o DecodeOptions) error {
	f := p.frame
	st, err := newStore(f, o)
	if err != nil {
		return err
	}
	if err := st.readScans(ctx, p, s); err != nil {
		return err
	}
	for i := range c.Planes {
		to := &c.Planes[i]
		to.Blocks = make([]dct.Block, to.Stride*to.Rows)
		for j := range to.Blocks {
			st.planes[i].load(j, &to.Blocks[j])
		}
		if !st.planes[i].padded {
			to.pad(f.comp[i].blocksWide, f.comp[i].blocksHigh)
		}
		st.planes[i] = nil // the next component may take its memory
	}
	return nil
}

// pad makes blocks of padding.
func (p *CoefficientPlane) pad(wide, high int) {
	for y := range p.Rows {
		row := p.Blocks[y*p.Stride:][:p.Stride]
		for x := range row {
			switch {
			case y >= high:
				row[x] = dct.Block{p.Blocks[(y-1)*p.Stride+x][0]}
			case x >= wide:
				row[x] = dct.Block{row[x-1][0]}
			}
		}
	}
}
