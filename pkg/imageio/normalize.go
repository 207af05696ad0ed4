package imageio

import (
	"image"
	"image/color"
	"image/draw"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// isPhoto reports whether m is of one of the types of Photo.Image.
func isPhoto(m image.Image) bool {
	switch m.(type) {
	case *image.YCbCr, *image.Gray, *image.Gray16, *image.RGBA, *image.NRGBA, *image.RGBA64, *image.NRGBA64:
		return true
	}
	return false
}

// normalize returns m as one of the types of Photo.Image, with its bounds'
// minimum at (0, 0). It copies the pixels only where it must.
func normalize(m image.Image) image.Image {
	if isPhoto(m) && m.Bounds().Min == (image.Point{}) {
		return m
	}
	switch m := m.(type) {
	case *image.YCbCr:
		return moveYCbCr(m)
	case *image.Gray:
		return &image.Gray{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect.Sub(m.Rect.Min)}
	case *image.Gray16:
		return &image.Gray16{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect.Sub(m.Rect.Min)}
	case *image.RGBA:
		return &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect.Sub(m.Rect.Min)}
	case *image.NRGBA:
		return &image.NRGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect.Sub(m.Rect.Min)}
	case *image.RGBA64:
		return &image.RGBA64{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect.Sub(m.Rect.Min)}
	case *image.NRGBA64:
		return &image.NRGBA64{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect.Sub(m.Rect.Min)}
	case *image.Paletted:
		return fromPalette(m)
	case *image.NYCbCrA:
		return fromNYCbCrA(m)
	case *image.CMYK:
		return fromInks(m, nil)
	}
	dst := image.NewNRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(dst, dst.Rect, m, m.Bounds().Min, draw.Src)
	return dst
}

// withFullChroma returns a picture whose chroma is coarser than its luma in
// RGB, where it is interpolated before anything else is done to it.
func withFullChroma(m *image.YCbCr) image.Image {
	if m.SubsampleRatio == image.YCbCrSubsampleRatio444 {
		return m
	}
	return ycc.RGBA(m)
}

// moveYCbCr moves m's bounds to (0, 0). A corner inside a chroma sample is
// no case of any decoder; the chroma is expanded then.
func moveYCbCr(m *image.YCbCr) *image.YCbCr {
	sx, sy := ycc.Subsampling(m.SubsampleRatio)
	to := m.Rect.Sub(m.Rect.Min)
	if m.Rect.Min.X%sx == 0 && m.Rect.Min.Y%sy == 0 {
		moved := *m
		moved.Rect = to
		return &moved
	}
	dst := image.NewYCbCr(to, image.YCbCrSubsampleRatio444)
	for y := range to.Dy() {
		for x := range to.Dx() {
			c := m.YCbCrAt(m.Rect.Min.X+x, m.Rect.Min.Y+y)
			at := y*dst.YStride + x
			dst.Y[at], dst.Cb[at], dst.Cr[at] = c.Y, c.Cb, c.Cr
		}
	}
	return dst
}

// fromPalette returns RGBA when all colours are opaque and NRGBA otherwise.
func fromPalette(m *image.Paletted) image.Image {
	var table [256][4]byte // an index past the palette is transparent black
	opaque := true
	for i, c := range m.Palette[:min(256, len(m.Palette))] {
		n := color.NRGBAModel.Convert(c).(color.NRGBA)
		table[i] = [4]byte{n.R, n.G, n.B, n.A}
		opaque = opaque && n.A == 0xff
	}
	opaque = opaque && len(m.Palette) > 0
	dst := image.NewNRGBA(image.Rect(0, 0, m.Rect.Dx(), m.Rect.Dy()))
	for y := range dst.Rect.Dy() {
		row := dst.Pix[y*dst.Stride : (y+1)*dst.Stride]
		for x, index := range m.Pix[y*m.Stride : y*m.Stride+dst.Rect.Dx()] {
			copy(row[4*x:4*x+4], table[index][:])
			opaque = opaque && int(index) < len(m.Palette)
		}
	}
	if opaque {
		return &image.RGBA{Pix: dst.Pix, Stride: dst.Stride, Rect: dst.Rect}
	}
	return dst
}

// fromNYCbCrA keeps the alpha beside colours that are not multiplied by it.
func fromNYCbCrA(m *image.NYCbCrA) *image.NRGBA {
	dst := image.NewNRGBA(image.Rect(0, 0, m.Rect.Dx(), m.Rect.Dy()))
	// The colours of an opaque RGBA picture are those of NRGBA.
	opaque := &image.RGBA{Pix: dst.Pix, Stride: dst.Stride, Rect: dst.Rect}
	draw.Draw(opaque, opaque.Rect, &m.YCbCr, m.Rect.Min, draw.Src)
	for y := range dst.Rect.Dy() {
		row := dst.Pix[y*dst.Stride : (y+1)*dst.Stride]
		for x, a := range m.A[y*m.AStride : y*m.AStride+dst.Rect.Dx()] {
			row[4*x+3] = a
		}
	}
	return dst
}
