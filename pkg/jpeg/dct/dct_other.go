//go:build !amd64 && !arm64

package dct

func inverse(dst []byte, stride int, b *Block, q *Table) { inverseGo(dst, stride, b, q) }

func inverseHalf(dst []byte, stride int, b *Block, q *Table) { inverseHalfGo(dst, stride, b, q) }

func forward(b *Block, src []byte, stride int, d *Divisors) uint64 {
	return forwardGo(b, src, stride, d)
}
