package imageio

import (
	"encoding/binary"
	"image/color"
)

// bmpInfo is what the two headers of a BMP say.
type bmpInfo struct {
	width, height int
	topDown       bool
	bits          int
	compression   uint32 // 0 none, 1 RLE8, 2 RLE4, 3 and 6 masks
	pixels        int    // offset of the pixels
	palette       color.Palette
	masks         [4]uint32 // red, green, blue, alpha
}

// bmpHeader reads the headers of all versions, from OS/2's on.
func bmpHeader(data []byte) (Header, error) {
	h := Header{Format: BMP}
	info, err := parseBMP(data)
	if err != nil {
		return h, err
	}
	h.Width, h.Height = info.width, info.height
	h.Memory = saturate(h.Width, h.Height, 1+4+4)
	return h, nil
}

func parseBMP(data []byte) (bmpInfo, error) {
	le := binary.LittleEndian
	var i bmpInfo
	if len(data) < 26 {
		return i, unreadable("BMP ends in its header")
	}
	i.pixels = int(le.Uint32(data[10:]))
	size := int(le.Uint32(data[14:]))
	colours, colourBytes := 0, 4
	switch {
	case size == 12:
		i.width, i.height = int(le.Uint16(data[18:])), int(le.Uint16(data[20:]))
		i.bits, colourBytes = int(le.Uint16(data[24:])), 3
	case size >= 16 && size <= 4096 && len(data) >= 14+size && len(data) >= 14+40:
		i.width, i.height = int(int32(le.Uint32(data[18:]))), int(int32(le.Uint32(data[22:])))
		i.bits = int(le.Uint16(data[28:]))
		if size >= 40 {
			i.compression, colours = le.Uint32(data[30:]), int(le.Uint32(data[46:]))
		}
	default:
		return i, unreadable("BMP has a damaged header")
	}
	if i.height < 0 {
		i.height, i.topDown = -i.height, true
	}
	if i.width <= 0 || i.height <= 0 {
		return i, unreadable("BMP of %d x %d pixels", i.width, i.height)
	}
	if err := i.check(); err != nil {
		return i, err
	}
	end := 14 + size
	end += i.readMasks(data, size)
	if i.bits <= 8 {
		if colours <= 0 || colours > 1<<i.bits {
			colours = 1 << i.bits
		}
		for n := range colours {
			if c := end + n*colourBytes; c+3 <= len(data) {
				i.palette = append(i.palette, color.NRGBA{data[c+2], data[c+1], data[c], 0xff})
			}
		}
	}
	if i.pixels < 14 || i.pixels > len(data) {
		return i, unreadable("BMP has no pixels")
	}
	return i, nil
}

// check refuses combinations of depth and compression that do not exist, and
// pictures in another format inside.
func (i bmpInfo) check() error {
	switch i.compression {
	case 4, 5:
		return unsupported(convertHint, "BMP with a JPEG or PNG inside is not read")
	case 0, 3, 6:
		switch i.bits {
		case 1, 2, 4, 8:
			if i.compression == 0 {
				return nil
			}
		case 16, 32:
			return nil
		case 24:
			return nil
		}
	case 1:
		if i.bits == 8 {
			return nil
		}
	case 2:
		if i.bits == 4 {
			return nil
		}
	}
	return unreadable("BMP of %d bits with compression %d", i.bits, i.compression)
}

// readMasks sets the masks of colours with 16 and 32 bits, and returns how
// many bytes they take after the header.
func (i *bmpInfo) readMasks(data []byte, size int) int {
	switch i.bits {
	case 16:
		i.masks = [4]uint32{0x7c00, 0x3e0, 0x1f, 0}
	case 24, 32:
		i.masks = [4]uint32{0xff0000, 0xff00, 0xff, 0}
	}
	if i.compression != 3 && i.compression != 6 {
		return 0
	}
	count := 3
	if size >= 56 || i.compression == 6 {
		count = 4
	}
	for n := range count {
		if at := 54 + 4*n; at+4 <= len(data) {
			i.masks[n] = binary.LittleEndian.Uint32(data[at:])
		}
	}
	if size == 40 {
		return 4 * count
	}
	return 0
}
