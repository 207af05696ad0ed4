package ycc

import "image"

// FromImage converts a picture, with its chroma averaged to the given ratio
// as HalveRow (4:2:2), HalveRows (4:2:0) and HalveDown (4:4:0) do it; for
// 4:1:1 and 4:1:0 it is the plain average, a half rounded up. Alpha is not
// looked at: a picture that is not opaque comes out on black. The result is of
// m's size and has its bounds' minimum at (0, 0).
func FromImage(m *image.RGBA, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	dst := image.NewYCbCr(image.Rect(0, 0, w, h), ratio)
	if w <= 0 || h <= 0 {
		return dst
	}
	sx, sy := Subsampling(ratio)
	scratch := make([]byte, 4*w)
	cb := [][]byte{scratch[:w], scratch[w : 2*w]}
	cr := [][]byte{scratch[2*w : 3*w], scratch[3*w:]}
	for y := 0; y < h; y += sy {
		at := y / sy * dst.CStride
		if sx == 1 && sy == 1 {
			cb[0], cr[0] = dst.Cb[at:][:w], dst.Cr[at:][:w]
		}
		for k := range sy {
			row := min(y+k, h-1) // at the lower edge the last row counts twice
			FromRGBA(dst.Y[row*dst.YStride:][:w], cb[k], cr[k], m.Pix[row*m.Stride:][:4*w])
		}
		if sx > 1 || sy > 1 {
			average(dst.Cb[at:][:dst.CStride], cb[:sy], sx)
			average(dst.Cr[at:][:dst.CStride], cr[:sy], sx)
		}
	}
	return dst
}

// average averages squares of rows, each fx samples wide and as high as there
// are rows: one or two. The last samples of the rows are repeated as needed.
func average(dst []byte, rows [][]byte, fx int) {
	switch {
	case fx == 1 && len(rows) == 1:
		copy(dst, rows[0])
	case fx == 1:
		HalveDown(dst, rows[0], rows[1])
	case fx == 2 && len(rows) == 1:
		HalveRow(dst, rows[0])
	case fx == 2:
		HalveRows(dst, rows[0], rows[1])
	default:
		averageWide(dst, rows, fx)
	}
}

func averageWide(dst []byte, rows [][]byte, fx int) {
	n := fx * len(rows)
	for i := range dst {
		sum := n / 2
		for _, row := range rows {
			for k := range fx {
				sum += int(row[min(fx*i+k, len(row)-1)])
			}
		}
		dst[i] = byte(sum / n)
	}
}

// Coarsen returns the picture with its chroma averaged to a coarser ratio,
// such as 4:2:2 for 4:4:4 or 4:2:0 for 4:2:2, as FromImage averages it. Luma
// is not copied: the result has m's bounds and shares m.Y.
//
// m itself is returned when it has the ratio, and when the ratio is finer than
// m's across or down, as 4:4:0 is for 4:2:2: see the result's SubsampleRatio.
// The bounds must not reach below zero.
func Coarsen(m *image.YCbCr, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	sx, sy := Subsampling(m.SubsampleRatio)
	tx, ty := Subsampling(ratio)
	if tx < sx || ty < sy || tx == sx && ty == sy {
		return m
	}
	w, h := span(m.Rect.Min.X, m.Rect.Max.X, sx), span(m.Rect.Min.Y, m.Rect.Max.Y, sy)
	cw, ch := span(m.Rect.Min.X, m.Rect.Max.X, tx), span(m.Rect.Min.Y, m.Rect.Max.Y, ty)
	dst := &image.YCbCr{
		Y: m.Y, Cb: make([]byte, cw*ch), Cr: make([]byte, cw*ch),
		YStride: m.YStride, CStride: cw, SubsampleRatio: ratio, Rect: m.Rect,
	}
	if m.Rect.Empty() {
		return dst
	}
	from := grid{m.CStride, w, h, m.Rect.Min.X / sx % (tx / sx), m.Rect.Min.Y / sy % (ty / sy)}
	to := grid{stride: cw, width: cw, height: ch}
	shrink(dst.Cb, to, m.Cb, from, tx/sx, ty/sy)
	shrink(dst.Cr, to, m.Cr, from, tx/sx, ty/sy)
	return dst
}

// span returns how many samples of the given size the pixels from low to
// high touch, as package image counts them.
func span(low, high, size int) int {
	return max(0, (high+size-1)/size-low/size)
}

// grid is the shape of a chroma plane.
type grid struct {
	stride, width, height int
	// leadX and leadY are how many samples the first square that is averaged
	// has left of the plane and above it, when that is a part of a larger one.
	leadX, leadY int
}

// shrink averages squares of fx by fy samples of src.
func shrink(dst []byte, to grid, src []byte, from grid, fx, fy int) {
	group := make([][]byte, fy)
	padded := make([]byte, fy*fx*to.width)
	for y := range to.height {
		for k := range group {
			row := min(max(y*fy+k-from.leadY, 0), from.height-1)
			group[k] = src[row*from.stride:][:from.width]
			if span(0, from.width, fx) != to.width || from.leadX != 0 {
				into := padded[k*fx*to.width:][:fx*to.width]
				pad(into, group[k], from.leadX)
				group[k] = into
			}
		}
		average(dst[y*to.stride:][:to.width], group, fx)
	}
}

// pad copies a row behind lead copies of its first sample, and fills what is
// left with copies of its last.
func pad(dst, src []byte, lead int) {
	for i := range dst {
		dst[i] = src[min(max(i-lead, 0), len(src)-1)]
	}
}
