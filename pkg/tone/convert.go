package tone

// The conversions' constants are those of JFIF (ITU-T T.871), those from YCbCr
// times 8192 and those to it times 32768. The luma weights add up to 32768,
// and those of a chroma to none, so that a grey stays the grey it is.
const (
	crToR, cbToG, crToG, cbToB = 11485, -2819, -5850, 14516

	lumaR, lumaG, lumaB = 9798, 19235, 3735

	cbR, cbG, cbB = -5529, -10855, 16384
	crR, crG, crB = 16384, -13720, -2664
)

// fromPlanes converts pixels to quick rows. All rows are of the same length.
func fromPlanes(r, g, b []uint16, y, cb, cr []byte) {
	if !vectorFromPlanes(r, g, b, y, cb, cr) {
		plainFromPlanes(r, g, b, y, cb, cr)
	}
}

func plainFromPlanes(r, g, b []uint16, y, cb, cr []byte) {
	for i, v := range y {
		luma := int32(v) << 5
		u, v := (int32(cb[i])-128)<<7, (int32(cr[i])-128)<<7
		r[i] = quickClamp(luma + scaled(v, crToR))
		g[i] = quickClamp(luma + scaled(u, cbToG) + scaled(v, crToG))
		b[i] = quickClamp(luma + scaled(u, cbToB))
	}
}

// scaled multiplies by so many 32768ths, rounded.
func scaled(v, by int32) int32 { return (v*by + 1<<14) >> 15 }

func quickClamp(v int32) uint16 { return uint16(max(0, min(quickest, v))) }

// toLuma gives the luma of quick rows. All rows are of the same length.
func toLuma(y []byte, r, g, b []uint16) {
	if !vectorToLuma(y, r, g, b) {
		plainToLuma(y, r, g, b)
	}
}

func plainToLuma(y []byte, r, g, b []uint16) {
	for i := range y {
		v := scaled(int32(r[i])<<2, lumaR) + scaled(int32(g[i])<<2, lumaG) + scaled(int32(b[i])<<2, lumaB)
		y[i] = byte(min(255, (v+64)>>7))
	}
}

// sum adds up the pixels that share a chroma sample, sx across in two rows,
// and brings the sum to four times their mean. The pixels before pad, and
// those that the rows lack at their ends, do not count.
func sum(dst, upper, lower []uint16, sx, pad int) {
	switch {
	case sx == 1:
		if !vectorSumDown(dst, upper, lower) {
			plainSumDown(dst, upper, lower)
		}
		return
	case sx == 2:
		if whole := len(upper) / 2; !vectorSum(dst[:whole], upper, lower) {
			plainSum(dst[:whole], upper, lower)
		}
	default:
		for i := range len(upper) / sx {
			dst[i] = meanOf(upper[sx*i:sx*i+sx], lower[sx*i:])
		}
	}
	if pad > 0 {
		end := min(sx, len(upper))
		dst[0] = meanOf(upper[pad:end], lower[pad:])
	}
	if last := len(dst) - 1; len(upper)%sx != 0 && (last > 0 || pad == 0) {
		dst[last] = meanOf(upper[sx*last:], lower[sx*last:])
	}
}

// meanOf returns four times the mean.
func meanOf(upper, lower []uint16) uint16 {
	v := uint32(0)
	for i := range upper {
		v += uint32(upper[i]) + uint32(lower[i])
	}
	n := uint32(len(upper))
	return uint16((2*v + n/2) / n)
}

func plainSumDown(dst, upper, lower []uint16) {
	for i := range dst {
		dst[i] = 2 * (upper[i] + lower[i])
	}
}

func plainSum(dst, upper, lower []uint16) {
	for i := range dst {
		u, l := upper[2*i:2*i+2:2*i+2], lower[2*i:2*i+2:2*i+2]
		dst[i] = u[0] + u[1] + l[0] + l[1]
	}
}

// toChroma gives the chroma of sums of four. All rows are of the same length.
func toChroma(cb, cr []byte, r, g, b []uint16) {
	if !vectorToChroma(cb, cr, r, g, b) {
		plainToChroma(cb, cr, r, g, b)
	}
}

func plainToChroma(cb, cr []byte, r, g, b []uint16) {
	const middle = 128<<7 + 63 // a pure blue would be 256 if a half were rounded up
	for i := range cb {
		x, y, z := int32(r[i]), int32(g[i]), int32(b[i])
		cb[i] = byte(max(0, scaled(x, cbR)+scaled(y, cbG)+scaled(z, cbB)+middle) >> 7)
		cr[i] = byte(max(0, scaled(x, crR)+scaled(y, crG)+scaled(z, crB)+middle) >> 7)
	}
}

// repeat writes each sample as often as dst is longer than src.
func repeat(dst, src []byte) {
	n := len(dst) / len(src)
	switch {
	case n == 1:
		copy(dst, src)
	case n == 2 && vectorRepeat(dst, src):
	default:
		for i, v := range src {
			d := dst[n*i:][:n]
			for k := range d {
				d[k] = v
			}
		}
	}
}
