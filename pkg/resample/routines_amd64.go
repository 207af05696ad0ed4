package resample

import "golang.org/x/sys/cpu"

// The routines in assembly take whole steps of columns or outputs; the
// portable ones do the rest.

//go:noescape
func interleaveAVX2(dst, even, odd *byte, n int)

//go:noescape
func downAVX2(mid *int16, pairs *byte, places *int, weights *int16, columns, count int)

//go:noescape
func narrowAVX2(dst *byte, mid *int16, first *int32, picks *byte, weights *int16, groups, pairs int)

//go:noescape
func wideAVX2(dst *byte, mid *int16, first *int32, weights *int16, groups, blocks int)

//go:noescape
func pixelsAVX2(dst *byte, mid *int16, first *int32, weights *int16, outputs, blocks int)

//go:noescape
func addRowAVX2(sums *uint16, row *byte, n int)

//go:noescape
func halveAVX2(dst, src *uint16, n int)

//go:noescape
func meansAVX2(dst *byte, sums *uint16, n, half, shift int)

func interleave(dst, even, odd []byte) {
	n := 0
	if cpu.X86.HasAVX2 && len(even) >= pairBlock {
		n = len(even) / pairBlock * pairBlock
		interleaveAVX2(&dst[:2*n][0], &even[0], &odd[:n][0], n)
	}
	interleaveGo(dst[2*n:], even[n:], odd[n:])
}

func down(mid []int16, pairs []byte, places []int, weights []int16) {
	if cpu.X86.HasAVX2 {
		downAVX2(&mid[0], &pairs[0], &places[0], &weights[0], len(mid), len(places))
		return
	}
	downGo(mid, pairs, places, weights)
}

func acrossNarrow(dst []byte, mid []int16, a *narrow) {
	if cpu.X86.HasAVX2 {
		narrowAVX2(&dst[0], &mid[0], &a.first[0], &a.picks[0], &a.weights[0], len(dst)/group, a.pairs)
		return
	}
	acrossNarrowGo(dst, mid, a)
}

func acrossWide(dst []byte, mid []int16, a *wide) {
	if cpu.X86.HasAVX2 {
		wideAVX2(&dst[0], &mid[0], &a.first[0], &a.weights[0], len(dst)/group, a.blocks)
		return
	}
	acrossWideGo(dst, mid, a)
}

func acrossPixels(dst []byte, mid []int16, a *pixels) {
	if cpu.X86.HasAVX2 {
		pixelsAVX2(&dst[0], &mid[0], &a.first[0], &a.weights[0], len(dst)/4, a.blocks)
		return
	}
	acrossPixelsGo(dst, mid, a)
}

func addRow(sums []uint16, row []byte) {
	n := 0
	if cpu.X86.HasAVX2 && len(row) >= 32 {
		n = len(row) / 32 * 32
		addRowAVX2(&sums[:n][0], &row[0], n)
	}
	addRowGo(sums[n:], row[n:])
}

func halve(dst, src []uint16) {
	n := 0
	if cpu.X86.HasAVX2 && len(dst) >= 16 {
		n = len(dst) / 16 * 16
		halveAVX2(&dst[0], &src[:2*n][0], n)
	}
	halveGo(dst[n:], src[2*n:])
}

func means(dst []byte, sums []uint16, half, shift int) {
	n := 0
	if cpu.X86.HasAVX2 && len(dst) >= 32 {
		n = len(dst) / 32 * 32
		meansAVX2(&dst[0], &sums[:n][0], n, half, shift)
	}
	meansGo(dst[n:], sums[n:], half, shift)
}
