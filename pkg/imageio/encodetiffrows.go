package imageio

import (
	"image"
	"image/color"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// tiffPictureOf returns the picture in the form that loses nothing: of 8 or 16
// bits as it is, and without alpha if it is opaque. m is of a type of
// Photo.Image.
func tiffPictureOf(m image.Image) tiffPicture {
	p := tiffPicture{size: m.Bounds().Size(), samples: 1, bits: 8}
	switch m := m.(type) {
	case *image.Gray:
		p.row = func(dst []byte, y int) { copy(dst, m.Pix[y*m.Stride:]) }
		return p
	case *image.Gray16:
		p.bits = 16
		p.row = func(dst []byte, y int) { copy(dst, m.Pix[y*m.Stride:]) }
		return p
	case *image.RGBA64:
		if m.Opaque() {
			return p.pixels(m.Pix, m.Stride, 16, true)
		}
		straight := image.NewNRGBA64(m.Rect)
		for y := range m.Rect.Dy() {
			for x := range m.Rect.Dx() {
				straight.SetNRGBA64(x, y, color.NRGBA64Model.Convert(m.RGBA64At(x, y)).(color.NRGBA64))
			}
		}
		return p.pixels(straight.Pix, straight.Stride, 16, false)
	case *image.NRGBA64:
		return p.pixels(m.Pix, m.Stride, 16, m.Opaque())
	case *image.YCbCr:
		rgb := ycc.RGBA(m)
		return p.pixels(rgb.Pix, rgb.Stride, 8, true)
	}
	straight := straight8(m)
	return p.pixels(straight.Pix, straight.Stride, 8, straight.Opaque())
}

// pixels completes p by rows of pixels with four channels.
func (p tiffPicture) pixels(pix []byte, stride, bits int, opaque bool) tiffPicture {
	p.bits, p.samples = bits, 4
	size := bits / 8
	if !opaque {
		p.row = func(dst []byte, y int) { copy(dst, pix[y*stride:]) }
		return p
	}
	p.samples = 3
	p.row = func(dst []byte, y int) {
		src := pix[y*stride:]
		for n, at := 0, 0; n < len(dst); n, at = n+3*size, at+4*size {
			copy(dst[n:n+3*size], src[at:])
		}
	}
	return p
}
