package imageio

import (
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"math/bits"

	"golang.org/x/image/bmp"
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

// decodeBMP decodes what x/image does not, by itself.
func decodeBMP(r reader, h Header, data []byte) (image.Image, error) {
	m, err := bmp.Decode(r)
	if err == nil || !errors.Is(err, bmp.ErrUnsupported) {
		return m, err
	}
	i, err := parseBMP(data)
	if err != nil {
		return nil, err
	}
	switch {
	case i.compression == 1 || i.compression == 2:
		return i.runs(r, data[i.pixels:])
	case i.bits <= 8:
		return i.indexed(data[i.pixels:])
	}
	return i.direct(r, data[i.pixels:])
}

// row is where the row of the file with that number is in the picture.
func (i bmpInfo) row(y int) int {
	if i.topDown {
		return y
	}
	return i.height - 1 - y
}

func (i bmpInfo) stride() int { return (i.width*i.bits + 31) / 32 * 4 }

func (i bmpInfo) indexed(pixels []byte) (image.Image, error) {
	if int64(len(pixels)) < int64(i.stride())*int64(i.height) {
		return nil, unreadable("decode bmp: the file ends early")
	}
	m := image.NewPaletted(image.Rect(0, 0, i.width, i.height), i.palette)
	perByte := 8 / i.bits
	for y := range i.height {
		from, to := pixels[y*i.stride():], m.Pix[i.row(y)*m.Stride:]
		for x := range i.width {
			shift := 8 - i.bits*(x%perByte+1)
			to[x] = from[x/perByte] >> shift & (1<<i.bits - 1)
		}
	}
	return m, nil
}

// direct reads colours of 16, 24 or 32 bits.
func (i bmpInfo) direct(r reader, pixels []byte) (image.Image, error) {
	if int64(len(pixels)) < int64(i.stride())*int64(i.height) {
		return nil, unreadable("decode bmp: the file ends early")
	}
	m := image.NewNRGBA(image.Rect(0, 0, i.width, i.height))
	step := i.bits / 8
	for y := range i.height {
		if err := r.ctx.Err(); err != nil {
			return nil, err
		}
		from, to := pixels[y*i.stride():], m.Pix[i.row(y)*m.Stride:]
		for x := range i.width {
			var v uint32
			for n := range step {
				v |= uint32(from[x*step+n]) << (8 * n)
			}
			for n, mask := range i.masks[:3] {
				to[4*x+n] = masked(v, mask)
			}
			to[4*x+3] = 0xff
			if i.masks[3] != 0 {
				to[4*x+3] = masked(v, i.masks[3])
			}
		}
	}
	if i.masks[3] == 0 {
		return &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}, nil
	}
	return m, nil
}

// masked scales the bits under a mask to 8.
func masked(v, mask uint32) byte {
	if mask == 0 {
		return 0
	}
	shift := bits.TrailingZeros32(mask)
	most := uint64(mask >> shift)
	return byte((uint64(v&mask>>shift)*255 + most/2) / most)
}

// runs reads RLE8 and RLE4. What the runs leave out is of the first colour,
// as most programs show it.
func (i bmpInfo) runs(r reader, data []byte) (image.Image, error) {
	m := image.NewPaletted(image.Rect(0, 0, i.width, i.height), i.palette)
	x, y := 0, 0
	put := func(index byte) {
		if x < i.width && y < i.height {
			m.Pix[i.row(y)*m.Stride+x] = index
		}
		x++
	}
	for len(data) >= 2 && y < i.height {
		if err := r.ctx.Err(); err != nil {
			return nil, err
		}
		count, code := int(data[0]), data[1]
		data = data[2:]
		switch {
		case count > 0:
			for n := range count {
				put(i.index([]byte{code}, n%(8/i.bits)))
			}
		case code == 0:
			x, y = 0, y+1
		case code == 1:
			return m, nil
		case code == 2:
			if len(data) < 2 {
				return nil, unreadable("decode bmp: the file ends early")
			}
			x, y = x+int(data[0]), y+int(data[1])
			data = data[2:]
		default:
			size := int(code) * i.bits / 8
			size += int(code) * i.bits % 8 / 4
			if len(data) < size {
				return nil, unreadable("decode bmp: the file ends early")
			}
			for n := range int(code) {
				put(i.index(data, n))
			}
			data = data[min(len(data), size+size%2):]
		}
	}
	if y < i.height-1 {
		return nil, unreadable("decode bmp: the file ends early")
	}
	return m, nil
}

// index returns the n-th index of data, of 8 or 4 bits.
func (i bmpInfo) index(data []byte, n int) byte {
	if i.bits == 8 {
		return data[min(n, len(data)-1)]
	}
	b := data[n/2]
	if n%2 == 0 {
		return b >> 4
	}
	return b & 15
}
