package jpeg

import (
	"errors"
	"slices"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

var errPlanes = errors.New("jpeg: the planes have fewer blocks than the picture")

// check makes sure that the planes hold what the header promises.
func (c *Coefficients) check() error {
	if c.Width < 1 || c.Height < 1 || len(c.Components) == 0 {
		return errEmpty
	}
	if len(c.Planes) != len(c.Components) {
		return errPlanes
	}
	for _, component := range c.Components {
		if component.H < 1 || component.H > 4 || component.V < 1 || component.V > 4 {
			return errSampling
		}
	}
	for i, p := range c.Planes {
		across, down := c.paddedBlocks(i)
		if p.Stride < across || p.Rows < down || len(p.Blocks) < p.Stride*p.Rows {
			return errPlanes
		}
	}
	return nil
}

// blocks returns how many blocks of component i hold samples of the picture.
func (h Header) blocks(i int) (across, down int) {
	size := h.planeSize(h.Components[i], 8)
	return ceilDiv(size.X, 8), ceilDiv(size.Y, 8)
}

// paddedBlocks returns how many blocks of component i there are in whole
// MCUs.
func (h Header) paddedBlocks(i int) (across, down int) {
	hmax, vmax := h.maxSampling()
	c := h.Components[i]
	return ceilDiv(h.Width, 8*hmax) * c.H, ceilDiv(h.Height, 8*vmax) * c.V
}

// withoutBlocks returns a copy that has no blocks yet.
func (c *Coefficients) withoutBlocks() *Coefficients {
	out := *c
	out.Components = slices.Clone(c.Components)
	out.Planes = slices.Clone(c.Planes)
	out.Segments = slices.Clone(c.Segments)
	for i := range out.Planes {
		out.Planes[i].Blocks = nil
	}
	return &out
}

// swap swaps what is across and what is down in the header.
func (c *Coefficients) swap() {
	c.Width, c.Height = c.Height, c.Width
	for i := range c.Components {
		component := &c.Components[i]
		component.H, component.V = component.V, component.H
	}
}

// fill makes the blocks of component i. block makes the one in column x and
// row y, or says that there is none; then it is padding, which looks like the
// neighbour on the left, or above: that costs next to nothing in the file.
func (c *Coefficients) fill(i int, block func(x, y int, b *dct.Block) bool) {
	p := &c.Planes[i]
	p.Stride, p.Rows = c.paddedBlocks(i)
	p.Blocks = make([]dct.Block, p.Stride*p.Rows)
	for y := range p.Rows {
		for x := range p.Stride {
			at := y*p.Stride + x
			switch {
			case block(x, y, &p.Blocks[at]):
			case x > 0:
				p.Blocks[at] = dct.Block{p.Blocks[at-1][0]}
			case y > 0:
				p.Blocks[at] = dct.Block{p.Blocks[at-p.Stride][0]}
			}
		}
	}
}

// turnBlock does with a block's samples what its arguments say. In terms of
// coefficients, mirroring changes the sign of the odd waves.
func turnBlock(b *dct.Block, swap, mirrorX, mirrorY bool) {
	if swap {
		for y := range 8 {
			for x := range y {
				b[8*y+x], b[8*x+y] = b[8*x+y], b[8*y+x]
			}
		}
	}
	if mirrorX {
		for i := 1; i < 64; i += 2 {
			b[i] = -b[i]
		}
	}
	if mirrorY {
		for y := 8; y < 64; y += 16 {
			for i := y; i < y+8; i++ {
				b[i] = -b[i]
			}
		}
	}
}

// transposed swaps the rows and columns of a quantization table.
func transposed(q *dct.Table) (out dct.Table) {
	for i, v := range q {
		out[i%8*8+i/8] = v
	}
	return out
}
