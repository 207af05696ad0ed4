package imageio

import (
	"image"
	"image/color"
	"image/draw"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// flat8 returns m with 8 bits a sample and without transparency, on that
// background; the zero value stands for white.
func flat8(m image.Image, background color.NRGBA) image.Image {
	switch m := m.(type) {
	case *image.YCbCr, *image.Gray:
		return m
	case *image.Gray16:
		return gray8(m)
	case *image.RGBA:
		if m.Opaque() {
			return m
		}
	}
	if background == (color.NRGBA{}) {
		background = color.NRGBA{255, 255, 255, 255}
	}
	background.A = 255
	dst := image.NewRGBA(m.Bounds())
	draw.Draw(dst, dst.Rect, image.NewUniform(background), image.Point{}, draw.Src)
	draw.Draw(dst, dst.Rect, m, m.Bounds().Min, draw.Over)
	return dst
}

func gray8(m *image.Gray16) *image.Gray {
	dst := image.NewGray(m.Rect)
	for y := range m.Rect.Dy() {
		row := dst.Pix[y*dst.Stride : (y+1)*dst.Stride]
		for x := range row {
			row[x] = round8(m.Pix[y*m.Stride+2*x:])
		}
	}
	return dst
}

// straight8 returns m with 8 bits a sample and colours that are not
// multiplied by their opacity. m is of a type of Photo.Image. The result may
// share m's pixels.
func straight8(m image.Image) *image.NRGBA {
	switch m := m.(type) {
	case *image.NRGBA:
		return m
	case *image.YCbCr:
		return straight8(ycc.RGBA(m))
	case *image.RGBA:
		if m.Opaque() {
			return &image.NRGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
		}
	}
	size := m.Bounds().Size()
	dst := image.NewNRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		row := dst.Pix[y*dst.Stride:]
		for x := range size.X {
			putStraight8(row[4*x:4*x+4], m, x, y)
		}
	}
	return dst
}

// putStraight8 writes the pixel (x, y) of m, whose bounds begin at (0, 0).
func putStraight8(dst []byte, m image.Image, x, y int) {
	switch m := m.(type) {
	case *image.NRGBA64:
		src := m.Pix[y*m.Stride+8*x:]
		dst[0], dst[1], dst[2], dst[3] = round8(src), round8(src[2:]), round8(src[4:]), round8(src[6:])
		return
	case *image.Gray:
		v := m.Pix[y*m.Stride+x]
		dst[0], dst[1], dst[2], dst[3] = v, v, v, 255
		return
	}
	r, g, b, a := m.At(x, y).RGBA()
	if a == 0 {
		clear(dst)
		return
	}
	for i, v := range [3]uint32{r, g, b} {
		dst[i] = byte((v*255 + a/2) / a)
	}
	dst[3] = byte((a*255 + 32767) / 65535)
}

// round8 turns the 16-bit big-endian sample at the start of b into 8 bits.
func round8(b []byte) byte {
	v := uint32(b[0])<<8 | uint32(b[1])
	return byte((v*255 + 32767) / 65535)
}
