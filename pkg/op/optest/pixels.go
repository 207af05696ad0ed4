package optest

import (
	"fmt"
	"image"
)

// storage returns all that a picture's slices hold, also where a part of a
// larger picture has no pixels.
func storage(m image.Image) string {
	var all []byte
	for _, p := range planes(m) {
		all = append(all, p.pix...)
	}
	return string(all)
}

// fingerprint depends on a picture's type, bounds and every pixel.
func fingerprint(m image.Image) string {
	b := fmt.Appendf(nil, "%T %v ", m, m.Bounds())
	if y, ok := m.(*image.YCbCr); ok {
		b = fmt.Append(b, y.SubsampleRatio)
	}
	for _, p := range planes(m) {
		for row := range p.rows {
			b = append(b, p.pix[p.at+row*p.stride:][:p.width]...)
		}
	}
	return string(b)
}

// plane is where samples lie: rows of that many bytes from at on.
type plane struct {
	pix                     []byte
	at, stride, width, rows int
}

func planes(m image.Image) []plane {
	r := m.Bounds()
	one := func(pix []byte, stride, pixel int) []plane {
		return []plane{{pix, 0, stride, pixel * r.Dx(), r.Dy()}}
	}
	switch m := m.(type) {
	case *image.YCbCr:
		at, end := m.COffset(r.Min.X, r.Min.Y), m.COffset(r.Max.X-1, r.Max.Y-1)
		rows := (end-at)/m.CStride + 1
		width := end - at - (rows-1)*m.CStride + 1
		return []plane{
			{m.Y, m.YOffset(r.Min.X, r.Min.Y), m.YStride, r.Dx(), r.Dy()},
			{m.Cb, at, m.CStride, width, rows}, {m.Cr, at, m.CStride, width, rows},
		}
	case *image.Gray:
		return one(m.Pix, m.Stride, 1)
	case *image.Gray16:
		return one(m.Pix, m.Stride, 2)
	case *image.RGBA:
		return one(m.Pix, m.Stride, 4)
	case *image.NRGBA:
		return one(m.Pix, m.Stride, 4)
	case *image.RGBA64:
		return one(m.Pix, m.Stride, 8)
	case *image.NRGBA64:
		return one(m.Pix, m.Stride, 8)
	}
	panic(fmt.Sprintf("a %T is no photo", m))
}
