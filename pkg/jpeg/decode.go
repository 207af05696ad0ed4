package jpeg

import (
	"context"
	"image"
	"image/color"
)

// Decode decodes a whole picture: to an *image.Gray, an *image.YCbCr, for
// colours that are stored as RGB an *image.RGBA, and for four components an
// *image.CMYK, where 0 is no ink, whatever the file means by it. Chroma that
// is sampled in a way image.YCbCr does not know is brought to the size of
// luma by repetition. Files of two components are not supported.
//
// The faults are those that tolerant decoding passes over; for errors see
// NewDecoder. Limits.Memory is held against the sum of Header.Memory and
// Header.PictureBytes.
func Decode(ctx context.Context, data []byte, o DecodeOptions) (image.Image, []*Fault, error) {
	d, err := NewDecoder(ctx, data, o)
	if err != nil {
		return nil, nil, err
	}
	if d.f.Color == Other {
		return nil, nil, UnsupportedError("a picture of two components")
	}
	if limit := o.Limits.Memory; limit > 0 {
		if n := d.f.memory(o, d.store != nil) + d.f.PictureBytes(o); n > limit {
			return nil, nil, &LimitError{What: "bytes of memory", Value: n, Limit: limit}
		}
	}
	planes, err := d.planes()
	if err != nil {
		return nil, nil, err
	}
	return d.picture(planes), d.Faults(), nil
}

// planes decodes all rows into planes of whole MCUs, so that nothing is
// copied.
func (d *Decoder) planes() ([]Plane, error) {
	planes := make([]Plane, len(d.bounds))
	for i, size := range d.bounds {
		stride := d.f.comp[i].stride * d.f.comp[i].size
		planes[i] = Plane{make([]byte, stride*d.high[i]*d.rows), stride, size.X, size.Y}
	}
	for y := range d.rows {
		var to [4]target
		for i, p := range planes {
			to[i] = target{p.Pix[y*d.high[i]*p.Stride:], p.Stride}
		}
		if err := d.decode(&to); err != nil {
			return nil, err
		}
	}
	return planes, nil
}

// picture makes an image of planes.
func (d *Decoder) picture(planes []Plane) image.Image {
	first := planes[0]
	size := image.Rectangle{Max: image.Pt(first.Width, first.Height)}
	switch d.f.Color {
	case Gray:
		return &image.Gray{Pix: first.Pix, Stride: first.Stride, Rect: size}
	case YCbCr:
		ratio, ok := d.f.ratio()
		if ok && planes[1].Stride == planes[2].Stride {
			return &image.YCbCr{
				Y: first.Pix, Cb: planes[1].Pix, Cr: planes[2].Pix,
				YStride: first.Stride, CStride: planes[1].Stride, SubsampleRatio: ratio, Rect: size,
			}
		}
	}
	size.Max = d.f.largest(d.bounds)
	for i := range planes {
		planes[i] = d.f.enlarge(i, planes[i], size.Max)
	}
	switch d.f.Color {
	case YCbCr:
		return &image.YCbCr{
			Y: planes[0].Pix, Cb: planes[1].Pix, Cr: planes[2].Pix,
			YStride: size.Max.X, CStride: size.Max.X, SubsampleRatio: image.YCbCrSubsampleRatio444, Rect: size,
		}
	case RGB:
		return interleaveRGB(planes, size)
	}
	return interleaveCMYK(planes, size, d.f.Color == YCCK, d.f.Inverted)
}

// relative returns how a component's samples stand to each other on the
// scaled picture: its sampling factors times the size of its blocks.
func (f *frame) relative(i int) image.Point {
	c := &f.comp[i]
	return image.Pt(c.h*c.size, c.v*c.size)
}

// ratio returns the name that image.YCbCr has for the sampling.
func (f *frame) ratio() (image.YCbCrSubsampleRatio, bool) {
	luma, chroma := f.relative(0), f.relative(1)
	if f.relative(2) != chroma || luma.X%chroma.X != 0 || luma.Y%chroma.Y != 0 {
		return 0, false
	}
	switch luma.X/chroma.X*10 + luma.Y/chroma.Y {
	case 11:
		return image.YCbCrSubsampleRatio444, true
	case 21:
		return image.YCbCrSubsampleRatio422, true
	case 22:
		return image.YCbCrSubsampleRatio420, true
	case 12:
		return image.YCbCrSubsampleRatio440, true
	case 41:
		return image.YCbCrSubsampleRatio411, true
	case 42:
		return image.YCbCrSubsampleRatio410, true
	}
	return 0, false
}

// needsConversion reports whether Decode's picture is other than the planes.
func (h Header) needsConversion(o DecodeOptions) bool {
	if h.Color == Gray {
		return false
	}
	f := &frame{Header: h, comp: make([]frameComponent, len(h.Components))}
	for i, c := range h.Components {
		f.comp[i].h, f.comp[i].v = c.H, c.V
	}
	f.setScale(o)
	if h.Color != YCbCr || len(f.comp) != 3 {
		return true
	}
	_, ok := f.ratio()
	return !ok
}

func (f *frame) largest(bounds []image.Point) image.Point {
	var size image.Point
	for _, b := range bounds {
		size = image.Pt(max(size.X, b.X), max(size.Y, b.Y))
	}
	return size
}

// enlarge repeats samples until the plane has the size, which is the largest
// component's.
func (f *frame) enlarge(i int, p Plane, size image.Point) Plane {
	own, all := f.relative(i), image.Point{}
	for j := range f.comp {
		r := f.relative(j)
		all = image.Pt(max(all.X, r.X), max(all.Y, r.Y))
	}
	out := Plane{make([]byte, size.X*size.Y), size.X, size.X, size.Y}
	for y := range size.Y {
		src := p.Pix[min(y*own.Y/all.Y, p.Height-1)*p.Stride:][:p.Width]
		dst := out.Pix[y*size.X:][:size.X]
		if own.X == all.X {
			copy(dst, src)
			continue
		}
		for x := range dst {
			dst[x] = src[min(x*own.X/all.X, len(src)-1)]
		}
	}
	return out
}

func interleaveRGB(p []Plane, size image.Rectangle) image.Image {
	m := image.NewRGBA(size)
	for i := range p[0].Pix {
		d := m.Pix[4*i:][:4]
		d[0], d[1], d[2], d[3] = p[0].Pix[i], p[1].Pix[i], p[2].Pix[i], 255
	}
	return m
}

// interleaveCMYK makes true amounts of ink: what is inverted is complemented
// once more, and the CMY of YCCK is the complement of the RGB that YCbCr
// stands for.
func interleaveCMYK(p []Plane, size image.Rectangle, ycck, inverted bool) image.Image {
	m := image.NewCMYK(size)
	for i := range p[0].Pix {
		c := [4]byte{p[0].Pix[i], p[1].Pix[i], p[2].Pix[i], p[3].Pix[i]}
		if ycck {
			r, g, b := color.YCbCrToRGB(c[0], c[1], c[2])
			c[0], c[1], c[2] = 255-r, 255-g, 255-b
		}
		if inverted {
			c[0], c[1], c[2], c[3] = 255-c[0], 255-c[1], 255-c[2], 255-c[3]
		}
		copy(m.Pix[4*i:], c[:])
	}
	return m
}
