package dct

import "golang.org/x/sys/cpu"

//go:noescape
func inverseAVX2(dst *byte, stride int, b *Block, q *Table)

//go:noescape
func inverseHalfAVX2(dst *byte, stride int, b *Block, q *Table)

//go:noescape
func forwardAVX2(b *Block, src *byte, stride int, d *Divisors) uint64

func inverse(dst []byte, stride int, b *Block, q *Table) {
	if cpu.X86.HasAVX2 {
		inverseAVX2(&dst[0], stride, b, q)
		return
	}
	inverseGo(dst, stride, b, q)
}

func inverseHalf(dst []byte, stride int, b *Block, q *Table) {
	if cpu.X86.HasAVX2 {
		inverseHalfAVX2(&dst[0], stride, b, q)
		return
	}
	inverseHalfGo(dst, stride, b, q)
}

func forward(b *Block, src []byte, stride int, d *Divisors) uint64 {
	if cpu.X86.HasAVX2 {
		return forwardAVX2(b, &src[0], stride, d)
	}
	return forwardGo(b, src, stride, d)
}
