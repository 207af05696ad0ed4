// Package dct transforms blocks of 8 x 8 samples into the coefficients of JPEG
// and back, and quantizes them.
//
// The transforms are the accurate integer ones that libjpeg calls "islow":
// those of Loeffler, Ligtenberg and Moschytz ("Practical fast 1-D DCT
// algorithms with 11 multiplications", 1989) with constants of 13 bits and two
// bits more than needed between the passes. All sums before a rounding are
// exact, so how they are arranged does not matter, and a block of an ordinary
// photo comes out bit for bit as libjpeg has it.
//
// Of a block no photo has, this is said: a coefficient times its quantization
// value wraps around in 16 bits, a value between the passes saturates at the
// limits of int16, and a sample at 0 and 255. No sum overflows 32 bits.
//
// The reduced inverses transform as many coefficients as they write samples, so
// a caller need not decode the others. What they make is sharper than the means
// of the samples of Inverse, and once it is resampled further, nearer to what
// comes of the whole picture.
//
// Samples are bytes; rows stand stride bytes apart. A function that is handed
// a slice too short for its rows, or a negative stride, panics.
package dct

import "encoding/binary"

// Block is 8 x 8 coefficients or samples in natural order, row by row.
type Block [64]int16

// Table is a quantization table in natural order, 1 to 65535 each. No
// coefficient that Forward makes outlasts a value above 2048.
type Table [64]uint16

// Inverse dequantizes b with q, transforms it, adds 128, clamps to 0..255, and
// writes 8 rows of 8 samples at dst[0:8], dst[stride:stride+8] and so on. The
// last row may end where dst ends.
func Inverse(dst []byte, stride int, b *Block, q *Table) {
	check(len(dst), stride, 8)
	inverse(dst, stride, b, q)
}

// InverseHalf writes 4 x 4 samples, made of the 4 x 4 coefficients of lowest
// frequency with a transform of 4 points. The others do not matter.
func InverseHalf(dst []byte, stride int, b *Block, q *Table) {
	check(len(dst), stride, 4)
	inverseHalf(dst, stride, b, q)
}

// InverseQuarter writes 2 x 2 samples, made of the 2 x 2 coefficients of lowest
// frequency with a transform of 2 points. The others do not matter.
func InverseQuarter(dst []byte, stride int, b *Block, q *Table) {
	check(len(dst), stride, 2)
	x0, x1 := int32(dequantized(b, q, 0)), int32(dequantized(b, q, 1))
	y0, y1 := int32(dequantized(b, q, 8)), int32(dequantized(b, q, 9))
	dst[0] = sample(x0 + x1 + y0 + y1)
	dst[1] = sample(x0 - x1 + y0 - y1)
	dst[stride] = sample(x0 + x1 - y0 - y1)
	dst[stride+1] = sample(x0 - x1 - y0 + y1)
}

// InverseEighth writes one sample, the mean of the block, which the coefficient
// at 0 holds. The others do not matter, and the stride is not used.
func InverseEighth(dst []byte, _ int, b *Block, q *Table) {
	dst[0] = sample(int32(dequantized(b, q, 0)))
}

// Fill writes the n x n samples (n is 8, 4, 2 or 1) of a block that has no
// coefficient but dc, exactly as the function of that size does.
func Fill(dst []byte, stride, n int, dc int16, q uint16) {
	v := sample(int32(int16(uint16(dc) * q)))
	if n == 8 {
		fill8(dst, stride, v)
		return
	}
	check(len(dst), stride, n)
	for y := range n {
		row := dst[y*stride:][:n]
		for x := range row {
			row[x] = v
		}
	}
}

// fill8 writes each row as one word.
func fill8(dst []byte, stride int, v byte) {
	word := uint64(v) * 0x0101010101010101
	at := 0
	for range 4 { // two rows each
		binary.LittleEndian.PutUint64(dst[at:at+8], word)
		at += stride
		binary.LittleEndian.PutUint64(dst[at:at+8], word)
		at += stride
	}
}

// Forward transforms 8 rows of 8 samples at src[0:8], src[stride:stride+8] and
// so on, less 128 each, quantizes the coefficients with rounding to nearest,
// halves away from zero, and stores them. Bit i of the result says whether b[i]
// is other than 0.
func Forward(b *Block, src []byte, stride int, d *Divisors) (nonzero uint64) {
	check(len(src), stride, 8)
	return forward(b, src, stride, d)
}

// check panics unless n rows of n samples fit into size bytes.
func check(size, stride, n int) {
	if n > 1 && uint(stride) > uint(size) || (n-1)*stride+n > size {
		panic("dct: rows outside of the slice")
	}
}

// dequantized is a coefficient times its quantization value, in 16 bits.
func dequantized(b *Block, q *Table, i int) int16 {
	return int16(uint16(b[i]) * q[i])
}

// sample makes a sample of a sum that is eight times as large.
func sample(v int32) byte {
	return byte(min(max((v+4)>>3+128, 0), 255))
}
