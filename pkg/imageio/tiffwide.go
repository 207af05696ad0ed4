package imageio

import (
	"image"
	"math"

	"github.com/photoq/photoq/pkg/icc"
)

// narrow makes samples of 16 bits, in the file's order, of those that are
// wider or floating point. plane is that of separate samples.
func (l *tiffLayout) narrow(row []byte, inChunk, plane int) []byte {
	wide := l.storedBytes()
	if wide <= 2 && !l.float {
		return row
	}
	for i := range len(row) / wide {
		from := row[i*wide : (i+1)*wide]
		v := uint16(0)
		if l.float {
			channel := plane
			if !l.separate {
				channel = i % inChunk
			}
			v = l.level(l.number(from), channel)
		} else {
			v = uint16(l.Order.Uint32(from) >> 16)
		}
		l.Order.PutUint16(row[2*i:], v)
	}
	return row[:len(row)/wide*2]
}

// number reads a floating-point number of 2, 4 or 8 bytes.
func (l *tiffLayout) number(b []byte) float64 {
	switch len(b) {
	case 8:
		return math.Float64frombits(l.Order.Uint64(b))
	case 4:
		return float64(math.Float32frombits(l.Order.Uint32(b)))
	}
	return half(l.Order.Uint16(b))
}

// half is a number of IEEE 754's binary16.
func half(n uint16) float64 {
	exponent, fraction := int(n>>10&31), float64(n&1023)
	v := math.Ldexp(1024+fraction, exponent-25)
	switch exponent {
	case 0:
		v = math.Ldexp(fraction, -24)
	case 31:
		v = math.Inf(1)
		if fraction != 0 {
			v = math.NaN()
		}
	}
	if n>>15 != 0 {
		return -v
	}
	return v
}

// level is a floating-point sample of a channel as a number of 16 bits. Floating-point colours are linear
// light, as programs for photos write them and libvips reads them, unless the
// file has a profile that says otherwise; what is brighter than white is
// clipped.
func (l *tiffLayout) level(v float64, channel int) uint16 {
	if math.IsNaN(v) {
		return 0
	}
	if l.isLab() {
		v = labLevel(v, channel)
	}
	v = min(max(v, 0), 1)
	colours, _ := l.channels()
	if channel < colours && !l.profiled && l.photometric != pageCMYK && !l.isLab() {
		v = icc.EncodeSRGB(v)
	}
	return uint16(math.Round(v * 65535))
}

// labLevel is L*, a* or b* as icc.Lab takes it.
func labLevel(v float64, channel int) float64 {
	switch channel {
	case 0:
		return v / 100
	case 1, 2:
		return (v + 128) / 255
	}
	return v
}

// pictureLab makes a picture in sRGB of interleaved samples of L*a*b*, which
// are relative to D50 (TIFF 6.0, section 23; Adobe Photoshop TIFF Technical Notes).
func (l *tiffLayout) pictureLab(pix []byte) image.Image {
	r := image.Rectangle{Max: l.size}
	count := l.size.X * l.size.Y
	_, alpha := l.channels()
	if l.sampleBytes() == 1 {
		m := image.NewNRGBA(r)
		for i := range count {
			from, to := pix[i*l.samples:], m.Pix[4*i:4*i+4]
			copy(to, from[:3])
			if l.photometric == pageCIELab {
				to[1], to[2] = to[1]^0x80, to[2]^0x80
			}
			to[3] = 0xff
			if alpha {
				to[3] = from[3]
			}
		}
		icc.Lab().RGB(m.Pix, m.Pix)
		if !alpha || l.extra == 1 {
			return &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: r}
		}
		return m
	}
	return l.pictureLab16(pix, alpha)
}

// pictureLab16 is pictureLab for samples of 16 bits.
func (l *tiffLayout) pictureLab16(pix []byte, alpha bool) image.Image {
	r := image.Rectangle{Max: l.size}
	m := image.NewNRGBA64(r)
	for i := range l.size.X * l.size.Y {
		to := m.Pix[8*i : 8*i+8]
		for c := range 3 {
			put16(to[2*c:], l.labSample(l.Order.Uint16(pix[2*(i*l.samples+c):]), c))
		}
		put16(to[6:], 0xffff)
		if alpha {
			put16(to[6:], int(l.Order.Uint16(pix[2*(i*l.samples+3):])))
		}
	}
	icc.Lab().RGB16(m.Pix, m.Pix)
	if !alpha || l.extra == 1 {
		return &image.RGBA64{Pix: m.Pix, Stride: m.Stride, Rect: r}
	}
	return m
}

// labSample is a sample of 16 bits in the encoding that icc.Lab takes. With a
// sign, 256 is one of a* and b*; without one, all is as in profiles of
// version 2.
func (l *tiffLayout) labSample(v uint16, channel int) int {
	if l.float {
		return int(v) // level saw to it
	}
	if l.photometric == pageCIELab {
		if channel == 0 {
			return int(v)
		}
		v ^= 0x8000
	}
	return min(int(v)*257/256, 65535)
}
