package jpeg

import (
	"errors"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// encCoder codes blocks in the order of MCUs: it writes them at once, or
// keeps them until the end.
type encCoder struct {
	f        *encFrame
	w        *bitWriter
	store    *encStore // nil if blocks are written at once
	optimize bool
	dc       [2]*encHuffman
	ac       [2]*encAC
	divisors [4]*dct.Divisors
	order    encOrder
	pred     [4]int16
	mcus     int // coded so far
	block    dct.Block
	edge     [64]byte
}

// newEncCoder begins the file. Blocks must be kept when Huffman tables or
// scans need all of them.
func newEncCoder(f *encFrame, w *bitWriter, o EncodeOptions) *encCoder {
	k := &encCoder{f: f, w: w, optimize: o.Optimize}
	k.order.fill()
	for i, c := range f.comps {
		k.divisors[i] = dct.NewDivisors(&f.quants[c.quant])
	}
	f.writeHead(w)
	if o.Optimize || f.progressive || !f.interleaved {
		k.store = newEncStore(f)
		return k
	}
	tables := annexKTables()
	scan := encScan{se: 63}
	for i := range f.comps {
		scan.components = append(scan.components, i)
	}
	for n := range k.dc {
		k.dc[n], k.ac[n] = newEncHuffman(tables.dc[n]), newEncAC(tables.ac[n])
	}
	f.writeScanHead(w, scan, tables, true)
	return k
}

// codeRow transforms and codes a row of MCUs, given the rows of samples that
// there are of it.
func (k *encCoder) codeRow(row int, planes *[4]Plane) {
	for x := range k.f.across {
		k.beginMCU()
		for c := range k.f.comps {
			comp := &k.f.comps[c]
			for dy := range comp.v {
				for dx := range comp.h {
					k.sample(c, dy, x*comp.h+dx, &planes[c])
				}
			}
		}
	}
	k.endRow()
}

// sample codes the block at column x and row dy of the plane's rows. Beyond
// the plane's last blocks stand blocks that say the same as the one before.
func (k *encCoder) sample(c, dy, x int, p *Plane) {
	switch {
	case x*8+8 <= p.Width && dy*8+8 <= p.Height:
		mask := dct.Forward(&k.block, p.Pix[dy*8*p.Stride+x*8:], p.Stride, k.divisors[c])
		k.put(c, dy, &k.block, k.order.mask(mask))
	case x*8 < p.Width && dy*8 < p.Height:
		fillEdge(&k.edge, p, x*8, dy*8)
		mask := dct.Forward(&k.block, k.edge[:], 8, k.divisors[c])
		k.put(c, dy, &k.block, k.order.mask(mask))
	default:
		k.block[0] = k.pred[c]
		k.put(c, dy, &k.block, 0)
	}
}

// fillEdge copies the block at (x, y) and repeats the plane's last column and
// row.
func fillEdge(edge *[64]byte, p *Plane, x, y int) {
	w, h := min(8, p.Width-x), min(8, p.Height-y)
	for dy := range 8 {
		row := edge[dy*8 : dy*8+8]
		if dy >= h {
			copy(row, edge[dy*8-8:])
			continue
		}
		copy(row, p.Pix[(y+dy)*p.Stride+x:][:w])
		for dx := w; dx < 8; dx++ {
			row[dx] = row[w-1]
		}
	}
}

// beginMCU writes a restart marker if one is due.
func (k *encCoder) beginMCU() {
	if k.store != nil {
		return
	}
	k.w.room()
	if n := k.f.restart; n > 0 && k.mcus > 0 && k.mcus%n == 0 {
		k.w.restart(k.mcus/n - 1)
		k.pred = [4]int16{}
	}
	k.mcus++
}

// put codes a block, which is in row dy of its row of MCUs; mask tells which
// coefficients are not 0, in the file's order.
func (k *encCoder) put(c, dy int, b *dct.Block, mask uint64) {
	diff := int32(b[0]) - int32(k.pred[c])
	k.pred[c] = b[0]
	if k.store != nil {
		k.store.add(c, dy, b, mask, b[0])
		return
	}
	n := k.f.comps[c].huff
	k.w.block(b, mask, diff, k.dc[n], k.ac[n])
}

// endRow ends a row of MCUs.
func (k *encCoder) endRow() {
	if k.store != nil {
		k.store.endRow()
	}
}

// end writes what has been kept, and ends the file.
func (k *encCoder) end() {
	switch {
	case k.store == nil:
		k.w.align()
	case k.f.progressive:
		k.f.writeProgressive(k.w, k.store)
	default:
		k.f.sequential(k.w, k.store, k.optimize)
	}
	k.w.marker(0xd9)
	k.w.drain()
}

// encOrder turns masks of a block in natural order into the file's order,
// row by row.
type encOrder [8][256]uint64

func (o *encOrder) fill() {
	for k, natural := range []byte(zigzag[:64]) {
		row, column := &o[natural>>3], natural&7
		row[1<<column] = 1 << k
	}
	for r := range o {
		row := &o[r]
		for m := 1; m < 256; m++ {
			row[m] = row[m&(m-1)] | row[m&-m]
		}
	}
}

// mask returns m with its bits in the file's order. Most blocks have nothing
// in their lower half.
func (o *encOrder) mask(m uint64) uint64 {
	z := o[0][byte(m)] | o[1][byte(m>>8)] | o[2][byte(m>>16)] | o[3][byte(m>>24)]
	if m>>32 != 0 {
		z |= o[4][byte(m>>32)] | o[5][byte(m>>40)] | o[6][byte(m>>48)] | o[7][byte(m>>56)]
	}
	return z
}

var errEncodeBlocks = errors.New("encode a JPEG: the planes have fewer blocks than the picture")

// naturalMask returns which coefficients of a block are not 0, and whether all
// but the first are within the range of baseline.
func naturalMask(b *dct.Block) (mask uint64, ok bool) {
	var all int32
	for i, v := range b {
		x := int32(v)
		mask |= uint64(uint32(x|-x)>>31) << i
		if i > 0 {
			all |= max(x, -x)
		}
	}
	return mask, all < 1024
}
