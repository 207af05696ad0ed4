package resample

// The routines in assembly take whole steps of columns or outputs; the
// portable ones do the rest.

//go:noescape
func interleaveNEON(dst, even, odd *byte, n int)

//go:noescape
func downNEON(mid *int16, pairs *byte, places *int, weights *int16, columns, count int)

//go:noescape
func narrowNEON(dst *byte, mid *int16, first *int32, picks *byte, weights *int16, groups, pairs int)

//go:noescape
func wideNEON(dst *byte, mid *int16, first *int32, weights *int16, groups, blocks int)

//go:noescape
func pixelsNEON(dst *byte, mid *int16, first *int32, weights *int16, outputs, blocks int)

//go:noescape
func addRowNEON(sums *uint16, row *byte, n int)

//go:noescape
func halveNEON(dst, src *uint16, n int)

//go:noescape
func meansNEON(dst *byte, sums *uint16, n, half, shift int)

func interleave(dst, even, odd []byte) {
	n := 0
	if len(even) >= pairBlock {
		n = len(even) / pairBlock * pairBlock
		interleaveNEON(&dst[:2*n][0], &even[0], &odd[:n][0], n)
	}
	interleaveGo(dst[2*n:], even[n:], odd[n:])
}

func down(mid []int16, pairs []byte, places []int, weights []int16) {
	downNEON(&mid[0], &pairs[0], &places[0], &weights[0], len(mid), len(places))
}

func acrossNarrow(dst []byte, mid []int16, a *narrow) {
	narrowNEON(&dst[0], &mid[0], &a.first[0], &a.picks[0], &a.weights[0], len(dst)/group, a.pairs)
}

func acrossWide(dst []byte, mid []int16, a *wide) {
	wideNEON(&dst[0], &mid[0], &a.first[0], &a.weights[0], len(dst)/group, a.blocks)
}

func acrossPixels(dst []byte, mid []int16, a *pixels) {
	pixelsNEON(&dst[0], &mid[0], &a.first[0], &a.weights[0], len(dst)/4, a.blocks)
}

func addRow(sums []uint16, row []byte) {
	n := 0
	if len(row) >= 32 {
		n = len(row) / 32 * 32
		addRowNEON(&sums[:n][0], &row[0], n)
	}
	addRowGo(sums[n:], row[n:])
}

func halve(dst, src []uint16) {
	n := 0
	if len(dst) >= 16 {
		n = len(dst) / 16 * 16
		halveNEON(&dst[0], &src[:2*n][0], n)
	}
	halveGo(dst[n:], src[2*n:])
}

func means(dst []byte, sums []uint16, half, shift int) {
	n := 0
	if len(dst) >= 32 {
		n = len(dst) / 32 * 32
		meansNEON(&dst[0], &sums[:n][0], n, half, shift)
	}
	meansGo(dst[n:], sums[n:], half, shift)
}
