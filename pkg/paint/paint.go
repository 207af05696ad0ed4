// Package paint draws coloured shapes and pictures over photos of all types,
// in place: antialiased, with transparency, 16 bits where the photo has them,
// and on planes of Y, Cb and Cr without a detour.
//
// Colours are mixed as they are coded, without going through linear light:
// so do CSS and the usual image editors, and so half of white over black is
// the grey that people expect. For the edges of letters, which look wrong
// that way, there is Weights.
package paint

import (
	"image"
	"image/color"
	"image/draw"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// Pixel is a colour of 16 bits a channel, multiplied by its alpha.
type Pixel struct{ R, G, B, A uint16 }

// Layer is what is drawn over a photo.
type Layer interface {
	// Bounds is where the layer may be other than transparent, in the
	// photo's coordinates. It may reach beyond the photo.
	Bounds() image.Rectangle
	// Row sets row to the layer's pixels from (x, y) to the right, all of
	// which lie in Bounds. row holds anything before.
	Row(x, y int, row []Pixel)
}

// Over draws the layer over m, a picture of one of the types of
// imageio.Photo.Image with its bounds' minimum at (0, 0), and changes m's
// pixels. Grey pictures take the layer's luma, and pictures without alpha stay
// opaque. A chroma sample that covers several pixels takes the mean of what
// the layer is there.
func Over(m image.Image, l Layer) {
	r := l.Bounds().Intersect(m.Bounds())
	if r.Empty() {
		return
	}
	if planes, ok := m.(*image.YCbCr); ok {
		overPlanes(planes, l, r)
		return
	}
	row := make([]Pixel, r.Dx())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		l.Row(r.Min.X, y, row)
		switch m := m.(type) {
		case *image.Gray:
			overGray(m.Pix[m.PixOffset(r.Min.X, y):], row)
		case *image.Gray16:
			overGray16(m.Pix[m.PixOffset(r.Min.X, y):], row)
		case *image.RGBA:
			overRGBA(m.Pix[m.PixOffset(r.Min.X, y):], row)
		case *image.NRGBA:
			overNRGBA(m.Pix[m.PixOffset(r.Min.X, y):], row)
		case *image.RGBA64:
			overRGBA64(m.Pix[m.PixOffset(r.Min.X, y):], row)
		case *image.NRGBA64:
			overNRGBA64(m.Pix[m.PixOffset(r.Min.X, y):], row)
		}
	}
}

// Copy returns a picture of m's type with pixels of its own.
func Copy(m image.Image) image.Image {
	b := m.Bounds()
	switch m := m.(type) {
	case *image.YCbCr:
		dst := image.NewYCbCr(image.Rectangle{Max: b.Size()}, m.SubsampleRatio)
		sx, sy := ycc.Subsampling(m.SubsampleRatio)
		cw, ch := (b.Dx()+sx-1)/sx, (b.Dy()+sy-1)/sy
		copyRows(dst.Y, m.Y, dst.YStride, m.YStride, b.Dx(), b.Dy())
		copyRows(dst.Cb, m.Cb, dst.CStride, m.CStride, cw, ch)
		copyRows(dst.Cr, m.Cr, dst.CStride, m.CStride, cw, ch)
		return dst
	case *image.Gray:
		dst := image.NewGray(b)
		copyRows(dst.Pix, m.Pix, dst.Stride, m.Stride, b.Dx(), b.Dy())
		return dst
	case *image.Gray16:
		dst := image.NewGray16(b)
		copyRows(dst.Pix, m.Pix, dst.Stride, m.Stride, 2*b.Dx(), b.Dy())
		return dst
	case *image.RGBA:
		dst := image.NewRGBA(b)
		copyRows(dst.Pix, m.Pix, dst.Stride, m.Stride, 4*b.Dx(), b.Dy())
		return dst
	case *image.RGBA64:
		dst := image.NewRGBA64(b)
		copyRows(dst.Pix, m.Pix, dst.Stride, m.Stride, 8*b.Dx(), b.Dy())
		return dst
	case *image.NRGBA64:
		dst := image.NewNRGBA64(b)
		copyRows(dst.Pix, m.Pix, dst.Stride, m.Stride, 8*b.Dx(), b.Dy())
		return dst
	}
	dst := image.NewNRGBA(b)
	if m, ok := m.(*image.NRGBA); ok {
		copyRows(dst.Pix, m.Pix, dst.Stride, m.Stride, 4*b.Dx(), b.Dy())
		return dst
	}
	draw.Draw(dst, b, m, b.Min, draw.Src)
	return dst
}

func copyRows(dst, src []byte, dstStride, srcStride, width, height int) {
	for y := range height {
		copy(dst[y*dstStride:y*dstStride+width], src[y*srcStride:])
	}
}

// Coloured returns m if it can hold colours, and otherwise a picture of as
// many bits that can: an opaque one with pixels of its own.
func Coloured(m image.Image) image.Image {
	switch m := m.(type) {
	case *image.Gray:
		dst := image.NewRGBA(m.Rect)
		for y := range m.Rect.Dy() {
			from, to := m.Pix[y*m.Stride:y*m.Stride+m.Rect.Dx()], dst.Pix[y*dst.Stride:]
			for x, v := range from {
				to[4*x], to[4*x+1], to[4*x+2], to[4*x+3] = v, v, v, 255
			}
		}
		return dst
	case *image.Gray16:
		dst := image.NewRGBA64(m.Rect)
		for y := range m.Rect.Dy() {
			from, to := m.Pix[y*m.Stride:y*m.Stride+2*m.Rect.Dx()], dst.Pix[y*dst.Stride:]
			for x := 0; x < len(from); x += 2 {
				for c := 0; c < 6; c += 2 {
					to[4*x+c], to[4*x+c+1] = from[x], from[x+1]
				}
				to[4*x+6], to[4*x+7] = 255, 255
			}
		}
		return dst
	}
	return m
}

// IsGrey reports whether a colour is one.
func IsGrey(c color.NRGBA) bool { return c.R == c.G && c.G == c.B }

// luma is the Y of JFIF, of 16 bits.
func (p Pixel) luma() uint32 {
	return (19595*uint32(p.R) + 38470*uint32(p.G) + 7471*uint32(p.B) + 1<<15) >> 16
}

// chroma returns Cb and Cr of JFIF, of 16 bits and multiplied by alpha.
func (p Pixel) chroma() (cb, cr int64) {
	r, g, b := int64(p.R), int64(p.G), int64(p.B)
	middle := (32896*int64(p.A) + 32767) / 65535
	return middle + (-11059*r-21709*g+32768*b+1<<15)>>16, middle + (32768*r-27439*g-5329*b+1<<15)>>16
}
