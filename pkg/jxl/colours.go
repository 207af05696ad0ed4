package jxl

// Colours are the colours that the decoded pixels are in, where these are not
// sRGB (ISO/IEC 18181-1, annex E.2).
type Colours struct {
	// Profile says that the codestream has an ICC profile for them, which is
	// not read, or names them in a way that is not known.
	Profile bool
	// Chromaticities are x and y of red, green, blue and white.
	Chromaticities [4][2]float64
	Transfer       int     // a code point of ITU-T H.273; 0: Gamma is set
	Gamma          float64 // what an encoded value is raised to
}

// colours reads the rest of the image's metadata up to its colours, after the
// bit that says that not all is as usual. It returns nil for sRGB.
func (b *bits) colours(h *Header) *Colours {
	if b.read(1) == 1 { // extra fields
		h.Orientation = 1 + b.read(3)
		if b.read(1) == 1 { // another size to be shown at
			b.size()
		}
		if b.read(1) == 1 {
			b.preview()
		}
		if b.read(1) == 1 {
			b.animation()
		}
	}
	b.depth()
	b.read(1) // whether 16 bits are enough
	for n := b.choice(0, 0, 1, 0, 2, 4, 1, 12); n > 0 && !b.short; n-- {
		b.channel()
	}
	transformed := b.read(1) == 1
	if b.read(1) == 1 {
		return nil // all as usual
	}
	if b.read(1) == 1 { // a profile
		if transformed {
			return nil // the decoder's choice is sRGB then
		}
		return &Colours{Profile: true}
	}
	return b.named()
}

// The colour spaces, white points, primaries and curves that have names.
const (
	spaceRGB, spaceGrey       = 0, 1
	whiteD65, whiteCustom     = 1, 2
	whiteE, whiteDCI          = 10, 11
	primariesSRGB             = 1
	primariesCustom           = 2
	primaries2100, primaryDCI = 9, 11
	transferSRGB              = 13
)

// named reads colours that are described by numbers.
func (b *bits) named() *Colours {
	c := &Colours{Chromaticities: [4][2]float64{{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}, {0.3127, 0.3290}}}
	space := b.enum()
	if space != spaceRGB && space != spaceGrey {
		return &Colours{Profile: true}
	}
	usual := true
	switch b.enum() {
	case whiteD65:
	case whiteCustom:
		c.Chromaticities[3], usual = b.point(), false
	case whiteE:
		c.Chromaticities[3], usual = [2]float64{1.0 / 3, 1.0 / 3}, false
	case whiteDCI:
		c.Chromaticities[3], usual = [2]float64{0.314, 0.351}, false
	default:
		return &Colours{Profile: true}
	}
	if space == spaceRGB {
		switch b.enum() {
		case primariesSRGB:
		case primariesCustom:
			c.Chromaticities[0], c.Chromaticities[1], c.Chromaticities[2] = b.point(), b.point(), b.point()
			usual = false
		case primaries2100:
			copy(c.Chromaticities[:], [][2]float64{{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}})
			usual = false
		case primaryDCI:
			copy(c.Chromaticities[:], [][2]float64{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}})
			usual = false
		default:
			return &Colours{Profile: true}
		}
	}
	if b.read(1) == 1 {
		c.Gamma = 1e7 / float64(max(1, b.read(24))) // what is stored encodes
		return c
	}
	if c.Transfer = b.enum(); c.Transfer == transferSRGB && usual {
		return nil
	}
	return c
}

// choice reads a number of which two bits say how: it is base[i] and so many
// bits more. how is four pairs of both.
func (b *bits) choice(how ...int) int {
	i := 2 * b.read(2)
	return how[i] + b.read(how[i+1])
}

// enum reads a number that stands for a name.
func (b *bits) enum() int { return b.choice(0, 0, 1, 0, 2, 4, 18, 6) }

// point reads x and y, in millionths and signed.
func (b *bits) point() [2]float64 {
	var p [2]float64
	for i := range p {
		n := b.choice(0, 19, 1<<19, 19, 1<<20, 20, 1<<21, 21)
		v := n >> 1
		if n&1 != 0 {
			v = -v - 1
		}
		p[i] = float64(v) / 1e6
	}
	return p
}

// depth reads over the depth of samples.
func (b *bits) depth() {
	if b.read(1) == 1 {
		b.choice(32, 0, 16, 0, 24, 0, 1, 6)
		b.read(4)
		return
	}
	b.choice(8, 0, 10, 0, 12, 0, 1, 6)
}

// channel reads over what is said of a channel that is no colour.
func (b *bits) channel() {
	if b.read(1) == 1 {
		return // alpha, as usual
	}
	const alpha, spot, filter = 0, 2, 5
	kind := b.enum()
	b.depth()
	b.choice(0, 0, 3, 0, 4, 0, 1, 3)
	for n := b.choice(0, 0, 0, 4, 16, 5, 48, 10); n > 0; n-- {
		b.read(8) // its name
	}
	switch kind {
	case alpha:
		b.read(1)
	case spot:
		b.read(64)
	case filter:
		b.choice(1, 0, 0, 2, 3, 4, 19, 8)
	}
}

// preview reads over the header of a preview.
func (b *bits) preview() {
	side := func() int { return b.choice(1, 6, 65, 8, 321, 10, 1345, 12) }
	if b.read(1) == 1 {
		side = func() int { return b.choice(16, 0, 32, 0, 1, 5, 33, 9) }
	}
	side()
	if b.read(3) == 0 {
		side()
	}
}

// animation reads over the header of an animation.
func (b *bits) animation() {
	b.choice(100, 0, 1000, 0, 1, 10, 1, 30)
	b.choice(1, 0, 1001, 0, 1, 8, 1, 10)
	b.choice(0, 0, 0, 3, 0, 16, 0, 32)
	b.read(1)
}
