// Package resample turns planes of pixels into planes of another size with a
// Lanczos filter of three lobes. It knows the picture types of the standard
// library and nothing else.
//
// When shrinking, the filter widens with the scale, so that every source
// pixel counts; what is shrunk to less than a quarter is first averaged over
// whole squares of pixels, which the eye and PSNR cannot tell from the filter
// alone (see the tests). Work is done row by row: memory beside source and
// result is a few rows. All arithmetic on samples is in integers; the weights
// are rounded to 14 bits once, so that results do not hang on how a processor
// rounds floating point.
package resample

// sample is what a plane holds.
type sample interface{ uint8 | uint16 }

// source hands out the rows of a picture. A row is valid until the next one
// is asked for.
type source[T sample] interface {
	row(y int) []T
}

// size of a picture in rows and in pixels across.
type size struct{ w, h int }

// job is one plane to be resampled.
type job[T sample] struct {
	from     source[T]
	src, dst size
	channels int // interleaved samples of a pixel
	// scaleX and scaleY are how many source pixels a pixel of the result
	// covers: the centre of pixel x lies at (x+0.5)*scaleX - 0.5. For
	// chroma planes they are the luma's, which rounded-up sizes are not.
	scaleX, scaleY float64
	emit           func(y int, row []T)
}

// run resamples. It calls emit with each row of the result in order; the row
// is valid during the call. Rows are filtered down first, where eight bytes
// are worked on at a time, and the few that are left then across.
func (j job[T]) run() {
	j.shrinkByBoxes()
	across := newFilter(j.src.w, j.dst.w, j.scaleX)
	down := newFilter(j.src.h, j.dst.h, j.scaleY)
	rows := j.window(down.longest())
	if _, bytes := any(j.from).(source[uint8]); bytes && j.channels == 1 {
		j.runPairs(across, down, rows)
		return
	}
	between := newRowSum(j.src.w * j.channels)
	out := make([]T, j.dst.w*j.channels)
	for y := range j.dst.h {
		first, weights := down.taps(y)
		vertical(between, rows(first, len(weights)), weights)
		horizontal(out, between.row, across, j.channels)
		j.emit(y, out)
	}
}

// window returns a function that returns n rows of the source from the given
// first on, at most the given number, where first never goes back. The rows of
// a plane are its own; those of other sources are kept in a ring.
func (j job[T]) window(most int) func(first, n int) [][]T {
	rows := make([][]T, most)
	if p, ok := j.from.(planeRows[T]); ok {
		return func(first, n int) [][]T {
			for i := range n {
				rows[i] = p.row(first + i)
			}
			return rows[:n]
		}
	}
	ring := make([][]T, most)
	for i := range ring {
		ring[i] = make([]T, j.src.w*j.channels)
	}
	next := 0 // the first row that has not been read
	return func(first, n int) [][]T {
		for next = max(next, first); next < first+n; next++ {
			copy(ring[next%most], j.from.row(next))
		}
		for i := range n {
			rows[i] = ring[(first+i)%most]
		}
		return rows[:n]
	}
}

// planeRows is a plane in memory.
type planeRows[T sample] struct {
	pix           []T
	stride, width int // in samples
}

func (p planeRows[T]) row(y int) []T { return p.pix[y*p.stride : y*p.stride+p.width] }
