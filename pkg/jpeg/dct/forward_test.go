package dct

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The transform itself is right to a quarter of a level; quantization rounds.
func TestForwardIsNearTheExactTransform(t *testing.T) {
	n := 0
	for name, src := range samples {
		if n++; n%10 != 0 {
			continue // the exact one is slow
		}
		q := tableOf(uint16(1 + n/10%100))
		var b Block
		nonzero := Forward(&b, src.pix, src.stride, NewDivisors(q))
		for i, want := range forwardFloat(src.pix, src.stride) {
			if err := math.Abs(float64(b[i])*float64(q[i]) - want); err > float64(q[i])/2+0.25 {
				t.Fatalf("%s: coefficient %d is %d times %d, exactly %.3f", name, i, b[i], q[i], want)
			}
			if is := nonzero>>i&1 != 0; is != (b[i] != 0) {
				t.Fatalf("%s: coefficient %d is %d, its bit %v", name, i, b[i], is)
			}
		}
	}
}

// Every quantization value, and every numerator at which the quotient changes.
func TestQuotientsAreExact(t *testing.T) {
	const largest = 8192
	for first := 1; first <= math.MaxUint16; first += 64 {
		var q Table
		for i := range q {
			q[i] = uint16(first + i) // the last wraps to 0, which counts as 1
		}
		d := NewDivisors(&q)
		for i, quantum := range q {
			by := 8 * max(int32(quantum), 1)
			for v := int32(0); v <= largest+by; v += by {
				for _, n := range []int32{v - by/2 - 1, v - by/2, v - by/2 + 1, largest} {
					n = min(max(n, 0), largest)
					want := int16((n + by/2) / by)
					if got, negative := d.quantize(n, i), d.quantize(-n, i); got != want || negative != -want {
						t.Fatalf("%d / %d is %d, and of the negative %d, want %d", n, by, got, negative, want)
					}
				}
			}
		}
	}
}

// The quotients above are exact for what Forward can meet: no coefficient is
// larger than eight times 1024, whatever the samples.
func TestNoCoefficientExceedsTheLargest(t *testing.T) {
	for name, src := range samples {
		var b Block
		Forward(&b, src.pix, src.stride, NewDivisors(tableOf(1)))
		for i, v := range b {
			if v < -1024 || v > 1024 {
				t.Fatalf("%s: coefficient %d is %d", name, i, v)
			}
		}
	}
	// Samples that fit the signs of a coefficient make it as large as it can be.
	for i := range 64 {
		src := make([]byte, 64)
		for at := range src {
			if basis(8, i/8, at/8)*basis(8, i%8, at%8) < 0 {
				src[at] = 255
			}
		}
		for _, quantum := range []uint16{1, 1024, maxQuantum - 1, maxQuantum, maxQuantum + 1, math.MaxUint16} {
			var b Block
			Forward(&b, src, 8, NewDivisors(tableOf(quantum)))
			exact := forwardFloat(src, 8)[i]
			if err := math.Abs(float64(b[i])*float64(quantum) - exact); err > float64(quantum)/2+0.25 {
				t.Errorf("coefficient %d is %d times %d, exactly %.3f", i, b[i], quantum, exact)
			}
		}
	}
}

func TestRoundTripReproducesSamples(t *testing.T) {
	ones := tableOf(1)
	d := NewDivisors(ones)
	for name, src := range samples {
		var b Block
		Forward(&b, src.pix, src.stride, d)
		dst := make([]byte, len(src.pix))
		Inverse(dst, src.stride, &b, ones)
		for y := range 8 {
			for x := range 8 {
				got, want := int(dst[y*src.stride+x]), int(src.pix[y*src.stride+x])
				if got < want-1 || got > want+1 {
					t.Fatalf("%s: sample %d, %d is %d, was %d", name, x, y, got, want)
				}
			}
		}
	}
}

func TestDivisorsMayBeShared(t *testing.T) {
	d := NewDivisors(tableOf(3))
	before := *d
	src := make([]byte, 64)
	r := rand.New(rand.NewPCG(11, 12))
	for i := range src {
		src[i] = byte(r.Uint32())
	}
	Forward(new(Block), src, 8, d)
	if *d != before {
		t.Error("Forward changed them")
	}
}
