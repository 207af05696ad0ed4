package dct

import (
	"hash/crc32"
	"math/rand/v2"
	"testing"
)

// strip makes a strip of 1024 blocks beside each other, and a table. From these
// a JPEG was made and decoded by "djpeg -dct int" of libjpeg-turbo 2.1.5, with
// and without SIMD, and the samples that came out were encoded by
// "cjpeg -dct int" with the same table: the sums below are those of its samples
// and coefficients.
func strip() ([]Block, *Table) {
	r := rand.New(rand.NewPCG(13, 14))
	q := new(Table)
	for i := range q {
		q[i] = uint16(2 + i/8 + i%8)
	}
	blocks := make([]Block, 1024)
	for n := range blocks {
		for i := range 64 {
			if limit := 600 / (1 + i/8 + i%8) / int(q[i]); i == 0 || r.IntN(1+n%8) == 0 {
				blocks[n][i] = int16(r.IntN(2*limit+1) - limit)
			}
		}
	}
	return blocks, q
}

func TestTransformsAreLibjpegs(t *testing.T) {
	const samplesOfLibjpeg, coefficientsOfLibjpeg = 0x3df43363, 0xc1839629
	blocks, q := strip()
	stride := 8 * len(blocks)
	pix := make([]byte, 8*stride)
	for i := range blocks {
		Inverse(pix[8*i:], stride, &blocks[i], q)
	}
	if sum := crc32.ChecksumIEEE(pix); sum != samplesOfLibjpeg {
		t.Errorf("the sum of the samples is %#x, want %#x", sum, samplesOfLibjpeg)
	}
	sum, d := crc32.NewIEEE(), NewDivisors(q)
	for i := range blocks {
		var b Block
		Forward(&b, pix[8*i:], stride, d)
		for _, v := range b {
			sum.Write([]byte{byte(v), byte(v >> 8)})
		}
	}
	if sum.Sum32() != coefficientsOfLibjpeg {
		t.Errorf("the sum of the coefficients is %#x, want %#x", sum.Sum32(), coefficientsOfLibjpeg)
	}
}
