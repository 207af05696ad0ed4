package resample

import (
	"image"
	"image/draw"
)

// Image returns src at a size of w x h pixels, both at least 1, with its
// bounds' minimum at (0, 0). The result is of src's type for *image.YCbCr,
// which keeps its subsampling, *image.Gray, *image.Gray16, *image.RGBA,
// *image.NRGBA, *image.RGBA64 and *image.NRGBA64; other types become NRGBA.
// Transparent pixels do not lend their colour to others. src itself is
// returned when it has that size and place already.
func Image(src image.Image, w, h int) image.Image {
	if w < 1 || h < 1 {
		panic("resample: a size below 1 x 1")
	}
	b := src.Bounds()
	if b == image.Rect(0, 0, w, h) {
		return src
	}
	to := image.Rect(0, 0, w, h)
	switch m := src.(type) {
	case *image.YCbCr:
		return ycbcr(m, to)
	case *image.Gray:
		dst := image.NewGray(to)
		plane(dst.Pix, dst.Stride, size{w, h}, m.Pix, m.Stride, size{b.Dx(), b.Dy()}, scaleOf(b, to))
		return dst
	case *image.RGBA:
		return rgba(m, to)
	case *image.NRGBA:
		if m.Opaque() {
			dst := rgba(&image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}, to)
			return &image.NRGBA{Pix: dst.Pix, Stride: dst.Stride, Rect: dst.Rect}
		}
		return nrgba(m, to)
	case *image.Gray16:
		return grey16(m, to)
	case *image.RGBA64:
		return rgba64(m, to)
	case *image.NRGBA64:
		return nrgba64(m, to)
	}
	m := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(m, m.Rect, src, b.Min, draw.Src)
	return Image(m, w, h)
}

// scale is how many source pixels a pixel of the result covers.
type scale struct{ x, y float64 }

func scaleOf(from, to image.Rectangle) scale {
	return scale{float64(from.Dx()) / float64(to.Dx()), float64(from.Dy()) / float64(to.Dy())}
}

// plane resamples a plane of bytes.
func plane(dst []uint8, dstStride int, to size, src []uint8, srcStride int, from size, s scale) {
	job[uint8]{
		from: planeRows[uint8]{src, srcStride, from.w},
		src:  from, dst: to, channels: 1, scaleX: s.x, scaleY: s.y,
		emit: func(y int, row []uint8) { copy(dst[y*dstStride:], row) },
	}.run()
}

// ycbcr resamples the three planes. The chroma's scale is the luma's, so
// that odd sizes do not move colours.
func ycbcr(m *image.YCbCr, to image.Rectangle) *image.YCbCr {
	dst := image.NewYCbCr(to, m.SubsampleRatio)
	b, s := m.Rect, scaleOf(m.Rect, to)
	from, out := size{b.Dx(), b.Dy()}, size{to.Dx(), to.Dy()}
	luma := m.Y[m.YOffset(b.Min.X, b.Min.Y):]
	plane(dst.Y, dst.YStride, out, luma, m.YStride, from, s)
	from, out = chroma(m.SubsampleRatio, b), chroma(m.SubsampleRatio, to)
	at := m.COffset(b.Min.X, b.Min.Y)
	plane(dst.Cb, dst.CStride, out, m.Cb[at:], m.CStride, from, s)
	plane(dst.Cr, dst.CStride, out, m.Cr[at:], m.CStride, from, s)
	return dst
}

// chroma is the size of the chroma planes of a picture with bounds r.
func chroma(ratio image.YCbCrSubsampleRatio, r image.Rectangle) size {
	x, y := Subsampling(ratio)
	return size{(r.Max.X+x-1)/x - r.Min.X/x, (r.Max.Y+y-1)/y - r.Min.Y/y}
}

// rgba resamples colours that are multiplied by their alpha already.
func rgba(m *image.RGBA, to image.Rectangle) *image.RGBA {
	dst := image.NewRGBA(to)
	s := scaleOf(m.Rect, to)
	job[uint8]{
		from: planeRows[uint8]{m.Pix, m.Stride, 4 * m.Rect.Dx()},
		src:  size{m.Rect.Dx(), m.Rect.Dy()}, dst: size{to.Dx(), to.Dy()},
		channels: 4, scaleX: s.x, scaleY: s.y,
		emit: func(y int, row []uint8) {
			capAlpha(row)
			copy(dst.Pix[y*dst.Stride:], row)
		},
	}.run()
	return dst
}

// Subsampling returns how many pixels a chroma sample covers across and down.
func Subsampling(ratio image.YCbCrSubsampleRatio) (x, y int) {
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}
