package jpeg

import "fmt"

// entropy returns a reader of the scan's data that begins at p.pos.
func (p *parser) entropy() *bitReader { return &bitReader{data: p.data, pos: p.pos} }

// restart passes the restart marker that is due before the MCU, and makes r
// ready for what follows. Where tolerant decoding finds another marker, or
// none, the fault is noted; r.lost then says whether there is data for the
// MCUs up to the next restart. The decoder resets its predictions.
func (p *parser) restart(r *bitReader, s *scanHeader, mcu int) error {
	want := (mcu/s.restarts - 1) & 7
	from := r.offset()
	skipped := max(r.n, 0) / 8
	at, m := nextMarker(p.data, r.pos)
	if at > r.pos {
		skipped += at - r.pos
	}
	if skipped > 0 && !r.lost {
		if err := p.add(from, s.number, mcu, fmt.Sprintf("%d extraneous bytes before a restart marker", skipped)); err != nil {
			return err
		}
	}
	*r = bitReader{data: r.data, pos: at}
	if int(m) == markRST0+want {
		r.pos = at + 2
		return nil
	}
	if err := p.add(at, s.number, mcu, fmt.Sprintf("restart marker %d is missing", want)); err != nil {
		return err
	}
	p.resync(r, want)
	return nil
}

// resync looks for where to go on, with the marker at r.pos another than the
// one that is due. A restart marker that is due a little later is left for
// then; one that is a little late is passed over, as is what belongs to it;
// and what is nothing of either kind is taken for the one that is due.
func (p *parser) resync(r *bitReader, want int) {
	for {
		at, m := nextMarker(p.data, r.pos)
		r.pos = at
		ahead := (int(m) - markRST0 - want) & 7
		switch {
		case at >= len(p.data), m >= markSOF0 && (m < markRST0 || m > markRST7):
			r.end, r.lost = true, true // the scan is over
			return
		case m < markSOF0, ahead >= 6:
			r.pos += 2
		case ahead == 1 || ahead == 2:
			r.end, r.lost = true, true
			return
		default:
			r.pos += 2
			return
		}
	}
}

// nextMarker returns where the next marker from pos on begins, and which it
// is; the end of the data if there is none.
func nextMarker(data []byte, pos int) (at int, marker byte) {
	for ; pos+1 < len(data); pos++ {
		if m := data[pos+1]; data[pos] == 0xff && m != 0 && m != 0xff {
			return pos, m
		}
	}
	return len(data), 0
}

// overrun notes that the data ended within or before the MCU, and gives up
// the rest of the restart interval.
func (p *parser) overrun(r *bitReader, s *scanHeader, mcu int) error {
	r.lost = true
	what := "premature end of the data"
	if r.pos+1 < len(p.data) {
		what = fmt.Sprintf("marker 0x%02x in the midst of the data", p.data[r.pos+1])
	}
	return p.add(r.offset(), s.number, mcu, what)
}

// slackBytes is how many bytes may stand unread at a scan's end: a decoder
// that loads a word at a time, libjpeg among them, swallows about so many
// without noticing, and so some encoders' padding is never complained of.
const slackBytes = 4

// endScan moves on to the marker behind the scan.
func (p *parser) endScan(r *bitReader, s *scanHeader) error {
	from, left := r.offset(), max(r.n, 0)/8
	if !r.end && !r.lost {
		for r.n -= 8 * left; left <= slackBytes && !r.end; {
			r.acc, r.n = 0, 0
			r.fillBytes()
			left += r.n / 8
		}
	}
	if left > slackBytes && !r.lost {
		at, _ := nextMarker(p.data, r.pos)
		p.pos = at
		return p.add(from, s.number, s.mcusWide*s.mcusHigh-1, fmt.Sprintf("%d extraneous bytes after the scan", max(left, at-from)))
	}
	p.pos, _ = nextMarker(p.data, r.pos)
	return nil
}
