package jpeg

import (
	"bytes"
	"math/bits"
	"slices"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// encStore keeps the blocks of a picture until all of them are known, in a
// form that is about three times as large as the file: of each block two
// bytes of DC, for each coefficient that is not 0 its run and size and the
// bits of its value, two bytes mostly, and a byte for its end.
type encStore struct {
	planes []encStorePlane
}

// encStorePlane has the rows of blocks of a component.
type encStorePlane struct {
	rows []encStoreRow
	// Rows of the current MCU row grow here, and are then kept at their size.
	growing []encStoreRow
}

// encStoreRow holds the blocks of a row, those of padding included. In ac a
// block's coefficients stand as pairs of a symbol, as in a sequential scan,
// and the value's bits, one byte up to a size of 8, two above. A 0 ends each
// block, even one that is full.
type encStoreRow struct {
	dc []int16
	ac []byte
}

func newEncStore(f *encFrame) *encStore {
	s := &encStore{planes: make([]encStorePlane, len(f.comps))}
	for i, c := range f.comps {
		s.planes[i].growing = make([]encStoreRow, c.v)
	}
	return s
}

// add appends a block to row dy of the current MCU row; mask tells which
// coefficients are not 0, in the file's order.
func (s *encStore) add(component, dy int, b *dct.Block, mask uint64, dc int16) {
	r := &s.planes[component].growing[dy]
	r.dc = append(r.dc, dc)
	r.ac = slices.Grow(r.ac, 3*64+1)
	ac, at, last := r.ac[:cap(r.ac)], len(r.ac), 1
	for mask &^= 1; mask != 0; mask &= mask - 1 {
		k := bits.TrailingZeros64(mask)
		run := k - last
		last = k + 1
		for ; run > 15; run -= 16 {
			ac[at] = 0xf0
			at++
		}
		size, value := encValue(int32(b[zigzag[k]&63]))
		ac[at] = byte(run<<4 | size)
		if size > 8 {
			at++
			ac[at] = byte(value >> 8)
		}
		ac[at+1] = byte(value)
		at += 2
	}
	ac[at] = 0
	r.ac = ac[:at+1]
}

// endRow keeps the rows that have been added.
func (s *encStore) endRow() {
	for i := range s.planes {
		p := &s.planes[i]
		for j := range p.growing {
			r := &p.growing[j]
			p.rows = append(p.rows, encStoreRow{slices.Clone(r.dc), bytes.Clone(r.ac)})
			r.dc, r.ac = r.dc[:0], r.ac[:0]
		}
	}
}

// encToken reads a coefficient that follows symbol at ac[at:]: its size, the
// bits of its value, and where the next symbol is.
func encToken(ac []byte, at int, symbol byte) (size int, value uint32, next int) {
	size = int(symbol & 15)
	switch {
	case size == 0:
		return 0, 0, at
	case size <= 8:
		return size, uint32(ac[at]), at + 1
	}
	return size, uint32(ac[at])<<8 | uint32(ac[at+1]), at + 2
}

// encWalk visits the blocks of a scan in the file's order.
type encWalk struct {
	f     *encFrame
	store *encStore
	at    [4][4]int // where the next block begins, in the rows of the MCU
}

// each calls visit for each block of the scan, and restart where a restart
// marker belongs and with -1 at each other MCU's beginning. visit gets the
// block's DC, and its row's coefficients and where the block's are; it
// returns where the next block's are.
func (w *encWalk) each(scan []int, restart func(i int), visit func(c int, dc int16, ac []byte, at int) (next int)) {
	across, down := w.f.across, w.f.down
	if len(scan) == 1 {
		across, down = w.f.comps[scan[0]].across, w.f.comps[scan[0]].down
	}
	mcu := 0
	for y := range down {
		w.at = [4][4]int{}
		for x := range across {
			if n := w.f.restart; n > 0 && mcu > 0 && mcu%n == 0 {
				restart(mcu/n - 1)
			} else {
				restart(-1)
			}
			mcu++
			for _, c := range scan {
				h, v := w.f.comps[c].h, w.f.comps[c].v
				if len(scan) == 1 {
					h, v = 1, 1
				}
				for dy := range v {
					row := &w.store.planes[c].rows[y*v+dy]
					for dx := range h {
						w.at[c][dy] = visit(c, row.dc[x*h+dx], row.ac, w.at[c][dy])
					}
				}
			}
		}
	}
}
