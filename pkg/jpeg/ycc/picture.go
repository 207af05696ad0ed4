package ycc

import "image"

// Subsampling returns how many pixels a chroma sample covers across and down.
// A ratio that image does not know is taken as 4:4:4, as image takes it.
func Subsampling(ratio image.YCbCrSubsampleRatio) (x, y int) {
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}

// RGBA converts a picture, with its chroma interpolated as WidenRow (4:2:2),
// WidenRows (4:2:0) and MixRows (4:4:0) do it; the samples of 4:1:1 and 4:1:0
// are repeated, as libjpeg does it. The result is of m's size, has its bounds'
// minimum at (0, 0) and shares no memory with m.
//
// A part of a picture may begin anywhere: a pixel keeps its place in the
// chroma sample that it lies in. Chroma outside of the part has no influence,
// so that pixels on its border can differ from those of the whole. The bounds
// must not reach below zero, where package image has no sound layout.
func RGBA(m *image.YCbCr) *image.RGBA {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	if w <= 0 || h <= 0 {
		return dst
	}
	source := newRows(m)
	for y := range h {
		cb, cr := source.at(y)
		luma := m.Y[y*m.YStride:][:w]
		ToRGBA(dst.Pix[y*dst.Stride:][:4*w], luma, cb, cr)
	}
	return dst
}

// Refine returns the picture with whole chroma, interpolated as RGBA does it.
// The result has its bounds' minimum at (0, 0) and shares no memory with m.
func Refine(m *image.YCbCr) *image.YCbCr {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	dst := image.NewYCbCr(image.Rect(0, 0, max(w, 0), max(h, 0)), image.YCbCrSubsampleRatio444)
	if w <= 0 || h <= 0 {
		return dst
	}
	source := newRows(m)
	for y := range h {
		cb, cr := source.at(y)
		copy(dst.Y[y*dst.YStride:][:w], m.Y[y*m.YStride:])
		copy(dst.Cb[y*dst.CStride:][:w], cb)
		copy(dst.Cr[y*dst.CStride:][:w], cr)
	}
	return dst
}

// rows gives chroma rows of a picture at the resolution of luma.
type rows struct {
	m             *image.YCbCr
	sx, sy        int // pixels in a chroma sample
	width, height int // of the chroma planes, in samples
	lead          int // pixels of the first chroma sample that are left of the picture
	cb, cr        []byte
}

func newRows(m *image.YCbCr) *rows {
	r := m.Rect
	s := &rows{m: m}
	s.sx, s.sy = Subsampling(m.SubsampleRatio)
	s.width, s.height = span(r.Min.X, r.Max.X, s.sx), span(r.Min.Y, r.Max.Y, s.sy)
	s.lead = r.Min.X % s.sx
	n := s.lead + r.Dx()
	scratch := make([]byte, 2*n)
	s.cb, s.cr = scratch[:n], scratch[n:]
	return s
}

// at returns the chroma of row y, counted from the upper edge. The rows hold
// until the next call.
func (s *rows) at(y int) (cb, cr []byte) {
	return s.plane(s.cb, s.m.Cb, y), s.plane(s.cr, s.m.Cr, y)
}

// plane returns row y of a plane; row is memory for it.
func (s *rows) plane(row, plane []byte, y int) []byte {
	y += s.m.Rect.Min.Y
	lower := y%s.sy != 0
	i := y/s.sy - s.m.Rect.Min.Y/s.sy
	j := max(i-1, 0)
	if lower {
		j = min(i+1, s.height-1)
	}
	near := plane[i*s.m.CStride:][:s.width]
	far := plane[j*s.m.CStride:][:s.width]
	switch {
	case s.sx > 2:
		for x := range row {
			row[x] = near[x/s.sx]
		}
	case s.sx == 2 && s.sy == 2:
		WidenRows(row, near, far)
	case s.sx == 2:
		WidenRow(row, near)
	case s.sy == 2:
		MixRows(row, near, far, lower)
	default:
		return near
	}
	return row[s.lead:]
}
