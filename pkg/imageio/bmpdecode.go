package imageio

import (
	"errors"
	"image"
	"math/bits"

	"golang.org/x/image/bmp"
)

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
