package imageio

import (
	"image"
	"image/color"
)

// picture8 makes a picture of interleaved samples of 8 bits.
func (l *tiffLayout) picture8(pix []byte) image.Image {
	r := image.Rectangle{Max: l.size}
	count := l.size.X * l.size.Y
	if l.photometric == pageCMYK {
		m := image.NewCMYK(r)
		for i := range count {
			copy(m.Pix[4*i:4*i+4], pix[i*l.samples:])
		}
		return m
	}
	if l.photometric != pageRGB && l.samples == 1 {
		if l.photometric == pageWhiteIsZero {
			invert(pix)
		}
		return &image.Gray{Pix: pix, Stride: l.size.X, Rect: r}
	}
	colours, alpha := l.channels()
	m := image.NewNRGBA(r)
	for i := range count {
		from, to := pix[i*l.samples:(i+1)*l.samples], m.Pix[4*i:4*i+4]
		for c := range 3 {
			to[c] = from[c%colours]
			if l.photometric == pageWhiteIsZero {
				to[c] ^= 0xff
			}
		}
		to[3] = 0xff
		if alpha {
			to[3] = from[colours]
		}
	}
	if !alpha || l.extra == 1 {
		return &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: r}
	}
	return m
}

// channels returns how many samples are colours, and whether one more is
// transparency.
func (l *tiffLayout) channels() (colours int, alpha bool) {
	colours = 1
	if l.photometric == pageRGB || l.isLab() {
		colours = 3
	}
	return colours, l.samples > colours && (l.extra == 1 || l.extra == 2)
}

func invert(pix []byte) {
	for i := range pix {
		pix[i] ^= 0xff
	}
}

// picture16 makes a picture of interleaved samples of 16 bits; inks become 8.
func (l *tiffLayout) picture16(pix []byte) image.Image {
	if l.photometric == pageWhiteIsZero {
		invert(pix)
	}
	r := image.Rectangle{Max: l.size}
	count := l.size.X * l.size.Y
	at := func(i, sample int) uint16 { return l.Order.Uint16(pix[2*(i*l.samples+sample):]) }
	if l.photometric == pageCMYK {
		m := image.NewCMYK(r)
		for i := range m.Pix {
			m.Pix[i] = byte((uint32(at(i/4, i%4))*255 + 32767) / 65535)
		}
		return m
	}
	if l.photometric != pageRGB && l.samples == 1 {
		m := image.NewGray16(r)
		for i := range count {
			put16(m.Pix[2*i:], int(at(i, 0)))
		}
		return m
	}
	colours, alpha := l.channels()
	m := image.NewNRGBA64(r)
	for i := range count {
		to := m.Pix[8*i : 8*i+8]
		for c := range 3 {
			put16(to[2*c:], int(at(i, c%colours)))
		}
		put16(to[6:], 0xffff)
		if alpha {
			v := at(i, colours)
			if l.photometric == pageWhiteIsZero {
				v = ^v
			}
			put16(to[6:], int(v))
		}
	}
	if !alpha || l.extra == 1 {
		return &image.RGBA64{Pix: m.Pix, Stride: m.Stride, Rect: r}
	}
	return m
}

// paletted makes a picture of indexes and the colours of the file's table,
// which lists all reds, then all greens, then all blues.
func (l *tiffLayout) paletted(pix []byte) image.Image {
	var palette color.Palette
	table, n := l.colours, 1<<l.bits
	for i := 0; i < n && 2*n+i < len(table); i++ {
		palette = append(palette, color.NRGBA{byte(table[i] >> 8), byte(table[n+i] >> 8), byte(table[2*n+i] >> 8), 0xff})
	}
	return &image.Paletted{Pix: pix, Stride: l.size.X, Rect: image.Rectangle{Max: l.size}, Palette: palette}
}
