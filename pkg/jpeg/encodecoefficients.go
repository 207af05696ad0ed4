package jpeg

import (
	"fmt"
	"io"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// Encode writes the coefficients as they are, with the planes' own tables;
// o.Quality is ignored, and o.Progressive counts instead of c.Process.
// o.Segments follow c.Segments, and where o.Restart is
// 0, c.Restart counts.
//
// Blocks of padding are written with all they hold, but for the AC
// coefficients of Progressive, and of components that add up to more than 10
// blocks an MCU, which need a scan each: such scans have no padding.
//
// The error is w's, or tells which option or coefficient JPEG cannot hold: AC
// is limited to -1023 to 1023, a difference in DC to -2047 to 2047.
func (c *Coefficients) Encode(w io.Writer, o EncodeOptions) error {
	o.Quality = 0
	o.Segments = append(c.Segments[:len(c.Segments):len(c.Segments)], o.Segments...)
	if o.Restart == 0 {
		o.Restart = c.Restart
	}
	if c.Precision > 8 {
		return UnsupportedError("writing more than 8 bits a sample")
	}
	if len(c.Planes) != len(c.Components) {
		return fmt.Errorf("encode a JPEG: there are %d planes for %d components", len(c.Planes), len(c.Components))
	}
	var quants []dct.Table
	for _, p := range c.Planes {
		quants = append(quants, p.Quant)
	}
	f, err := newEncFrame(c.Header, quants, o)
	if err != nil {
		return err
	}
	for i, p := range c.Planes {
		n := &f.comps[i]
		if p.Stride < f.across*n.h || p.Rows < f.down*n.v || len(p.Blocks) < p.Stride*p.Rows {
			return errEncodeBlocks
		}
	}
	k := newEncCoder(f, newBitWriter(w), o)
	for y := 0; y < f.down && k.w.err == nil; y++ {
		if err := c.codeRow(k, y); err != nil {
			return err
		}
	}
	if k.w.err == nil {
		k.end()
	}
	return k.w.err
}

// codeRow codes a row of MCUs.
func (c *Coefficients) codeRow(k *encCoder, y int) error {
	for x := range k.f.across {
		k.beginMCU()
		for i := range c.Planes {
			p, n := &c.Planes[i], &k.f.comps[i]
			for dy := range n.v {
				row := p.Blocks[(y*n.v+dy)*p.Stride:]
				for dx := range n.h {
					b := &row[x*n.h+dx]
					mask, ok := naturalMask(b)
					if !ok {
						return fmt.Errorf("%w: component %d, block %d, %d", errEncodeRange, i, x*n.h+dx, y*n.v+dy)
					}
					k.put(i, dy, b, k.order.mask(mask))
				}
			}
		}
	}
	k.endRow()
	return nil
}
