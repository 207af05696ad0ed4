package resample

import (
	"image"
	"image/draw"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// Affine says where in a source each place of a result lies, both in pixels
// from the upper left corner of the picture: the place (x, y) of the result
// is at (X + x*XX + y*XY, Y + x*YX + y*YY) of the source.
type Affine struct{ X, XX, XY, Y, YX, YY float64 }

// Warp returns a picture of w x h pixels, both at least 1, each of which is
// interpolated (Lanczos, three lobes) where a says that it lies in src. It is
// for turns and shears: where pixels of the result lie more than about one and
// a half of the source's apart, fine patterns are aliased. The types are those
// of Image, and src goes on beyond its edges as at the edge.
func Warp(src image.Image, w, h int, a Affine) image.Image {
	if w < 1 || h < 1 {
		panic("resample: a size below 1 x 1")
	}
	k, to := newPhases(), image.Rect(0, 0, w, h)
	switch m := src.(type) {
	case *image.YCbCr:
		return warpYCbCr(m, to, a, k)
	case *image.Gray:
		dst := image.NewGray(to)
		k.bytes(samples{dst.Pix, dst.Stride, to.Size()}, samples{m.Pix, m.Stride, m.Rect.Size()}, a.fixed())
		return dst
	case *image.RGBA:
		dst := image.NewRGBA(to)
		k.pixels(samples{dst.Pix, dst.Stride, to.Size()}, samples{m.Pix, m.Stride, m.Rect.Size()}, a.fixed(), capAlpha)
		return dst
	case *image.NRGBA:
		dst := image.NewNRGBA(to)
		if m.Opaque() {
			k.pixels(samples{dst.Pix, dst.Stride, to.Size()}, samples{m.Pix, m.Stride, m.Rect.Size()}, a.fixed(), capAlpha)
			return dst
		}
		k.deep(samples{dst.Pix, dst.Stride, to.Size()}, samples{m.Pix, m.Stride, m.Rect.Size()}, a.fixed(), byteFormat)
		return dst
	case *image.Gray16:
		dst := image.NewGray16(to)
		k.deep(samples{dst.Pix, dst.Stride, to.Size()}, samples{m.Pix, m.Stride, m.Rect.Size()}, a.fixed(), grey16Format)
		return dst
	case *image.RGBA64:
		dst := image.NewRGBA64(to)
		k.deep(samples{dst.Pix, dst.Stride, to.Size()}, samples{m.Pix, m.Stride, m.Rect.Size()}, a.fixed(), multipliedFormat)
		return dst
	case *image.NRGBA64:
		dst := image.NewNRGBA64(to)
		k.deep(samples{dst.Pix, dst.Stride, to.Size()}, samples{m.Pix, m.Stride, m.Rect.Size()}, a.fixed(), besideFormat)
		return dst
	}
	m := image.NewNRGBA(image.Rect(0, 0, src.Bounds().Dx(), src.Bounds().Dy()))
	draw.Draw(m, m.Rect, src, src.Bounds().Min, draw.Src)
	return Warp(m, w, h, a)
}

// warpYCbCr warps the three planes, chroma by the places of the pixels that a
// sample covers.
func warpYCbCr(m *image.YCbCr, to image.Rectangle, a Affine, k *phases) *image.YCbCr {
	dst := image.NewYCbCr(to, m.SubsampleRatio)
	b := m.Rect
	k.bytes(samples{dst.Y, dst.YStride, to.Size()}, samples{m.Y[m.YOffset(b.Min.X, b.Min.Y):], m.YStride, b.Size()}, a.fixed())
	ix, iy := ycc.Subsampling(m.SubsampleRatio)
	sx, sy := float64(ix), float64(iy)
	c := Affine{
		X: (a.X + float64(b.Min.X%ix)) / sx, XX: a.XX, XY: a.XY * sy / sx,
		Y: (a.Y + float64(b.Min.Y%iy)) / sy, YX: a.YX * sx / sy, YY: a.YY,
	}
	at, from, out := m.COffset(b.Min.X, b.Min.Y), chroma(m.SubsampleRatio, b), chroma(m.SubsampleRatio, to)
	k.bytes(samples{dst.Cb, dst.CStride, out}, samples{m.Cb[at:], m.CStride, from}, c.fixed())
	k.bytes(samples{dst.Cr, dst.CStride, out}, samples{m.Cr[at:], m.CStride, from}, c.fixed())
	return dst
}

// samples are rows of pixels; the stride is in bytes.
type samples struct {
	pix    []byte
	stride int
	size   image.Point
}

// steps is an Affine for the centres of pixels, in units of 1 << fraction:
// integers add up to the same on every processor.
type steps struct{ x, xx, xy, y, yx, yy int64 }

// fraction is how many bits of a place are behind the point.
const fraction = 32

func (a Affine) fixed() steps {
	f := func(v float64) int64 {
		const most = 1 << 24 // more than any picture has, and not too much to add up
		return int64(min(max(v, -most), most) * (1 << fraction))
	}
	return steps{
		f(a.X + (a.XX+a.XY)/2 - 0.5), f(a.XX), f(a.XY),
		f(a.Y + (a.YX+a.YY)/2 - 0.5), f(a.YX), f(a.YY),
	}
}

// row returns the place of the first pixel of row y.
func (s steps) row(y int) (u, v int64) { return s.x + int64(y)*s.xy, s.y + int64(y)*s.yy }
