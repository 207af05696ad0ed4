package filter

import (
	"image"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// plane is what is filtered at a time: rows of interleaved channels. Colours
// are multiplied by their alpha.
type plane struct {
	width, height, channels int
	sx, sy                  int // pixels that a sample stands for
	read, write             func(y int, row []uint16)
}

// planes takes a picture apart for reading, and another of its type and size
// for writing.
func planes(dst, src image.Image) []plane {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	if src, ok := src.(*image.YCbCr); ok {
		dst := dst.(*image.YCbCr)
		sx, sy := ycc.Subsampling(src.SubsampleRatio)
		cw, ch := (w+sx-1)/sx, (h+sy-1)/sy
		return []plane{
			bytePlane(w, h, 1, 1, dst.Y, dst.YStride, src.Y, src.YStride),
			bytePlane(cw, ch, sx, sy, dst.Cb, dst.CStride, src.Cb, src.CStride),
			bytePlane(cw, ch, sx, sy, dst.Cr, dst.CStride, src.Cr, src.CStride),
		}
	}
	if src, ok := src.(*image.Gray); ok {
		dst := dst.(*image.Gray)
		return []plane{bytePlane(w, h, 1, 1, dst.Pix, dst.Stride, src.Pix, src.Stride)}
	}
	p := plane{width: w, height: h, channels: 4, sx: 1, sy: 1}
	from, fromStride := pixels(src)
	to, toStride := pixels(dst)
	read, write, size := codec(src)
	if _, grey := src.(*image.Gray16); grey {
		p.channels = 1
	}
	p.read = func(y int, row []uint16) { read(row, from[y*fromStride:][:w*size]) }
	p.write = func(y int, row []uint16) { write(to[y*toStride:][:w*size], row) }
	return []plane{p}
}

func bytePlane(w, h, sx, sy int, to []byte, toStride int, from []byte, fromStride int) plane {
	return plane{
		width: w, height: h, channels: 1, sx: sx, sy: sy,
		read:  func(y int, row []uint16) { fromBytes(row, from[y*fromStride:][:w]) },
		write: func(y int, row []uint16) { toBytes(to[y*toStride:][:w], row) },
	}
}

// pixels returns a picture's bytes and how many a row has.
func pixels(m image.Image) (pix []byte, stride int) {
	switch m := m.(type) {
	case *image.Gray16:
		return m.Pix, m.Stride
	case *image.RGBA:
		return m.Pix, m.Stride
	case *image.NRGBA:
		return m.Pix, m.Stride
	case *image.RGBA64:
		return m.Pix, m.Stride
	case *image.NRGBA64:
		return m.Pix, m.Stride
	}
	return nil, 0 // no photo has another type
}

// codec returns how rows of a picture are read and written, and how many
// bytes a pixel has.
func codec(m image.Image) (read func(row []uint16, pix []byte), write func(pix []byte, row []uint16), size int) {
	switch m.(type) {
	case *image.Gray16:
		return fromWords, toWords, 2
	case *image.RGBA:
		return fromBytes, toBytes, 4
	case *image.NRGBA:
		return func(row []uint16, pix []byte) {
				fromBytes(row, pix)
				multiply(row)
			}, func(pix []byte, row []uint16) {
				divide(row)
				toBytes(pix, row)
			}, 4
	case *image.RGBA64:
		return fromWords, toWords, 8
	}
	return func(row []uint16, pix []byte) {
			fromWords(row, pix)
			multiply(row)
		}, func(pix []byte, row []uint16) {
			divide(row)
			toWords(pix, row)
		}, 8
}

func fromBytes(row []uint16, pix []byte) {
	row = row[:len(pix)]
	for i, v := range pix {
		row[i] = uint16(v) * 257
	}
}

// toBytes rounds to the nearest.
func toBytes(pix []byte, row []uint16) {
	pix = pix[:len(row)]
	for i, v := range row {
		pix[i] = byte((uint32(v)*255 + 32895) >> 16)
	}
}

func fromWords(row []uint16, pix []byte) {
	for i := range row {
		row[i] = uint16(pix[2*i])<<8 | uint16(pix[2*i+1])
	}
}

func toWords(pix []byte, row []uint16) {
	for i, v := range row {
		pix[2*i], pix[2*i+1] = byte(v>>8), byte(v)
	}
}

// multiply multiplies the colours of a row of pixels by their alpha.
func multiply(row []uint16) {
	for ; len(row) >= 4; row = row[4:] {
		if a := uint32(row[3]); a != 65535 {
			for c := range 3 {
				row[c] = uint16((uint32(row[c])*a + 32767) / 65535)
			}
		}
	}
}

// divide undoes multiply. What is wholly transparent becomes black.
func divide(row []uint16) {
	for ; len(row) >= 4; row = row[4:] {
		a := uint32(row[3])
		if a == 0 {
			clear(row[:3])
		} else if a != 65535 {
			for c := range 3 {
				row[c] = uint16(min(65535, (uint32(row[c])*65535+a/2)/a))
			}
		}
	}
}
