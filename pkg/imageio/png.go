package imageio

import (
	"bytes"
	"encoding/binary"
	"io"
	"iter"
)

// pngMagic begins every PNG.
const pngMagic = "\x89PNG\r\n\x1a\n"

// pngHeaderEnd is where the chunk after IHDR begins.
const pngHeaderEnd = 8 + 8 + 13 + 4

// chunk is a chunk of a PNG or of a WebP's RIFF.
type chunk struct {
	name string
	body []byte
}

// pngChunks walks the chunks of a PNG that are whole.
func pngChunks(data []byte) iter.Seq[chunk] {
	return func(yield func(chunk) bool) {
		for rest := data[min(8, len(data)):]; len(rest) >= 12; {
			size := int64(binary.BigEndian.Uint32(rest))
			if size > int64(len(rest)-12) {
				return
			}
			if !yield(chunk{string(rest[4:8]), rest[8 : 8+size]}) {
				return
			}
			rest = rest[12+size:]
		}
	}
}

// pngPixels is a PNG without the chunks that its pixels do not need: a damaged
// text is no reason to refuse a photo. What is cut off stays so.
func pngPixels(data []byte) io.Reader {
	var parts []io.Reader
	from, at := 0, min(8, len(data)) // of what is kept, and of the chunk
	for c := range pngChunks(data) {
		end := at + 12 + len(c.body)
		if ancillary := c.name[0]&0x20 != 0; ancillary && c.name != "tRNS" {
			parts = append(parts, bytes.NewReader(data[from:at]))
			from = end
		}
		at = end
	}
	return io.MultiReader(append(parts, bytes.NewReader(data[from:]))...)
}

// pngHeader reads IHDR (PNG, third edition, section 11.2.1).
func pngHeader(data []byte) (Header, error) {
	h := Header{Format: PNG}
	if len(data) < pngHeaderEnd || string(data[12:16]) != "IHDR" || binary.BigEndian.Uint32(data[8:]) != 13 {
		return h, unreadable("PNG has a damaged header")
	}
	width, height := binary.BigEndian.Uint32(data[16:]), binary.BigEndian.Uint32(data[20:])
	depth, colour, interlaced := data[24], data[25], data[28] != 0
	if width > 1<<31-1 || height > 1<<31-1 {
		return h, unreadable("PNG of %d x %d pixels", width, height)
	}
	if !pngDepthFits(depth, colour) {
		return h, unreadable("PNG with a colour type of %d at %d bits", colour, depth)
	}
	h.Width, h.Height = int(width), int(height)
	h.Memory = saturate(h.Width, h.Height, pngPixelBytes(depth, colour, interlaced))
	return h, nil
}

func pngDepthFits(depth, colour byte) bool {
	switch colour {
	case 0:
		return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16
	case 3:
		return depth == 1 || depth == 2 || depth == 4 || depth == 8
	case 2, 4, 6:
		return depth == 8 || depth == 16
	}
	return false
}

// pngPixelBytes is what a pixel costs at the peak of decoding, with a second
// copy to turn it.
func pngPixelBytes(depth, colour byte, interlaced bool) int64 {
	result := int64(4)
	switch {
	case colour == 0:
		result = max(1, int64(depth)/8)
	case colour == 3:
		result = 5 // indexes first
	case depth == 16:
		result = 8
	}
	if interlaced {
		return 3 * result
	}
	return 2 * result
}

// saturate multiplies without overflow.
func saturate(width, height int, bytes int64) int64 {
	const most = 1<<63 - 1
	if width <= 0 || height <= 0 {
		return 0
	}
	if int64(width) > most/int64(height)/bytes {
		return most
	}
	return int64(width) * int64(height) * bytes
}

// pngUnpacked is the length of a PNG's unpacked pixels, in bytes, interlacing
// left aside.
func pngUnpacked(data []byte) int64 {
	samples := int64(1)
	switch data[25] {
	case 2:
		samples = 3
	case 4:
		samples = 2
	case 6:
		samples = 4
	}
	width, height := int64(binary.BigEndian.Uint32(data[16:])), int64(binary.BigEndian.Uint32(data[20:]))
	return (width*samples*int64(data[24]) + 7) / 8 * height
}
