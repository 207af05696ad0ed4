package tone

import "image"

// tile is how many pixels go through the stages at a time: few enough that
// their channels stay in the processor's nearest cache.
const tile = 512

// rows are the channels of up to a tile of pixels.
type rows [3][tile]uint16

// layout is how a type of picture keeps its pixels.
type layout interface {
	// size is the number of bytes of a pixel.
	size() int
	// read takes the channels of len(r) pixels out of a row, without alpha.
	read(r, g, b []uint16, pix []byte)
	// write puts them back, and leaves alpha as it is.
	write(pix []byte, r, g, b []uint16)
}

// quickLayout is a layout of 8 bits.
type quickLayout interface {
	layout
	// readQuick is read for quick rows, and writeQuick write.
	readQuick(r, g, b []uint16, pix []byte)
	writeQuick(pix []byte, r, g, b []uint16)
}

// pixels maps the colours of a picture of three channels and alpha.
func (p *Pass) pixels(pix []byte, stride int, bounds image.Rectangle, l layout) {
	if q, ok := l.(quickLayout); ok && p.hasColour() {
		p.quickPixels(pix, stride, bounds, q)
		return
	}
	var t rows
	for y := range bounds.Dy() {
		row := pix[y*stride:][:bounds.Dx()*l.size()]
		for len(row) > 0 {
			n := min(tile, len(row)/l.size())
			r, g, b := t[0][:n], t[1][:n], t[2][:n]
			l.read(r, g, b, row)
			p.deep(r, g, b)
			l.write(row, r, g, b)
			row = row[n*l.size():]
		}
	}
}

func (p *Pass) quickPixels(pix []byte, stride int, bounds image.Rectangle, l quickLayout) {
	var t rows
	for y := range bounds.Dy() {
		row := pix[y*stride:][:bounds.Dx()*l.size()]
		for len(row) > 0 {
			n := min(tile, len(row)/l.size())
			l.readQuick(t[0][:n], t[1][:n], t[2][:n], row)
			for _, s := range p.stages {
				s.quick(&t, n)
			}
			l.writeQuick(row, t[0][:n], t[1][:n], t[2][:n])
			row = row[n*l.size():]
		}
	}
}

// straight is *image.NRGBA.
type straight struct{}

func (straight) size() int { return 4 }

func (straight) read(r, g, b []uint16, pix []byte) {
	for i := range r {
		p := pix[4*i : 4*i+4 : 4*i+4]
		r[i], g[i], b[i] = uint16(p[0])*257, uint16(p[1])*257, uint16(p[2])*257
	}
}

func (straight) write(pix []byte, r, g, b []uint16) {
	for i := range r {
		p := pix[4*i : 4*i+4 : 4*i+4]
		p[0], p[1], p[2] = shallow(r[i]), shallow(g[i]), shallow(b[i])
	}
}

func (straight) readQuick(r, g, b []uint16, pix []byte) {
	pix, g, b = pix[:4*len(r)], g[:len(r)], b[:len(r)]
	for i := range r {
		p := pix[4*i : 4*i+4 : 4*i+4]
		r[i], g[i], b[i] = uint16(p[0])<<5, uint16(p[1])<<5, uint16(p[2])<<5
	}
}

func (straight) writeQuick(pix []byte, r, g, b []uint16) {
	pix, g, b = pix[:4*len(r)], g[:len(r)], b[:len(r)]
	for i := range r {
		p := pix[4*i : 4*i+4 : 4*i+4]
		p[0], p[1], p[2] = byte((r[i]+16)>>5), byte((g[i]+16)>>5), byte((b[i]+16)>>5)
	}
}

// shallow rounds 16 bits to 8.
func shallow(v uint16) byte { return byte((uint32(v) + 128) / 257) }

// premultiplied is *image.RGBA.
type premultiplied struct{}

func (premultiplied) size() int { return 4 }

func (premultiplied) read(r, g, b []uint16, pix []byte) {
	for i := range r {
		p := pix[4*i : 4*i+4 : 4*i+4]
		a := uint32(p[3])
		r[i], g[i], b[i] = divided(uint32(p[0]), a), divided(uint32(p[1]), a), divided(uint32(p[2]), a)
	}
}

