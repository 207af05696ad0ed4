package ycc

// block is how many samples or pixels the routines below do at a time. A row
// must have as many; its last block overlaps the one before as needed, which
// is why a destination must not overlap a source.
const block = 16

// The functions vector... report whether they did the work: not for short
// rows. Their arguments are those of plain....

func vectorToRGBA(dst, y, cb, cr []byte) bool {
	if len(y) < block {
		return false
	}
	toRGBANEON(dst, y, cb, cr)
	return true
}

func vectorFromRGBA(y, cb, cr, src []byte) bool {
	if len(y) < block {
		return false
	}
	fromRGBANEON(y, cb, cr, src)
	return true
}

func vectorWidenRow(dst, src []byte) bool {
	if len(dst) < 2*block {
		return false
	}
	widenRowNEON(dst, src)
	return true
}

func vectorWidenRows(dst, near, far []byte) bool {
	if len(dst) < 2*block {
		return false
	}
	widenRowsNEON(dst, near, far)
	return true
}

func vectorMixRows(dst, near, far []byte, bias uint32) bool {
	if len(dst) < block {
		return false
	}
	mixRowsNEON(dst, near, far, bias)
	return true
}

// vectorHalveRow wants an even number of averages, so that the overlapping
// block has the rounding of the others; so does vectorHalveRows.
func vectorHalveRow(dst, src []byte) bool {
	if len(dst) < block {
		return false
	}
	halveRowNEON(dst, src)
	return true
}

func vectorHalveRows(dst, upper, lower []byte) bool {
	if len(dst) < block {
		return false
	}
	halveRowsNEON(dst, upper, lower)
	return true
}

func vectorHalveDown(dst, upper, lower []byte) bool {
	if len(dst) < block {
		return false
	}
	halveDownNEON(dst, upper, lower)
	return true
}

//go:noescape
func toRGBANEON(dst, y, cb, cr []byte)

//go:noescape
func fromRGBANEON(y, cb, cr, src []byte)

//go:noescape
func widenRowNEON(dst, src []byte)

//go:noescape
func widenRowsNEON(dst, near, far []byte)

//go:noescape
func mixRowsNEON(dst, near, far []byte, bias uint32)

//go:noescape
func halveRowNEON(dst, src []byte)

//go:noescape
func halveRowsNEON(dst, upper, lower []byte)

//go:noescape
func halveDownNEON(dst, upper, lower []byte)
