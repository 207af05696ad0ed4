package imageio

import (
	"encoding/binary"
	"image"

	"github.com/photoq/photoq/pkg/av1"
)

// deepBits are those of a sample in an AVIF of a picture that has 16.
const (
	deepBits = 10
	deepMost = 1<<deepBits - 1
)

// avifChroma is the chroma of an AVIF of a picture that is not YCbCr.
func avifChroma(o EncodeOptions) av1.Chroma {
	switch {
	case o.Chroma == Chroma422:
		return av1.Wide
	case o.HalvesChroma():
		return av1.Half
	}
	return av1.Whole
}

// deepPlanes returns the planes of a picture of 16 bits, of an *image.Gray16,
// *image.RGBA64 or *image.NRGBA64, and of its transparency if it is not opaque.
func deepPlanes(m image.Image, c av1.Chroma) (colours av1.Planes, alpha *av1.Planes) {
	size := m.Bounds().Size()
	colours = av1.Planes{Width: size.X, Height: size.Y, Bits: deepBits, Y: make([]byte, 2*size.X*size.Y)}
	var d wide
	opaque := true
	switch m := m.(type) {
	case *image.Gray16:
		for y := range size.Y {
			for x := range size.X {
				putDeep(colours.Y, y*size.X+x, deepened(binary.BigEndian.Uint16(m.Pix[y*m.Stride+2*x:])))
			}
		}
		return colours, nil
	case *image.RGBA64:
		opaque = m.Opaque()
		d = wide{m.Pix, m.Stride, !opaque}
	case *image.NRGBA64:
		opaque = m.Opaque()
		d = wide{m.Pix, m.Stride, false}
	}
	if !opaque {
		alpha = &av1.Planes{Width: size.X, Height: size.Y, Bits: deepBits, Y: d.alpha(size)}
	}
	colours.Chroma = c
	width, height := colours.ChromaSize()
	colours.Cb, colours.Cr = make([]byte, 2*width*height), make([]byte, 2*width*height)
	d.convert(colours)
	return colours, alpha
}

// wide are pixels of red, green, blue and alpha in 16 bits each, the higher
// byte first.
type wide struct {
	pix        []byte
	stride     int
	multiplied bool // the colours by alpha
}

// at returns the colours of a pixel, not multiplied by alpha.
func (d wide) at(x, y int) (r, g, b int64) {
	p := d.pix[y*d.stride+8*x:][:8]
	r, g, b = int64(p[0])<<8|int64(p[1]), int64(p[2])<<8|int64(p[3]), int64(p[4])<<8|int64(p[5])
	if !d.multiplied {
		return r, g, b
	}
	a := int64(p[6])<<8 | int64(p[7])
	if a == 0 {
		return 0, 0, 0
	}
	divided := func(v int64) int64 { return min((v*65535+a/2)/a, 65535) }
	return divided(r), divided(g), divided(b)
}

func (d wide) alpha(size image.Point) []byte {
	out := make([]byte, 2*size.X*size.Y)
	for y := range size.Y {
		for x := range size.X {
			putDeep(out, y*size.X+x, deepened(binary.BigEndian.Uint16(d.pix[y*d.stride+8*x+6:])))
		}
	}
	return out
}

// The weights of ITU-R BT.601 for luma, in 65536ths.
const (
	redWeight   = 19595
	blueWeight  = 7471
	greenWeight = 1<<16 - redWeight - blueWeight
)

// convert fills the planes: luma of each pixel, and of each square of pixels
// that share chroma the mean of theirs, as far as it lies in the picture.
func (d wide) convert(p av1.Planes) {
	across, down := 1, 1
	if p.Chroma != av1.Whole {
		across = 2
	}
	if p.Chroma == av1.Half {
		down = 2
	}
	width, height := p.ChromaSize()
	for cy := range height {
		for cx := range width {
			var blue, red, count int64 // sums of B - Y and R - Y
			for y := cy * down; y < min(cy*down+down, p.Height); y++ {
				for x := cx * across; x < min(cx*across+across, p.Width); x++ {
					r, g, b := d.at(x, y)
					luma := redWeight*r + greenWeight*g + blueWeight*b
					putDeep(p.Y, y*p.Width+x, (luma*deepMost+65535<<15)/(65535<<16))
					blue += b<<16 - luma
					red += r<<16 - luma
					count++
				}
			}
			putDeep(p.Cb, cy*width+cx, deepChroma(blue, count, 2*(1<<16-blueWeight)))
			putDeep(p.Cr, cy*width+cx, deepChroma(red, count, 2*(1<<16-redWeight)))
		}
	}
}

// deepChroma returns the sample for a sum of differences of 16 bits in
// 65536ths, of which each is at most half of span in 65536ths of all values.
func deepChroma(sum, count, span int64) int64 {
	const zero = 1 << (deepBits - 1)
	unit := count * 65535 * span
	return min((sum*deepMost+zero*unit+unit/2)/unit, deepMost)
}

// deepened returns the nearest of the values of a plane.
func deepened(v uint16) int64 { return (int64(v)*deepMost + 32767) / 65535 }

// putDeep writes a sample of a plane.
func putDeep(plane []byte, at int, v int64) {
	plane[2*at], plane[2*at+1] = byte(v), byte(v>>8)
}
