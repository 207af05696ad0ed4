package imageio

import (
	"image"

	"github.com/photoq/photoq/pkg/icc"
	"github.com/photoq/photoq/pkg/jpeg"
)

// inks reports whether the file's pixels are in CMYK, which they no longer
// are when they have been decoded.
func (f *File) inks(decoded image.Image) bool {
	_, is := decoded.(*image.CMYK)
	return is || f.header.Format == JPEG && (f.header.jpeg.Color == jpeg.CMYK || f.header.jpeg.Color == jpeg.YCCK)
}

// withoutInks turns pixels in CMYK into sRGB by the file's profile; m of
// another kind is returned as it is.
func (f *File) withoutInks(m image.Image) image.Image {
	inks, is := m.(*image.CMYK)
	if !is {
		return m
	}
	data, warning := f.extras.profile(m)
	if data == nil || warning != "" {
		return fromInks(inks, nil)
	}
	t, err := transformOf(data)
	if err != nil {
		return fromInks(inks, nil)
	}
	return fromInks(inks, t)
}

// fromInks converts by a profile; with nil by one of offset printing
// (icc.Press), as pixels without a profile are mostly meant.
func fromInks(m *image.CMYK, t *icc.Transform) *image.RGBA {
	if t == nil {
		t, _ = icc.PressTransform()
	}
	dst := image.NewRGBA(image.Rect(0, 0, m.Rect.Dx(), m.Rect.Dy()))
	for y := range dst.Rect.Dy() {
		t.CMYK(dst.Pix[y*dst.Stride:(y+1)*dst.Stride], m.Pix[y*m.Stride:y*m.Stride+4*dst.Rect.Dx()])
	}
	return dst
}
