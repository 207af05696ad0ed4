package builtin

import (
	"image"
	"image/color"
	"image/draw"

	"github.com/photoq/photoq/pkg/resample"
)

// mounted returns a picture with bounds to, in the colour all over but for m,
// whose corner is at the place given. Its type is m's where that can hold the
// colour; otherwise RGBA, or RGBA64 for Gray16. No pixel of m changes.
func mounted(m image.Image, to image.Rectangle, at image.Point, c color.NRGBA) image.Image {
	grey := c.R == c.G && c.G == c.B && c.A == 255
	switch m := m.(type) {
	case *image.YCbCr:
		if c.A == 255 {
			return mountedPlanes(m, to, at, c)
		}
	case *image.Gray:
		if grey {
			dst := image.NewGray(to)
			mount(dst.Pix, dst.Stride, []byte{c.R}, m.Pix, m.Stride, m.Rect.Size(), at)
			return dst
		}
	case *image.Gray16:
		if grey {
			dst := image.NewGray16(to)
			mount(dst.Pix, dst.Stride, []byte{c.R, c.R}, m.Pix, m.Stride, m.Rect.Size(), at)
			return dst
		}
		dst := image.NewRGBA64(to)
		return drawnOver(dst, m, at, c)
	case *image.RGBA:
		dst := image.NewRGBA(to)
		r := color.RGBAModel.Convert(c).(color.RGBA)
		mount(dst.Pix, dst.Stride, []byte{r.R, r.G, r.B, r.A}, m.Pix, m.Stride, m.Rect.Size(), at)
		return dst
	case *image.NRGBA:
		dst := image.NewNRGBA(to)
		mount(dst.Pix, dst.Stride, []byte{c.R, c.G, c.B, c.A}, m.Pix, m.Stride, m.Rect.Size(), at)
		return dst
	case *image.RGBA64:
		dst := image.NewRGBA64(to)
		dst.Set(0, 0, c)
		mount(dst.Pix, dst.Stride, append([]byte{}, dst.Pix[:8]...), m.Pix, m.Stride, m.Rect.Size(), at)
		return dst
	case *image.NRGBA64:
		dst := image.NewNRGBA64(to)
		mount(dst.Pix, dst.Stride, []byte{c.R, c.R, c.G, c.G, c.B, c.B, c.A, c.A}, m.Pix, m.Stride, m.Rect.Size(), at)
		return dst
	}
	return drawnOver(image.NewRGBA(to), m, at, c)
}

// drawnOver is for pictures without transparency.
func drawnOver(dst draw.Image, m image.Image, at image.Point, c color.NRGBA) image.Image {
	draw.Draw(dst, dst.Bounds(), image.NewUniform(c), image.Point{}, draw.Src)
	draw.Draw(dst, image.Rectangle{Min: at, Max: at.Add(m.Bounds().Size())}, m, m.Bounds().Min, draw.Src)
	return dst
}

// mount fills a picture with a pixel, and copies another of that size to the
// place.
func mount(dst []byte, stride int, pixel []byte, src []byte, srcStride int, size, at image.Point) {
	repeat(dst, pixel)
	n := len(pixel)
	for y := range size.Y {
		copy(dst[(at.Y+y)*stride+at.X*n:], src[y*srcStride:y*srcStride+size.X*n])
	}
}

// repeat fills a plane with a pixel.
func repeat(dst, pixel []byte) {
	for n := copy(dst, pixel); n < len(dst); {
		n += copy(dst[n:], dst[:n])
	}
}

// mountedPlanes keeps the subsampling where no chroma sample then covers both
// the picture and what is around it, and makes 4:4:4 otherwise.
func mountedPlanes(m *image.YCbCr, to image.Rectangle, at image.Point, c color.NRGBA) *image.YCbCr {
	sx, sy := resample.Subsampling(m.SubsampleRatio)
	size := m.Rect.Size()
	end := at.Add(size)
	aligned := at.X%sx == 0 && at.Y%sy == 0 && (end.X%sx == 0 || end.X == to.Max.X) && (end.Y%sy == 0 || end.Y == to.Max.Y)
	ratio := m.SubsampleRatio
	if !aligned {
		ratio = image.YCbCrSubsampleRatio444
	}
	dst := image.NewYCbCr(to, ratio)
	y, cb, cr := color.RGBToYCbCr(c.R, c.G, c.B)
	mount(dst.Y, dst.YStride, []byte{y}, m.Y, m.YStride, size, at)
	if aligned {
		chroma := image.Pt((size.X+sx-1)/sx, (size.Y+sy-1)/sy)
		at = image.Pt(at.X/sx, at.Y/sy)
		mount(dst.Cb, dst.CStride, []byte{cb}, m.Cb, m.CStride, chroma, at)
		mount(dst.Cr, dst.CStride, []byte{cr}, m.Cr, m.CStride, chroma, at)
		return dst
	}
	repeat(dst.Cb, []byte{cb})
	repeat(dst.Cr, []byte{cr})
	for y := range size.Y {
		row := dst.COffset(at.X, at.Y+y)
		from := y / sy * m.CStride
		for x := range size.X {
			dst.Cb[row+x], dst.Cr[row+x] = m.Cb[from+x/sx], m.Cr[from+x/sx]
		}
	}
	return dst
}
