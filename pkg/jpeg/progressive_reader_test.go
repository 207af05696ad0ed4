package jpeg

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// entropyData draws bytes, stuffed, in which a share of percent is 0xff.
func entropyData(size, percent int, r *rand.Rand) (stuffed, clean []byte) {
	for range size {
		b := byte(r.IntN(255))
		if r.IntN(100) < percent {
			b = 0xff
		}
		clean = append(clean, b)
		if stuffed = append(stuffed, b); b == 0xff {
			stuffed = append(stuffed, 0)
		}
	}
	return stuffed, clean
}

// take reads k bits, up to 56, as hot code does.
func (r *cleanReader) take(k uint) uint64 {
	if r.pos > r.safe {
		r.more()
	}
	r.fill()
	v := r.acc >> (64 - k)
	r.acc <<= k
	r.n -= k
	return v
}

func TestCleanReaderTakesTheZerosOut(t *testing.T) {
	for _, size := range []int{0, 1, 7, 8, 9, 255, cleanBytes - 1, cleanBytes, cleanBytes + 1, 3*cleanBytes + 77} {
		for _, percent := range []int{0, 1, 50, 100} {
			t.Run(fmt.Sprintf("%d bytes, %d%% of them 0xff", size, percent), func(t *testing.T) {
				stuffed, clean := entropyData(size, percent, rand.New(rand.NewPCG(uint64(size), uint64(percent))))
				data := append([]byte("head"), stuffed...)
				data = append(data, 0xff, 0xff, 0xd9, 1, 2, 3)
				r := &cleanReader{data: data}
				r.start(4)
				var got []byte
				at := 4
				for i, b := range clean {
					if where := r.reader().pos; where != at {
						t.Fatalf("byte %d is said to be at %d, and is at %d", i, where, at)
					}
					if at++; b == 0xff {
						at++
					}
					got = append(got, byte(r.take(8)))
				}
				if !bytes.Equal(got, clean) {
					t.Fatal("the bytes are others")
				}
				if r.left() < 0 {
					t.Error("the reader has taken too many")
				}
				if r.take(1) != 0 || r.left() >= 0 {
					t.Error("behind the last bit comes something other than zeros, or nobody noticed")
				}
				if b := r.reader(); b.pos != 4+len(stuffed)+1 || b.n >= 0 {
					t.Errorf("the reader stopped at %d with %d bits, expected the last 0xff at %d", b.pos, b.n, 4+len(stuffed)+1)
				}
			})
		}
	}
}

// A 0xff may stand several times before its zero, as it may before a marker:
// that is nothing to stumble over, and the reader knows where it is.
func TestCleanReaderPassesFillBytes(t *testing.T) {
	stuffed, clean := entropyData(2*cleanBytes, 5, rand.New(rand.NewPCG(5, 6)))
	data := bytes.ReplaceAll(stuffed, []byte{0xff, 0}, []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0})
	r := &cleanReader{data: data}
	r.start(0)
	at := 0
	for i, b := range clean {
		if where := r.reader().pos; where != at {
			t.Fatalf("byte %d is said to be at %d, and is at %d", i, where, at)
		}
		if at++; b == 0xff {
			at += 6
		}
		if got := byte(r.take(8)); got != b {
			t.Fatalf("byte %d is %x, expected %x", i, got, b)
		}
	}
}

func TestCleanReaderTakesAnyNumberOfBits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	stuffed, clean := entropyData(2*cleanBytes, 3, r)
	c := &cleanReader{data: stuffed}
	c.start(0)
	for at := uint(0); ; {
		k := 1 + r.UintN(56)
		if at+k > uint(len(clean))*8 {
			break
		}
		var want uint64
		for i := at; i < at+k; i++ {
			want = want<<1 | uint64(clean[i/8]>>(7-i%8)&1)
		}
		if got := c.take(k); got != want {
			t.Fatalf("the %d bits from %d on are %x, expected %x", k, at, got, want)
		}
		at += k
	}
}

func TestSymbolTablesAgreeWithTheCodes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for round := range 20 {
		var counts [16]byte // a tree that is never full, with codes of all lengths
		var values []byte
		for i := range counts {
			counts[i] = byte(min(r.IntN(1+i), 1))
		}
		counts[15] = 3
		for _, n := range counts {
			for range n {
				values = append(values, byte(r.IntN(256)))
			}
		}
		h, err := newHuffman(&counts, values)
		if err != nil {
			t.Fatal(err)
		}
		var table symbolTable
		table.make(h, false)
		for range 5000 {
			acc := r.Uint64()
			if round%2 == 0 {
				acc |= ^uint64(0) << (64 - r.UintN(16)) // long codes
			}
			value, length := h.decode(acc)
			e := table.entry(acc)
			if length == 0 || e == 0 {
				if length != 0 || e != 0 {
					t.Fatalf("%x: the code has %d bits, and the entry is %x", acc, length, e)
				}
				continue
			}
			take, run, size, v := int(e&63), byte(e>>8&15), int(e>>12&15), int32(e)>>16
			if v == 0 && size > 0 {
				take += size
				v = extend(uint32(acc<<length>>(64-size)), size)
			}
			want := int32(0)
			if n := int(value & 15); n > 0 {
				want = extend(uint32(acc<<length>>(64-n)), n)
			}
			if run != value>>4 || v != want || take != length+int(value&15) {
				t.Fatalf("%x: run %d, value %d in %d bits, expected %d, %d in %d", acc, run, v, take, value>>4, want, length+int(value&15))
			}
		}
	}
}
