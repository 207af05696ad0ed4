package resample

import "encoding/binary"

// keep is the scale that is left to the Lanczos filter at the least.
const keep = 2

// maxBox is the most that one averaging shrinks by, so that 16 bits hold the
// sum of a column of bytes.
const maxBox = 128

// boxFactor returns the largest power of two that leaves the filter a scale
// of keep.
func boxFactor(scale float64) int {
	k := 1
	for k < maxBox && scale/float64(2*k) >= keep {
		k *= 2
	}
	return k
}

// shrinkByBoxes puts averaging sources in front of the filter.
func (j *job[T]) shrinkByBoxes() {
	for {
		kx, ky := boxFactor(j.scaleX), boxFactor(j.scaleY)
		if kx == 1 && ky == 1 {
			return
		}
		j.from = newBoxRows(j.from, j.src, kx, ky, j.channels)
		j.src = size{(j.src.w + kx - 1) / kx, (j.src.h + ky - 1) / ky}
		j.scaleX /= float64(kx)
		j.scaleY /= float64(ky)
	}
}

// boxRows averages rectangles of kx x ky pixels. At the right and lower edge
// it averages what is there.
type boxRows[T sample] struct {
	from     source[T]
	src      size
	kx, ky   int
	channels int
	columns  []uint32 // sums of ky samples
	packed   []uint64 // the same for bytes: even ones in 16-bit lanes, then odd ones
	out      []T
}

func newBoxRows[T sample](from source[T], src size, kx, ky, channels int) *boxRows[T] {
	samples := src.w * channels
	return &boxRows[T]{
		from: from, src: src, kx: kx, ky: ky, channels: channels,
		columns: make([]uint32, samples),
		packed:  make([]uint64, 2*(samples/8)),
		out:     make([]T, (src.w+kx-1)/kx*channels),
	}
}

func (b *boxRows[T]) row(y int) []T {
	clear(b.columns)
	clear(b.packed)
	high := min((y+1)*b.ky, b.src.h)
	for i := y * b.ky; i < high; i++ {
		if bytes, ok := any(b.from.row(i)).([]uint8); ok {
			b.addBytes(bytes)
			continue
		}
		for x, v := range b.from.row(i) {
			b.columns[x] += uint32(v)
		}
	}
	b.unpack()
	b.fold(uint32(high - y*b.ky))
	return b.out
}

// addBytes adds a row to the sums, eight samples at a time.
func (b *boxRows[T]) addBytes(row []uint8) {
	const even = 0x00ff00ff00ff00ff
	whole := len(row) / 8 * 8
	sums := b.packed[:whole/8*2]
	for at := row[:whole]; len(at) >= 8 && len(sums) >= 2; at, sums = at[8:], sums[2:] {
		v := binary.LittleEndian.Uint64(at)
		sums[0] += v & even
		sums[1] += v >> 8 & even
	}
	for x := whole; x < len(row); x++ {
		b.columns[x] += uint32(row[x])
	}
}

// unpack adds the packed sums to the columns.
func (b *boxRows[T]) unpack() {
	for i := 0; i+1 < len(b.packed); i += 2 {
		e, o := b.packed[i], b.packed[i+1]
		to := b.columns[4*i : 4*i+8]
		to[0] += uint32(e & 0xffff)
		to[1] += uint32(o & 0xffff)
		to[2] += uint32(e >> 16 & 0xffff)
		to[3] += uint32(o >> 16 & 0xffff)
		to[4] += uint32(e >> 32 & 0xffff)
		to[5] += uint32(o >> 32 & 0xffff)
		to[6] += uint32(e >> 48)
		to[7] += uint32(o >> 48)
	}
}

// fold averages kx columns of rows samples each into one sample.
func (b *boxRows[T]) fold(rows uint32) {
	for c := range b.channels {
		to := c
		for x := 0; x < b.src.w; x += b.kx {
			high := min(x+b.kx, b.src.w)
			var sum uint64 // 128 x 128 samples of 16 bits fill 30 bits
			for i := x*b.channels + c; i < high*b.channels; i += b.channels {
				sum += uint64(b.columns[i])
			}
			count := uint64(rows) * uint64(high-x)
			b.out[to] = T((sum + count/2) / count)
			to += b.channels
		}
	}
}
