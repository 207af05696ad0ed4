package resample

import (
	"image"
	"image/draw"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
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
		return ycbcr(m, to, scaleOf(b.Size(), to.Size()))
	case *image.Gray:
		return grey(m, to, Scale{})
	case *image.RGBA:
		return rgba(m, to, Scale{})
	case *image.NRGBA:
		if m.Opaque() {
			dst := rgba(&image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}, to, Scale{})
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

func grey(m *image.Gray, to image.Rectangle, s Scale) *image.Gray {
	dst := image.NewGray(to)
	plane(dst.Pix, dst.Stride, to.Size(), m.Pix, m.Stride, m.Rect.Size(), s)
	return dst
}

// plane resamples a plane of bytes.
func plane(dst []uint8, dstStride int, to image.Point, src []uint8, srcStride int, from image.Point, s Scale) {
	planeOf(NewRows(from, to, s, Lanczos3), dst, dstStride, src, srcStride, from)
}

func planeOf(r *Rows, dst []uint8, dstStride int, src []uint8, srcStride int, from image.Point) {
	emit := func(y int, row []uint8) { copy(dst[y*dstStride:], row) }
	for y := range from.Y {
		r.Push(src[y*srcStride:][:from.X], emit)
	}
}

// ycbcr resamples the three planes. The chroma's scale is the luma's, so
// that odd sizes do not move colours.
func ycbcr(m *image.YCbCr, to image.Rectangle, s Scale) *image.YCbCr {
	dst := image.NewYCbCr(to, m.SubsampleRatio)
	b := m.Rect
	plane(dst.Y, dst.YStride, to.Size(), m.Y[m.YOffset(b.Min.X, b.Min.Y):], m.YStride, b.Size(), s)
	from, out := chroma(m.SubsampleRatio, b), chroma(m.SubsampleRatio, to)
	at := m.COffset(b.Min.X, b.Min.Y)
	sx, sy := ycc.Subsampling(m.SubsampleRatio)
	// A part of a picture may begin within a chroma sample.
	s.Left, s.Top = (s.Left+float64(b.Min.X%sx))/float64(sx), (s.Top+float64(b.Min.Y%sy))/float64(sy)
	cb := NewRows(from, out, s, Lanczos3)
	cr := cb.Another()
	planeOf(cb, dst.Cb, dst.CStride, m.Cb[at:], m.CStride, from)
	planeOf(cr, dst.Cr, dst.CStride, m.Cr[at:], m.CStride, from)
	return dst
}

// chroma is the size of the chroma planes of a picture with bounds r.
func chroma(ratio image.YCbCrSubsampleRatio, r image.Rectangle) image.Point {
	x, y := ycc.Subsampling(ratio)
	return image.Pt((r.Max.X+x-1)/x-r.Min.X/x, (r.Max.Y+y-1)/y-r.Min.Y/y)
}

// rgba resamples colours that are multiplied by their alpha already.
func rgba(m *image.RGBA, to image.Rectangle, s Scale) *image.RGBA {
	dst := image.NewRGBA(to)
	r := newRows(m.Rect.Size(), to.Size(), s, Lanczos3, 4)
	emit := func(y int, row []uint8) {
		to := dst.Pix[y*dst.Stride:][:len(row)]
		copy(to, row)
		capAlpha(to)
	}
	for y := range m.Rect.Dy() {
		r.Push(m.Pix[y*m.Stride:][:4*m.Rect.Dx()], emit)
	}
	return dst
}
