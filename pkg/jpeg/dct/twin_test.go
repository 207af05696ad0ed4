package dct

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// What stands around a destination in tests, and must not change.
const guard = 0xa5

// guarded returns a slice that ends with the last of n rows of n samples, and
// the memory it lies in, with 64 bytes of guard on either side.
func guarded(stride, n int) (dst, all []byte) {
	size := (n-1)*stride + n
	all = bytes.Repeat([]byte{guard}, size+128)
	return all[64 : 64+size : 64+size], all
}

// unharmed reports whether all but n rows of n samples is as guarded made it.
func unharmed(all []byte, stride, n int) bool {
	for i, v := range all {
		at := i - 64
		inside := at >= 0 && at%stride < n && at/stride < n
		if !inside && v != guard {
			return false
		}
	}
	return true
}

type inverter func(dst []byte, stride int, b *Block, q *Table)

// inverters lists the inverse transforms with the samples they write in a row,
// and their portable twins.
func inverters() map[int]struct{ fast, portable inverter } {
	return map[int]struct{ fast, portable inverter }{
		8: {Inverse, inverseGo},
		4: {InverseHalf, inverseHalfGo},
		2: {InverseQuarter, InverseQuarter},
		1: {InverseEighth, InverseEighth},
	}
}

type coefficients struct {
	b Block
	q Table
}

// blocks yields blocks with tables: extreme, sparse and random ones.
func blocks(yield func(name string, c coefficients) bool) {
	for _, quantum := range []uint16{1, 2, 16, 255, 32767, 32768, 65535} {
		for name, value := range extremes() {
			c := coefficients{q: *tableOf(quantum)}
			for i := range c.b {
				c.b[i] = value(i)
			}
			if !yield(fmt.Sprintf("%s, table of %d", name, quantum), c) {
				return
			}
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 5000 {
		var c coefficients
		for i := range c.q {
			c.q[i] = uint16(1 + r.IntN(1<<(1+n%16)-1))
			if n%3 == 0 || r.IntN(8) == 0 {
				c.b[i] = int16(r.IntN(2<<(n%16)) - 1<<(n%16))
			}
		}
		if !yield(fmt.Sprintf("random block %d", n), c) {
			return
		}
	}
}

func extremes() map[string]func(i int) int16 {
	const least, most = -1 << 15, 1<<15 - 1
	choose := func(is bool) int16 {
		if is {
			return least
		}
		return most
	}
	return map[string]func(i int) int16{
		"all least":              func(int) int16 { return least },
		"all most":               func(int) int16 { return most },
		"alternating":            func(i int) int16 { return choose(i%2 == 0) },
		"alternating rows":       func(i int) int16 { return choose(i/8%2 == 0) },
		"a chessboard":           func(i int) int16 { return choose((i+i/8)%2 == 0) },
		"signs of an odd result": func(i int) int16 { return choose(0x4b>>(i%8)&1 == 0) },
		"signs of another":       func(i int) int16 { return choose(0x2d>>(i/8)&1 == 0) },
		"zero":                   func(int) int16 { return 0 },
		"the last only":          func(i int) int16 { return int16(i/63) * most },
	}
}

func TestInversesEqualTheirTwins(t *testing.T) {
	for n, f := range inverters() {
		for name, c := range blocks {
			for _, stride := range []int{n, n + 1, 64} {
				got, all := guarded(stride, n)
				want, _ := guarded(stride, n)
				f.fast(got, stride, &c.b, &c.q)
				f.portable(want, stride, &c.b, &c.q)
				if !bytes.Equal(got, want) {
					t.Fatalf("%d x %d of %s, stride %d:\n%v\nwant\n%v\nof %v\ntable %v", n, n, name, stride, got, want, c.b, c.q)
				}
				if !unharmed(all, stride, n) {
					t.Fatalf("%d x %d of %s, stride %d: wrote beside the block", n, n, name, stride)
				}
			}
		}
	}
}

// rows are 8 rows of 8 samples.
type rows struct {
	pix    []byte
	stride int
}

// samples yields extreme and random ones.
func samples(yield func(name string, src rows) bool) {
	r := rand.New(rand.NewPCG(3, 4))
	for n := range 9000 {
		stride := []int{8, 9, 64}[n%3]
		src := make([]byte, 7*stride+8)
		down, across, depth := byte(r.Uint32()), byte(r.Uint32()), n/3%10
		for i := range src {
			x, y := i%stride%8, i/stride
			switch {
			case depth < 9:
				src[i] = byte(r.IntN(1<<depth)) << (n % (9 - depth))
			case (down>>y^across>>x)&1 != 0: // the signs of any coefficient
				src[i] = 255
			}
		}
		if !yield(fmt.Sprintf("random samples %d", n), rows{src, stride}) {
			return
		}
	}
}

func TestForwardEqualsItsTwin(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for name, src := range samples {
		var q Table
		for i := range q {
			q[i] = uint16(1 + r.IntN(1<<r.IntN(17))) // 65536 wraps to 0, which counts as 1
		}
		d := NewDivisors(&q)
		got, want := blockOf(7), blockOf(-7)
		gotMask, wantMask := Forward(got, src.pix, src.stride, d), forwardGo(want, src.pix, src.stride, d)
		if *got != *want || gotMask != wantMask {
			t.Fatalf("%s, stride %d:\n%v, %x\nwant\n%v, %x\ntable %v", name, src.stride, got, gotMask, want, wantMask, q)
		}
	}
}

func blockOf(v int16) *Block {
	b := new(Block)
	for i := range b {
		b[i] = v
	}
	return b
}

// Forward must not write beside its block either.
func TestForwardWritesOneBlock(t *testing.T) {
	all := [3]Block{*blockOf(7), *blockOf(7), *blockOf(7)}
	src := make([]byte, 64)
	Forward(&all[1], src, 8, NewDivisors(tableOf(1)))
	if all[0] != *blockOf(7) || all[2] != *blockOf(7) {
		t.Error("wrote beside the block")
	}
	want := Block{-1024}
	if all[1] != want {
		t.Errorf("black is %v", all[1])
	}
}

func tableOf(v uint16) *Table {
	q := new(Table)
	for i := range q {
		q[i] = v
	}
	return q
}
