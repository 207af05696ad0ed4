package resample

import (
	"image"
	"math"
)

// deepSource hands out the rows of a picture with 16 bits a sample. A row is
// valid until the next one is asked for.
type deepSource interface {
	row(y int) []uint16
}

// deepJob is a picture with 16 bits a sample to be resampled.
type deepJob struct {
	from     deepSource
	src, dst image.Point
	channels int // interleaved samples of a pixel
	emit     func(y int, row []uint16)
}

// run resamples. It calls emit with each row of the result in order; the row
// is valid during the call.
func (j deepJob) run() {
	s := scaleOf(j.src, j.dst)
	for {
		kx, ky := boxFactor(s.X, Lanczos3), boxFactor(s.Y, Lanczos3)
		if kx == 1 && ky == 1 {
			break
		}
		j.from = newDeepBoxes(j.from, j.src, kx, ky, j.channels)
		j.src = image.Pt((j.src.X+kx-1)/kx, (j.src.Y+ky-1)/ky)
		s = Scale{X: s.X / float64(kx), Y: s.Y / float64(ky)}
	}
	across := newTaps(j.src.X, j.dst.X, s.X, Lanczos3)
	down := newTaps(j.src.Y, j.dst.Y, s.Y, Lanczos3)
	rows := j.window(down.longest())
	sums := make([]int64, j.src.X*j.channels)
	out := make([]uint16, j.dst.X*j.channels)
	for y := range j.dst.Y {
		first, weights := down.of(y)
		deepDown(sums, rows(first, len(weights)), weights)
		deepAcross(out, sums, across, j.channels)
		j.emit(y, out)
	}
}

// window returns a function that returns n rows of the source from the given
// first on, at most the given number, where first never goes back. The rows
// are kept in a ring.
func (j deepJob) window(most int) func(first, n int) [][]uint16 {
	rows, ring := make([][]uint16, most), make([][]uint16, most)
	for i := range ring {
		ring[i] = make([]uint16, j.src.X*j.channels)
	}
	next := 0 // the first row that has not been read
	return func(first, n int) [][]uint16 {
		for next = max(next, first); next < first+n; next++ {
			copy(ring[next%most], j.from.row(next))
		}
		for i := range n {
			rows[i] = ring[(first+i)%most]
		}
		return rows[:n]
	}
}

// deepDown filters rows down to one, with extraBits more than a sample has.
func deepDown(sums []int64, rows [][]uint16, weights []int16) {
	for i := range sums {
		sums[i] = betweenHalf
	}
	for i, w := range weights {
		for x, v := range rows[i] {
			sums[x] += int64(v) * int64(w)
		}
	}
	for i := range sums {
		sums[i] >>= betweenShift
	}
}

// deepAcross filters a row of pixels of 1 or 4 samples across, and clamps it
// to what 16 bits hold.
func deepAcross(dst []uint16, src []int64, t *taps, channels int) {
	for x := range t.first {
		first, weights := t.of(x)
		if channels == 4 {
			deepPixel((*[4]uint16)(dst[4*x:]), src[4*first:4*(first+len(weights))], weights)
			continue
		}
		from := src[first : first+len(weights)]
		sum := int64(0)
		for i, w := range weights {
			sum += from[i] * int64(w)
		}
		dst[x] = deepFinal(sum)
	}
}

func deepPixel(to *[4]uint16, from []int64, weights []int16) {
	var a, b, c, d int64
	for _, v := range weights {
		if len(from) < 4 {
			break // never; it spares checks below
		}
		w := int64(v)
		a, b, c, d = a+from[0]*w, b+from[1]*w, c+from[2]*w, d+from[3]*w
		from = from[4:]
	}
	to[0], to[1], to[2], to[3] = deepFinal(a), deepFinal(b), deepFinal(c), deepFinal(d)
}

func deepFinal(sum int64) uint16 {
	return uint16(min(max((sum+finalHalf)>>finalShift, 0), math.MaxUint16))
}

// deepBoxes averages rectangles of kx x ky pixels. At the right and lower
// edge it averages what is there.
type deepBoxes struct {
	from     deepSource
	src      image.Point
	kx, ky   int
	channels int
	columns  []uint32 // sums of ky samples
	out      []uint16
}

func newDeepBoxes(from deepSource, src image.Point, kx, ky, channels int) *deepBoxes {
	return &deepBoxes{
		from: from, src: src, kx: kx, ky: ky, channels: channels,
		columns: make([]uint32, src.X*channels),
		out:     make([]uint16, (src.X+kx-1)/kx*channels),
	}
}

func (b *deepBoxes) row(y int) []uint16 {
	clear(b.columns)
	high := min((y+1)*b.ky, b.src.Y)
	for i := y * b.ky; i < high; i++ {
		for x, v := range b.from.row(i) {
			b.columns[x] += uint32(v)
		}
	}
	for c := range b.channels {
		to := c
		for x := 0; x < b.src.X; x += b.kx {
			end := min(x+b.kx, b.src.X)
			count := uint32(high-y*b.ky) * uint32(end-x)
			sum := count / 2 // 16 x 16 samples of 16 bits fill 24 bits
			for i := x*b.channels + c; i < end*b.channels; i += b.channels {
				sum += b.columns[i]
			}
			b.out[to] = uint16(sum / count)
			to += b.channels
		}
	}
	return b.out
}
