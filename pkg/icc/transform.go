package icc

import "sync"

// Transform turns pixels of one colour space into sRGB. Its methods may be
// called from several goroutines at once. They take whole pixels: dst and src
// hold the same number of them, and may be the same memory where pixels have
// the same size.
type Transform struct {
	way      *way
	rgb      func(dst, src []byte)
	rgb16    func(dst, src []byte)
	inks     func(dst, src []byte)
	gray     func() *[256]byte
	gray16   func() []uint16
	identity func() bool
}

// ToSRGB reads the profile's values and prepares the conversion. Errors wrap
// ErrUnsupported where the profile may be all right.
func (p *Profile) ToSRGB() (*Transform, error) {
	w, err := newWay(p)
	if err != nil {
		return nil, err
	}
	t := &Transform{way: w}
	t.gray = sync.OnceValue(func() *[256]byte { return grays(w) })
	t.gray16 = sync.OnceValue(func() []uint16 { return grays16(w) })
	switch {
	case p.Space == Gray:
		t.rgb, t.rgb16 = t.grayRGB, t.grayRGB16
	case p.Space == CMYK:
		t.inks = deferred(func() func(dst, src []byte) { return newLattice(w, 4).inks })
	case w.matrix != nil:
		t.rgb = deferred(func() func(dst, src []byte) { return newMatrix(w).rgb })
		t.rgb16 = deferred(func() func(dst, src []byte) { return newMatrix16(w).rgb })
	default:
		shared := sync.OnceValue(func() *lattice { return newLattice(w, 3) })
		t.rgb = deferred(func() func(dst, src []byte) { return shared().rgb })
		t.rgb16 = deferred(func() func(dst, src []byte) { return shared().rgb16 })
	}
	t.identity = sync.OnceValue(func() bool { return p.Space != CMYK && w.isSRGB() })
	return t, nil
}

// deferred makes the tables of a conversion when it is first called.
func deferred(prepare func() func(dst, src []byte)) func(dst, src []byte) {
	once := sync.OnceValue(prepare)
	return func(dst, src []byte) { once()(dst, src) }
}

// Identity reports whether no colour of 8 bits changes by more than one level:
// the profile is one of sRGB, or of greys encoded like sRGB's.
func (t *Transform) Identity() bool { return t.identity() }

// Space is that of the pixels which the transform takes.
func (t *Transform) Space() Space { return t.way.space }

// RGB converts pixels of four bytes, the last of which is copied. A profile
// for greys acts on each colour for itself. It panics for CMYK.
func (t *Transform) RGB(dst, src []byte) { t.rgb(dst, src) }

// RGB16 is RGB for pixels of four big-endian samples of 16 bits.
func (t *Transform) RGB16(dst, src []byte) { t.rgb16(dst, src) }

// CMYK converts pixels of four bytes, 255 for full ink, to red, green, blue
// and 255. It panics for other spaces.
func (t *Transform) CMYK(dst, src []byte) { t.inks(dst, src) }

// Gray converts samples of one byte. With a profile for RGB, they are taken
// for colours of three equal samples. It panics for CMYK.
func (t *Transform) Gray(dst, src []byte) {
	table := t.gray()
	for i, v := range src {
		dst[i] = table[v]
	}
}

// Gray16 is Gray for big-endian samples of 16 bits.
func (t *Transform) Gray16(dst, src []byte) {
	table := t.gray16()
	for i := 0; i+2 <= len(src); i += 2 {
		put16(dst[i:], table[get16(src[i:])])
	}
}

func (t *Transform) grayRGB(dst, src []byte) {
	table := t.gray()
	for i := 0; i+4 <= len(src); i += 4 {
		dst[i], dst[i+1], dst[i+2], dst[i+3] = table[src[i]], table[src[i+1]], table[src[i+2]], src[i+3]
	}
}

func (t *Transform) grayRGB16(dst, src []byte) {
	table := t.gray16()
	for i := 0; i+8 <= len(src); i += 8 {
		for c := 0; c < 6; c += 2 {
			put16(dst[i+c:], table[get16(src[i+c:])])
		}
		dst[i+6], dst[i+7] = src[i+6], src[i+7]
	}
}

// grayAt is the grey of sRGB, from 0 to 1, for a grey of the profile's.
func (w *way) grayAt(x float64) float64 {
	return curve(EncodeSRGB).inRange(curve(func(x float64) float64 {
		return luminance(w.light(values{x, x, x}))
	}).inRange(x))
}

func grays(w *way) *[256]byte {
	var table [256]byte
	for i := range table {
		table[i] = byte(w.grayAt(float64(i)/255)*255 + 0.5)
	}
	return &table
}

func grays16(w *way) []uint16 {
	table := make([]uint16, 1<<16)
	for i := range table {
		table[i] = uint16(w.grayAt(float64(i)/65535)*65535 + 0.5)
	}
	return table
}

// isSRGB tries the greys, and colours all over the cube.
func (w *way) isSRGB() bool {
	near := func(r, g, b int) bool {
		in := values{float64(r) / 255, float64(g) / 255, float64(b) / 255}
		out := encoded(w.light(in))
		for i := range 3 {
			if d := min(max(out[i], 0), 1) - in[i]; d > 1.0/255 || d < -1.0/255 {
				return false
			}
		}
		return true
	}
	for i := range 256 {
		if !near(i, i, i) {
			return false
		}
	}
	for i := 0; i < 9*9*9 && w.space == RGB; i++ {
		if !near(i%9*255/8, i/9%9*255/8, i/81*255/8) {
			return false
		}
	}
	return true
}

func get16(b []byte) uint16 { return uint16(b[0])<<8 | uint16(b[1]) }

func put16(b []byte, v uint16) { b[0], b[1] = byte(v>>8), byte(v) }
