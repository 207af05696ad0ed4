package builtin

import (
	"context"
	"errors"
	"image"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/resample"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "adjust",
		Summary:  "make the photo brighter or darker, and its colours stronger or weaker",
		New:      func() op.Operation { return &adjust{} },
		Examples: []string{"adjust=brightness=10", "adjust=saturation=-30", "adjust=brightness=5,saturation=20"},
	})
}

// adjust multiplies: a brightness of 10 makes all channels 1.1 times what
// they were, a saturation of 10 moves colours a tenth away from their grey.
type adjust struct {
	Brightness int `param:"brightness" help:"-100 (black) to 100 (twice as bright)"`
	Saturation int `param:"saturation" help:"-100 (grey) to 100 (twice as colourful)"`
}

func (a *adjust) Validate() error {
	return errors.Join(
		checkRange("brightness", a.Brightness, -100, 100),
		checkRange("saturation", a.Saturation, -100, 100),
	)
}

func (a *adjust) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	if *a == (adjust{}) {
		return p, nil
	}
	return p.WithImage(a.image(p.Image)), nil
}

// ApplyInPlace overwrites the planes of JPEGs.
func (a *adjust) ApplyInPlace(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	m, ok := p.Image.(*image.YCbCr)
	if !ok {
		return a.Apply(ctx, p)
	}
	a.planes(m, m)
	return p.WithImage(m), nil
}

// The gains are in hundredths and in ten-thousandths.
func (a *adjust) luma() int   { return 100 + a.Brightness }
func (a *adjust) chroma() int { return (100 + a.Brightness) * (100 + a.Saturation) }

func (a *adjust) image(m image.Image) image.Image {
	switch m := m.(type) {
	case *image.YCbCr:
		dst := image.NewYCbCr(m.Rect, m.SubsampleRatio)
		a.planes(dst, m)
		return dst
	case *image.Gray:
		dst := image.NewGray(m.Rect)
		table := scaleTable(0, a.luma(), 100)
		eachSpan(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy(), table.apply)
		return dst
	case *image.Gray16:
		dst := image.NewGray16(m.Rect)
		eachRow(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect, 2, 2, func(to, from []byte) {
			put16(to, uint16(min(65535, (int(get16(from))*a.luma()+50)/100)))
		})
		return dst
	case *image.RGBA:
		dst := image.NewRGBA(m.Rect)
		eachRow(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect, 4, 4, func(to, from []byte) { a.pixel(to, from, int(from[3])) })
		return dst
	case *image.NRGBA:
		dst := image.NewNRGBA(m.Rect)
		eachRow(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect, 4, 4, func(to, from []byte) { a.pixel(to, from, 255) })
		return dst
	case *image.RGBA64:
		dst := image.NewRGBA64(m.Rect)
		eachRow(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect, 8, 8, func(to, from []byte) { a.pixel16(to, from, int64(get16(from[6:]))) })
		return dst
	case *image.NRGBA64:
		dst := image.NewNRGBA64(m.Rect)
		eachRow(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect, 8, 8, func(to, from []byte) { a.pixel16(to, from, 65535) })
		return dst
	}
	return m // no photo has another type
}

// planes scales luma, and chroma about its middle. In RGB that is the same
// multiplication, but for what leaves the range. dst may be m.
func (a *adjust) planes(dst, m *image.YCbCr) {
	luma, chroma := scaleTable(0, a.luma(), 100), scaleTable(128, a.chroma(), 10_000)
	w, h := m.Rect.Dx(), m.Rect.Dy()
	eachSpan(dst.Y, dst.YStride, m.Y, m.YStride, w, h, luma.apply)
	sx, sy := resample.Subsampling(m.SubsampleRatio)
	w, h = (w+sx-1)/sx, (h+sy-1)/sy
	eachSpan(dst.Cb, dst.CStride, m.Cb, m.CStride, w, h, chroma.apply)
	eachSpan(dst.Cr, dst.CStride, m.Cr, m.CStride, w, h, chroma.apply)
}

// pixel adjusts a pixel of three channels, none of which may be over most,
// and an alpha, which stays.
func (a *adjust) pixel(to, from []byte, most int) {
	grey := int(luma(from))
	for i := range 3 {
		v := grey*10_000 + (int(from[i])-grey)*100*(100+a.Saturation)
		to[i] = byte(max(0, min(most, (v*a.luma()+500_000)/1_000_000)))
	}
	to[3] = from[3]
}

// pixel16 is pixel for 16 bits.
func (a *adjust) pixel16(to, from []byte, most int64) {
	grey := int64(luma16(from))
	for i := 0; i < 6; i += 2 {
		v := grey*10_000 + (int64(get16(from[i:]))-grey)*100*int64(100+a.Saturation)
		put16(to[i:], uint16(max(0, min(most, (v*int64(a.luma())+500_000)/1_000_000))))
	}
	put16(to[6:], get16(from[6:]))
}

// table maps each sample to another.
type table [256]byte

// scaleTable multiplies the distance from zero by gain/one, rounded to the
// nearest.
func scaleTable(zero, gain, one int) *table {
	var t table
	for i := range t {
		v := (i-zero)*gain*2 + one
		if v < 0 {
			v -= 2*one - 1 // round down, as the division of positive numbers does
		}
		t[i] = byte(max(0, min(255, zero+v/(2*one))))
	}
	return &t
}

func (t *table) apply(dst, src []byte) {
	dst = dst[:len(src)]
	for len(src) >= 8 {
		d, s := dst[:8:8], src[:8:8]
		d[0], d[1], d[2], d[3] = t[s[0]], t[s[1]], t[s[2]], t[s[3]]
		d[4], d[5], d[6], d[7] = t[s[4]], t[s[5]], t[s[6]], t[s[7]]
		dst, src = dst[8:], src[8:]
	}
	for i, v := range src {
		dst[i] = t[v]
	}
}

// eachSpan calls f for each row of a plane.
func eachSpan(dst []byte, dstStride int, src []byte, srcStride, width, height int, f func(dst, src []byte)) {
	for y := range height {
		f(dst[y*dstStride:y*dstStride+width], src[y*srcStride:y*srcStride+width])
	}
}
