package jpeg

import (
	"context"
	"fmt"
	"image"
	"io"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// Decoder decodes a file by rows. It is made by NewDecoder, and not to be
// used by several goroutines at a time.
type Decoder struct {
	ctx    context.Context
	p      *parser
	f      *frame
	seq    *sequential // nil if the file cannot be decoded as it comes
	store  *store      // nil otherwise
	bounds []image.Point
	high   [4]int // rows of a component in an MCU row
	row    int    // the next MCU row
	rows   int    // MCU rows
	buffer [4]target
	out    Rows
	err    error // what Next returns from now on
}

// ReadHeader reads what a file says of its picture, without a look at the
// picture itself: data may end before the first scan, and faults that leave
// the header readable are passed over. It holds no more memory for a large
// picture than for a small one.
func ReadHeader(data []byte) (Header, error) {
	p, err := newParser(data, DecodeOptions{Tolerant: true})
	if err != nil {
		return Header{}, err
	}
	if err := p.readFrame(); err != nil {
		return Header{}, err
	}
	// What settles the colour may stand behind the frame header. If it cannot
	// be read, that is for decoding to tell.
	s, err := p.nextScan()
	p.settleColor()
	p.frame.kept = err == nil && !p.frame.streams(s)
	return p.frame.Header, nil
}

// settleColor works out Color and Inverted.
func (p *parser) settleColor() (odd bool) {
	f := p.frame
	f.Color, odd = f.colorOf(p.jfif, p.adobe)
	f.Inverted = len(f.Components) == 4 && p.adobe != noAdobe
	return odd
}

// NewDecoder reads a file up to its first scan. Files that can be decoded as
// they come, sequential ones whose first scan holds all components, are
// decoded by Next; of others all scans are read here, and their coefficients
// are kept.
//
// The error is a *Fault if the file is damaged, an UnsupportedError if it is
// of a kind that is not decoded, a *LimitError if it is over a limit, and the
// context's when that ends.
func NewDecoder(ctx context.Context, data []byte, o DecodeOptions) (*Decoder, error) {
	switch o.Scale {
	case 0, 1, 2, 4, 8:
	default:
		return nil, fmt.Errorf("jpeg: decode at a scale of 1/%d: only 1, 2, 4 and 8 are possible", o.Scale)
	}
	p, s, err := openStream(data, o)
	if err != nil {
		return nil, err
	}
	f := p.frame
	f.setScale(o)
	if err := p.checkCost(s, o); err != nil {
		return nil, err
	}
	d := &Decoder{ctx: ctx, p: p, f: f}
	if err := d.begin(s, o); err != nil {
		return nil, err
	}
	return d, nil
}

// streams reports whether the scan can be decoded as it comes.
func (f *frame) streams(s *scanHeader) bool {
	return len(s.components) == len(f.comp) && (f.Process == Baseline || f.Process == Extended)
}

// begin makes ready for the first row.
func (d *Decoder) begin(s *scanHeader, o DecodeOptions) error {
	f := d.f
	d.rows = f.mcusHigh
	for i, c := range f.Components {
		d.high[i] = c.V * f.comp[i].size
		d.bounds = append(d.bounds, f.planeSize(c, f.comp[i].size))
	}
	if !f.streams(s) {
		var err error
		if d.store, err = newStore(f, o); err != nil {
			return err
		}
		return d.store.readScans(d.ctx, d.p, s)
	}
	seq, err := newSequential(d.p, s)
	if err != nil {
		return at(d.p.pos, err)
	}
	d.seq = seq
	if len(f.comp) == 1 { // an MCU is one block
		d.rows, d.high[0] = s.mcusHigh, f.comp[0].size
	}
	return nil
}

// Header returns what the file says of its picture.
func (d *Decoder) Header() Header { return d.f.Header }

// Bounds returns the size of each component's plane at the scale.
func (d *Decoder) Bounds() []image.Point { return d.bounds }

// Segments returns the APPn and COM segments up to the first scan, in order.
// They share their bytes with the file's data.
func (d *Decoder) Segments() []Segment { return d.p.segments }

// Faults returns what tolerant decoding has passed over so far. There are at
// most 21: if there are more, the last one tells how many.
func (d *Decoder) Faults() []*Fault { return d.p.all() }

// Next decodes the next MCU row and returns its rows of each plane, which are
// good until the next call. After the last one it returns io.EOF. Strict
// decoding reads the file to its end before it hands out the last rows.
func (d *Decoder) Next() (Rows, error) {
	if d.err == nil && d.row == d.rows {
		d.err = io.EOF
	}
	if d.err != nil {
		return Rows{}, d.err
	}
	if d.buffer[0].pix == nil {
		d.allocate()
	}
	y := d.row
	if d.err = d.decode(&d.buffer); d.err != nil {
		return Rows{}, d.err
	}
	for i, size := range d.bounds {
		d.out.Y[i] = min(y*d.high[i], size.Y)
		d.out.Planes[i] = Plane{
			Pix: d.buffer[i].pix, Stride: d.buffer[i].stride,
			Width: size.X, Height: min(d.high[i], size.Y-d.out.Y[i]),
		}
	}
	return d.out, nil
}

// allocate makes room for an MCU row.
func (d *Decoder) allocate() {
	d.out.Planes = make([]Plane, len(d.bounds))
	for i := range d.bounds {
		c := &d.f.comp[i]
		stride := c.stride * c.size
		d.buffer[i] = target{make([]byte, stride*d.high[i]), stride}
	}
}

// decode decodes the next MCU row.
func (d *Decoder) decode(to *[4]target) error {
	if err := d.ctx.Err(); err != nil {
		return err
	}
	y := d.row
	d.row++
	if d.store != nil {
		d.transform(y, to)
		return nil
	}
	if err := d.seq.row(to); err != nil {
		return err
	}
	if d.row == d.rows {
		return d.finish()
	}
	return nil
}

// transform makes samples of an MCU row of kept coefficients.
func (d *Decoder) transform(y int, to *[4]target) {
	for i, plane := range d.store.planes {
		c, out := &d.f.comp[i], to[i]
		q := c.quant
		if q == nil {
			q = new(dct.Table) // no scan had this component: it is grey
		}
		for v := range c.v {
			plane.inverse(out.pix[v*c.size*out.stride:], out.stride, y*c.v+v, q)
		}
	}
}

// finish reads what stands behind the scan: there may be no other.
func (d *Decoder) finish() error {
	err := d.p.endScan(d.seq.r, d.seq.s)
	if err == nil {
		_, err = d.p.nextScan()
	}
	switch {
	case err == io.EOF:
		return nil
	case err == nil:
		err = &Fault{Offset: d.p.pos, What: "a scan after the last"}
	}
	return d.p.bear(err)
}
