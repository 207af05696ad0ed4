package ycc

import (
	"fmt"
	"testing"
)

// FuzzRows cuts sources out of the data, runs one operation, and compares it
// and its twin with the formula.
func FuzzRows(f *testing.F) {
	for which := range operations() {
		seed := make([]byte, 500+which)
		each(seed, func(i int) byte { return byte(i * i) })
		f.Add(uint(which), seed)
	}
	f.Fuzz(func(t *testing.T, which uint, data []byte) {
		list := operations()
		op := list[which%uint(len(list))]
		size := 0
		for _, bytes := range op.from {
			size += bytes
		}
		n := len(data) / size
		src := make([][]byte, len(op.from))
		for i, bytes := range op.from {
			src[i], data = data[:bytes*n], data[bytes*n:]
		}
		checkRow(t, op, n, src)
	})
}

// BenchmarkRows gives the speed in bytes of the longer side: the pixels of
// the conversions, the wide rows of the others.
func BenchmarkRows(b *testing.B) {
	for _, op := range operations() {
		for _, n := range []int{100, 4000} {
			src, dst := make([][]byte, len(op.from)), make([][]byte, op.results)
			for i, size := range op.from {
				src[i] = make([]byte, size*n)
				each(src[i], func(i int) byte { return byte(i * 7) })
			}
			for i := range dst {
				dst[i] = make([]byte, op.to(n))
			}
			longer := max(len(src[0]), len(dst[0]))
			b.Run(fmt.Sprintf("%s/%d", op.name, n), func(b *testing.B) {
				b.SetBytes(int64(longer))
				for b.Loop() {
					op.run(dst, src)
				}
			})
			if n == 4000 {
				b.Run(op.name+"/twin", func(b *testing.B) {
					b.SetBytes(int64(longer))
					for b.Loop() {
						op.plain(dst, src)
					}
				})
			}
		}
	}
}
