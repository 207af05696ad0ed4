package ycc

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

const fence = 64 // bytes around a destination that must not change

// fenced returns n bytes of one value amid others of the same.
func fenced(n int, value byte) (inside, all []byte) {
	all = bytes.Repeat([]byte{value}, n+2*fence)
	return all[fence : fence+n : fence+n], all
}

// checkRow runs an operation and its twin on the sources, and compares both
// with the formula.
func checkRow(t *testing.T, op operation, n int, src [][]byte) {
	t.Helper()
	want := make([][]byte, op.results)
	got, around, plain := make([][]byte, op.results), make([][]byte, op.results), make([][]byte, op.results)
	for i := range want {
		want[i] = make([]byte, op.to(n))
		plain[i] = make([]byte, op.to(n))
		got[i], around[i] = fenced(op.to(n), 0xa5)
	}
	before := make([][]byte, len(src))
	for i := range src {
		before[i] = bytes.Clone(src[i])
	}
	op.formula(want, src)
	op.run(got, src)
	op.plain(plain, src)
	first, last := op.skip(n)
	for i := range want {
		if at := differ(got[i], want[i]); at >= 0 {
			t.Fatalf("%s, length %d, result %d: byte %d is %d, want %d", op.name, n, i, at, got[i][at], want[i][at])
		}
		if until := len(want[i]) - last; first < until {
			if at := differ(plain[i][first:until], want[i][first:until]); at >= 0 {
				t.Fatalf("the twin of %s, length %d, result %d: byte %d is %d, want %d", op.name, n, i, at+first, plain[i][at+first], want[i][at+first])
			}
		}
		for at, v := range around[i] {
			if v != 0xa5 && (at < fence || at >= fence+op.to(n)) {
				t.Fatalf("%s, length %d, result %d: byte %d, outside of the row, was written", op.name, n, i, at-fence)
			}
		}
	}
	for i := range src {
		if !bytes.Equal(src[i], before[i]) {
			t.Fatalf("%s, length %d: source %d was changed", op.name, n, i)
		}
	}
}

// differ returns the first place where two rows differ, or -1.
func differ(a, b []byte) int {
	if bytes.Equal(a, b) {
		return -1
	}
	for i := range a {
		if a[i] != b[i] {
			return i
		}
	}
	return len(a)
}

func TestRowsOfAllLengthsAreAsTheFormulasSay(t *testing.T) {
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2))
			for _, fill := range fills(random) {
				for n := range 131 {
					src := make([][]byte, len(op.from))
					for i, size := range op.from {
						src[i] = make([]byte, size*n)
						each(src[i], fill)
					}
					checkRow(t, op, n, src)
				}
			}
		})
	}
}

// Sources that are as different as can be, in all combinations.
func TestExtremesAgainstEachOther(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	kinds := fills(random)
	for _, op := range operations() {
		if len(op.from) < 2 {
			continue
		}
		for _, a := range kinds {
			for _, b := range kinds {
				const n = 101
				src := make([][]byte, len(op.from))
				for i := range src {
					src[i] = make([]byte, n)
					if i%2 == 0 {
						each(src[i], a)
					} else {
						each(src[i], b)
					}
				}
				checkRow(t, op, n, src)
			}
		}
	}
}

// Every pair of neighbours: what WidenRow, MixRows, HalveRow and HalveDown
// give depends on two samples only.
func TestAllPairs(t *testing.T) {
	for _, op := range operations() {
		if op.from[0] != 1 || len(op.from) > 2 {
			continue
		}
		for a := range 256 {
			one, other := make([]byte, 512), make([]byte, 512)
			for i := range one {
				one[i], other[i] = byte(i/2), byte(i/2)
				if i%2 == 0 {
					one[i] = byte(a)
				} else {
					other[i] = byte(a)
				}
			}
			checkRow(t, op, 512, [][]byte{one, other}[:len(op.from)])
		}
	}
}

func TestAllColoursToRGBA(t *testing.T) {
	y, cb, cr := make([]byte, 256), make([]byte, 256), make([]byte, 256)
	each(cr, func(i int) byte { return byte(i) })
	got, plain, want := make([]byte, 1024), make([]byte, 1024), make([]byte, 1024)
	for luma := range 256 {
		for blue := range 256 {
			for i := range y {
				y[i], cb[i] = byte(luma), byte(blue)
				pixel := formulaRGB(y[i], cb[i], cr[i])
				copy(want[4*i:], pixel[:])
			}
			ToRGBA(got, y, cb, cr)
			plainToRGBA(plain, y, cb, cr)
			if at := differ(got, want); at >= 0 {
				t.Fatalf("Y %d, Cb %d, Cr %d: channel %d is %d, want %d", luma, blue, at/4, at%4, got[at], want[at])
			}
			if at := differ(plain, want); at >= 0 {
				t.Fatalf("the twin, Y %d, Cb %d, Cr %d: channel %d is %d, want %d", luma, blue, at/4, at%4, plain[at], want[at])
			}
		}
	}
}

