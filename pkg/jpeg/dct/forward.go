package dct

import "math/bits"

// Divisors is a quantization table prepared for Forward. It is not changed by
// use, so goroutines may share it.
type Divisors struct {
	// A quotient n / 8q is n * reciprocal >> 16 * scale >> 16. The bias is
	// half of the divisor, for the rounding.
	bias, reciprocal, scale [64]uint16
}

// maxQuantum is the largest quantization value that leaves anything of the
// largest coefficient, which is 8192, eight times 1024.
const maxQuantum = 2048

// NewDivisors prepares q. A value of 0, which JPEG does not allow, counts as 1.
func NewDivisors(q *Table) *Divisors {
	d := new(Divisors)
	for i, v := range q {
		if v > maxQuantum {
			continue // all zero: the quotient is 0
		}
		by := 8 * max(uint32(v), 1)
		shift := bits.Len32(by-1) - 1 // 1<<shift < by <= 2<<shift
		// The reciprocal, rounded up, is wrong by less than by / (1<<16+shift),
		// so the quotient of a numerator below 1<<15 is exact. Numerators are
		// 8192 + 4 * 2048 at the most.
		d.bias[i] = uint16(by / 2)
		d.reciprocal[i] = uint16((1<<(16+shift) + by - 1) / by)
		d.scale[i] = uint16(1 << (16 - shift))
	}
	return d
}

// forwardGo is the portable twin of the assembly.
func forwardGo(b *Block, src []byte, stride int, d *Divisors) (nonzero uint64) {
	var rows [64]int32
	for y := range 8 {
		s, v := src[y*stride:][:8], rows[8*y:][:8]
		v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7] = forward8(
			int32(s[0]), int32(s[1]), int32(s[2]), int32(s[3]), int32(s[4]), int32(s[5]), int32(s[6]), int32(s[7]),
			constBits-passBits)
		v[0] -= 8 * 128 << passBits // what 128 less in each sample makes
	}
	for x := range 8 {
		y0, y1, y2, y3, y4, y5, y6, y7 := forward8(
			rows[x], rows[8+x], rows[16+x], rows[24+x], rows[32+x], rows[40+x], rows[48+x], rows[56+x],
			constBits+passBits)
		b[x], b[8+x] = d.quantize(y0, x), d.quantize(y1, 8+x)
		b[16+x], b[24+x] = d.quantize(y2, 16+x), d.quantize(y3, 24+x)
		b[32+x], b[40+x] = d.quantize(y4, 32+x), d.quantize(y5, 40+x)
		b[48+x], b[56+x] = d.quantize(y6, 48+x), d.quantize(y7, 56+x)
	}
	for i, v := range b {
		if v != 0 {
			nonzero |= 1 << i
		}
	}
	return nonzero
}

// forward8 is the transform of 8 points. Its results are those of an
// orthonormal one times the root of 8, times 1<<constBits, rounded and shifted
// right. The arrangement is that of inverse8.
func forward8(x0, x1, x2, x3, x4, x5, x6, x7 int32, shift uint) (y0, y1, y2, y3, y4, y5, y6, y7 int32) {
	shift &= 31 // so that the compiler sees that it is small
	half := int32(1) << ((shift - 1) & 31)
	s0, s1, s2, s3 := x0+x7, x1+x6, x2+x5, x3+x4
	d0, d1, d2, d3 := x0-x7, x1-x6, x2-x5, x3-x4

	// Even coefficients.
	y0 = ((s0+s3+s1+s2)<<constBits + half) >> shift
	y4 = ((s0+s3-s1-s2)<<constBits + half) >> shift
	z := (s0 - s3 + s1 - s2) * 4433
	y2 = (z + (s0-s3)*6270 + half) >> shift
	y6 = (z - (s1-s2)*15137 + half) >> shift

	// Odd coefficients.
	z = (d3+d1+d2+d0)*9633 + half
	z3, z4 := z-(d3+d1)*16069, z-(d2+d0)*3196
	z1, z2 := (d3+d0)*-7373, (d2+d1)*-20995
	y7 = (d3*2446 + z1 + z3) >> shift
	y5 = (d2*16819 + z2 + z4) >> shift
	y3 = (d1*25172 + z2 + z3) >> shift
	y1 = (d0*12299 + z1 + z4) >> shift
	return y0, y1, y2, y3, y4, y5, y6, y7
}

// quantize divides v by eight times the quantization value at i.
func (d *Divisors) quantize(v int32, i int) int16 {
	n := uint32(max(v, -v)) + uint32(d.bias[i])
	n = n * uint32(d.reciprocal[i]) >> 16 * uint32(d.scale[i]) >> 16
	if v < 0 {
		return -int16(n)
	}
	return int16(n)
}
