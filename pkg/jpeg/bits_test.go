package jpeg

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// drawTable draws a Huffman table: some counts that leave room for the code
// of all ones, and values in a random order.
func drawTable(r *rand.Rand, most int) (counts [16]byte, values []byte) {
	order := r.Perm(256)
	room := 1 // codes of this length that are free
	for i := range counts {
		room *= 2
		n := min(r.IntN(room), room-1, most-len(values), 1+r.IntN(12))
		if i == 15 {
			n = min(room-1, most-len(values), 255)
		}
		counts[i] = byte(n)
		room -= n
		for range n {
			values = append(values, byte(order[len(values)]))
		}
	}
	return counts, values
}

// slowDecode walks through the code bit by bit: T.81, figure F.16.
func slowDecode(counts *[16]byte, values []byte, acc uint64) (value byte, length int) {
	code, first, index := 0, 0, 0
	for i, count := range counts {
		code = code<<1 | int(acc>>(63-i)&1)
		if code-first < int(count) {
			return values[index+code-first], i + 1
		}
		index += int(count)
		first = (first + int(count)) << 1
	}
	return 0, 0
}

func TestHuffmanDecodesLikeABitByBitWalk(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		counts, values := drawTable(r, 1+r.IntN(256))
		h, err := newHuffman(&counts, values)
		if err != nil {
			t.Fatalf("%v: %v", counts, err)
		}
		pairs, bursts, skips := newPairTable(h, true), newBurstTable(h), newSkipTable(h)
		for range 2000 {
			acc := r.Uint64()
			value, length := h.decode(acc)
			wantValue, wantLength := slowDecode(&counts, values, acc)
			if value != wantValue || length != wantLength {
				t.Fatalf("%v: %016x is %d of %d bits, not %d of %d", counts, acc, wantValue, wantLength, value, length)
			}
			checkPair(t, pairs[acc>>(64-pairBits)], acc, value, length)
			checkBurst(t, bursts[acc>>(64-burstBits)], h, acc)
			checkSkip(t, skips[acc>>(64-skipBits)], h, acc)
		}
	}
}

// checkPair compares a table's answer with the definition of run and size.
func checkPair(t *testing.T, e uint32, acc uint64, value byte, length int) {
	t.Helper()
	run, size := int(value>>4), int(value&15)
	want := uint32(pairLong << 8)
	if length > 0 && length+size <= pairBits {
		v := 0
		for i := range size {
			v = v<<1 | int(acc>>(63-length-i)&1)
		}
		if size > 0 && v < 1<<(size-1) {
			v -= 1<<size - 1
		}
		want = uint32(length+size) | uint32(run+1)<<8 | uint32(uint16(v))<<16
		if size == 0 && run < 15 {
			want = uint32(length) | pairEnd<<8
		}
	}
	if e != want {
		t.Fatalf("%016x: the entry is %08x and must be %08x", acc, e, want)
	}
}

// checkBurst makes the entry of two pairs.
func checkBurst(t *testing.T, e uint64, h *huffman, acc uint64) {
	t.Helper()
	one := pairEntry(h, acc, burstBits, true)
	two := uint32(pairLong << 8)
	if one>>8&0xff < pairEnd {
		two = pairEntry(h, acc<<(one&0xff), burstBits-int(one&0xff), true)
	}
	length, first, last := one&0xff, one>>8&0xff, one>>8&0xff
	v, w := one>>16, one>>16
	switch {
	case two>>8&0xff == pairEnd:
		length, last, w = length+two&0xff, pairEnd, 0
	case two>>8&0xff < pairEnd:
		length, last, w = length+two&0xff, first+two>>8&0xff, two>>16
	}
	if want := uint64(length) | uint64(first)<<8 | uint64(last)<<16 | uint64(v)<<32 | uint64(w)<<48; e != want {
		t.Fatalf("%016x: the entry is %016x and must be %016x", acc, e, want)
	}
}

