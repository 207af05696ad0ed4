package jpeg

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// store takes up the scans of a file that cannot be decoded row by row.
type store struct {
	f      *frame
	planes []*plane
	limit  int64 // bytes; 0 for none
	r      cleanReader
	ac     acScan
	dc     [4]symbolTable
}

// newStore makes room for the coefficients that the sizes of f's components
// ask for. The error is a *LimitError.
func newStore(f *frame, o DecodeOptions) (*store, error) {
	st := &store{f: f, limit: o.Limits.Memory}
	var size int64
	for i := range f.comp {
		c := &f.comp[i]
		size += planeBytes(int64(c.stride)*int64(c.rows), c.size)
	}
	if err := st.check(size); err != nil {
		return nil, err
	}
	for i := range f.comp {
		c := &f.comp[i]
		st.planes = append(st.planes, newPlane(c.size, c.stride, c.rows))
	}
	return st, nil
}

// check holds the size of the planes against the limit.
func (st *store) check(size int64) error {
	if st.limit > 0 && size > st.limit {
		return &LimitError{What: "bytes of memory", Value: size, Limit: st.limit}
	}
	return nil
}

// readScans reads all scans, from the first, which p has just returned, up to
// the end of the picture.
func (st *store) readScans(ctx context.Context, p *parser, first *scanHeader) error {
	for s := first; s != nil; {
		err := st.readScan(ctx, p, s)
		if err != nil {
			return err
		}
		s, err = p.nextScan()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			s = nil
			if err := p.bear(err); err != nil {
				return err
			}
		}
	}
	for i, plane := range st.planes {
		if plane.point[0] == pointUnknown {
			what := fmt.Sprintf("no scan tells the mean values of component %d", st.f.Components[i].ID)
			if err := p.add(p.pos, 0, 0, what); err != nil {
				return err
			}
		}
	}
	return nil
}

// bear notes a fault that ends tolerant decoding with what there is, and
// returns all other errors.
func (p *parser) bear(err error) error {
	var fault *Fault
	if p.strict || !errors.As(err, &fault) {
		return err
	}
	return p.add(fault.Offset, fault.Scan, fault.MCU, fault.What)
}

// readScan decodes one scan and moves p behind it.
func (st *store) readScan(ctx context.Context, p *parser, s *scanHeader) error {
	from := p.pos
	skip, err := st.checkScan(p, s)
	if err != nil {
		return err
	}
	if skip {
		p.skipScan(from)
		return nil
	}
	d, err := st.decoder(p, s)
	if err != nil {
		if err := p.bear(at(from, err)); err != nil {
			return err
		}
		p.skipScan(from)
		return nil
	}
	return st.walk(ctx, p, s, d)
}

// skipScan moves to the first marker from pos on that does not belong to a
// scan's data.
func (p *parser) skipScan(pos int) {
	for {
		at, m := nextMarker(p.data, pos)
		p.pos = at
		if m < markRST0 || m > markRST7 {
			return
		}
		pos = at + 2
	}
}
