package imageio

import (
	"bytes"
	"encoding/binary"
	"iter"
)

// The markers of JPEG that matter here (ITU-T T.81, table B.1).
const (
	markSOF0  = 0xc0
	markSOF15 = 0xcf
	markDHT   = 0xc4
	markJPG   = 0xc8
	markDAC   = 0xcc
	markRST0  = 0xd0
	markRST7  = 0xd7
	markSOI   = 0xd8
	markEOI   = 0xd9
	markSOS   = 0xda
	markAPP1  = 0xe1
	markAPP2  = 0xe2
	markAPP14 = 0xee
)

// segment is a marker segment of a JPEG.
type segment struct {
	marker byte
	at     int    // of the marker's 0xff in the file
	body   []byte // without marker and length; cut off where the file ends
}

// segments walks the marker segments of a JPEG up to the first scan, which
// is the last to come. Bytes between segments are skipped, as decoders do.
func segments(data []byte) iter.Seq[segment] {
	return func(yield func(segment) bool) {
		for at := 2; ; {
			next := bytes.IndexByte(data[min(at, len(data)):], 0xff)
			if next < 0 {
				return
			}
			at += next
			for at+1 < len(data) && data[at+1] == 0xff { // fill bytes
				at++
			}
			if at+4 > len(data) {
				return
			}
			marker := data[at+1]
			if marker == 0 || marker == markSOI || marker >= markRST0 && marker <= markRST7 {
				at += 2
				continue
			}
			if marker == markEOI {
				return
			}
			size := int(binary.BigEndian.Uint16(data[at+2:]))
			if size < 2 {
				return
			}
			end := at + 2 + size
			if !yield(segment{marker, at, data[at+4 : max(at+4, min(end, len(data)))]}) || marker == markSOS {
				return
			}
			at = end
		}
	}
}

// frame is what a JPEG's start-of-frame segment says.
type frame struct {
	at            int // of the segment in the file
	marker        byte
	precision     int
	width, height int
	ids           []byte
	h, v          []int // sampling factors, a component each
}

func (f frame) isFrame(marker byte) bool {
	return marker >= markSOF0 && marker <= markSOF15 && marker != markDHT && marker != markJPG && marker != markDAC
}

// findFrame returns the frame header of a JPEG.
func findFrame(data []byte) (frame, error) {
	for s := range segments(data) {
		var f frame
		if !f.isFrame(s.marker) {
			continue
		}
		if len(s.body) < 9 || s.body[5] == 0 || len(s.body) < 6+3*int(s.body[5]) {
			return f, unreadable("JPEG has a damaged frame header")
		}
		f.at, f.marker, f.precision = s.at, s.marker, int(s.body[0])
		f.height = int(binary.BigEndian.Uint16(s.body[1:]))
		f.width = int(binary.BigEndian.Uint16(s.body[3:]))
		for i := range int(s.body[5]) {
			c := s.body[6+3*i:]
			f.ids = append(f.ids, c[0])
			f.h = append(f.h, int(c[1]>>4))
			f.v = append(f.v, int(c[1]&15))
		}
		return f, nil
	}
	return frame{}, unreadable("JPEG has no frame header")
}

// jpegHeader reads the frame header and refuses what the decoder would.
func jpegHeader(data []byte) (Header, error) {
	h := Header{Format: JPEG}
	f, err := findFrame(data)
	if err != nil {
		return h, err
	}
	h.Width, h.Height = f.width, f.height
	if kind := f.unsupportedKind(); kind != "" {
		return h, unsupported(convertHint, "JPEG with %s is not read", kind)
	}
	if h.Width == 0 || h.Height == 0 {
		return h, nil
	}
	hmax, vmax := 0, 0
	for i := range f.h {
		if f.h[i] < 1 || f.h[i] > 4 || f.v[i] < 1 || f.v[i] > 4 {
			return h, unreadable("JPEG has a sampling factor of %d x %d", f.h[i], f.v[i])
		}
		hmax, vmax = max(hmax, f.h[i]), max(vmax, f.v[i])
	}
	h.Memory = f.memory(hmax, vmax)
	return h, nil
}

// unsupportedKind names what the decoder does not do, or is empty.
func (f frame) unsupportedKind() string {
	switch {
	case f.marker >= 0xc9:
		return "arithmetic coding"
	case f.marker == 0xc3:
		return "lossless coding"
	case f.marker >= 0xc5:
		return "hierarchical coding"
	case f.precision == 12:
		return "12 bits a sample"
	case f.precision != 8 && f.precision != 0:
		return "a precision other than 8 bits"
	case len(f.ids) == 2 || len(f.ids) > 4:
		return "an unusual number of components"
	}
	return ""
}

// memory estimates the peak of decoding: the planes, twice where they have
// to be turned or expanded, and the coefficients of a progressive file.
func (f frame) memory(hmax, vmax int) int64 {
	mcus := int64((f.width+8*hmax-1)/(8*hmax)) * int64((f.height+8*vmax-1)/(8*vmax))
	samples := int64(0)
	for i := range f.h {
		samples += mcus * 64 * int64(f.h[i]*f.v[i])
	}
	pixels := int64(f.width) * int64(f.height)
	peak := 2 * samples
	if f.marker == 0xc2 {
		peak += 4 * samples // 32 bits a coefficient
	}
	if len(f.ids) == 4 {
		peak += 8 * pixels // CMYK, and RGBA out of it
	}
	if len(f.ids) == 3 {
		peak += max(0, 3*pixels-samples) // chroma expanded to turn odd sizes
	}
	return peak
}

// jpegExtras collects the metadata and the colour profile of a JPEG.
func jpegExtras(data []byte) extras {
	var x extras
	var chunks []iccChunk
	for s := range segments(data) {
		switch {
		case s.marker == markAPP1 && x.exif == nil && bytes.HasPrefix(s.body, []byte("Exif\x00")) && len(s.body) > 6:
			x.exif = s.body[6:]
		case s.marker == markAPP1 && x.xmp == nil:
			if packet, ok := bytes.CutPrefix(s.body, []byte(xmpMark)); ok {
				x.xmp = packet
			}
		case s.marker == markAPP2:
			if body, ok := bytes.CutPrefix(s.body, []byte(iccMark)); ok && len(body) >= 2 {
				chunks = append(chunks, iccChunk{body[0], body[1], body[2:]})
			}
		}
	}
	icc, err := joinICC(chunks)
	if err != nil {
		x.warn("colour profile ignored: %v", err)
	}
	x.icc = icc
	return x
}
