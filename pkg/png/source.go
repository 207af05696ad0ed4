package png

import (
	"fmt"
	"image"
)

// The colour types (section 11.2.1).
const (
	grey      = 0
	colour    = 2
	withAlpha = 6
)

// source gives the samples of a picture as they stand in the file.
type source struct {
	depth, colourType byte
	bytes             int // a pixel has
	// row sets dst to the samples of a row, counted from the upper edge.
	row func(y int, dst []byte)
}

func newSource(m image.Image) (*source, error) {
	b := m.Bounds()
	line := func(pix []byte, stride, y, pixel int) []byte { return pix[y*stride : y*stride+b.Dx()*pixel] }
	switch m := m.(type) {
	case *image.Gray:
		return &source{8, grey, 1, func(y int, dst []byte) { copy(dst, line(m.Pix, m.Stride, y, 1)) }}, nil
	case *image.Gray16:
		return &source{16, grey, 2, func(y int, dst []byte) { copy(dst, line(m.Pix, m.Stride, y, 2)) }}, nil
	case *image.RGBA:
		if m.Opaque() {
			return &source{8, colour, 3, func(y int, dst []byte) { dropAlpha(dst, line(m.Pix, m.Stride, y, 4)) }}, nil
		}
		return &source{8, withAlpha, 4, func(y int, dst []byte) { divide(dst, line(m.Pix, m.Stride, y, 4)) }}, nil
	case *image.NRGBA:
		if m.Opaque() {
			return &source{8, colour, 3, func(y int, dst []byte) { dropAlpha(dst, line(m.Pix, m.Stride, y, 4)) }}, nil
		}
		return &source{8, withAlpha, 4, func(y int, dst []byte) { copy(dst, line(m.Pix, m.Stride, y, 4)) }}, nil
	case *image.RGBA64:
		if m.Opaque() {
			return &source{16, colour, 6, func(y int, dst []byte) { dropAlpha16(dst, line(m.Pix, m.Stride, y, 8)) }}, nil
		}
		return &source{16, withAlpha, 8, func(y int, dst []byte) { divide16(dst, line(m.Pix, m.Stride, y, 8)) }}, nil
	case *image.NRGBA64:
		if m.Opaque() {
			return &source{16, colour, 6, func(y int, dst []byte) { dropAlpha16(dst, line(m.Pix, m.Stride, y, 8)) }}, nil
		}
		return &source{16, withAlpha, 8, func(y int, dst []byte) { copy(dst, line(m.Pix, m.Stride, y, 8)) }}, nil
	}
	return nil, fmt.Errorf("pictures of the type %T are not written", m)
}

func dropAlpha(dst, src []byte) {
	for ; len(src) >= 4 && len(dst) >= 3; src, dst = src[4:], dst[3:] {
		dst[0], dst[1], dst[2] = src[0], src[1], src[2]
	}
}

func dropAlpha16(dst, src []byte) {
	for ; len(src) >= 8 && len(dst) >= 6; src, dst = src[8:], dst[6:] {
		copy(dst[:6], src[:6])
	}
}

// divide makes of samples that are multiplied by alpha such that are not, with
// the rounding of color.NRGBAModel.
func divide(dst, src []byte) {
	for ; len(src) >= 4 && len(dst) >= 4; src, dst = src[4:], dst[4:] {
		a := uint32(src[3])
		switch a {
		case 0:
			clear(dst[:4])
		case 255:
			copy(dst[:4], src[:4])
		default:
			for c, v := range src[:3] {
				dst[c] = byte(uint32(v) * 257 * 65535 / (a * 257) >> 8)
			}
			dst[3] = src[3]
		}
	}
}

func divide16(dst, src []byte) {
	for ; len(src) >= 8 && len(dst) >= 8; src, dst = src[8:], dst[8:] {
		a := uint32(src[6])<<8 | uint32(src[7])
		switch a {
		case 0:
			clear(dst[:8])
		case 65535:
			copy(dst[:8], src[:8])
		default:
			for c := 0; c < 6; c += 2 {
				v := (uint32(src[c])<<8 | uint32(src[c+1])) * 65535 / a
				dst[c], dst[c+1] = byte(v>>8), byte(v)
			}
			dst[6], dst[7] = src[6], src[7]
		}
	}
}
