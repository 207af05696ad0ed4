package dct

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// FuzzInverse compares the inverse transforms with their portable twins, on
// coefficients and a table made of any bytes.
func FuzzInverse(f *testing.F) {
	f.Add([]byte{}, []byte{}, uint8(0))
	f.Add(bytes.Repeat([]byte{0, 0x80}, 64), bytes.Repeat([]byte{1, 0}, 64), uint8(5))
	f.Add(bytes.Repeat([]byte{0xff, 0x7f, 0, 0x80}, 32), bytes.Repeat([]byte{0xff}, 128), uint8(56))
	f.Fuzz(func(t *testing.T, coefficients, table []byte, gap uint8) {
		var b Block
		var q Table
		for i := range 64 {
			b[i] = int16(wordAt(coefficients, i))
			q[i] = wordAt(table, i)
		}
		for n, f := range inverters() {
			stride := n + int(gap)
			got, all := guarded(stride, n)
			want, _ := guarded(stride, n)
			f.fast(got, stride, &b, &q)
			f.portable(want, stride, &b, &q)
			if !bytes.Equal(got, want) {
				t.Fatalf("%d x %d: %v, want %v", n, n, got, want)
			}
			if !unharmed(all, stride, n) {
				t.Fatalf("%d x %d: wrote beside the block", n, n)
			}
		}
	})
}

// FuzzForward compares Forward with its portable twin, on any samples and any
// table.
func FuzzForward(f *testing.F) {
	f.Add([]byte{}, []byte{}, uint8(0))
	f.Add(bytes.Repeat([]byte{0xff, 0}, 32), bytes.Repeat([]byte{1, 0}, 64), uint8(3))
	f.Fuzz(func(t *testing.T, src, table []byte, gap uint8) {
		stride := 8 + int(gap)
		src = append(src, make([]byte, 7*stride+8)...)[:7*stride+8]
		var q Table
		for i := range q {
			q[i] = wordAt(table, i)
		}
		d := NewDivisors(&q)
		var got, want Block
		gotMask, wantMask := Forward(&got, src, stride, d), forwardGo(&want, src, stride, d)
		if got != want || gotMask != wantMask {
			t.Fatalf("%v, %x, want %v, %x", got, gotMask, want, wantMask)
		}
	})
}

// wordAt is word i of data, and 0 past its end.
func wordAt(data []byte, i int) uint16 {
	if len(data) < 2*i+2 {
		return 0
	}
	return binary.LittleEndian.Uint16(data[2*i:])
}
