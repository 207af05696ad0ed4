package imageio

import (
	"image"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// Crop returns the part of m inside r, with its bounds' minimum at (0, 0).
// r is in m's coordinates and is cut to m's bounds; a part without pixels is
// of 0 x 0. The result is of m's type and shares its pixels, with one
// exception: when the corner of r lies inside a chroma sample of a
// subsampled YCbCr picture, the part is copied and is 4:4:4, so that no
// colour moves. Types other than those of Photo.Image are turned into one of
// them first.
func Crop(m image.Image, r image.Rectangle) image.Image {
	b := m.Bounds()
	r = r.Intersect(b)
	if r == b && r.Min == (image.Point{}) && isPhoto(m) {
		return m
	}
	r = r.Sub(b.Min)
	m = normalize(m)
	to := image.Rect(0, 0, r.Dx(), r.Dy())
	if r.Empty() {
		to, r = image.Rectangle{}, image.Rectangle{}
	}
	switch m := m.(type) {
	case *image.YCbCr:
		return cropYCbCr(m, r, to)
	case *image.Gray:
		return &image.Gray{Pix: m.Pix[min(len(m.Pix), r.Min.Y*m.Stride+r.Min.X):], Stride: m.Stride, Rect: to}
	case *image.Gray16:
		return &image.Gray16{Pix: m.Pix[min(len(m.Pix), r.Min.Y*m.Stride+2*r.Min.X):], Stride: m.Stride, Rect: to}
	case *image.RGBA:
		return &image.RGBA{Pix: m.Pix[min(len(m.Pix), r.Min.Y*m.Stride+4*r.Min.X):], Stride: m.Stride, Rect: to}
	case *image.NRGBA:
		return &image.NRGBA{Pix: m.Pix[min(len(m.Pix), r.Min.Y*m.Stride+4*r.Min.X):], Stride: m.Stride, Rect: to}
	case *image.RGBA64:
		return &image.RGBA64{Pix: m.Pix[min(len(m.Pix), r.Min.Y*m.Stride+8*r.Min.X):], Stride: m.Stride, Rect: to}
	case *image.NRGBA64:
		return &image.NRGBA64{Pix: m.Pix[min(len(m.Pix), r.Min.Y*m.Stride+8*r.Min.X):], Stride: m.Stride, Rect: to}
	}
	return m // cannot happen: normalize returns nothing else
}

// cropYCbCr does it for planes; m's bounds begin at (0, 0).
func cropYCbCr(m *image.YCbCr, r, to image.Rectangle) *image.YCbCr {
	sx, sy := ycc.Subsampling(m.SubsampleRatio)
	luma := r.Min.Y*m.YStride + r.Min.X
	chroma := r.Min.Y/sy*m.CStride + r.Min.X/sx
	if r.Min.X%sx == 0 && r.Min.Y%sy == 0 {
		return &image.YCbCr{
			Y: m.Y[luma:], Cb: m.Cb[chroma:], Cr: m.Cr[chroma:],
			YStride: m.YStride, CStride: m.CStride,
			SubsampleRatio: m.SubsampleRatio, Rect: to,
		}
	}
	return expandPart(m, r)
}

// expandChroma returns m in 4:4:4: every pixel has the chroma that it had.
func expandChroma(m *image.YCbCr) *image.YCbCr {
	return expandPart(m, m.Rect)
}

// expandPart copies the part r of m, whose bounds begin at (0, 0), to 4:4:4.
func expandPart(m *image.YCbCr, r image.Rectangle) *image.YCbCr {
	dst := image.NewYCbCr(image.Rect(0, 0, r.Dx(), r.Dy()), image.YCbCrSubsampleRatio444)
	sx, sy := ycc.Subsampling(m.SubsampleRatio)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		at := (y - r.Min.Y) * dst.YStride
		copy(dst.Y[at:at+r.Dx()], m.Y[y*m.YStride+r.Min.X:])
		cb, cr := m.Cb[y/sy*m.CStride:], m.Cr[y/sy*m.CStride:]
		for x := r.Min.X; x < r.Max.X; x++ {
			dst.Cb[at], dst.Cr[at] = cb[x/sx], cr[x/sx]
			at++
		}
	}
	return dst
}

// chromaSize is the size of a chroma plane for a picture at (0, 0).
func chromaSize(ratio image.YCbCrSubsampleRatio, w, h int) (int, int) {
	sx, sy := ycc.Subsampling(ratio)
	return (w + sx - 1) / sx, (h + sy - 1) / sy
}
