// Package jxl reads JPEG XL: the header by itself, the picture by libjxl,
// compiled to WebAssembly (README.md says from what).
package jxl

import (
	"encoding/binary"
	"errors"
)

// Header is what a codestream says first (ISO/IEC 18181-1, annexes D.2, D.3
// and E.2).
type Header struct {
	Width, Height int // in pixels, as stored
	Orientation   int // 1 to 8, as EXIF counts; Decode has applied it
	EXIF, XMP     []byte
	Colours       *Colours // nil: sRGB
}

// ErrHeader is the error of what does not begin as a JPEG XL.
var ErrHeader = errors.New("it has a damaged header")

// ReadHeader reads the header of a codestream, bare or in a container.
func ReadHeader(data []byte) (Header, error) {
	var h Header
	stream := data
	if len(data) >= 2 && data[0] == 0 {
		stream = h.open(data)
	}
	if len(stream) < 2 || stream[0] != 0xff || stream[1] != 0x0a {
		return h, ErrHeader
	}
	b := bits{data: stream[2:]}
	h.Width, h.Height = b.size()
	h.Orientation = 1
	usual := b.read(1) == 1
	if b.short || h.Width < 1 || h.Height < 1 {
		return h, ErrHeader
	}
	if !usual {
		h.Colours = b.colours(&h)
	}
	if b.short {
		return h, ErrHeader
	}
	return h, nil
}

// size reads a width and a height.
func (b *bits) size() (width, height int) {
	small := b.read(1) == 1
	height = b.side(small)
	ratio := b.read(3)
	if ratio == 0 {
		return b.side(small), height
	}
	r := [...][2]int{1: {1, 1}, 2: {12, 10}, 3: {4, 3}, 4: {3, 2}, 5: {16, 9}, 6: {5, 4}, 7: {2, 1}}[ratio]
	return height * r[0] / r[1], height
}

// open walks the boxes of a container. It returns the begin of the
// codestream, and keeps the metadata.
func (h *Header) open(data []byte) []byte {
	var stream []byte
	for len(data) >= 8 {
		size, header := uint64(binary.BigEndian.Uint32(data)), uint64(8)
		kind := string(data[4:8])
		if size == 1 && len(data) >= 16 {
			size, header = binary.BigEndian.Uint64(data[8:]), 16
		}
		if size == 0 || size > uint64(len(data)) {
			size = uint64(len(data))
		}
		if size < header {
			break
		}
		body := data[header:size]
		switch {
		case kind == "jxlc" && stream == nil:
			stream = body
		case kind == "jxlp" && stream == nil && len(body) > 4:
			stream = body[4:]
		case kind == "Exif" && h.EXIF == nil && len(body) > 4:
			if at := uint64(binary.BigEndian.Uint32(body)) + 4; at < uint64(len(body)) {
				h.EXIF = body[at:]
			}
		case kind == "xml " && h.XMP == nil:
			h.XMP = body
		}
		data = data[size:]
	}
	return stream
}

// bits reads numbers, the lowest bit of the first byte first.
type bits struct {
	data  []byte
	at    int
	short bool
}

func (b *bits) read(n int) int {
	v := 0
	for i := range n {
		if b.at/8 >= len(b.data) {
			b.short = true
			return 0
		}
		v |= int(b.data[b.at/8]>>(b.at%8)&1) << i
		b.at++
	}
	return v
}

// side reads a width or a height.
func (b *bits) side(small bool) int {
	if small {
		return 8 * (1 + b.read(5))
	}
	return 1 + b.read([...]int{9, 13, 18, 30}[b.read(2)])
}
