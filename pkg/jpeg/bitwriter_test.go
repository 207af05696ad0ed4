package jpeg

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// What is put bit by bit into a long string of bits, each byte of ones
// followed by a zero, must be what the writer makes of words.
func TestBitsAreWrittenAndStuffed(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for round := range 200 {
		var out bytes.Buffer
		var want []byte
		var bits []byte // 0 or 1
		w := newBitWriter(&out)
		flush := func() {
			for len(bits)%8 != 0 {
				bits = append(bits, 1)
			}
			for i := 0; i < len(bits); i += 8 {
				b := byte(0)
				for _, bit := range bits[i : i+8] {
					b = b<<1 | bit
				}
				if want = append(want, b); b == 0xff {
					want = append(want, 0)
				}
			}
			bits = bits[:0]
		}
		for range r.IntN(300) {
			n := 1 + r.IntN(32)
			x := r.Uint32() >> (32 - n)
			if r.IntN(3) > 0 {
				x = 1<<n - 1 // many bytes to stuff
			}
			w.put(x, n)
			for i := n - 1; i >= 0; i-- {
				bits = append(bits, byte(x>>i)&1)
			}
			if r.IntN(40) == 0 {
				flush()
				want = append(want, 0xff, 0xd0+byte(round&7))
				w.restart(round)
			}
		}
		flush()
		w.align()
		w.marker(0xd9)
		w.drain()
		if want = append(want, 0xff, 0xd9); w.err != nil || !bytes.Equal(out.Bytes(), want) {
			t.Fatalf("round %d: % x is written, not % x", round, out.Bytes(), want)
		}
	}
}
