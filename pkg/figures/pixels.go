package figures

import (
	"bytes"
	"image"
	"image/color"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// pixels is a part of a picture: three bytes a pixel, as a PNG of 8 bits has
// them. Transparency is left out.
type pixels struct {
	at  image.Rectangle
	rgb []uint8
}

// around is how far the chroma of a pixel may come from, and what the corners
// of parts lie on.
const around = 8

// part returns the pixels of a picture, with bounds at (0, 0), inside r.
func part(m image.Image, r image.Rectangle) *pixels {
	r = r.Intersect(m.Bounds())
	p := &pixels{at: r, rgb: make([]uint8, 3*r.Dx()*r.Dy())}
	if r.Empty() {
		return p
	}
	off := image.Point{}
	if planes, is := m.(*image.YCbCr); is {
		wide := image.Rect(r.Min.X/around*around-around, r.Min.Y/around*around-around, r.Max.X+around, r.Max.Y+around).Intersect(m.Bounds())
		m, off = ycc.RGBA(imageio.Crop(planes, wide).(*image.YCbCr)), wide.Min
	}
	i := 0
	for y := r.Min.Y - off.Y; y < r.Max.Y-off.Y; y++ {
		for x := r.Min.X - off.X; x < r.Max.X-off.X; x++ {
			p.rgb[i], p.rgb[i+1], p.rgb[i+2] = rgbAt(m, x, y)
			i += 3
		}
	}
	return p
}

func rgbAt(m image.Image, x, y int) (r, g, b uint8) {
	switch m := m.(type) {
	case *image.RGBA:
		i := m.PixOffset(x, y)
		if m.Pix[i+3] == 255 {
			return m.Pix[i], m.Pix[i+1], m.Pix[i+2]
		}
	case *image.NRGBA:
		i := m.PixOffset(x, y)
		return m.Pix[i], m.Pix[i+1], m.Pix[i+2]
	case *image.Gray:
		v := m.Pix[m.PixOffset(x, y)]
		return v, v, v
	}
	c := color.NRGBA64Model.Convert(m.At(x, y)).(color.NRGBA64)
	return uint8(c.R >> 8), uint8(c.G >> 8), uint8(c.B >> 8)
}

// size is that of the part.
func (p *pixels) size() (w, h int) { return p.at.Dx(), p.at.Dy() }

// touched returns the smallest rectangle outside of which two pictures of one
// type and size have the same pixels, and all if they are of different ones.
func touched(a, b image.Image) image.Rectangle {
	bounds := a.Bounds()
	pa, oka := planesOf(a)
	pb, okb := planesOf(b)
	if !oka || !okb || len(pa) != len(pb) || b.Bounds() != bounds {
		return bounds
	}
	r := image.Rectangle{}
	for i, p := range pa {
		q := pb[i]
		if p.w != q.w || p.h != q.h || p.across != q.across || p.down != q.down {
			return bounds
		}
		r = r.Union(p.differs(q))
	}
	return r.Intersect(bounds)
}

// plane is rows of bytes; across and down are a sample's size in pixels.
type plane struct {
	pix          []byte
	stride, w, h int // in bytes, in samples
	bytes        int // of a sample
	across, down int
}

func planesOf(m image.Image) ([]plane, bool) {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	one := func(pix []byte, stride, n int) ([]plane, bool) {
		return []plane{{pix, stride, w, h, n, 1, 1}}, true
	}
	switch m := m.(type) {
	case *image.YCbCr:
		sx, sy := ycc.Subsampling(m.SubsampleRatio)
		cw, ch := (w+sx-1)/sx, (h+sy-1)/sy
		return []plane{{m.Y, m.YStride, w, h, 1, 1, 1}, {m.Cb, m.CStride, cw, ch, 1, sx, sy}, {m.Cr, m.CStride, cw, ch, 1, sx, sy}}, true
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
	return nil, false
}

// differs returns where two planes do, in pixels. A sample of chroma reaches
// as far as it is mixed with its neighbours.
func (p plane) differs(q plane) image.Rectangle {
	r := image.Rectangle{}
	for y := range p.h {
		a, b := p.pix[y*p.stride:][:p.w*p.bytes], q.pix[y*q.stride:][:p.w*p.bytes]
		if bytes.Equal(a, b) {
			continue
		}
		first, last := 0, len(a)-1
		for a[first] == b[first] {
			first++
		}
		for a[last] == b[last] {
			last--
		}
		r = r.Union(image.Rect(first/p.bytes*p.across, y*p.down, (last/p.bytes+1)*p.across, (y+1)*p.down))
	}
	if !r.Empty() && (p.across > 1 || p.down > 1) {
		r = r.Inset(-around)
	}
	return r
}
