package jpeg

import "github.com/photoq/photoq/pkg/jpeg/dct"

// QuantTables returns the quantization tables that libjpeg uses for a
// quality of 1 to 100 when it keeps to baseline: those of T.81, Annex K, in
// natural order, each value scaled by 50/quality below 50 and by
// 2 - quality/50 from there, and limited to 1 to 255. A quality outside of 1
// to 100 is taken as the nearer of the two.
func QuantTables(quality int) (luma, chroma dct.Table) {
	quality = min(max(quality, 1), 100)
	percent := 200 - 2*quality
	if quality < 50 {
		percent = 5000 / quality
	}
	luma, chroma = annexKLuma(), annexKChroma()
	for i := range luma {
		luma[i] = scaleQuantum(luma[i], percent)
		chroma[i] = scaleQuantum(chroma[i], percent)
	}
	return luma, chroma
}

func scaleQuantum(v uint16, percent int) uint16 {
	return uint16(min(max((int(v)*percent+50)/100, 1), 255))
}

// annexKLuma is table K.1 of T.81.
func annexKLuma() dct.Table {
	return dct.Table{
		16, 11, 10, 16, 24, 40, 51, 61,
		12, 12, 14, 19, 26, 58, 60, 55,
		14, 13, 16, 24, 40, 57, 69, 56,
		14, 17, 22, 29, 51, 87, 80, 62,
		18, 22, 37, 56, 68, 109, 103, 77,
		24, 35, 55, 64, 81, 104, 113, 92,
		49, 64, 78, 87, 103, 121, 120, 101,
		72, 92, 95, 98, 112, 100, 103, 99,
	}
}

// annexKChroma is table K.2 of T.81.
func annexKChroma() dct.Table {
	return dct.Table{
		17, 18, 24, 47, 99, 99, 99, 99,
		18, 21, 26, 66, 99, 99, 99, 99,
		24, 26, 56, 99, 99, 99, 99, 99,
		47, 66, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99,
	}
}
