package ycc

// smallest is the width up to which libjpeg does not interpolate across:
// rows of one or two samples are repeated.
const smallest = 2

// WidenRow doubles the resolution of a row with a triangle filter: a new
// sample is three quarters of the old one that it lies in and one quarter of
// that one's neighbour on its side. The outermost samples are those of src,
// rows of one or two samples are repeated. This is libjpeg's fancy upsampling
// for 4:2:2 with its rounding: up at the right half of an old sample, down at
// the left.
//
// Of dst the first 2*len(src) bytes are written, or all if it is one byte
// shorter, as it is for a picture of an odd width.
func WidenRow(dst, src []byte) {
	n := len(src)
	dst, last := ends(dst, n)
	if n <= smallest {
		repeat(dst, src)
		return
	}
	dst[0] = src[0]
	dst[1] = byte((3*uint32(src[0]) + uint32(src[1]) + 2) >> 2)
	if inner := dst[2 : 2*n-2]; !vectorWidenRow(inner, src) {
		plainWidenRow(inner, src)
	}
	dst[2*n-2] = byte((3*uint32(src[n-1]) + uint32(src[n-2]) + 1) >> 2)
	if last {
		dst[2*n-1] = src[n-1]
	}
}

// ends cuts the destination for n samples to size, and says whether it holds
// the last one.
func ends(dst []byte, n int) ([]byte, bool) {
	if len(dst) == 2*n-1 {
		return dst, false
	}
	return cut(dst, 2*n), true
}

// repeat writes each sample twice, as far as dst goes.
func repeat(dst, src []byte) {
	for i := range dst {
		dst[i] = src[i/2]
	}
}

// plainWidenRow widens all samples of src but the first and the last, for all
// processors. dst is of twice their number.
func plainWidenRow(dst, src []byte) {
	for i := 1; i+1 < len(src); i++ {
		v := 3 * uint32(src[i])
		d := dst[2*i-2 : 2*i : 2*i]
		d[0] = byte((v + uint32(src[i-1]) + 1) >> 2)
		d[1] = byte((v + uint32(src[i+1]) + 2) >> 2)
	}
}

// WidenRows gives one row of a plane of twice the width and height, with the
// filter of WidenRow in both directions: near is the row that the new row
// lies in, far its neighbour on the side of the new row, near itself at the
// edge of the plane. Rows of one or two samples are repeated, and near alone
// counts. This is libjpeg's fancy upsampling for 4:2:0 with its rounding.
//
// near and far have len(near) samples; dst is as in WidenRow.
func WidenRows(dst, near, far []byte) {
	n := len(near)
	far = cut(far, n)
	dst, last := ends(dst, n)
	if n <= smallest {
		repeat(dst, near)
		return
	}
	first, second := column(near, far, 0), column(near, far, 1)
	dst[0] = byte((4*first + 8) >> 4)
	dst[1] = byte((3*first + second + 7) >> 4)
	if inner := dst[2 : 2*n-2]; !vectorWidenRows(inner, near, far) {
		plainWidenRows(inner, near, far)
	}
	v := column(near, far, n-1)
	dst[2*n-2] = byte((3*v + column(near, far, n-2) + 8) >> 4)
	if last {
		dst[2*n-1] = byte((4*v + 7) >> 4)
	}
}

// column is the vertical half of the filter, times four.
func column(near, far []byte, i int) uint32 {
	return 3*uint32(near[i]) + uint32(far[i])
}

// plainWidenRows is what plainWidenRow is to WidenRow.
func plainWidenRows(dst, near, far []byte) {
	before, here := column(near, far, 0), column(near, far, 1)
	for i := 2; i < len(near); i++ {
		after := column(near, far, i)
		d := dst[2*i-4 : 2*i-2 : 2*i-2]
		d[0] = byte((3*here + before + 8) >> 4)
		d[1] = byte((3*here + after + 7) >> 4)
		before, here = here, after
	}
}

// MixRows gives one row of a plane of twice the height, with the filter of
// WidenRow down instead of across: near is the row that the new row lies in,
// far its neighbour on the side of the new row, near itself at the edge of
// the plane. lower says that the new row is the lower one of the two in near,
// and a half is rounded up there; in the upper row it is rounded down. This is
// libjpeg-turbo's fancy upsampling for 4:4:0.
//
// The rows have len(near) samples. dst may be longer.
func MixRows(dst, near, far []byte, lower bool) {
	n := len(near)
	dst, far = cut(dst, n), cut(far, n)
	bias := uint32(1)
	if lower {
		bias = 2
	}
	if !vectorMixRows(dst, near, far, bias) {
		plainMixRows(dst, near, far, bias)
	}
}

// plainMixRows is MixRows for all processors. The rows have the same length.
func plainMixRows(dst, near, far []byte, bias uint32) {
	for i := range dst {
		dst[i] = byte((column(near, far, i) + bias) >> 2)
	}
}
