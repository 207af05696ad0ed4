package paint

import (
	"image"
	"image/color"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// Edges are how many pixels are added on each side of a picture, 0 or more.
type Edges struct{ Left, Top, Right, Bottom int }

// Surround returns a picture of m's type with room around m that has one
// colour. m's pixels keep their values. Only planes whose chroma would come
// to lie between samples become 4:4:4, with chroma interpolated as decoders do
// it, so that no colour moves. In pictures without alpha the colour is opaque,
// and in grey ones it is its luma.
func Surround(m image.Image, e Edges, c color.NRGBA) image.Image {
	inner := image.Rectangle{Max: m.Bounds().Size()}.Add(image.Pt(e.Left, e.Top))
	outer := image.Rect(0, 0, inner.Max.X+e.Right, inner.Max.Y+e.Bottom)
	dst := newLike(m, outer, inner)
	if to, ok := dst.(*image.YCbCr); ok {
		if planes := m.(*image.YCbCr); planes.SubsampleRatio != to.SubsampleRatio {
			m = ycc.Refine(planes)
		}
	}
	copyInto(dst, m, inner)
	switch m.(type) {
	case *image.YCbCr, *image.Gray, *image.Gray16:
		c.A = 255
	}
	for _, part := range around(outer, inner) {
		Over(dst, NewFill(part, c, 1))
	}
	return dst
}

// newLike returns an empty picture with these bounds and m's type, or in
// 4:4:4 where m's chroma would not fit into the part inner.
func newLike(m image.Image, outer, inner image.Rectangle) image.Image {
	switch m := m.(type) {
	case *image.YCbCr:
		sx, sy := ycc.Subsampling(m.SubsampleRatio)
		off := func(edge, whole, step int) bool { return edge%step != 0 && edge != whole }
		if inner.Min.X%sx != 0 || inner.Min.Y%sy != 0 || off(inner.Max.X, outer.Max.X, sx) || off(inner.Max.Y, outer.Max.Y, sy) {
			return image.NewYCbCr(outer, image.YCbCrSubsampleRatio444)
		}
		return image.NewYCbCr(outer, m.SubsampleRatio)
	case *image.Gray:
		return image.NewGray(outer)
	case *image.Gray16:
		return image.NewGray16(outer)
	case *image.RGBA:
		return image.NewRGBA(outer)
	case *image.RGBA64:
		return image.NewRGBA64(outer)
	case *image.NRGBA64:
		return image.NewNRGBA64(outer)
	}
	return image.NewNRGBA(outer)
}

// copyInto copies m's pixels to a part of dst of the same type and size.
func copyInto(dst, m image.Image, part image.Rectangle) {
	w, h := part.Dx(), part.Dy()
	switch m := m.(type) {
	case *image.YCbCr:
		copyPlanes(dst.(*image.YCbCr), m, part)
	case *image.Gray:
		dst := dst.(*image.Gray)
		copyRows(dst.Pix[dst.PixOffset(part.Min.X, part.Min.Y):], m.Pix, dst.Stride, m.Stride, w, h)
	case *image.Gray16:
		dst := dst.(*image.Gray16)
		copyRows(dst.Pix[dst.PixOffset(part.Min.X, part.Min.Y):], m.Pix, dst.Stride, m.Stride, 2*w, h)
	case *image.RGBA:
		dst := dst.(*image.RGBA)
		copyRows(dst.Pix[dst.PixOffset(part.Min.X, part.Min.Y):], m.Pix, dst.Stride, m.Stride, 4*w, h)
	case *image.NRGBA:
		dst := dst.(*image.NRGBA)
		copyRows(dst.Pix[dst.PixOffset(part.Min.X, part.Min.Y):], m.Pix, dst.Stride, m.Stride, 4*w, h)
	case *image.RGBA64:
		dst := dst.(*image.RGBA64)
		copyRows(dst.Pix[dst.PixOffset(part.Min.X, part.Min.Y):], m.Pix, dst.Stride, m.Stride, 8*w, h)
	case *image.NRGBA64:
		dst := dst.(*image.NRGBA64)
		copyRows(dst.Pix[dst.PixOffset(part.Min.X, part.Min.Y):], m.Pix, dst.Stride, m.Stride, 8*w, h)
	}
}

// copyPlanes copies planes to a part of planes of the same kind that begins at
// a chroma sample.
func copyPlanes(dst, m *image.YCbCr, part image.Rectangle) {
	w, h := part.Dx(), part.Dy()
	copyRows(dst.Y[dst.YOffset(part.Min.X, part.Min.Y):], m.Y, dst.YStride, m.YStride, w, h)
	sx, sy := ycc.Subsampling(m.SubsampleRatio)
	at := dst.COffset(part.Min.X, part.Min.Y)
	w, h = (w+sx-1)/sx, (h+sy-1)/sy
	copyRows(dst.Cb[at:], m.Cb, dst.CStride, m.CStride, w, h)
	copyRows(dst.Cr[at:], m.Cr, dst.CStride, m.CStride, w, h)
}

// around returns the parts of outer that inner leaves.
func around(outer, inner image.Rectangle) []image.Rectangle {
	return []image.Rectangle{
		image.Rect(outer.Min.X, outer.Min.Y, outer.Max.X, inner.Min.Y),
		image.Rect(outer.Min.X, inner.Max.Y, outer.Max.X, outer.Max.Y),
		image.Rect(outer.Min.X, inner.Min.Y, inner.Min.X, inner.Max.Y),
		image.Rect(inner.Max.X, inner.Min.Y, outer.Max.X, inner.Max.Y),
	}
}
