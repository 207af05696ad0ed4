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
	run := p.deepGreys(m.Rect.Dx() * m.Rect.Dy())
	v := make([]uint16, m.Rect.Dx())
	if p.keepsGreys() {
		for y := range m.Rect.Dy() {
			row := m.Pix[y*m.Stride:][:2*len(v)]
			r, g, b := run(samples16(v, row))
			for x := range v {
				put16(row[2*x:], deepLuma(r[x], g[x], b[x]))
			}
		}
		return m
	}
	dst := image.NewRGBA64(m.Rect)
	for y := range m.Rect.Dy() {
		r, g, b := run(samples16(v, m.Pix[y*m.Stride:]))
		to := dst.Pix[y*dst.Stride:]
		for x := range v {
			p := to[8*x : 8*x+8 : 8*x+8]
			put16(p, r[x])
			put16(p[2:], g[x])
			put16(p[4:], b[x])
			put16(p[6:], most)
		}
	}
	return dst
}

// keepsGreys reports whether greys of 16 bits stay greys. It asks 258 of them,
// so that the answer is the same for all pictures.
func (p *Pass) keepsGreys() bool {
	v := make([]uint16, 258)
	for i := range v {
		v[i] = uint16(i * most / (len(v) - 1))
	}
	_, _, _, grey := p.greys(v)
	return grey
}

// deepGreys returns what takes greys of 16 bits to channels, which hold until
// the next call. A picture of more pixels than there are greys has a table.
func (p *Pass) deepGreys(pixels int) func(v []uint16) (r, g, b []uint16) {
	if pixels <= most {
		return func(v []uint16) (r, g, b []uint16) {
			r, g, b, _ = p.greys(v)
			return r, g, b
		}
	}
	all := make([]uint16, most+1)
	for i := range all {
		all[i] = uint16(i)
	}
	red, green, blue, _ := p.greys(all)
	var r, g, b []uint16
	return func(v []uint16) ([]uint16, []uint16, []uint16) {
		r, g, b = r[:0], g[:0], b[:0]
		for _, grey := range v {
			r, g, b = append(r, red[grey]), append(g, green[grey]), append(b, blue[grey])
		}
		return r, g, b
	}
}

// samples16 reads as many samples as v has.
func samples16(v []uint16, row []byte) []uint16 {
	for x := range v {
		v[x] = get16(row[2*x:])
	}
	return v
}

// onlyGreys reports whether a ramp leaves nothing but greys of all colours.
func (p *Pass) onlyGreys() bool {
	for i := len(p.stages) - 1; i >= 0; i-- {
		if _, ok := p.stages[i].(*ramp); !ok {
			continue
		}
		t := quickGreys(p.stages[i:])
		for v := range 256 {
			if max(t[0][v], t[1][v], t[2][v])-min(t[0][v], t[1][v], t[2][v]) > 2 {
				return false
			}
		}
		return true
	}
	return false
}

// quickGreys takes the 256 greys of 8 bits through stages.
func quickGreys(stages []stage) *rows {
	t := &rows{}
	for c := range t {
		for v := range 256 {
			t[c][v] = uint16(v) << 5
		}
	}
	for _, s := range stages {
		s.quick(t, 256)
	}
	return t
}

// lumaTable returns what becomes of each luma of a picture of planes, of which
// a ramp comes first and leaves only greys; nil for other passes.
func (p *Pass) lumaTable() *[256]byte {
	if _, ramp := p.stages[0].(*ramp); !ramp || !p.onlyGreys() {
		return nil
	}
	t := quickGreys(p.stages)
	var table [256]byte
	toLuma(table[:], t[0][:256], t[1][:256], t[2][:256])
	return &table
}

// keepsLuma reports whether each luma stays what it is.
func keepsLuma(t *[256]byte) bool {
	for v, to := range t {
		if int(to) != v {
			return false
		}
	}
	return true
}

// lumaOf returns the luma of a picture of planes, in its memory.
func lumaOf(m *image.YCbCr) *image.Gray {
	return &image.Gray{Pix: m.Y, Stride: m.YStride, Rect: m.Rect}
}

// eachLuma looks up each pixel where it is.
func eachLuma(m *image.Gray, t *[256]byte) *image.Gray {
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride:][:m.Rect.Dx()]
		for x, v := range row {
			row[x] = t[v]
		}
	}
	return m
}

// greyOf returns a picture of greys with one channel, if it is opaque.
func (p *Pass) greyOf(m image.Image) image.Image {
	if !p.onlyGreys() {
		return m
	}
	switch m := m.(type) {
	case *image.YCbCr:
		return lumaOf(m)
	case *image.RGBA:
		if !m.Opaque() {
			return m
		}
		dst := image.NewGray(m.Rect)
		for y := range m.Rect.Dy() {
			row := dst.Pix[y*dst.Stride:][:m.Rect.Dx()]
			for x := range row {
				row[x] = m.Pix[y*m.Stride+4*x+1]
			}
		}
		return dst
	case *image.RGBA64:
		if !m.Opaque() {
			return m
		}
		dst := image.NewGray16(m.Rect)
		for y := range m.Rect.Dy() {
			row := dst.Pix[y*dst.Stride:][:2*m.Rect.Dx()]
			for x := 0; x < len(row); x += 2 {
				copy(row[x:x+2], m.Pix[y*m.Stride+4*x+2:])
			}
		}
		return dst
	}
	return m
}
