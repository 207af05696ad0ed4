package ycc

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// The formulas below are libjpeg's, written out for one sample at a time and
// as plainly as they can be. Everything else is compared with them.

// fix is a constant with 16 bits after the point.
func fix(c float64) int { return int(c*65536 + 0.5) }

func formulaRGB(y, cb, cr byte) [4]byte {
	u, v := int(cb)-128, int(cr)-128
	r := int(y) + (fix(1.40200)*v+32768)>>16
	g := int(y) + (-fix(0.34414)*u-fix(0.71414)*v+32768)>>16
	b := int(y) + (fix(1.77200)*u+32768)>>16
	return [4]byte{limit(r), limit(g), limit(b), 255}
}

func limit(v int) byte { return byte(min(max(v, 0), 255)) }

func formulaYCC(r, g, b byte) [3]byte {
	ri, gi, bi := int(r), int(g), int(b)
	offset := 128<<16 + 32768 - 1
	return [3]byte{
		byte((fix(0.29900)*ri + fix(0.58700)*gi + fix(0.11400)*bi + 32768) >> 16),
		byte((-fix(0.16874)*ri - fix(0.33126)*gi + fix(0.5)*bi + offset) >> 16),
		byte((fix(0.5)*ri - fix(0.41869)*gi - fix(0.08131)*bi + offset) >> 16),
	}
}

// across returns the sample of a row that is next to sample x/2 on the side
// of the new sample x; the same at the ends.
func across(n, x int) int {
	if x%2 == 0 {
		return max(x/2-1, 0)
	}
	return min(x/2+1, n-1)
}

func formulaWide(src []byte, x int) byte {
	if len(src) <= 2 {
		return src[x/2]
	}
	return byte((3*int(src[x/2]) + int(src[across(len(src), x)]) + 1 + x%2) / 4)
}

func formulaWider(near, far []byte, x int) byte {
	if len(near) <= 2 {
		return near[x/2]
	}
	column := func(i int) int { return 3*int(near[i]) + int(far[i]) }
	return byte((3*column(x/2) + column(across(len(near), x)) + 8 - x%2) / 16)
}

// operation is one of the functions on rows. A row of n samples or pixels
// has from[i]*n bytes in source i, and to(n) bytes in each result.
type operation struct {
	name    string
	from    []int
	results int
	to      func(n int) int
	run     func(dst, src [][]byte)
	formula func(dst, src [][]byte)
	// plain is the portable twin. It leaves out what run does on its own: the
	// first and the last skip bytes.
	plain func(dst, src [][]byte)
	skip  func(n int) (first, last int)
}

func same(n int) int           { return n }
func double(n int) int         { return 2 * n }
func doubleLess(n int) int     { return max(0, 2*n-1) }
func halfUp(n int) int         { return (n + 1) / 2 }
func none(int) (int, int)      { return 0, 0 }
func odd(n int) (int, int)     { return 0, n & 1 }
func ofEnds(n int) (int, int)  { return 2, 2 }
func ofEnds1(n int) (int, int) { return 2, 1 }

func each(dst []byte, f func(i int) byte) {
	for i := range dst {
		dst[i] = f(i)
	}
}

func operations() []operation {
	return slices.Concat(conversions(), widenings(), halvings())
}

func conversions() []operation {
	return []operation{
		{"ToRGBA", []int{1, 1, 1}, 1, func(n int) int { return 4 * n },
			func(d, s [][]byte) { ToRGBA(d[0], s[0], s[1], s[2]) },
			func(d, s [][]byte) {
				each(d[0], func(i int) byte { return formulaRGB(s[0][i/4], s[1][i/4], s[2][i/4])[i%4] })
			},
			func(d, s [][]byte) { plainToRGBA(d[0], s[0], s[1], s[2]) }, none},
		{"FromRGBA", []int{4}, 3, same,
			func(d, s [][]byte) { FromRGBA(d[0], d[1], d[2], s[0]) },
			func(d, s [][]byte) {
				for c := range d {
					each(d[c], func(i int) byte { return formulaYCC(s[0][4*i], s[0][4*i+1], s[0][4*i+2])[c] })
				}
			},
			func(d, s [][]byte) { plainFromRGBA(d[0], d[1], d[2], s[0]) }, none},
	}
}