// divided returns v/a in 16 bits; v over a is more than there can be.
func divided(v, a uint32) uint16 {
	if a == 0 {
		return 0
	}
	return uint16(min(most, (uint64(v)*most+uint64(a/2))/uint64(a)))
}

func (premultiplied) write(pix []byte, r, g, b []uint16) {
	for i := range r {
		p := pix[4*i : 4*i+4 : 4*i+4]
		a := uint32(p[3])
		p[0], p[1], p[2] = byte(multiplied(r[i], a)), byte(multiplied(g[i], a)), byte(multiplied(b[i], a))
	}
}

// readQuick has a short way for opaque pixels, which nearly all are.
func (premultiplied) readQuick(r, g, b []uint16, pix []byte) {
	pix, g, b = pix[:4*len(r)], g[:len(r)], b[:len(r)]
	for i := range r {
		p := pix[4*i : 4*i+4 : 4*i+4]
		if a := uint32(p[3]); a != 255 {
			r[i], g[i], b[i] = quickValue(divided(uint32(p[0]), a)), quickValue(divided(uint32(p[1]), a)), quickValue(divided(uint32(p[2]), a))
			continue
		}
		r[i], g[i], b[i] = uint16(p[0])<<5, uint16(p[1])<<5, uint16(p[2])<<5
	}
}

func (premultiplied) writeQuick(pix []byte, r, g, b []uint16) {
	pix, g, b = pix[:4*len(r)], g[:len(r)], b[:len(r)]
	for i := range r {
		p := pix[4*i : 4*i+4 : 4*i+4]
		if a := uint32(p[3]); a != 255 {
			p[0], p[1], p[2] = quickMultiplied(r[i], a), quickMultiplied(g[i], a), quickMultiplied(b[i], a)
			continue
		}
		p[0], p[1], p[2] = byte((r[i]+16)>>5), byte((g[i]+16)>>5), byte((b[i]+16)>>5)
	}
}

// quickMultiplied returns v*a, in the units of a.
func quickMultiplied(v uint16, a uint32) byte {
	return byte((uint32(v)*a + quickest/2) / quickest)
}

// multiplied returns v*a, in the units of a.
func multiplied(v uint16, a uint32) uint16 {
	return uint16((uint64(v)*uint64(a) + most/2) / most)
}

// straight16 is *image.NRGBA64.
type straight16 struct{}

func (straight16) size() int { return 8 }

func (straight16) read(r, g, b []uint16, pix []byte) {
	for i := range r {
		p := pix[8*i : 8*i+8 : 8*i+8]
		r[i], g[i], b[i] = get16(p), get16(p[2:]), get16(p[4:])
	}
}

func (straight16) write(pix []byte, r, g, b []uint16) {
	for i := range r {
		p := pix[8*i : 8*i+8 : 8*i+8]
		put16(p, r[i])
		put16(p[2:], g[i])
		put16(p[4:], b[i])
	}
}

// premultiplied16 is *image.RGBA64.
type premultiplied16 struct{}

func (premultiplied16) size() int { return 8 }

func (premultiplied16) read(r, g, b []uint16, pix []byte) {
	for i := range r {
		p := pix[8*i : 8*i+8 : 8*i+8]
		a := uint32(get16(p[6:]))
		r[i] = divided(uint32(get16(p)), a)
		g[i] = divided(uint32(get16(p[2:])), a)
		b[i] = divided(uint32(get16(p[4:])), a)
	}
}

func (premultiplied16) write(pix []byte, r, g, b []uint16) {
	for i := range r {
		p := pix[8*i : 8*i+8 : 8*i+8]
		a := uint32(get16(p[6:]))
		put16(p, multiplied(r[i], a))
		put16(p[2:], multiplied(g[i], a))
		put16(p[4:], multiplied(b[i], a))
	}
}

func get16(p []byte) uint16 { return uint16(p[0])<<8 | uint16(p[1]) }

func put16(p []byte, v uint16) { p[0], p[1] = byte(v>>8), byte(v) }
