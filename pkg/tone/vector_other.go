//go:build !amd64

package tone

// block is how many pixels rows are filled up to.
const block = 16

func vectorFromPlanes(r, g, b []uint16, y, cb, cr []byte) bool { return false }
func vectorToLuma(y []byte, r, g, b []uint16) bool             { return false }
func vectorToChroma(cb, cr []byte, r, g, b []uint16) bool      { return false }
func vectorSum(dst, upper, lower []uint16) bool                { return false }
func vectorSumDown(dst, upper, lower []uint16) bool            { return false }
func vectorRepeat(dst, src []byte) bool                        { return false }
func vectorMix(m *quickMatrix, r, g, b []uint16) bool          { return false }
func vectorLumas(luma, r, g, b []uint16) bool                  { return false }
func vectorScale(r, g, b, factors []uint16) bool               { return false }

func vectorLattice(l *lattice, to, from *rows, cells *[tile]uint16, wild *wildness, n int) bool {
	return false
}

func vectorFine(to, from *rows, in *[tile]*fineBlock, wild *wildness, n int) bool { return false }
