package filter

// window sums up the values around each place: 2r+1 rows and columns.
type window[T uint32 | uint64] struct {
	r    int
	ring [][]T
	n    int // rows that have come, with those beyond the upper edge
	sum  []T // of the columns, with r more of them on both sides
	row  []T
}

func newWindow[T uint32 | uint64](width, r int) *window[T] {
	w := &window[T]{r: r, ring: make([][]T, 2*r+1), sum: make([]T, width+2*r), row: make([]T, width)}
	for i := range w.ring {
		w.ring[i] = make([]T, width)
	}
	return w
}

// push takes the next row, and returns the sums around the row r above it, or
// nil if there is none. The caller pushes the last row r times more.
func (w *window[T]) push(row []T) []T {
	if w.n == 0 {
		for range w.r {
			w.take(row)
		}
	}
	w.take(row)
	if w.n < len(w.ring) {
		return nil
	}
	r, last := w.r, len(w.sum)-w.r-1
	for i := range r {
		w.sum[i], w.sum[last+1+i] = w.sum[r], w.sum[last]
	}
	var t T
	for _, v := range w.sum[:2*r] {
		t += v
	}
	out := w.row
	entering, leaving := w.sum[2*r:][:len(out)], w.sum[:len(out)]
	for x, v := range entering {
		t += v
		out[x] = t
		t -= leaving[x]
	}
	return out
}

// take adds a row to the columns' sums, and takes the one away that leaves.
func (w *window[T]) take(row []T) {
	slot := w.ring[w.n%len(w.ring)][:len(row)]
	sum := w.sum[w.r:][:len(row)]
	if w.n < len(w.ring) {
		for x, v := range row {
			sum[x] += v
		}
	} else {
		for x, v := range row {
			sum[x] += v - slot[x]
		}
	}
	copy(slot, row)
	w.n++
}
