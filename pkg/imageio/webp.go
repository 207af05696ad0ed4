package imageio

import (
	"bytes"
	"encoding/binary"
	"iter"
)

// webpChunks walks the chunks of a WebP's RIFF. The last may be cut off.
func webpChunks(data []byte) iter.Seq[chunk] {
	return func(yield func(chunk) bool) {
		for at := int64(12); at+8 <= int64(len(data)); {
			size := int64(binary.LittleEndian.Uint32(data[at+4:]))
			end := min(at+8+size, int64(len(data)))
			if !yield(chunk{string(data[at : at+4]), data[at+8 : end]}) {
				return
			}
			at += 8 + size + size&1
		}
	}
}

// webpHeader reads the first chunk (RFC 9649, section 2).
func webpHeader(data []byte) (Header, error) {
	h := Header{Format: WebP}
	for c := range webpChunks(data) {
		b := c.body
		switch {
		case c.name == "VP8X" && len(b) >= 10:
			if b[0]&2 != 0 {
				return h, unsupported(convertHint, "animated WebP is not read")
			}
			h.Width = 1 + int(b[4]) + int(b[5])<<8 + int(b[6])<<16
			h.Height = 1 + int(b[7]) + int(b[8])<<8 + int(b[9])<<16
		case c.name == "VP8 " && len(b) >= 10 && string(b[3:6]) == "\x9d\x01\x2a":
			h.Width = int(binary.LittleEndian.Uint16(b[6:]) & 0x3fff)
			h.Height = int(binary.LittleEndian.Uint16(b[8:]) & 0x3fff)
		case c.name == "VP8L" && len(b) >= 5 && b[0] == 0x2f:
			bits := binary.LittleEndian.Uint32(b[1:])
			h.Width, h.Height = int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1
		default:
			return h, unreadable("WebP has a damaged header")
		}
		// The decoder's planes or pixels and its alpha, the result, and a
		// second copy to turn it.
		h.Memory = saturate(h.Width, h.Height, 12)
		return h, nil
	}
	return h, unreadable("WebP ends in its header")
}

// webpExtras collects the chunks EXIF, ICCP and XMP.
func webpExtras(data []byte) extras {
	var x extras
	for c := range webpChunks(data) {
		switch c.name {
		case "EXIF":
			x.EXIF = bytes.TrimPrefix(c.body, []byte(exifMark)) // some writers prepend JPEG's mark
		case "ICCP":
			x.icc = c.body
		case "XMP ":
			x.XMP = c.body
		}
	}
	return x
}
