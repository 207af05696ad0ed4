package jpeg

// fixedBytes is on the safe side of what any decoder holds besides samples
// and coefficients: tables, above all.
const fixedBytes = 256 << 10

// Memory estimates, on the safe side, how many bytes a Decoder holds for such
// a picture with these options. For sequential files it takes for granted
// that they can be decoded as they come; the rare one of several scans holds
// its coefficients, as progressive ones do, which NewDecoder holds against
// the limit, too. The file's data is not counted.
func (h Header) Memory(o DecodeOptions) int64 {
	return h.memory(o, h.Process != Baseline && h.Process != Extended)
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

// PictureBytes is the size of the samples of the picture that Decode returns,
// which it holds in place of a Decoder's rows.
func (h Header) PictureBytes(o DecodeOptions) int64 {
	hmax, vmax := h.maxSampling()
	wide, high := int64(ceilDiv(h.Width, 8*hmax)), int64(ceilDiv(h.Height, 8*vmax))
	var planes, widest int64
	for _, c := range h.Components {
		n := int64(h.blockSize(c, o))
		size := wide * int64(c.H) * n * high * int64(c.V) * n
		planes, widest = planes+size, max(widest, size)
	}
	if h.needsConversion(o) {
		planes += 4 * widest
	}
	return planes
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
