package dct

// The constants of the transforms are cosines, and sums of them, times 1<<13.
const (
	constBits = 13
	passBits  = 2 // what values between the passes are shifted left by
)

// inverseGo is the portable twin of the assembly.
func inverseGo(dst []byte, stride int, b *Block, q *Table) {
	var columns Block
	for x := range 8 {
		inverseColumn(&columns, b, q, x)
	}
	for y := range 8 {
		v, to := columns[8*y:][:8], dst[y*stride:][:8]
		y0, y1, y2, y3, y4, y5, y6, y7 := inverse8(
			int32(v[0]), int32(v[1]), int32(v[2]), int32(v[3]), int32(v[4]), int32(v[5]), int32(v[6]), int32(v[7]))
		to[0], to[1], to[2], to[3] = scaledSample(y0), scaledSample(y1), scaledSample(y2), scaledSample(y3)
		to[4], to[5], to[6], to[7] = scaledSample(y4), scaledSample(y5), scaledSample(y6), scaledSample(y7)
	}
}

// inverseColumn dequantizes and transforms one column.
func inverseColumn(to, b *Block, q *Table, x int) {
	x &= 7 // so that the compiler sees that all indexes are in range
	if b[8+x]|b[16+x]|b[24+x]|b[32+x]|b[40+x]|b[48+x]|b[56+x] == 0 {
		v := between(int32(dequantized(b, q, x)) << constBits)
		for y := range 8 {
			to[8*y+x] = v
		}
		return
	}
	y0, y1, y2, y3, y4, y5, y6, y7 := inverse8(
		int32(dequantized(b, q, x)), int32(dequantized(b, q, 8+x)),
		int32(dequantized(b, q, 16+x)), int32(dequantized(b, q, 24+x)),
		int32(dequantized(b, q, 32+x)), int32(dequantized(b, q, 40+x)),
		int32(dequantized(b, q, 48+x)), int32(dequantized(b, q, 56+x)))
	to[x], to[8+x], to[16+x], to[24+x] = between(y0), between(y1), between(y2), between(y3)
	to[32+x], to[40+x], to[48+x], to[56+x] = between(y4), between(y5), between(y6), between(y7)
}

// inverse8 is the inverse transform of 8 points. Its results are those of an
// orthonormal one times the root of 8, times 1<<constBits. The constants are
// named after their cosines in units of pi/16: the root of 2 times cos 6 is
// 0.541196, and so on.
func inverse8(x0, x1, x2, x3, x4, x5, x6, x7 int32) (y0, y1, y2, y3, y4, y5, y6, y7 int32) {
	// Even coefficients.
	z := (x2 + x6) * 4433              // c6
	high, low := z-x6*15137, z+x2*6270 // c2 + c6, c2 - c6
	sum, diff := (x0+x4)<<constBits, (x0-x4)<<constBits
	e0, e1, e2, e3 := sum+low, diff+high, diff-high, sum-low

	// Odd coefficients.
	z = (x7 + x3 + x5 + x1) * 9633 // c3
	z3, z4 := z-(x7+x3)*16069, z-(x5+x1)*3196
	z1, z2 := (x7+x1)*-7373, (x5+x3)*-20995
	o0 := x1*12299 + z1 + z4
	o1 := x3*25172 + z2 + z3
	o2 := x5*16819 + z2 + z4
	o3 := x7*2446 + z1 + z3

	return e0 + o0, e1 + o1, e2 + o2, e3 + o3, e3 - o3, e2 - o2, e1 - o1, e0 - o0
}

// inverseHalfGo is the portable twin of the assembly.
func inverseHalfGo(dst []byte, stride int, b *Block, q *Table) {
	var columns [16]int16
	for x := range 4 {
		v0, v1, v2, v3 := inverse4(
			dequantized(b, q, x), dequantized(b, q, 8+x), dequantized(b, q, 16+x), dequantized(b, q, 24+x))
		columns[x] = between(v0)
		columns[4+x] = between(v1)
		columns[8+x] = between(v2)
		columns[12+x] = between(v3)
	}
	for y := range 4 {
		row, v := dst[y*stride:][:4], columns[4*y:][:4]
		v0, v1, v2, v3 := inverse4(v[0], v[1], v[2], v[3])
		row[0], row[1], row[2], row[3] = scaledSample(v0), scaledSample(v1), scaledSample(v2), scaledSample(v3)
	}
}

// inverse4 is the inverse transform of 4 points, scaled as inverse8 is, for
// coefficients of a transform of 8.
func inverse4(x0, x1, x2, x3 int16) (v0, v1, v2, v3 int32) {
	sum, diff := (int32(x0)+int32(x2))<<constBits, (int32(x0)-int32(x2))<<constBits
	low := int32(x1)*10703 + int32(x3)*4433
	high := int32(x1)*4433 - int32(x3)*10704
	return sum + low, diff + high, diff - high, sum - low
}

// between makes what stands between the passes of what the first one yields.
func between(v int32) int16 {
	const shift = constBits - passBits
	return int16(min(max((v+1<<(shift-1))>>shift, -1<<15), 1<<15-1))
}

// scaledSample makes a sample of what the second pass yields.
func scaledSample(v int32) byte {
	const shift = constBits + passBits + 3 // 3: the root of 8, from each pass
	return byte(min(max((v+1<<(shift-1))>>shift+128, 0), 255))
}
