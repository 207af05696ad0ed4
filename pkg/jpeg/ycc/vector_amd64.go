package ycc

import "golang.org/x/sys/cpu"

// block is how many samples or pixels the routines below do at a time. A row
// must have as many; its last block overlaps the one before as needed, which
// is why a destination must not overlap a source.
const block = 32

// The functions vector... report whether they did the work: not for short
// rows, nor on processors without AVX2. Their arguments are those of plain....

func vectorToRGBA(dst, y, cb, cr []byte) bool {
	if len(y) < block || !cpu.X86.HasAVX2 {
		return false
	}
	toRGBAAVX2(dst, y, cb, cr)
	return true
}

func vectorFromRGBA(y, cb, cr, src []byte) bool {
	if len(y) < block || !cpu.X86.HasAVX2 {
		return false
	}
	fromRGBAAVX2(y, cb, cr, src)
	return true
}

func vectorWidenRow(dst, src []byte) bool {
	if len(dst) < 2*block || !cpu.X86.HasAVX2 {
		return false
	}
	widenRowAVX2(dst, src)
	return true
}

func vectorWidenRows(dst, near, far []byte) bool {
	if len(dst) < 2*block || !cpu.X86.HasAVX2 {
		return false
	}
	widenRowsAVX2(dst, near, far)
	return true
}

func vectorMixRows(dst, near, far []byte, bias uint32) bool {
	if len(dst) < block || !cpu.X86.HasAVX2 {
		return false
	}
	mixRowsAVX2(dst, near, far, bias)
	return true
}

// vectorHalveRow wants an even number of averages, so that the overlapping
// block has the rounding of the others; so does vectorHalveRows.
func vectorHalveRow(dst, src []byte) bool {
	if len(dst) < block || !cpu.X86.HasAVX2 {
		return false
	}
	halveRowAVX2(dst, src)
	return true
}

func vectorHalveRows(dst, upper, lower []byte) bool {
	if len(dst) < block || !cpu.X86.HasAVX2 {
		return false
	}
	halveRowsAVX2(dst, upper, lower)
	return true
}

func vectorHalveDown(dst, upper, lower []byte) bool {
	if len(dst) < block || !cpu.X86.HasAVX2 {
		return false
	}
	halveDownAVX2(dst, upper, lower)
	return true
}

//go:noescape
func toRGBAAVX2(dst, y, cb, cr []byte)

//go:noescape
func fromRGBAAVX2(y, cb, cr, src []byte)

//go:noescape
func widenRowAVX2(dst, src []byte)

//go:noescape
func widenRowsAVX2(dst, near, far []byte)

//go:noescape
func mixRowsAVX2(dst, near, far []byte, bias uint32)

//go:noescape
func halveRowAVX2(dst, src []byte)

//go:noescape
func halveRowsAVX2(dst, upper, lower []byte)

//go:noescape
func halveDownAVX2(dst, upper, lower []byte)
