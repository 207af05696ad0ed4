//go:build !amd64 && !arm64

package resample

func interleave(dst, even, odd []byte) { interleaveGo(dst, even, odd) }

func down(mid []int16, pairs []byte, places []int, weights []int16) {
	downGo(mid, pairs, places, weights)
}

func acrossNarrow(dst []byte, mid []int16, a *narrow) { acrossNarrowGo(dst, mid, a) }

func acrossWide(dst []byte, mid []int16, a *wide) { acrossWideGo(dst, mid, a) }

func acrossPixels(dst []byte, mid []int16, a *pixels) { acrossPixelsGo(dst, mid, a) }

func addRow(sums []uint16, row []byte) { addRowGo(sums, row) }

func halve(dst, src []uint16) { halveGo(dst, src) }

func means(dst []byte, sums []uint16, half, shift int) { meansGo(dst, sums, half, shift) }
