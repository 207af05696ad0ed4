package tone

import (
	"image"
	"image/draw"
	"slices"
)

// Pass is a map that is ready to run. It may be used by several goroutines at
// once, and for any number of pictures.
type Pass struct {
	stages []stage
}

// Compile makes a map ready to run. That is cheap: tables are made when a
// picture needs them, and kept.
func Compile(m Map) *Pass {
	p := &Pass{}
	for _, s := range m {
		p.add(s.stage())
	}
	return p
}

// After returns the pass that does what m does first, and then what p does. It
// shares the tables of p, but for those of curves that meet curves.
func (p *Pass) After(m Map) *Pass {
	whole := Compile(m)
	for _, s := range p.stages {
		whole.add(s)
	}
	return whole
}

// add puts a stage last. Curves that follow curves become one with them.
func (p *Pass) add(next stage) {
	last := len(p.stages) - 1
	if c, ok := next.(*curves); ok && last >= 0 {
		if before, ok := p.stages[last].(*curves); ok {
			p.stages[last] = newCurves(slices.Concat(before.chain, c.chain))
			return
		}
	}
	p.stages = append(p.stages, next)
}

// Image returns a picture of m's bounds with the colours mapped. It never
// writes to m; the result may share m's pixels where they stay as they are.
//
// The result has m's type, but for these: a Gray picture becomes RGBA and a
// Gray16 one RGBA64 unless the map keeps greys grey; and a YCbCr, opaque RGBA
// or opaque RGBA64 picture becomes Gray or Gray16 where a Ramp leaves nothing
// but greys. Types that are not in package imageio's list become NRGBA.
//
// Alpha stays as it is. Colours that are multiplied by alpha are mapped as
// they are without it. The arithmetic has 16 bits a channel, for YCbCr 13, and so
// for all pictures of 8 bits where a step is a Colour.
func (p *Pass) Image(m image.Image) image.Image {
	if len(p.stages) == 0 {
		return m
	}
	if m, ok := m.(*image.YCbCr); ok {
		if t := p.lumaTable(); t != nil && keepsLuma(t) {
			return lumaOf(m)
		}
	}
	return p.InPlace(copied(m))
}

// InPlace is Image for a picture that nobody else needs: the result may be m
// itself, with other pixels.
func (p *Pass) InPlace(m image.Image) image.Image {
	if len(p.stages) == 0 || m.Bounds().Empty() {
		return m
	}
	switch m := m.(type) {
	case *image.YCbCr:
		return p.planes(m)
	case *image.Gray:
		return p.grey(m)
	case *image.Gray16:
		return p.grey16(m)
	case *image.RGBA:
		p.pixels(m.Pix, m.Stride, m.Rect, premultiplied{})
		return p.greyOf(m)
	case *image.NRGBA:
		p.pixels(m.Pix, m.Stride, m.Rect, straight{})
	case *image.RGBA64:
		p.pixels(m.Pix, m.Stride, m.Rect, premultiplied16{})
		return p.greyOf(m)
	case *image.NRGBA64:
		p.pixels(m.Pix, m.Stride, m.Rect, straight16{})
	default:
		return p.InPlace(copied(m))
	}
	return m
}

// deep runs all stages over rows of channels of 16 bits.
func (p *Pass) deep(r, g, b []uint16) {
	for _, s := range p.stages {
		s.deep(r, g, b)
	}
}

// hasColour reports whether a stage is any function of a colour.
func (p *Pass) hasColour() bool {
	return slices.ContainsFunc(p.stages, func(s stage) bool {
		_, ok := s.(*colour)
		return ok
	})
}

// copied returns a copy of a picture.
func copied(m image.Image) image.Image {
	r := m.Bounds()
	switch m := m.(type) {
	case *image.YCbCr:
		dst := image.NewYCbCr(r, m.SubsampleRatio)
		copyRows(dst.Y, dst.YStride, m.Y, m.YStride, r.Dx(), r.Dy())
		if r.Empty() {
			return dst
		}
		w, h := dst.CStride, len(dst.Cb)/dst.CStride
		copyRows(dst.Cb, dst.CStride, m.Cb, m.CStride, w, h)
		copyRows(dst.Cr, dst.CStride, m.Cr, m.CStride, w, h)
		return dst
	case *image.Gray:
		dst := image.NewGray(r)
		copyRows(dst.Pix, dst.Stride, m.Pix, m.Stride, r.Dx(), r.Dy())
		return dst
	case *image.Gray16:
		dst := image.NewGray16(r)
		copyRows(dst.Pix, dst.Stride, m.Pix, m.Stride, 2*r.Dx(), r.Dy())
		return dst
	case *image.RGBA:
		dst := image.NewRGBA(r)
		copyRows(dst.Pix, dst.Stride, m.Pix, m.Stride, 4*r.Dx(), r.Dy())
		return dst
	case *image.RGBA64:
		dst := image.NewRGBA64(r)
		copyRows(dst.Pix, dst.Stride, m.Pix, m.Stride, 8*r.Dx(), r.Dy())
		return dst
	case *image.NRGBA64:
		dst := image.NewNRGBA64(r)
		copyRows(dst.Pix, dst.Stride, m.Pix, m.Stride, 8*r.Dx(), r.Dy())
		return dst
	}
	dst := image.NewNRGBA(r)
	if from, ok := m.(*image.NRGBA); ok {
		copyRows(dst.Pix, dst.Stride, from.Pix, from.Stride, 4*r.Dx(), r.Dy())
		return dst
	}
	draw.Draw(dst, r, m, r.Min, draw.Src)
	return dst
}

// copyRows copies rows of n bytes.
func copyRows(dst []byte, dstStride int, src []byte, srcStride, n, rows int) {
	for y := range rows {
		copy(dst[y*dstStride:][:n], src[y*srcStride:])
	}
}
