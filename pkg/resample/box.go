package resample

import "image"

// maxBox is the most that one averaging shrinks by, so that 16 bits hold the
// sum of a square of bytes.
const maxBox = 16

// keep is the scale that is left to the filter at the least. The mean of the
// Area filter is all about its borders, which boxes make coarse.
func (f Filter) keep() float64 {
	if f == Area {
		return 8
	}
	return 2
}

// boxFactor returns the largest power of two that leaves the filter enough.
func boxFactor(scale float64, f Filter) int {
	k := 1
	for k < maxBox && scale/float64(2*k) >= f.keep() {
		k *= 2
	}
	return k
}

// boxRows averages rectangles of kx x ky pixels of bytes. At the right and
// lower edge it averages what is there.
type boxRows struct {
	from     image.Point
	left     int // rows to come
	kx, ky   int
	channels int
	rows     int      // in sums
	sums     []uint16 // of the columns of up to ky rows; later of fewer columns
	out      []byte
}

func newBoxRows(from image.Point, kx, ky, channels int) *boxRows {
	return &boxRows{
		from: from, left: from.Y, kx: kx, ky: ky, channels: channels,
		sums: make([]uint16, from.X*channels),
		out:  make([]byte, (from.X+kx-1)/kx*channels),
	}
}

// push takes a row in, and returns a row of means when one is ready.
func (b *boxRows) push(row []byte) []byte {
	if b.left == 0 {
		panic("resample: more rows than the plane has")
	}
	b.left--
	if b.rows == 0 {
		clear(b.sums)
	}
	addRow(b.sums, row)
	b.rows++
	if b.rows < b.ky && b.left > 0 {
		return nil
	}
	b.fold()
	b.rows = 0
	return b.out
}

// fold averages columns, kx at a time.
func (b *boxRows) fold() {
	whole := b.from.X / b.kx
	if count := b.rows * b.kx; b.channels == 1 && count&(count-1) == 0 {
		b.foldPlane(whole, count)
	} else {
		b.foldAny(0, whole, b.kx)
	}
	if rest := b.from.X % b.kx; rest > 0 {
		b.foldAny(whole, whole+1, rest)
	}
}

// foldPlane computes the first n means of a plane, each of count bytes, a
// power of two. It adds neighbours until there is one sum for each.
func (b *boxRows) foldPlane(n, count int) {
	for k := b.kx; k > 1; k /= 2 {
		halve(b.sums[:n*k/2], b.sums[:n*k])
	}
	shift := 0
	for 1<<shift < count {
		shift++
	}
	means(b.out[:n], b.sums[:n], count/2, shift)
}

// foldAny computes means low to high of columns columns each.
func (b *boxRows) foldAny(low, high, columns int) {
	count := uint32(b.rows * columns)
	for x := low; x < high; x++ {
		for c := range b.channels {
			sum := count / 2
			for i := range columns {
				sum += uint32(b.sums[(x*b.kx+i)*b.channels+c])
			}
			b.out[x*b.channels+c] = byte(sum / count)
		}
	}
}

// addRowGo adds a row to the sums of columns.
func addRowGo(sums []uint16, row []byte) {
	sums = sums[:len(row)]
	for x, v := range row {
		sums[x] += uint16(v)
	}
}

// halveGo adds neighbours. The sums may stand where the samples do.
func halveGo(dst, src []uint16) {
	src = src[:2*len(dst)]
	for x := range dst {
		dst[x] = src[2*x] + src[2*x+1]
	}
}

// meansGo divides sums, and half of the divisor, which 16 bits hold, by a
// power of two.
func meansGo(dst []byte, sums []uint16, half, shift int) {
	sums = sums[:len(dst)]
	for x, v := range sums {
		dst[x] = byte((v + uint16(half)) >> shift)
	}
}
