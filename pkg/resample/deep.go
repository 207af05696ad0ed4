package resample

import "image"

func grey16(m *image.Gray16, to image.Rectangle) *image.Gray16 {
	dst := image.NewGray16(to)
	deep(m.Pix, m.Stride, m.Rect, to, 1, false, func(y int, row []uint16) { put16(dst.Pix[y*dst.Stride:], row) })
	return dst
}

func rgba64(m *image.RGBA64, to image.Rectangle) *image.RGBA64 {
	dst := image.NewRGBA64(to)
	deep(m.Pix, m.Stride, m.Rect, to, 4, false, func(y int, row []uint16) {
		capAlpha(row)
		put16(dst.Pix[y*dst.Stride:], row)
	})
	return dst
}

func nrgba64(m *image.NRGBA64, to image.Rectangle) *image.NRGBA64 {
	dst := image.NewNRGBA64(to)
	deep(m.Pix, m.Stride, m.Rect, to, 4, true, func(y int, row []uint16) {
		unmultiply(row)
		put16(dst.Pix[y*dst.Stride:], row)
	})
	return dst
}

// deep resamples pictures of 16 bits, whose bytes are big-endian.
func deep(pix []uint8, stride int, from, to image.Rectangle, channels int, multiply bool, emit func(y int, row []uint16)) {
	deepJob{
		from: &deepRows{pix, stride, make([]uint16, channels*from.Dx()), multiply},
		src:  from.Size(), dst: to.Size(), channels: channels, emit: emit,
	}.run()
}

// deepRows reads big-endian samples, and multiplies by alpha where wanted.
type deepRows struct {
	pix      []uint8
	stride   int
	out      []uint16
	multiply bool
}

func (d *deepRows) row(y int) []uint16 {
	from := d.pix[y*d.stride:]
	for i := range d.out {
		d.out[i] = uint16(from[2*i])<<8 | uint16(from[2*i+1])
	}
	for i := 0; d.multiply && i+4 <= len(d.out); i += 4 {
		a := uint32(d.out[i+3])
		for c := range 3 {
			d.out[i+c] = uint16((uint32(d.out[i+c])*a + 32767) / 65535)
		}
	}
	return d.out
}

func put16(dst []uint8, row []uint16) {
	for i, v := range row {
		dst[2*i], dst[2*i+1] = uint8(v>>8), uint8(v)
	}
}
