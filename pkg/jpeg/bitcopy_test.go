package jpeg

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// stuffedBytes draws bytes of a scan, many of them 0xff and 0, and returns
// them as a file holds them, too: with fill bytes here and there.
func stuffedBytes(r *rand.Rand, n int) (plain, stuffed []byte) {
	for range n {
		b := byte(r.IntN(256))
		switch r.IntN(6) {
		case 0:
			b = 0xff
		case 1:
			b = 0
		}
		plain = append(plain, b)
		if b == 0xff {
			for r.IntN(4) == 0 {
				stuffed = append(stuffed, 0xff)
			}
		}
		stuffed = append(stuffed, b)
		if b == 0xff {
			stuffed = append(stuffed, 0)
		}
	}
	return plain, stuffed
}

// bitsOf returns bits from, up to but not including to, one a byte.
func bitsOf(plain []byte, from, to int) []byte {
	var bits []byte
	for i := from; i < to; i++ {
		bits = append(bits, plain[i/8]>>(7-i%8)&1)
	}
	return bits
}

func TestBitsAreCopiedFromAnyPlaceToAny(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 3000 {
		plain, data := stuffedBytes(r, 1+r.IntN(60))
		total := 8 * len(plain)
		from := r.IntN(total + 1)
		to := from + r.IntN(total-from+1)
		for _, tail := range []string{"", "\xff\xd9", "\xff\xff\xff\xd0\x00"} {
			reader := &bitReader{data: append([]byte("\xff\xd0"), data...), pos: 2}
			reader.data = append(reader.data, tail...)
			cursors := [2]bitCursor{}
			for i, stop := range []int{from, to - from} {
				for stop > 0 {
					k := min(1+r.IntN(32), stop)
					reader.bits(k)
					stop -= k
				}
				cursors[i] = reader.cursor()
			}
			var out bytes.Buffer
			w := newBitWriter(&out)
			lead := r.IntN(70)
			for range lead {
				w.put(1, 1)
			}
			w.copyBits(reader.data, cursors[0], cursors[1])
			w.align()
			w.drain()
			got := bytes.ReplaceAll(out.Bytes(), []byte("\xff\x00"), []byte("\xff"))
			want := bitsOf(plain, from, to)
			if n := lead + len(want); len(got) != (n+7)/8 {
				t.Fatalf("%d bits became %d bytes", n, len(got))
			}
			if !bytes.Equal(bitsOf(got, lead, lead+len(want)), want) {
				t.Fatalf("bits %d to %d of % x, %q behind: the copy differs", from, to, data, tail)
			}
		}
	}
}

func TestLongCopiesLeaveTheBufferInTime(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	plain, data := stuffedBytes(r, 3*encBuffer)
	var out bytes.Buffer
	w := newBitWriter(&out)
	w.put(5, 3)
	w.copyBits(data, bitCursor{}, bitCursor{pos: len(data)})
	w.align()
	w.drain()
	got := bytes.ReplaceAll(out.Bytes(), []byte("\xff\x00"), []byte("\xff"))
	if len(got) != len(plain)+1 || !bytes.Equal(bitsOf(got, 3, 3+8*len(plain)), bitsOf(plain, 0, 8*len(plain))) {
		t.Error("the copy differs")
	}
}
