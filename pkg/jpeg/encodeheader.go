package jpeg

import "slices"

// writeHead writes what comes before the first scan, but for its Huffman
// tables.
func (f *encFrame) writeHead(w *bitWriter) {
	w.marker(0xd8)
	switch {
	case f.jfif != nil:
		w.segment(0xe0, f.jfif.Data...)
	case f.Color == Gray || f.Color == YCbCr:
		// Version 1.01, square pixels, no thumbnail.
		w.segment(0xe0, []byte("JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")...)
	}
	transform, adobe := f.adobe()
	if adobe {
		w.segment(0xee, append([]byte("Adobe\x00\x64\x00\x00\x00\x00"), transform)...)
	}
	for _, s := range f.segments {
		w.segment(s.Marker, s.Data...)
	}
	wide := f.writeQuants(w)
	f.writeFrame(w, wide)
}

// adobe tells which transform an Adobe segment names, if one is needed for
// the colours to be understood.
func (f *encFrame) adobe() (transform byte, needed bool) {
	switch {
	case f.Color == RGB, f.Color == CMYK && f.Inverted:
		return 0, true
	case f.Color == YCCK:
		return 2, true
	}
	return 0, false
}

// writeQuants writes each table, and says whether one has values of more than
// 8 bits.
func (f *encFrame) writeQuants(w *bitWriter) (wide bool) {
	for i, q := range f.quants {
		if slices.Max(q[:]) > 255 {
			wide = true
			data := []byte{0x10 | byte(i)}
			for _, natural := range []byte(zigzag[:64]) {
				data = append(data, byte(q[natural]>>8), byte(q[natural]))
			}
			w.segment(0xdb, data...)
			continue
		}
		data := []byte{byte(i)}
		for _, natural := range []byte(zigzag[:64]) {
			data = append(data, byte(q[natural]))
		}
		w.segment(0xdb, data...)
	}
	return wide
}

func (f *encFrame) writeFrame(w *bitWriter, wide bool) {
	marker := byte(0xc0)
	switch {
	case f.progressive:
		marker = 0xc2
	case wide:
		marker = 0xc1 // not baseline any more
	}
	data := []byte{8, byte(f.Height >> 8), byte(f.Height), byte(f.Width >> 8), byte(f.Width), byte(len(f.comps))}
	for _, c := range f.comps {
		data = append(data, c.ID, byte(c.H<<4|c.V), byte(c.quant))
	}
	w.segment(marker, data...)
}

// encScan is a scan: its components by index, its band of coefficients, and
// its bits, in the terms of T.81.
type encScan struct {
	components     []int
	ss, se, ah, al int
}

// writeScanHead writes the tables that are not nil, the restart interval in
// front of the first scan, and the scan's header.
func (f *encFrame) writeScanHead(w *bitWriter, s encScan, t encTables, first bool) {
	var written [2][2]bool
	for _, c := range s.components {
		n := f.comps[c].huff
		for class, spec := range []*encSpec{t.dc[n], t.ac[n]} {
			if spec != nil && !written[class][n] {
				written[class][n] = true
				data := append([]byte{byte(class<<4 | n)}, spec.counts[:]...)
				w.segment(0xc4, append(data, spec.values...)...)
			}
		}
	}
	if first && f.restart > 0 {
		w.segment(0xdd, byte(f.restart>>8), byte(f.restart))
	}
	data := []byte{byte(len(s.components))}
	for _, c := range s.components {
		dc, ac := f.comps[c].huff, f.comps[c].huff
		if f.progressive {
			// A number without a table would puzzle some decoders.
			if s.ss > 0 {
				dc = 0
			} else {
				ac = 0
			}
			if s.ss == 0 && s.ah > 0 {
				dc = 0
			}
		}
		data = append(data, f.comps[c].ID, byte(dc<<4|ac))
	}
	w.segment(0xda, append(data, byte(s.ss), byte(s.se), byte(s.ah<<4|s.al))...)
}
