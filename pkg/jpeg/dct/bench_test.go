package dct

import (
	"math/rand/v2"
	"testing"
)

func benchmarkInverse(b *testing.B, f inverter) {
	block, q := photoBlock(rand.New(rand.NewPCG(1, 2)))
	dst := make([]byte, 8*64)
	for b.Loop() {
		f(dst, 64, block, q)
	}
}

func BenchmarkInverse(b *testing.B)         { benchmarkInverse(b, Inverse) }
func BenchmarkInversePortable(b *testing.B) { benchmarkInverse(b, inverseGo) }
func BenchmarkHalf(b *testing.B)            { benchmarkInverse(b, InverseHalf) }
func BenchmarkHalfPortable(b *testing.B)    { benchmarkInverse(b, inverseHalfGo) }
func BenchmarkQuarter(b *testing.B)         { benchmarkInverse(b, InverseQuarter) }
func BenchmarkEighth(b *testing.B)          { benchmarkInverse(b, InverseEighth) }

func BenchmarkFill(b *testing.B) {
	dst := make([]byte, 8*64)
	for b.Loop() {
		Fill(dst, 64, 8, 17, 3)
	}
}

func benchmarkForward(b *testing.B, f func(*Block, []byte, int, *Divisors) uint64) {
	block, q := photoBlock(rand.New(rand.NewPCG(1, 2)))
	src := make([]byte, 8*64)
	Inverse(src, 64, block, q)
	d := NewDivisors(q)
	for b.Loop() {
		f(block, src, 64, d)
	}
}

func BenchmarkForward(b *testing.B)         { benchmarkForward(b, Forward) }
func BenchmarkForwardPortable(b *testing.B) { benchmarkForward(b, forwardGo) }
