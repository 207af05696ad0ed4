package jpeg

import (
	"errors"
	"fmt"
	"image"
	"io"
)

// Encoder writes a picture by rows of samples, as they come. It buffers 64
// KiB, and rows only where they do not come in whole rows of MCUs. With
// Optimize or Progressive, it also keeps the picture's coefficients until
// Close, in about three times the size of the file: at a quality of 90 a third
// of a byte a pixel for ordinary photos, one byte for those full of detail.
// Progressive needs up to as much again while it writes.
type Encoder struct {
	f      *encFrame
	w      *bitWriter
	coder  *encCoder
	queues []encQueue
	row    int // of MCUs, the next
	closed bool
}

// encQueue is what has come of a component and is not yet coded: first what
// is kept here, then what the caller has just handed in.
type encQueue struct {
	given int    // rows that have come so far
	coded int    // rows that have been coded
	kept  []byte // whole rows, as wide as the plane
	in    Plane
}

// NewEncoder begins a picture of the given size in pixels, 1 x 1 to 65535 x
// 65535, with one component (grey; its factors do not matter), three (YCbCr)
// or four (CMYK, written as Adobe does it, which means that a sample is 255
// where there is no ink; samples are not inverted here). Of three, the
// first gets the luma table and the others the chroma table. IDs may be left
// 0: then they are 1, 2, 3 and 4.
//
// Errors name the option that is out of range. Nothing is written to w before
// a buffer is full.
func NewEncoder(w io.Writer, size image.Point, components []Component, o EncodeOptions) (*Encoder, error) {
	h := Header{Width: size.X, Height: size.Y, Precision: 8}
	switch len(components) {
	case 1:
		h.Color = Gray
	case 3:
		h.Color = YCbCr
	case 4:
		h.Color, h.Inverted = CMYK, true
	default:
		return nil, fmt.Errorf("encode a JPEG: %d components are not 1, 3 or 4", len(components))
	}
	named := false
	for _, c := range components {
		named = named || c.ID != 0
	}
	for i, c := range components {
		if !named {
			c.ID = byte(i + 1)
		}
		if len(components) == 1 {
			c.H, c.V = 1, 1
		}
		h.Components = append(h.Components, c)
	}
	return newEncoder(w, h, o)
}

func newEncoder(w io.Writer, h Header, o EncodeOptions) (*Encoder, error) {
	f, err := newEncFrame(h, qualityTables(h, o.Quality), o)
	if err != nil {
		return nil, err
	}
	if !f.interleaved {
		return nil, errors.New("encode a JPEG: the sampling factors make MCUs of more than 10 blocks")
	}
	e := &Encoder{f: f, w: newBitWriter(w), queues: make([]encQueue, len(f.comps))}
	e.coder = newEncCoder(f, e.w, o)
	return e, nil
}

// Write takes the next rows of each plane: r.Y must be where the last call
// ended. Planes may advance by any number of rows, and at different paces;
// rows that cannot be coded yet are copied. The error is w's, or tells what
// does not fit the picture; after one, nothing more can be written.
func (e *Encoder) Write(r Rows) error {
	if e.w.err != nil {
		return e.w.err
	}
	if e.closed {
		return errors.New("encode a JPEG: the encoder is closed")
	}
	if err := e.check(r); err != nil {
		e.w.fail(err)
		return err
	}
	for i := range e.queues {
		e.queues[i].in = r.Planes[i]
		e.queues[i].given += r.Planes[i].Height
	}
	for e.w.err == nil && e.ready() {
		var planes [4]Plane
		for i := range e.queues {
			planes[i] = e.queues[i].take(e.rows(i), e.f.comps[i].width)
		}
		e.coder.codeRow(e.row, &planes)
		for i := range e.queues {
			e.queues[i].drop(e.rows(i), e.f.comps[i].width)
		}
		e.row++
	}
	for i := range e.queues {
		e.queues[i].keep(e.queues[i].in.Height, e.f.comps[i].width)
		e.queues[i].in = Plane{}
	}
	return e.w.err
}

// check tells what is wrong with rows.
func (e *Encoder) check(r Rows) error {
	if len(r.Planes) != len(e.queues) {
		return fmt.Errorf("encode a JPEG: rows of %d components were given, and there are %d", len(r.Planes), len(e.queues))
	}
	for i, p := range r.Planes {
		c, given := &e.f.comps[i], e.queues[i].given
		switch {
		case p.Height < 0 || given+p.Height > c.height:
			return fmt.Errorf("encode a JPEG: component %d: there are %d rows, not %d", i, c.height, given+p.Height)
		case p.Height == 0:
		case r.Y[i] != given:
			return fmt.Errorf("encode a JPEG: component %d: row %d was given, and %d is next", i, r.Y[i], given)
		case p.Width != c.width:
			return fmt.Errorf("encode a JPEG: component %d: the rows have %d samples, not %d", i, p.Width, c.width)
		case p.Stride < 0 || p.Stride < p.Width && p.Height > 1 || len(p.Pix) < (p.Height-1)*p.Stride+p.Width:
			return fmt.Errorf("encode a JPEG: component %d: %d rows do not fit into %d bytes", i, p.Height, len(p.Pix))
		}
	}
	return nil
}

// rows is how many rows of component i the next row of MCUs has.
func (e *Encoder) rows(i int) int {
	c := &e.f.comps[i]
	return min(8*c.v, c.height-e.queues[i].coded)
}

// ready tells whether a row of MCUs can be coded.
func (e *Encoder) ready() bool {
	if e.row == e.f.down {
		return false
	}
	for i := range e.queues {
		if q := &e.queues[i]; q.given-q.coded < e.rows(i) {
			return false
		}
	}
	return true
}

// take returns the next n rows, the caller's own if none of them are kept.
func (q *encQueue) take(n, width int) Plane {
	if len(q.kept) == 0 {
		p := q.in
		p.Height = n
		return p
	}
	if kept := len(q.kept) / width; kept < n {
		q.keep(n-kept, width)
	}
	return Plane{Pix: q.kept, Stride: width, Width: width, Height: n}
}

// drop forgets the n rows that take returned.
func (q *encQueue) drop(n, width int) {
	q.coded += n
	if len(q.kept) == 0 {
		q.in = q.in.below(n)
		return
	}
	q.kept = q.kept[:copy(q.kept, q.kept[n*width:])]
}

// keep moves n rows of what was handed in behind those that are kept.
func (q *encQueue) keep(n, width int) {
	for y := range n {
		q.kept = append(q.kept, q.in.Pix[y*q.in.Stride:][:width]...)
	}
	q.in = q.in.below(n)
}

// below returns the plane without its first n rows.
func (p Plane) below(n int) Plane {
	p.Pix, p.Height = p.Pix[min(n*p.Stride, len(p.Pix)):], p.Height-n
	return p
}

// Close ends the picture: it writes what is left, and for Optimize and
// Progressive everything. The error is w's, or tells that rows are missing,
// in which case the file is not complete.
func (e *Encoder) Close() error {
	if e.closed {
		return e.w.err
	}
	e.closed = true
	if e.w.err == nil && e.row < e.f.down {
		for i, q := range e.queues {
			if missing := e.f.comps[i].height - q.given; missing > 0 {
				e.w.fail(fmt.Errorf("encode a JPEG: component %d: %d rows are missing", i, missing))
			}
		}
	}
	if e.w.err == nil {
		e.coder.end()
	}
	return e.w.err
}
