package imageio

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/draw"
	"iter"

	"golang.org/x/image/webp"
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
			h.animated = b[0]&2 != 0
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
		// second copy to turn it; of an animation, also the canvas.
		h.Memory = saturate(h.Width, h.Height, 16)
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

// webpFrame is the first frame of an animation as a file of its own, and
// where it is on the canvas (RFC 9649, section 2.7.1.1).
func webpFrame(data []byte) (frame []byte, at image.Point, err error) {
	for c := range webpChunks(data) {
		if c.name != "ANMF" || len(c.body) < 16 {
			continue
		}
		b := c.body
		at = image.Pt(2*number24(b), 2*number24(b[3:]))
		size := b[6:12] // both less 1, as in VP8X
		frame = []byte("RIFF\x00\x00\x00\x00WEBP")
		for part := range webpChunks(append(make([]byte, 12), b[16:]...)) {
			switch part.name {
			case "ALPH":
				extended := append([]byte{0x10, 0, 0, 0}, size...)
				frame = appendWebPChunk(frame, "VP8X", extended)
				frame = appendWebPChunk(frame, "ALPH", part.body)
			case "VP8 ", "VP8L":
				frame = appendWebPChunk(frame, part.name, part.body)
			}
		}
		binary.LittleEndian.PutUint32(frame[4:], uint32(len(frame)-8))
		return frame, at, nil
	}
	return nil, at, unreadable("WebP has no frame")
}

func number24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

func appendWebPChunk(out []byte, name string, body []byte) []byte {
	out = append(out, name...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(body)))
	return append(append(out, body...), make([]byte, len(body)%2)...)
}

// decodeWebP puts the first frame of an animation on its canvas, which is
// transparent.
func decodeWebP(r reader, h Header, data []byte) (image.Image, error) {
	if !h.animated {
		m, err := webp.Decode(r)
		return fullRange(m), err
	}
	frame, at, err := webpFrame(data)
	if err != nil {
		return nil, err
	}
	inner, err := webpHeader(frame)
	if err != nil {
		return nil, err
	}
	canvas := image.Rect(0, 0, h.Width, h.Height)
	place := image.Rect(0, 0, inner.Width, inner.Height).Add(at)
	if !place.In(canvas) {
		return nil, unreadable("WebP has a frame outside of its canvas")
	}
	m, err := webp.Decode(reader{r.ctx, bytes.NewReader(frame)})
	if err != nil || place == canvas {
		return fullRange(m), err
	}
	dst := image.NewNRGBA(canvas)
	draw.Draw(dst, place, normalize(fullRange(m)), image.Point{}, draw.Src)
	return dst, nil
}