func TestAllColoursFromRGBA(t *testing.T) {
	src := make([]byte, 1024)
	var got, plain, want [3][]byte
	for c := range want {
		got[c], plain[c], want[c] = make([]byte, 256), make([]byte, 256), make([]byte, 256)
	}
	for red := range 256 {
		for green := range 256 {
			for blue := range 256 {
				// Alpha varies, for it must not count.
				src[4*blue], src[4*blue+1], src[4*blue+2], src[4*blue+3] = byte(red), byte(green), byte(blue), byte(red*5+blue)
				for c, v := range formulaYCC(byte(red), byte(green), byte(blue)) {
					want[c][blue] = v
				}
			}
			FromRGBA(got[0], got[1], got[2], src)
			plainFromRGBA(plain[0], plain[1], plain[2], src)
			for c := range want {
				if at := differ(got[c], want[c]); at >= 0 {
					t.Fatalf("RGB %d, %d, %d: component %d is %d, want %d", red, green, at, c, got[c][at], want[c][at])
				}
				if at := differ(plain[c], want[c]); at >= 0 {
					t.Fatalf("the twin, RGB %d, %d, %d: component %d is %d, want %d", red, green, at, c, plain[c][at], want[c][at])
				}
			}
		}
	}
}

func TestLongerRowsThanNeededAreLeftAlone(t *testing.T) {
	row := []byte{10, 20, 30, 40}
	for name, c := range map[string]struct {
		used int
		run  func(dst []byte)
	}{
		"ToRGBA":    {16, func(dst []byte) { ToRGBA(dst, row, append(row, 1), append(row, 2)) }},
		"WidenRow":  {8, func(dst []byte) { WidenRow(dst, row) }},
		"WidenRows": {8, func(dst []byte) { WidenRows(dst, row, append(row, 1)) }},
		"MixRows":   {4, func(dst []byte) { MixRows(dst, row, append(row, 1), true) }},
		"HalveRow":  {2, func(dst []byte) { HalveRow(dst, row) }},
		"HalveRows": {2, func(dst []byte) { HalveRows(dst, row, append(row, 1)) }},
		"HalveDown": {4, func(dst []byte) { HalveDown(dst, row, append(row, 1)) }},
	} {
		dst := make([]byte, 40)
		c.run(dst)
		if at := differ(dst[c.used:], make([]byte, 40-c.used)); at >= 0 || dst[c.used-1] == 0 {
			t.Errorf("%s: wrote %v, want %d bytes", name, dst, c.used)
		}
	}
}

func TestShortRowsPanicBeforeMemoryIsTouched(t *testing.T) {
	long, short := make([]byte, 400), make([]byte, 99, 400)
	for name, run := range map[string]func(){
		"ToRGBA, dst":      func() { ToRGBA(long[:399], long[:100], long, long) },
		"ToRGBA, cb":       func() { ToRGBA(long, long[:100], short, long) },
		"ToRGBA, cr":       func() { ToRGBA(long, long[:100], long, short) },
		"FromRGBA, cb":     func() { FromRGBA(long[:100], short, long, long) },
		"FromRGBA, cr":     func() { FromRGBA(long[:100], long, short, long) },
		"FromRGBA, src":    func() { FromRGBA(long[:100], long, long, long[:399]) },
		"WidenRow, dst":    func() { WidenRow(long[:198], long[:100]) },
		"WidenRows, dst":   func() { WidenRows(long[:198], long[:100], long) },
		"WidenRows, far":   func() { WidenRows(long, long[:100], short) },
		"MixRows, dst":     func() { MixRows(short, long[:100], long, false) },
		"MixRows, far":     func() { MixRows(long, long[:100], short, false) },
		"HalveRow, dst":    func() { HalveRow(short, long[:199]) },
		"HalveRows, dst":   func() { HalveRows(short, long[:199], long) },
		"HalveRows, lower": func() { HalveRows(long, long[:100], short) },
		"HalveDown, dst":   func() { HalveDown(short, long[:100], long) },
		"HalveDown, lower": func() { HalveDown(long, long[:100], short) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			run()
		})
	}
}
