package imageio

import (
	"fmt"
	"image"
	"image/draw"

	"github.com/photoq/photoq/pkg/icc"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/metadata"
)

// The values of EncodeOptions.ICC.
const (
	ICCKeep = "keep" // the photo's profile is embedded
	ICCSRGB = "srgb" // the pixels are converted, and there is no profile
)

// Prepare returns the photo as it is written with those options; Encode does
// the same, but cannot say what it has to warn of. Pixels become sRGB where
// the options say so, and where the profile is not for pixels of their kind
// any more: of a photo that was made grey, or a grey one that was coloured. XMP
// that the format cannot hold is left out.
func Prepare(p Photo, o EncodeOptions) Photo {
	if len(p.ICC) > 0 {
		p = coloured(p, o)
	}
	p.Warnings = append(p.Warnings[:len(p.Warnings):len(p.Warnings)], p.doubts(o)...)
	return p
}

// coloured converts the pixels where they have to be.
func coloured(p Photo, o EncodeOptions) Photo {
	if o.ICC == ICCSRGB || iccFor(p.ICC, p.Image) == nil {
		return p.ToSRGB()
	}
	return p
}

// ToSRGB returns the photo with its pixels in sRGB and without a profile,
// which means the same: relative to the media's white, and clipped where sRGB
// has no such colours. Greys stay grey. A photo of which the profile is one of
// sRGB keeps its pixels. Where the profile cannot be used the photo stays as
// it is, with a warning.
func (p Photo) ToSRGB() Photo {
	if len(p.ICC) == 0 {
		return p
	}
	t, err := transformOf(p.ICC)
	if err == nil && t.Space() == icc.CMYK {
		err = fmt.Errorf("it is for %q, which the pixels are not in", icc.CMYK)
	}
	if err != nil {
		p.Warnings = append(p.Warnings[:len(p.Warnings):len(p.Warnings)], fmt.Sprintf("colours not converted to sRGB by the profile: %v", err))
		return p
	}
	p.ICC = nil
	p.Metadata.EXIF = metadata.InSRGB(p.Metadata.EXIF)
	if !t.Identity() {
		p.Image = transformed(p.Image, t)
	}
	return p
}

func transformOf(data []byte) (*icc.Transform, error) {
	p, err := icc.Parse(data)
	if err != nil {
		return nil, err
	}
	return p.ToSRGB()
}

// transformed returns the picture converted. Planes of YCbCr become RGBA, and
// what is multiplied by its opacity does not stay so.
func transformed(m image.Image, t *icc.Transform) image.Image {
	m = normalize(m)
	switch m := m.(type) {
	case *image.YCbCr:
		dst := ycc.RGBA(m)
		t.RGB(dst.Pix, dst.Pix)
		return dst
	case *image.Gray:
		dst := image.NewGray(m.Rect)
		eachLine(dst.Pix, m.Pix, dst.Stride, m.Stride, m.Rect, t.Gray)
		return dst
	case *image.Gray16:
		dst := image.NewGray16(m.Rect)
		eachLine(dst.Pix, m.Pix, dst.Stride, m.Stride, m.Rect, t.Gray16)
		return dst
	case *image.NRGBA:
		dst := image.NewNRGBA(m.Rect)
		eachLine(dst.Pix, m.Pix, dst.Stride, m.Stride, m.Rect, t.RGB)
		return dst
	case *image.NRGBA64:
		dst := image.NewNRGBA64(m.Rect)
		eachLine(dst.Pix, m.Pix, dst.Stride, m.Stride, m.Rect, t.RGB16)
		return dst
	}
	return transformedAlpha(m, t)
}

// transformedAlpha takes pictures that are multiplied by their opacity apart,
// if there is any, and returns them converted.
func transformedAlpha(m image.Image, t *icc.Transform) image.Image {
	switch m := m.(type) {
	case *image.RGBA:
		if m.Opaque() {
			dst := image.NewRGBA(m.Rect)
			eachLine(dst.Pix, m.Pix, dst.Stride, m.Stride, m.Rect, t.RGB)
			return dst
		}
	case *image.RGBA64:
		dst := image.NewNRGBA64(m.Rect)
		if m.Opaque() {
			eachLine(dst.Pix, m.Pix, dst.Stride, m.Stride, m.Rect, t.RGB16)
			return &image.RGBA64{Pix: dst.Pix, Stride: dst.Stride, Rect: dst.Rect}
		}
		draw.Draw(dst, dst.Rect, m, m.Rect.Min, draw.Src)
		t.RGB16(dst.Pix, dst.Pix)
		return dst
	}
	dst := image.NewNRGBA(m.Bounds())
	draw.Draw(dst, dst.Rect, m, m.Bounds().Min, draw.Src)
	t.RGB(dst.Pix, dst.Pix)
	return dst
}

// eachLine calls f for the lines of r. dst has no bytes between its lines.
func eachLine(dst, src []byte, dstStride, srcStride int, r image.Rectangle, f func(dst, src []byte)) {
	for y := range r.Dy() {
		f(dst[y*dstStride:(y+1)*dstStride], src[y*srcStride:y*srcStride+dstStride])
	}
}
