package jpeg

import (
	"encoding/binary"
	"fmt"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// quantTables are the tables as DQT segments left them, in natural order.
type quantTables [4]*dct.Table

// frame is what SOF says, and the geometry that follows from it.
type frame struct {
	Header
	comp       []frameComponent
	hmax, vmax int
	// mcusWide and mcusHigh count the MCUs of a scan of several components.
	mcusWide, mcusHigh int
}

// frameComponent is the geometry of a component's blocks.
type frameComponent struct {
	h, v int
	tq   int // number of the quantization table
	// quant is the table that stood there when the component's first scan
	// began; nil before.
	quant *dct.Table
	// blocksWide and blocksHigh count the blocks that hold samples of the
	// picture; a scan of this component alone has just these.
	blocksWide, blocksHigh int
	// stride and rows count the blocks of whole MCUs.
	stride, rows int
	// size is the side in samples of a decoded block: 8, 4, 2 or 1. It is 8
	// until setScale.
	size int
}

// parseFrame reads the body of a SOF segment.
func parseFrame(marker byte, b []byte) (*frame, error) {
	process, err := processOf(marker)
	if err != nil {
		return nil, err
	}
	if len(b) < 6 {
		return nil, errLength
	}
	h := Header{
		Precision: int(b[0]), Process: process,
		Height: int(binary.BigEndian.Uint16(b[1:])), Width: int(binary.BigEndian.Uint16(b[3:])),
	}
	n := int(b[5])
	switch {
	case h.Precision != 8:
		return nil, UnsupportedError(fmt.Sprintf("a precision of %d bits", h.Precision))
	case len(b) != 6+3*n:
		return nil, errLength
	case h.Height == 0 && h.Width > 0 && n > 0:
		return nil, UnsupportedError("a height of 0, which a DNL segment may tell later,")
	case h.Width == 0 || n == 0:
		return nil, errEmpty
	case n > 4:
		return nil, UnsupportedError(fmt.Sprintf("a picture of %d components", n))
	}
	f := &frame{Header: h, comp: make([]frameComponent, n)}
	for i := range n {
		c := b[6+3*i:]
		f.Components = append(f.Components, Component{ID: c[0], H: int(c[1] >> 4), V: int(c[1] & 15)})
		f.comp[i].tq = int(c[2])
	}
	return f, f.measure()
}

// processOf tells the kind of coding of a SOF marker.
func processOf(marker byte) (Process, error) {
	switch marker {
	case markSOF0:
		return Baseline, nil
	case markSOF0 + 1:
		return Extended, nil
	case markSOF0 + 2:
		return Progressive, nil
	case markSOF0 + 9:
		return Arithmetic, nil
	case markSOF0 + 10:
		return ArithmeticProgressive, nil
	case markSOF0 + 3, markSOF0 + 11:
		return 0, UnsupportedError("lossless coding")
	}
	return 0, UnsupportedError("hierarchical coding")
}

// measure computes the geometry.
func (f *frame) measure() error {
	for _, c := range f.Components {
		if c.H < 1 || c.H > 4 || c.V < 1 || c.V > 4 {
			return errSampling
		}
	}
	f.hmax, f.vmax = f.maxSampling()
	f.mcusWide, f.mcusHigh = ceilDiv(f.Width, 8*f.hmax), ceilDiv(f.Height, 8*f.vmax)
	for i, c := range f.Components {
		fc := &f.comp[i]
		fc.h, fc.v, fc.size = c.H, c.V, 8
		fc.blocksWide, fc.blocksHigh = ceilDiv(f.Width*c.H, 8*f.hmax), ceilDiv(f.Height*c.V, 8*f.vmax)
		fc.stride, fc.rows = f.mcusWide*c.H, f.mcusHigh*c.V
	}
	return nil
}

// setScale settles the sizes of decoded blocks. With SharpChroma, a block
// grows from the scale's size as long as twice the size still divides evenly
// into the picture's largest sampling, in both directions: the rule of
// libjpeg, so its reduced planes and these have the same sizes.
func (f *frame) setScale(o DecodeOptions) {
	for i := range f.comp {
		f.comp[i].size = f.Header.blockSize(f.Components[i], o)
	}
}

func (h Header) blockSize(c Component, o DecodeOptions) int {
	n := 8 / o.scale()
	if !o.SharpChroma {
		return n
	}
	hmax, vmax := h.maxSampling()
	factor := 1
	for n*factor < 8 && hmax%(c.H*factor*2) == 0 && vmax%(c.V*factor*2) == 0 {
		factor *= 2
	}
	return n * factor
}

// scale is Scale, and 1 for 0.
func (o DecodeOptions) scale() int { return max(o.Scale, 1) }

// colorOf guesses what components mean, as libjpeg does; odd is true if an
// Adobe segment says something that does not fit.
func (f *frame) colorOf(jfif bool, adobe int) (c Color, odd bool) {
	switch len(f.Components) {
	case 1:
		return Gray, false
	case 3:
		return f.colorOfThree(jfif, adobe)
	case 4:
		switch adobe {
		case noAdobe, 0:
			return CMYK, false
		}
		return YCCK, adobe != 2
	}
	return Other, false
}

func (f *frame) colorOfThree(jfif bool, adobe int) (c Color, odd bool) {
	ids := [3]byte{f.Components[0].ID, f.Components[1].ID, f.Components[2].ID}
	switch {
	case jfif:
		return YCbCr, false
	case adobe == 0, adobe == noAdobe && ids == [3]byte{'R', 'G', 'B'}:
		return RGB, false
	}
	return YCbCr, adobe != noAdobe && adobe != 1
}
