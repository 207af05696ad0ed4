package resample

import (
	"image"
	"math"
)

// Scale is how many source samples a sample of the result covers, across and
// down: the centre of the result's sample x lies at Left + (x+0.5)*X - 0.5 of
// the source, where 0 is the centre of the first sample. For chroma planes it is
// the luma's scale times the result's subsampling, divided by the source's:
// the ratio of the planes' own sizes, which are rounded up, would shift
// colours.
type Scale struct {
	X, Y float64
	// Left and Top are where in the source the result's edges lie, in
	// samples: not 0 for a part of the source.
	Left, Top float64
}

// Rows resamples one plane of bytes whose rows come one after the other. It
// filters down first, many columns at a time, and the few rows that are left
// then across. It holds as many source rows as count for one of the result.
type Rows struct {
	boxes  []*boxRows
	down   *downPass
	across across
	pairs  *pairRing
	mid    []int16 // a row between the passes
	out    []byte
	height int   // of the result
	y      int   // the next row of the result
	rows   int   // how many rows have come to the filter
	of     int   // how many will
	places []int // of the pairs that count for a row of the result
	width  int   // samples of a source row
	same   bool
}

// NewRows returns a Rows that makes a plane of to.X x to.Y samples out of one
// of from.X x from.Y, all at least 1. A Scale of zero is the ratio of these
// sizes. Sizes below 1 and scales that are not above 0 panic.
func NewRows(from, to image.Point, s Scale, f Filter) *Rows {
	return newRows(from, to, s, f, 1)
}

// newRows is NewRows for pixels of 1 or 4 interleaved samples.
func newRows(from, to image.Point, s Scale, f Filter, channels int) *Rows {
	if from.X < 1 || from.Y < 1 || to.X < 1 || to.Y < 1 {
		panic("resample: a size below 1 x 1")
	}
	if s == (Scale{}) {
		s = scaleOf(from, to)
	}
	const most = 1 << 31
	if !(s.X > 0 && s.X < most && s.Y > 0 && s.Y < most && math.Abs(s.Left) < most && math.Abs(s.Top) < most) {
		panic("resample: a scale out of range")
	}
	r := &Rows{width: from.X * channels, height: to.Y, of: from.Y}
	if from == to && math.Abs(s.X-1) < 1e-9 && math.Abs(s.Y-1) < 1e-9 && s.Left == 0 && s.Top == 0 {
		r.same = true
		return r
	}
	for {
		kx, ky := boxFactor(s.X, f), boxFactor(s.Y, f)
		if kx == 1 && ky == 1 {
			break
		}
		r.boxes = append(r.boxes, newBoxRows(from, kx, ky, channels))
		from = image.Pt((from.X+kx-1)/kx, (from.Y+ky-1)/ky)
		s = Scale{s.X / float64(kx), s.Y / float64(ky), s.Left / float64(kx), s.Top / float64(ky)}
	}
	r.of = from.Y
	r.down = newDownPass(newTapsFrom(s.Top, from.Y, to.Y, s.Y, f))
	r.across = newAcross(newTapsFrom(s.Left, from.X, to.X, s.X, f), channels)
	r.out = make([]byte, r.across.room())[:to.X*channels]
	r.places = make([]int, r.down.longest)
	r.pairs = newPairRing(from.X*channels, r.down.longest)
	r.mid = make([]int16, r.pairs.columns+r.across.slack())
	return r
}

// Another returns a Rows for another plane of the same sizes, which shares
// the weights: they take more time than anything else does before the first
// row. The two may be used at the same time.
func (r *Rows) Another() *Rows {
	a := *r
	a.rows, a.y = 0, 0
	if r.same {
		return &a
	}
	a.boxes = make([]*boxRows, len(r.boxes))
	for i, b := range r.boxes {
		a.boxes[i] = newBoxRows(b.from, b.kx, b.ky, b.channels)
	}
	a.out = make([]byte, cap(r.out))[:len(r.out)]
	a.places = make([]int, len(r.places))
	a.pairs = newPairRing(len(r.pairs.even), r.pairs.slots)
	a.mid = make([]int16, len(r.mid))
	return &a
}

// Push hands in the next source row, of from.X bytes, which are not kept, and
// calls emit with each row of the result that has become ready, in order; the
// row is valid during the call. With the last source row the last of the
// result becomes ready. To push more rows than the plane has, or shorter
// ones, panics.
func (r *Rows) Push(row []byte, emit func(y int, row []byte)) {
	if len(row) < r.width {
		panic("resample: a row shorter than the plane's")
	}
	row = row[:r.width]
	for _, b := range r.boxes {
		if row = b.push(row); row == nil {
			return
		}
	}
	if r.rows == r.of {
		panic("resample: more rows than the plane has")
	}
	r.rows++
	if r.same {
		emit(r.rows-1, row)
		return
	}
	if !r.pairs.push(row, r.rows == r.of) {
		return
	}
	for r.y < r.height && r.down.windows[r.y].end() <= r.pairs.count {
		r.down.row(r.mid, r.pairs, r.places, r.y)
		r.across.row(r.out, r.mid)
		emit(r.y, r.out)
		r.y++
	}
}

func scaleOf(from, to image.Point) Scale {
	return Scale{X: float64(from.X) / float64(to.X), Y: float64(from.Y) / float64(to.Y)}
}
