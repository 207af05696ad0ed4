package jpeg

import (
	"context"
	"errors"
	"image"
	"math/rand/v2"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

func TestPlanesKeepCoefficientsOfAnySize(t *testing.T) {
	extremes := []int16{0, 1, -1, 126, 127, 128, 129, -127, -128, -129, 255, 256, -256, 1023, -1024, 32767, -32768}
	for _, n := range []int{8, 4, 2} {
		r := rand.New(rand.NewPCG(uint64(n), 5))
		const blocks = 3*wideGroup + 7
		p := newPlane(n, blocks, 1)
		var want [blocks]dct.Block
		for range 3 { // over again, with other values in the same places
			for i := range want {
				want[i] = dct.Block{}
				for range r.IntN(20) {
					v := int16(r.IntN(200) - 100)
					if i/wideGroup == 1 { // the other groups stay narrow
						v = extremes[r.IntN(len(extremes))]
					}
					want[i][r.IntN(64)] = v
				}
				p.save(i, &want[i])
			}
			for i, b := range want {
				for k := 1; k < 64; k++ {
					v := b[zigzag[k]]
					if told := p.mask[i]>>k&1 != 0; told != (v != 0) {
						t.Fatalf("n = %d: the mask of block %d is %x, and coefficient %d is %d", n, i, p.mask[i], k, v)
					}
					if k >= p.keep {
						b[zigzag[k]] = 0
					} else if got := p.get(i, k); got != v {
						t.Fatalf("n = %d: coefficient %d of block %d is %d, expected %d", n, k, i, got, v)
					}
				}
				var got dct.Block
				if p.load(i, &got); got != b {
					t.Fatalf("n = %d: block %d is %v, expected %v", n, i, got, b)
				}
			}
		}
		if p.high[0] != nil || p.high[1] == nil || p.wide == 0 {
			t.Errorf("n = %d: groups are wide that need not be, or not that must be", n)
		}
	}
}

func TestCorrectionsMoveAwayFromZeroAcrossTheLimitOfAByte(t *testing.T) {
	for _, start := range []int16{2, -2, 126, -126, 128, -128, -130, 254, 256, -256, -258} {
		p := newPlane(8, 1, 1)
		p.put(0, 1, start)
		p.put(0, 2, start)
		p.correct(0, 1<<1|1<<2, 1<<63, 0) // a 1 for the first and a 0 for the second
		want := start + 1
		if start < 0 {
			want = start - 1
		}
		if got, kept := p.get(0, 1), p.get(0, 2); got != want || kept != start {
			t.Errorf("%d and %d became %d and %d, expected %d and %d", start, start, got, kept, want, start)
		}
	}
}

func TestTheCoefficientsThatAreKeptAreAllThatIsTransformed(t *testing.T) {
	for _, n := range []int{8, 4, 2, 1} {
		p := newPlane(n, 1, 1)
		if read := p.transformed(); read>>p.keep != 0 || n > 1 && read>>(p.keep-1) == 0 {
			t.Errorf("n = %d: %d coefficients are kept, and the transform reads %x", n, p.keep, read)
		}
	}
}

func TestMemoryIsHeldAgainstTheLimitAlsoAsItGrows(t *testing.T) {
	data := handFile(meanScan(), handScan{ss: 1, se: 2, values: "\x0a\x00", bits: "00 1111111111 01  00 0000000000 01"})
	d, err := NewDecoder(context.Background(), data, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	need := d.Header().Memory(DecodeOptions{})
	for limit, fits := range map[int64]bool{need: true, need - 1: false} {
		var over *LimitError
		_, err := NewDecoder(context.Background(), data, DecodeOptions{Limits: Limits{Memory: limit}})
		if fits && err != nil || !fits && !errors.As(err, &over) {
			t.Errorf("with a limit of %d where %d are needed: %v", limit, need, err)
		}
	}
	f := d.f
	st := &store{f: f, limit: planeBytes(2, 8)}
	st.planes = []*plane{newPlane(8, 2, 1)}
	if err := st.grown(); err != nil {
		t.Errorf("before anything is wide: %v", err)
	}
	st.planes[0].put(0, 1, 1000)
	var over *LimitError
	if err := st.grown(); !errors.As(err, &over) {
		t.Errorf("after a wide coefficient: %v, expected a limit", err)
	}
}

func TestAnEndedContextEndsTheReadingOfScans(t *testing.T) {
	encTool(t, "cjpeg")
	data := encRun(t, ppm(image.Pt(64, 64), 10), "cjpeg", "-progressive")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := ReadCoefficients(ctx, data, DecodeOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("coefficients: %v", err)
	}
	if _, err := NewDecoder(ctx, data, DecodeOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a decoder: %v", err)
	}
}
