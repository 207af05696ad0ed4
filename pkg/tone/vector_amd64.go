package tone

import (
	"sync/atomic"

	"golang.org/x/sys/cpu"
)

// block is how many pixels or samples the routines below do at a time. A row
// must have as many; the last block overlaps the one before as needed.
const block = 16

// The functions vector... report whether they did the work: not for short
// rows, nor on processors without AVX2. Their arguments are those of plain....

func vectorFromPlanes(r, g, b []uint16, y, cb, cr []byte) bool {
	if len(y) < block || !cpu.X86.HasAVX2 {
		return false
	}
	fromPlanesAVX2(&r[0], &g[0], &b[0], &y[0], &cb[0], &cr[0], len(y))
	return true
}

func vectorToLuma(y []byte, r, g, b []uint16) bool {
	if len(y) < block || !cpu.X86.HasAVX2 {
		return false
	}
	toLumaAVX2(&y[0], &r[0], &g[0], &b[0], len(y))
	return true
}

func vectorToChroma(cb, cr []byte, r, g, b []uint16) bool {
	if len(cb) < block || !cpu.X86.HasAVX2 {
		return false
	}
	toChromaAVX2(&cb[0], &cr[0], &r[0], &g[0], &b[0], len(cb))
	return true
}

func vectorSum(dst, upper, lower []uint16) bool {
	if len(dst) < block || !cpu.X86.HasAVX2 {
		return false
	}
	sumAVX2(&dst[0], &upper[0], &lower[0], len(dst))
	return true
}

func vectorSumDown(dst, upper, lower []uint16) bool {
	if len(dst) < block || !cpu.X86.HasAVX2 {
		return false
	}
	sumDownAVX2(&dst[0], &upper[0], &lower[0], len(dst))
	return true
}

func vectorRepeat(dst, src []byte) bool {
	if len(src) < block || !cpu.X86.HasAVX2 {
		return false
	}
	repeatAVX2(&dst[0], &src[0], len(src))
	return true
}

// vectorMix wants rows of whole blocks, for it writes to what it reads.
func vectorMix(m *quickMatrix, r, g, b []uint16) bool {
	if len(r) < block || len(r)%block != 0 || !cpu.X86.HasAVX2 {
		return false
	}
	mixAVX2(m, &r[0], &g[0], &b[0], len(r))
	return true
}

// vectorLumas wants rows of whole blocks, and so does vectorScale.
func vectorLumas(luma, r, g, b []uint16) bool {
	if len(luma) < block || len(luma)%block != 0 || !cpu.X86.HasAVX2 {
		return false
	}
	lumasAVX2(&luma[0], &r[0], &g[0], &b[0], len(luma))
	return true
}

func vectorScale(r, g, b, factors []uint16) bool {
	if len(r) < block || len(r)%block != 0 || !cpu.X86.HasAVX2 {
		return false
	}
	scaleAVX2(&r[0], &g[0], &b[0], &factors[0], len(r))
	return true
}

// vectorLattice wants whole blocks, too, and so does vectorFine.
func vectorLattice(l *lattice, to, from *rows, cells *[tile]uint16, wild *wildness, n int) bool {
	if n < block || n%block != 0 || !cpu.X86.HasAVX2 {
		return false
	}
	latticeAVX2(&l.points[0], to, from, &cells[0], &wild[0], n)
	return true
}

func vectorFine(to, from *rows, in *[tile]*fineBlock, wild *wildness, n int) bool {
	if n < block || n%block != 0 || !cpu.X86.HasAVX2 {
		return false
	}
	fineAVX2(&in[0], to, from, &wild[0], n)
	return true
}

//go:noescape
func fromPlanesAVX2(red, green, blue *uint16, y, cb, cr *byte, n int)

//go:noescape
func toLumaAVX2(y *byte, red, green, blue *uint16, n int)

//go:noescape
func toChromaAVX2(cb, cr *byte, red, green, blue *uint16, n int)

//go:noescape
func sumAVX2(dst, upper, lower *uint16, n int)

//go:noescape
func sumDownAVX2(dst, upper, lower *uint16, n int)

//go:noescape
func repeatAVX2(dst, src *byte, n int)

//go:noescape
func mixAVX2(m *quickMatrix, red, green, blue *uint16, n int)

//go:noescape
func lumasAVX2(luma, red, green, blue *uint16, n int)

//go:noescape
func scaleAVX2(red, green, blue, factors *uint16, n int)

//go:noescape
func latticeAVX2(points *atomic.Uint64, to, from *rows, cells *uint16, wild *bool, n int)

//go:noescape
func fineAVX2(blocks **fineBlock, to, from *rows, wild *bool, n int)
