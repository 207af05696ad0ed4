package jpeg

import "image"

// fixedBytes is on the safe side of what any decoder holds besides samples
// and coefficients: tables, above all.
const fixedBytes = 256 << 10

// Memory estimates, on the safe side, how many bytes a Decoder holds for such
// a picture with these options. Progressive files hold coefficients, and so
// do sequential ones whose first scan is not for all components: a Header
// that was read from a file knows that. Where coefficients are larger than a
// byte, which is rare, they may take twice the room; NewDecoder holds that
// against the limit, too. The file's data is not counted.
func (h Header) Memory(o DecodeOptions) int64 {
	return h.memory(o, h.kept || h.Process != Baseline && h.Process != Extended)
}

func (h Header) memory(o DecodeOptions, stored bool) int64 {
	hmax, vmax := h.maxSampling()
	wide, high := int64(ceilDiv(h.Width, 8*hmax)), int64(ceilDiv(h.Height, 8*vmax))
	total := int64(fixedBytes)
	for _, c := range h.Components {
		n := h.blockSize(c, o)
		total += wide * int64(c.H*c.V*n*n)
		if stored {
			total += planeBytes(wide*high*int64(c.H*c.V), n)
		}
	}
	return total
}

// PictureBytes is how many bytes of samples Decode holds at its peak, in place
// of a Decoder's rows: the picture that it returns, and what it is made of
// where that is not the file's own planes.
func (h Header) PictureBytes(o DecodeOptions) int64 {
	hmax, vmax := h.maxSampling()
	wide, high := int64(ceilDiv(h.Width, 8*hmax)), int64(ceilDiv(h.Height, 8*vmax))
	var planes int64
	var largest image.Point
	for _, c := range h.Components {
		n := h.blockSize(c, o)
		planes += wide * int64(c.H*n) * high * int64(c.V*n)
		size := h.planeSize(c, n)
		largest = image.Pt(max(largest.X, size.X), max(largest.Y, size.Y))
	}
	if !h.needsConversion(o) {
		return planes
	}
	picture := int64(largest.X) * int64(largest.Y)
	enlarged := int64(len(h.Components)) * picture
	if h.Color == YCbCr {
		return planes + enlarged
	}
	return max(planes, 4*picture) + enlarged // the planes are gone when their samples are interleaved
}

// checkCost holds the file against the limits, and, in strict decoding, its
// length against the number of blocks that its first scan is to hold.
func (p *parser) checkCost(s *scanHeader, o DecodeOptions) error {
	f := p.frame
	if limit := o.Limits.Memory; limit > 0 {
		if n := f.memory(o, !f.streams(s)); n > limit {
			return &LimitError{What: "bytes of memory", Value: n, Limit: limit}
		}
	}
	if !p.strict {
		return nil
	}
	blocks := int64(0)
	for _, c := range s.components {
		blocks += int64(c.blocksWide * c.blocksHigh)
	}
	blocks *= int64(s.mcusWide) * int64(s.mcusHigh)
	// A Huffman code has at least one bit: each block of a sequential scan has
	// two, for DC and the end of block. AC scans of progressive files and
	// arithmetic coding may do with less.
	var bits int64
	switch {
	case f.Process == Baseline || f.Process == Extended:
		bits = 2 * blocks
	case f.Process == Progressive && s.ss == 0:
		bits = blocks
	}
	if have := int64(len(p.data) - p.pos); have < bits/8 {
		return &Fault{Offset: len(p.data), Scan: s.number, What: "premature end of the file: it is too short for its blocks"}
	}
	return nil
}
