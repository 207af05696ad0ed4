package tone

import "image"

// even is how far channels of 16 bits may lie apart and still be a grey: the
// rounding of a matrix may put them apart by one, and a steep curve by more.
const even = 16

// greys runs the greys of 16 bits that are in v through the pass. It returns
// the channels, and reports whether they are grey still.
func (p *Pass) greys(v []uint16) (r, g, b []uint16, grey bool) {
	r = v
	g, b = append([]uint16(nil), v...), append([]uint16(nil), v...)
	p.deep(r, g, b)
	for i := range r {
		if max(r[i], g[i], b[i])-min(r[i], g[i], b[i]) > even {
			return r, g, b, false
		}
	}
	return r, g, b, true
}

func (p *Pass) grey(m *image.Gray) image.Image {
	v := make([]uint16, 256)
	for i := range v {
		v[i] = uint16(i) * 257
	}
	r, g, b, grey := p.greys(v)
	if grey {
		for y := range m.Rect.Dy() {
			row := m.Pix[y*m.Stride:][:m.Rect.Dx()]
			for x, v := range row {
				row[x] = shallow(deepLuma(r[v], g[v], b[v]))
			}
		}
		return m
	}
	dst := image.NewRGBA(m.Rect)
	for y := range m.Rect.Dy() {
		to := dst.Pix[y*dst.Stride:]
		for x, v := range m.Pix[y*m.Stride:][:m.Rect.Dx()] {
			p := to[4*x : 4*x+4 : 4*x+4]
			p[0], p[1], p[2], p[3] = shallow(r[v]), shallow(g[v]), shallow(b[v]), 255
		}
	}
	return dst
}

func (p *Pass) grey16(m *image.Gray16) image.Image {
	v := make([]uint16, most+1)
	for i := range v {
		v[i] = uint16(i)
	}
	r, g, b, grey := p.greys(v)
	if grey {
		for y := range m.Rect.Dy() {
			row := m.Pix[y*m.Stride:][:2*m.Rect.Dx()]
			for x := 0; x < len(row); x += 2 {
				v := get16(row[x:])
				put16(row[x:], deepLuma(r[v], g[v], b[v]))
			}
		}
		return m
	}
	dst := image.NewRGBA64(m.Rect)
	for y := range m.Rect.Dy() {
		from, to := m.Pix[y*m.Stride:], dst.Pix[y*dst.Stride:]
		for x := range m.Rect.Dx() {
			v, p := get16(from[2*x:]), to[8*x:8*x+8:8*x+8]
			put16(p, r[v])
			put16(p[2:], g[v])
			put16(p[4:], b[v])
			put16(p[6:], most)
		}
	}
	return dst
}
