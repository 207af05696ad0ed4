package ycc

// HalveRow averages each two samples of a row. A half is rounded down and up
// by turns, beginning with down, so that the picture grows neither darker nor
// brighter: this is how libjpeg samples for 4:2:2. An odd last sample is
// averaged with itself. dst holds at least (len(src)+1)/2 bytes.
func HalveRow(dst, src []byte) {
	dst = cut(dst, (len(src)+1)/2)
	n := len(src) / 2
	whole := n &^ 1 // the rounding begins anew after an even number
	if !vectorHalveRow(dst[:whole], src) {
		whole = 0
	}
	plainHalveRow(dst[whole:n], src[2*whole:])
	if len(src)&1 != 0 {
		dst[n] = src[len(src)-1]
	}
}

// plainHalveRow gives len(dst) averages, for all processors.
func plainHalveRow(dst, src []byte) {
	for i := range dst {
		s := src[2*i : 2*i+2 : 2*i+2]
		dst[i] = byte((uint32(s[0]) + uint32(s[1]) + uint32(i&1)) >> 1)
	}
}

// HalveRows averages each two by two samples of two rows. To the sum of four,
// 1 and 2 are added by turns before it is divided: this is how libjpeg samples
// for 4:2:0. An odd last column counts twice. The rows have len(upper)
// samples; dst holds at least (len(upper)+1)/2 bytes. At the lower edge of a
// plane of odd height both rows are the last one.
func HalveRows(dst, upper, lower []byte) {
	dst, lower = cut(dst, (len(upper)+1)/2), cut(lower, len(upper))
	n := len(upper) / 2
	whole := n &^ 1
	if !vectorHalveRows(dst[:whole], upper, lower) {
		whole = 0
	}
	plainHalveRows(dst[whole:n], upper[2*whole:], lower[2*whole:])
	if last := len(upper) - 1; last&1 == 0 {
		dst[n] = byte((2*uint32(upper[last]) + 2*uint32(lower[last]) + 1 + uint32(n&1)) >> 2)
	}
}

// plainHalveRows gives len(dst) averages, for all processors.
func plainHalveRows(dst, upper, lower []byte) {
	for i := range dst {
		u, l := upper[2*i:2*i+2:2*i+2], lower[2*i:2*i+2:2*i+2]
		sum := uint32(u[0]) + uint32(u[1]) + uint32(l[0]) + uint32(l[1])
		dst[i] = byte((sum + 1 + uint32(i&1)) >> 2)
	}
}

// HalveDown averages two rows; a half is rounded up. This is how libjpeg
// samples for 4:4:0. The rows have len(upper) samples. dst may be longer.
func HalveDown(dst, upper, lower []byte) {
	n := len(upper)
	dst, lower = cut(dst, n), cut(lower, n)
	if !vectorHalveDown(dst, upper, lower) {
		plainHalveDown(dst, upper, lower)
	}
}

// plainHalveDown is HalveDown for all processors. The rows have the same
// length.
func plainHalveDown(dst, upper, lower []byte) {
	for i := range dst {
		dst[i] = byte((uint32(upper[i]) + uint32(lower[i]) + 1) >> 1)
	}
}
