package resample

import "image"

// nrgba resamples colours that stand beside their alpha. They are multiplied
// by it on the way in, at 16 bits, and divided again on the way out.
func nrgba(m *image.NRGBA, to image.Rectangle) *image.NRGBA {
	dst := image.NewNRGBA(to)
	deepJob{
		from: &premultiplied{pix: m.Pix, stride: m.Stride, out: make([]uint16, 4*m.Rect.Dx())},
		src:  m.Rect.Size(), dst: to.Size(), channels: 4,
		emit: func(y int, row []uint16) {
			unmultiply(row)
			for i, v := range row {
				dst.Pix[y*dst.Stride+i] = uint8((uint32(v)*255 + 32767) / 65535)
			}
		},
	}.run()
	return dst
}

// premultiplied turns rows of NRGBA into 16 bits, multiplied by alpha.
type premultiplied struct {
	pix    []uint8
	stride int
	out    []uint16
}

func (p *premultiplied) row(y int) []uint16 {
	from := p.pix[y*p.stride:]
	for i := 0; i+4 <= len(p.out); i += 4 {
		a := uint32(from[i+3])
		for c := range 3 {
			p.out[i+c] = uint16((uint32(from[i+c])*a*257 + 127) / 255)
		}
		p.out[i+3] = uint16(a * 257)
	}
	return p.out
}

// capAlpha takes back the filter's overshoot where a colour would exceed its
// alpha, which a picture with multiplied colours cannot have.
func capAlpha[T uint8 | uint16](row []T) {
	for ; len(row) >= 4; row = row[4:] {
		a := row[3]
		row[0], row[1], row[2] = min(row[0], a), min(row[1], a), min(row[2], a)
	}
}

// unmultiply divides colours by their alpha.
func unmultiply(row []uint16) {
	for ; len(row) >= 4; row = row[4:] {
		a := uint64(row[3])
		if a == 0 {
			row[0], row[1], row[2] = 0, 0, 0
			continue
		}
		for c := range 3 {
			row[c] = uint16(min((uint64(row[c])*65535+a/2)/a, 65535))
		}
	}
}