// checkSkip decodes one by one what the entry says at once.
func checkSkip(t *testing.T, e uint16, h *huffman, acc uint64) {
	t.Helper()
	length, advance, end := 0, 0, false
	for length < int(e&15) && !end {
		value, n := h.decode(acc << length)
		run, size := int(value>>4), int(value&15)
		if n == 0 {
			t.Fatalf("%016x: the entry %04x goes over a bad code", acc, e)
		}
		length += n + size
		advance += run + 1
		if size == 0 && run < 15 {
			advance -= run
			end = true
		}
	}
	switch {
	case length == 0 && e != pairLong<<8:
		t.Fatalf("%016x: the entry %04x takes nothing", acc, e)
	case length > 0 && (length != int(e&15) || advance != int(e>>8) || end != (e&skipEnd != 0)):
		t.Fatalf("%016x: the entry is %04x: %d bits, %d coefficients, end %v", acc, e, length, advance, end)
	}
}

func TestHuffmanRefusesTablesWithTooManyCodes(t *testing.T) {
	for name, c := range map[string]struct {
		counts string
		good   bool
	}{
		"one code":                  {"\x01", true},
		"the code of all ones":      {"\x02", false},
		"three codes of one bit":    {"\x03", false},
		"all ones later":            {"\x01\x01\x02", false},
		"full but for all ones":     {"\x01\x01\x01", true},
		"none":                      {"", true},
		"all codes of 8 bits":       {"\x00\x00\x00\x00\x00\x00\x00\xff", true},
		"nothing left":              {"\x01\x02\x01", false},
		"fifteen lengths, then one": {"\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01", true},
	} {
		var counts [16]byte
		copy(counts[:], c.counts)
		if _, err := newHuffman(&counts, make([]byte, 300)); (err == nil) != c.good {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

// TestBitReaderReadsWhatWasStuffed reads random bits in random portions, over
// stuffed bytes and up to a marker or the end of the data.
func TestBitReaderReadsWhatWasStuffed(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for round := range 300 {
		plain := make([]byte, r.IntN(60))
		var stuffed []byte
		for i := range plain {
			plain[i] = byte(r.Uint32())
			if r.IntN(4) == 0 {
				plain[i] = 0xff
			}
			stuffed = append(stuffed, plain[i])
			if plain[i] == 0xff {
				stuffed = append(stuffed, bytes.Repeat([]byte{0xff}, r.IntN(3)/2)...)
				stuffed = append(stuffed, 0)
			}
		}
		end := len(stuffed)
		if round%2 == 0 {
			end++ // at the last 0xff
			stuffed = append(stuffed, 0xff, 0xff, 0xd9, 1, 2, 3, 4, 5, 6, 7, 8)
		}
		reader := &bitReader{data: stuffed}
		for at := 0; at < 8*len(plain); {
			k := min(r.IntN(33), 8*len(plain)-at)
			want := uint32(0)
			for i := range k {
				want = want<<1 | uint32(plain[(at+i)/8]>>(7-(at+i)%8)&1)
			}
			if got := reader.bits(k); got != want || reader.n < 0 {
				t.Fatalf("%x: %d bits from %d on are %x, not %x; %d left", stuffed, k, at, want, got, reader.n)
			}
			at += k
		}
		if got := reader.bits(9); got != 0 || reader.n != -9 || !reader.end || reader.pos != end {
			t.Fatalf("%x: behind the end: %x, n %d, end %v at %d", stuffed, got, reader.n, reader.end, reader.pos)
		}
	}
}

func TestExtendIsThatOfTheStandard(t *testing.T) {
	for k := range 16 {
		for x := range uint32(1) << k {
			want := int32(x)
			if k > 0 && x < 1<<(k-1) {
				want = int32(x) - 1<<k + 1
			}
			if got := extend(x, k); got != want {
				t.Fatalf("extend(%d, %d) is %d, not %d", x, k, got, want)
			}
		}
	}
}
