package paint

import (
	"image"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// mix16 puts s, which is multiplied by the alpha a, over the sample d; all are
// of 16 bits. It is rounded, and exact where a is nothing or all.
func mix16(d, s, a uint32) uint32 { return s + (d*(65535-a)+32767)/65535 }

// mix8 does it for a sample of 8 bits.
func mix8(d byte, s, a uint32) byte { return byte(min(255, (mix16(uint32(d)*257, s, a)+128)/257)) }

func overGray(pix []byte, row []Pixel) {
	for x, p := range row {
		if p.A != 0 {
			pix[x] = mix8(pix[x], p.luma(), uint32(p.A))
		}
	}
}

func overGray16(pix []byte, row []Pixel) {
	for x, p := range row {
		if p.A != 0 {
			put16(pix[2*x:], mix16(get16(pix[2*x:]), p.luma(), uint32(p.A)))
		}
	}
}

func overRGBA(pix []byte, row []Pixel) {
	for x, p := range row {
		if p.A == 0 {
			continue
		}
		d, a := pix[4*x:4*x+4:4*x+4], uint32(p.A)
		d[0], d[1], d[2], d[3] = mix8(d[0], uint32(p.R), a), mix8(d[1], uint32(p.G), a), mix8(d[2], uint32(p.B), a), mix8(d[3], a, a)
	}
}

func overRGBA64(pix []byte, row []Pixel) {
	for x, p := range row {
		if p.A == 0 {
			continue
		}
		for c, s := range [4]uint16{p.R, p.G, p.B, p.A} {
			d := pix[8*x+2*c:]
			put16(d, mix16(get16(d), uint32(s), uint32(p.A)))
		}
	}
}

func overNRGBA(pix []byte, row []Pixel) {
	for x, p := range row {
		if p.A == 0 {
			continue
		}
		d, a := pix[4*x:4*x+4:4*x+4], uint32(p.A)
		if d[3] == 255 {
			d[0], d[1], d[2] = mix8(d[0], uint32(p.R), a), mix8(d[1], uint32(p.G), a), mix8(d[2], uint32(p.B), a)
			continue
		}
		under := uint32(d[3]) * 257
		all := mix16(under, a, a)
		for c, s := range [3]uint16{p.R, p.G, p.B} {
			d[c] = byte((unmultiplied(uint32(d[c])*257, under, uint32(s), a, all) + 128) / 257)
		}
		d[3] = byte((all + 128) / 257)
	}
}

func overNRGBA64(pix []byte, row []Pixel) {
	for x, p := range row {
		if p.A == 0 {
			continue
		}
		d, a := pix[8*x:8*x+8:8*x+8], uint32(p.A)
		under := get16(d[6:])
		all := mix16(under, a, a)
		for c, s := range [3]uint16{p.R, p.G, p.B} {
			put16(d[2*c:], unmultiplied(get16(d[2*c:]), under, uint32(s), a, all))
		}
		put16(d[6:], all)
	}
}

// unmultiplied puts s over a sample d whose own alpha is under, where the
// alpha of both together is all, which is not 0.
func unmultiplied(d, under, s, a, all uint32) uint32 {
	whole := uint64(s)*65535*65535 + uint64(d)*uint64(under)*uint64(65535-a)
	return uint32(min(65535, (whole/65535+uint64(all)/2)/uint64(all)))
}

func get16(b []byte) uint32    { return uint32(b[0])<<8 | uint32(b[1]) }
func put16(b []byte, v uint32) { b[0], b[1] = byte(v>>8), byte(v) }

// sum is what a layer is on the pixels that a chroma sample covers.
type sum struct{ cb, cr, a int64 }

// overPlanes takes the rows that a row of chroma samples covers together. r
// is the part of the picture that the layer covers.
func overPlanes(m *image.YCbCr, l Layer, r image.Rectangle) {
	sx, sy := ycc.Subsampling(m.SubsampleRatio)
	row, sums := make([]Pixel, r.Dx()), make([]sum, (r.Max.X-1)/sx-r.Min.X/sx+1)
	var last Pixel // neighbours are often alike
	var y16 uint32
	var cb, cr int64
	for top := r.Min.Y / sy * sy; top < r.Max.Y; top += sy {
		clear(sums)
		for y := max(top, r.Min.Y); y < min(top+sy, r.Max.Y); y++ {
			l.Row(r.Min.X, y, row)
			luma := m.Y[y*m.YStride+r.Min.X:]
			for x, p := range row {
				if p.A == 0 {
					continue
				}
				if p != last {
					y16 = p.luma()
					cb, cr = p.chroma()
					last = p
				}
				luma[x] = mix8(luma[x], y16, uint32(p.A))
				s := &sums[(r.Min.X+x)/sx-r.Min.X/sx]
				s.cb, s.cr, s.a = s.cb+cb, s.cr+cr, s.a+int64(p.A)
			}
		}
		rows := min(sy, m.Rect.Dy()-top)
		at := top/sy*m.CStride + r.Min.X/sx
		for i, s := range sums {
			if s.a != 0 {
				n := int64(rows * min(sx, m.Rect.Dx()-(r.Min.X/sx+i)*sx))
				m.Cb[at+i], m.Cr[at+i] = mixMean(m.Cb[at+i], s.cb, s.a, n), mixMean(m.Cr[at+i], s.cr, s.a, n)
			}
		}
	}
}

// mixMean puts the mean of n pixels over a chroma sample.
func mixMean(d byte, s, a, n int64) byte {
	under := (int64(d)*257*(65535*n-a) + 32767) / 65535
	return byte(min(255, max(0, (s+under+128*n)/(257*n))))
}