func widenings() []operation {
	wide := func(d, s [][]byte) { each(d[0], func(x int) byte { return formulaWide(s[0], x) }) }
	wider := func(d, s [][]byte) { each(d[0], func(x int) byte { return formulaWider(s[0], s[1], x) }) }
	inner := func(d, s [][]byte) {
		if n := len(s[0]); n > 2 {
			plainWidenRow(d[0][2:2*n-2], s[0])
		}
	}
	inners := func(d, s [][]byte) {
		if n := len(s[0]); n > 2 {
			plainWidenRows(d[0][2:2*n-2], s[0], s[1])
		}
	}
	widen := func(d, s [][]byte) { WidenRow(d[0], s[0]) }
	widens := func(d, s [][]byte) { WidenRows(d[0], s[0], s[1]) }
	list := []operation{
		{"WidenRow", []int{1}, 1, double, widen, wide, inner, ofEnds},
		{"WidenRow less one", []int{1}, 1, doubleLess, widen, wide, inner, ofEnds1},
		{"WidenRows", []int{1, 1}, 1, double, widens, wider, inners, ofEnds},
		{"WidenRows less one", []int{1, 1}, 1, doubleLess, widens, wider, inners, ofEnds1},
	}
	for bias, lower := range []bool{1: false, 2: true} {
		if bias == 0 {
			continue
		}
		list = append(list, operation{fmt.Sprintf("MixRows lower=%t", lower), []int{1, 1}, 1, same,
			func(d, s [][]byte) { MixRows(d[0], s[0], s[1], lower) },
			func(d, s [][]byte) {
				each(d[0], func(i int) byte { return byte((3*int(s[0][i]) + int(s[1][i]) + bias) / 4) })
			},
			func(d, s [][]byte) { plainMixRows(d[0], s[0], s[1], uint32(bias)) }, none})
	}
	return list
}

func halvings() []operation {
	at := func(row []byte, i int) int { return int(row[min(i, len(row)-1)]) }
	return []operation{
		{"HalveRow", []int{1}, 1, halfUp,
			func(d, s [][]byte) { HalveRow(d[0], s[0]) },
			func(d, s [][]byte) {
				each(d[0], func(i int) byte { return byte((at(s[0], 2*i) + at(s[0], 2*i+1) + i%2) / 2) })
			},
			func(d, s [][]byte) { plainHalveRow(d[0][:len(s[0])/2], s[0]) }, odd},
		{"HalveRows", []int{1, 1}, 1, halfUp,
			func(d, s [][]byte) { HalveRows(d[0], s[0], s[1]) },
			func(d, s [][]byte) {
				each(d[0], func(i int) byte {
					return byte((at(s[0], 2*i) + at(s[0], 2*i+1) + at(s[1], 2*i) + at(s[1], 2*i+1) + 1 + i%2) / 4)
				})
			},
			func(d, s [][]byte) { plainHalveRows(d[0][:len(s[0])/2], s[0], s[1]) }, odd},
		{"HalveDown", []int{1, 1}, 1, same,
			func(d, s [][]byte) { HalveDown(d[0], s[0], s[1]) },
			func(d, s [][]byte) {
				each(d[0], func(i int) byte { return byte((int(s[0][i]) + int(s[1][i]) + 1) / 2) })
			},
			func(d, s [][]byte) { plainHalveDown(d[0], s[0], s[1]) }, none},
	}
}

// fills are ways to fill a row: at random, and with what is extreme.
func fills(random *rand.Rand) map[string]func(i int) byte {
	return map[string]func(i int) byte{
		"random":   func(int) byte { return byte(random.Uint32()) },
		"extremes": func(int) byte { return byte(-(random.Uint32() & 1)) },
		"black":    func(int) byte { return 0 },
		"white":    func(int) byte { return 255 },
		"comb":     func(i int) byte { return byte(-(i & 1)) },
		"ramp":     func(i int) byte { return byte(i) },
	}
}
