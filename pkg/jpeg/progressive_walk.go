package jpeg

import "context"

// scanDecoder decodes one scan's data.
type scanDecoder interface {
	// start begins with the data of a restart interval.
	start(at int)
	// decode decodes MCUs from..to of a row of MCUs, and returns how many
	// are done and what is wrong with the next one.
	decode(row, from, to int) (done int, what string)
	// finish returns what is wrong at the end of an interval.
	finish() (what string)
	// reader returns where the data is read, for the parser.
	reader() *bitReader
}

// walk leads a decoder through the MCUs and restart intervals of a scan.
func (st *store) walk(ctx context.Context, p *parser, s *scanHeader, d scanDecoder) error {
	total := s.mcusWide * s.mcusHigh
	w := &scanWalk{p: p, s: s, d: d, due: total}
	if s.restarts > 0 {
		w.due = min(s.restarts, total)
	}
	d.start(p.pos)
	for w.mcu < total && !w.over {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.step(); err != nil {
			return err
		}
		if err := st.grown(); err != nil {
			return err
		}
	}
	if w.faulty {
		st.damage(s)
	}
	r := d.reader()
	if w.lost {
		p.skipScan(r.pos)
		return nil
	}
	if what := d.finish(); what != "" {
		if err := p.add(r.offset(), s.number, total-1, what); err != nil {
			return err
		}
	}
	return p.endScan(r, s)
}

// grown checks the memory that wide coefficients have taken since.
func (st *store) grown() error {
	if st.limit == 0 {
		return nil
	}
	var size int64
	for _, p := range st.planes {
		size += planeBytes(int64(len(p.dc)), p.n) + p.wide
	}
	return st.check(size)
}

// scanWalk is a walk through a scan.
type scanWalk struct {
	p      *parser
	s      *scanHeader
	d      scanDecoder
	mcu    int
	due    int  // the MCU before which a restart marker is due, or the last one
	lost   bool // there is no data up to due
	over   bool // there is no more data
	faulty bool
}

// step decodes the rest of a row of MCUs, or of the restart interval.
func (w *scanWalk) step() error {
	if w.mcu == w.due {
		return w.restart()
	}
	if w.lost {
		w.mcu = w.due
		return nil
	}
	row, col := w.mcu/w.s.mcusWide, w.mcu%w.s.mcusWide
	count := min(w.s.mcusWide-col, w.due-w.mcu)
	done, what := w.d.decode(row, col, col+count)
	w.mcu += done
	if what == "" {
		return nil
	}
	w.lost, w.faulty = true, true
	r := w.d.reader()
	if what == whatEnd || r.n < 0 { // other faults may come of the zeros behind the end
		return w.p.overrun(r, w.s, w.mcu)
	}
	return w.p.add(r.offset(), w.s.number, w.mcu, what)
}

// restart passes a restart marker.
func (w *scanWalk) restart() error {
	r := w.d.reader()
	r.lost = w.lost
	if what := w.d.finish(); what != "" && !w.lost {
		w.faulty = true
		if err := w.p.add(r.offset(), w.s.number, w.mcu, what); err != nil {
			return err
		}
	}
	if err := w.p.restart(r, w.s, w.mcu); err != nil {
		return err
	}
	w.due = min(w.mcu+w.s.restarts, w.s.mcusWide*w.s.mcusHigh)
	w.lost = r.lost
	w.d.start(r.pos)
	if w.lost {
		w.faulty = true
		_, m := nextMarker(w.p.data, r.pos)
		w.over = m < markRST0 || m > markRST7
	}
	return nil
}
