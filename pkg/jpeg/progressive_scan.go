package jpeg

import (
	"errors"
	"fmt"
)

var errProgression = errors.New("impossible parameters of a progressive scan")

// progressive reports whether the file's scans hold parts of blocks.
func (f *frame) progressive() bool {
	return f.Process == Progressive || f.Process == ArithmeticProgressive
}

// checkScan holds a scan's parameters against T.81, G.1.1.1, and against the
// scans before it, and notes what the scan tells. With skip, its data cannot
// be made use of; the faults are noted then.
func (st *store) checkScan(p *parser, s *scanHeader) (skip bool, err error) {
	for _, c := range s.components {
		if s.ss == 0 && len(s.components) > 1 {
			st.planes[c.index].padded = true
		}
	}
	if !st.f.progressive() {
		if s.ss != 0 || s.se != 63 || s.ah != 0 || s.al != 0 {
			err = p.add(p.pos, s.number, 0, "spectral selection in a sequential scan")
		}
		for _, c := range s.components {
			st.planes[c.index].point = [64]int8{}
		}
		return false, err
	}
	bad := s.ss > s.se || s.se > 63 || s.al > 13
	if s.ss == 0 {
		bad = bad || s.se != 0
	} else {
		bad = bad || len(s.components) != 1
	}
	if bad || s.ah != 0 && s.al != s.ah-1 {
		return true, p.bear(at(p.pos, errProgression))
	}
	for _, c := range s.components {
		if err := st.progress(p, s, c.index); err != nil {
			return false, err
		}
	}
	return st.untrusted(s), nil
}

// progress notes which bits of a component the scan tells.
func (st *store) progress(p *parser, s *scanHeader, component int) error {
	plane, odd := st.planes[component], false
	if s.ss > 0 && plane.point[0] == pointUnknown {
		odd = true
	}
	for k := s.ss; k <= s.se; k++ {
		if s.ah != int(max(plane.point[k], 0)) {
			odd = true
		}
		plane.point[k] = int8(s.al)
	}
	if !odd {
		return nil
	}
	what := fmt.Sprintf("inconsistent progression: component %d, coefficients %d to %d, bits %d to %d",
		st.f.Components[component].ID, s.ss, s.se, s.ah, s.al)
	return p.add(p.pos, s.number, 0, what)
}

// band is the mask of the scan's coefficients.
func (s *scanHeader) band() uint64 { return uint64(1)<<(s.se+1) - uint64(1)<<s.ss }

// damage notes that a scan has not been read in full: a later refinement
// would take the wrong blocks' bits. Where there are restart markers, it gets
// back into step at each.
func (st *store) damage(s *scanHeader) {
	if s.ss == 0 || s.restarts > 0 {
		return
	}
	st.planes[s.components[0].index].damaged |= s.band()
}

// untrusted reports whether the scan refines what has been damaged.
func (st *store) untrusted(s *scanHeader) bool {
	return s.ss > 0 && s.ah > 0 && st.planes[s.components[0].index].damaged&s.band() != 0
}

// decoder makes the decoder of a scan, with its tables.
func (st *store) decoder(p *parser, s *scanHeader) (scanDecoder, error) {
	switch {
	case st.f.Process == Arithmetic || st.f.Process == ArithmeticProgressive:
		return st.arithScan(p, s)
	case st.f.Process != Progressive:
		return st.sequentialScan(p, s)
	case s.ss == 0:
		return st.dcScan(p, s)
	}
	return st.acScan(p, s)
}

// acScan makes the decoder of an AC scan.
func (st *store) acScan(p *parser, s *scanHeader) (scanDecoder, error) {
	c := s.components[0]
	t, err := p.acTable(c)
	if err != nil {
		return nil, err
	}
	d := &st.ac
	d.t.make(&t.huffman, false)
	st.r.data = p.data
	d.cleanReader, d.p = &st.r, st.planes[c.index]
	d.ss, d.se, d.al, d.refines = s.ss, s.se, uint(s.al), s.ah > 0
	return d, nil
}

// dcScan makes the decoder of a DC scan.
func (st *store) dcScan(p *parser, s *scanHeader) (scanDecoder, error) {
	st.r.data = p.data
	d := &dcScan{cleanReader: &st.r, blocks: mcuBlocks(s, st.planes), al: uint(s.al), refines: s.ah > 0}
	for i, c := range s.components {
		if d.refines {
			break // bits alone, no codes
		}
		t, err := p.dcTable(c)
		if err != nil {
			return nil, err
		}
		st.dc[i].make(&t.huffman, true)
	}
	d.tables = &st.dc
	return d, nil
}
