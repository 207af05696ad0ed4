package jpeg

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// encComponent is a component of a picture that is written.
type encComponent struct {
	Component
	width, height int // of its plane, in samples
	across, down  int // blocks that hold samples
	h, v          int // blocks of an MCU; 1 and 1 in a scan of its own
	quant         int // number of its quantization table
	huff          int // number of its Huffman tables: 0 or 1
}

// encFrame is what is written of a picture besides its blocks.
type encFrame struct {
	Header
	comps        []encComponent
	across, down int // MCUs of a scan of all components
	interleaved  bool
	quants       []dct.Table
	restart      int
	jfif         *Segment // the caller's, or nil
	segments     []Segment
	progressive  bool
}

// newEncFrame lays a picture out. Each component has a quantization table of
// its own in quants; equal ones are written once.
func newEncFrame(h Header, quants []dct.Table, o EncodeOptions) (*encFrame, error) {
	if err := checkEncode(h, o); err != nil {
		return nil, err
	}
	f := &encFrame{Header: h, restart: o.Restart, progressive: o.Progressive}
	hmax, vmax := h.maxSampling()
	f.across, f.down = ceilDiv(h.Width, 8*hmax), ceilDiv(h.Height, 8*vmax)
	blocks := 0
	for i, c := range h.Components {
		size := h.planeSize(c, 8)
		blocks += c.H * c.V
		f.comps = append(f.comps, encComponent{
			Component: c, width: size.X, height: size.Y, across: ceilDiv(size.X, 8), down: ceilDiv(size.Y, 8),
			h: c.H, v: c.V, quant: f.addQuant(quants[i]), huff: huffmanNumber(h.Color, i),
		})
	}
	f.interleaved = blocks <= 10 // T.81, B.2.3
	if len(f.comps) == 1 {
		f.comps[0].h, f.comps[0].v = 1, 1
		f.across, f.down, f.interleaved = f.comps[0].across, f.comps[0].down, true
	}
	for _, s := range o.Segments {
		if s.Marker == 0xe0 && bytes.HasPrefix(s.Data, []byte("JFIF\x00")) && f.jfif == nil {
			f.jfif = &s
			continue
		}
		f.segments = append(f.segments, s)
	}
	return f, nil
}

// huffmanNumber tells which components are like luma, and which like chroma.
func huffmanNumber(c Color, component int) int {
	if (c == YCbCr || c == YCCK) && (component == 1 || component == 2) {
		return 1
	}
	return 0
}

func (f *encFrame) addQuant(q dct.Table) int {
	for i := range f.quants {
		if f.quants[i] == q {
			return i
		}
	}
	f.quants = append(f.quants, q)
	return len(f.quants) - 1
}

// checkEncode refuses what the format cannot hold, or what no decoder would
// understand.
func checkEncode(h Header, o EncodeOptions) error {
	if h.Width < 1 || h.Height < 1 || h.Width > 65535 || h.Height > 65535 {
		return fmt.Errorf("encode a JPEG: a size of %d x %d is not within 1 x 1 and 65535 x 65535", h.Width, h.Height)
	}
	if o.Quality < 0 || o.Quality > 100 {
		return fmt.Errorf("encode a JPEG: a quality of %d is not within 1 and 100", o.Quality)
	}
	if o.Restart < 0 || o.Restart > 65535 {
		return fmt.Errorf("encode a JPEG: a restart interval of %d is not within 0 and 65535", o.Restart)
	}
	if err := checkComponents(h); err != nil {
		return err
	}
	for i, s := range o.Segments {
		if err := checkSegment(s); err != nil {
			return fmt.Errorf("encode a JPEG: segment %d: %w", i, err)
		}
	}
	return nil
}

func checkComponents(h Header) error {
	n := len(h.Components)
	fits := map[Color]bool{Gray: n == 1, YCbCr: n == 3, RGB: n == 3, CMYK: n == 4, YCCK: n == 4, Other: n >= 1 && n <= 4}
	if !fits[h.Color] {
		return fmt.Errorf("encode a JPEG: %d components do not make the colour", n)
	}
	for i, c := range h.Components {
		if c.H < 1 || c.H > 4 || c.V < 1 || c.V > 4 {
			return fmt.Errorf("encode a JPEG: component %d: sampling factors of %d x %d are not within 1 and 4", i, c.H, c.V)
		}
		for _, other := range h.Components[:i] {
			if other.ID == c.ID {
				return fmt.Errorf("encode a JPEG: two components have the ID %d", c.ID)
			}
		}
	}
	return nil
}

func checkSegment(s Segment) error {
	switch {
	case s.Marker != 0xfe && (s.Marker < 0xe0 || s.Marker > 0xef):
		return fmt.Errorf("marker %#x is neither APPn nor COM", s.Marker)
	case len(s.Data) > 65533:
		return fmt.Errorf("%d bytes are more than the 65533 that a segment holds", len(s.Data))
	case s.Marker == 0xee && bytes.HasPrefix(s.Data, []byte("Adobe")):
		return errors.New("the Adobe segment is the encoder's to write")
	}
	return nil
}

// Components returns the three components of a YCbCr picture, luma first.
func (s Sampling) Components() []Component {
	h, v := 1, 1
	switch s {
	case Sampling422, Sampling420:
		h = 2
	case Sampling411, Sampling410:
		h = 4
	}
	switch s {
	case Sampling420, Sampling440, Sampling410:
		v = 2
	}
	return []Component{{1, h, v}, {2, 1, 1}, {3, 1, 1}}
}
