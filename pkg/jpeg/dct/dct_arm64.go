package dct

//go:noescape
func inverseNEON(dst *byte, stride int, b *Block, q *Table)

//go:noescape
func inverseHalfNEON(dst *byte, stride int, b *Block, q *Table)

//go:noescape
func forwardNEON(b *Block, src *byte, stride int, d *Divisors) uint64

func inverse(dst []byte, stride int, b *Block, q *Table) { inverseNEON(&dst[0], stride, b, q) }

func inverseHalf(dst []byte, stride int, b *Block, q *Table) {
	inverseHalfNEON(&dst[0], stride, b, q)
}

func forward(b *Block, src []byte, stride int, d *Divisors) uint64 {
	return forwardNEON(b, &src[0], stride, d)
}
