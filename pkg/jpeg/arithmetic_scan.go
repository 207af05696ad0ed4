package jpeg

// arithScan decodes a scan of a file with arithmetic coding, sequential or
// progressive: T.81, F.2.4 and G.2.
type arithScan struct {
	arithReader
	blocks  []mcuBlock
	members []arithMember
	ss, se  int
	al      uint
	refines bool
}

// arithMember is the state of a component in the scan.
type arithMember struct {
	dc      *[64]byte  // statistics
	ac      *[256]byte //
	lower   int        // a DC difference is small below, and
	upper   int        // large above
	last    int        // the last AC coefficient that counts as low
	context int        // of the next DC difference: what the last one was
	pred    int32
}

const (
	whatMagnitude = "impossible magnitude"
	whatBand      = "coefficients past the end of the band"
)

func (st *store) arithScan(p *parser, s *scanHeader) (scanDecoder, error) {
	d := &arithScan{
		arithReader: arithReader{states: arithStates(), data: p.data}, blocks: mcuBlocks(s, st.planes),
		ss: s.ss, se: s.se, al: uint(s.al), refines: s.ah > 0,
	}
	if !st.f.progressive() { // whatever the scan says of itself
		d.ss, d.se, d.al, d.refines = 0, 63, 0, false
	}
	var dc [16]*[64]byte // components may share their statistics
	var ac [16]*[256]byte
	for _, c := range s.components {
		if dc[c.td] == nil {
			dc[c.td] = new([64]byte)
		}
		if ac[c.ta] == nil {
			ac[c.ta] = new([256]byte)
		}
		bounds := p.arith[0][c.td]
		d.members = append(d.members, arithMember{
			dc: dc[c.td], ac: ac[c.ta],
			lower: 1 << (bounds & 15) >> 1, upper: 1 << (bounds >> 4) >> 1, last: int(p.arith[1][c.ta]),
		})
	}
	return d, nil
}

func (d *arithScan) start(at int) {
	d.arithReader.start(at)
	for i := range d.members {
		m := &d.members[i]
		*m.dc, *m.ac, m.context, m.pred = [64]byte{}, [256]byte{}, 0, 0
	}
}

func (d *arithScan) decode(row, from, to int) (done int, what string) {
	for col := from; col < to; col++ {
		for j := range d.blocks {
			b := &d.blocks[j]
			if what := d.block(b.p, &d.members[b.member], b.index(row, col)); what != "" {
				return col - from, what
			}
		}
	}
	return to - from, ""
}

func (d *arithScan) block(p *plane, m *arithMember, i int) (what string) {
	from := d.ss
	if from == 0 {
		from = 1
		if d.refines {
			if d.even() {
				p.dc[i] |= 1 << d.al
			}
		} else if what := d.mean(m); what != "" {
			return what
		} else {
			p.dc[i] = int16(m.pred << d.al)
		}
	}
	switch {
	case d.se == 0:
		return ""
	case d.refines:
		return d.refine(p, m, i)
	}
	return d.first(p, m, i, from)
}

// mean decodes the DC coefficient's difference: T.81, F.1.4.1.
func (d *arithScan) mean(m *arithMember) (what string) {
	bins := m.dc[m.context:]
	if !d.decide(&bins[0]) {
		m.context = 0
		return ""
	}
	sign := 0
	if d.decide(&bins[1]) {
		sign = 1
	}
	at, size := m.context+2+sign, 0
	if d.decide(&m.dc[at]) {
		size, at = 1, 20
		if size, at = d.magnitude(m.dc[:], size, at); size == 0 {
			return whatMagnitude
		}
	}
	switch {
	case size < m.lower:
		m.context = 0
	case size > m.upper:
		m.context = 12 + 4*sign
	default:
		m.context = 4 + 4*sign
	}
	m.pred = int32(int16(m.pred + d.value(m.dc[:], size, at, sign == 1)))
	return ""
}

// magnitude decodes how large a number is, as a power of two; 0 means that
// it is too large: T.81, figure F.23.
func (d *arithScan) magnitude(bins []byte, size, at int) (int, int) {
	for d.decide(&bins[at]) {
		if size <<= 1; size == 1<<15 {
			return 0, 0
		}
		at++
	}
	return size, at
}

// value decodes the bits of a number below its highest: T.81, figure F.24.
func (d *arithScan) value(bins []byte, size, at int, negative bool) int32 {
	v := size
	at += 14
	for size >>= 1; size > 0; size >>= 1 {
		if d.decide(&bins[at]) {
			v |= size
		}
	}
	if negative {
		return -int32(v + 1)
	}
	return int32(v + 1)
}

// first decodes AC coefficients, or the first scan of a band of them: T.81,
// F.1.4.2.
func (d *arithScan) first(p *plane, m *arithMember, i, from int) (what string) {
	for k := from; k <= d.se; k++ {
		if d.decide(&m.ac[3*(k-1)]) { // the end of the band
			return ""
		}
		for !d.decide(&m.ac[3*(k-1)+1]) {
			if k++; k > d.se {
				return whatBand
			}
		}
		negative := d.even()
		at, size := 3*(k-1)+2, 0
		if d.decide(&m.ac[at]) {
			size = 1
			if d.decide(&m.ac[at]) {
				size, at = 2, 217
				if k <= m.last {
					at = 189
				}
				if size, at = d.magnitude(m.ac[:], size, at); size == 0 {
					return whatMagnitude
				}
			}
		}
		v := int16(d.value(m.ac[:], size, at, negative) << d.al)
		p.put(i, k, v)
	}
	return ""
}

// refine decodes a refinement scan of a band: T.81, G.1.3.3.
func (d *arithScan) refine(p *plane, m *arithMember, i int) (what string) {
	end := d.se // of what the scans before have told
	for end > 0 && p.mask[i]>>end&1 == 0 {
		end--
	}
	for k := d.ss; k <= d.se; k++ {
		if k > end && d.decide(&m.ac[3*(k-1)]) {
			return ""
		}
		for {
			if p.mask[i]>>k&1 != 0 {
				if d.decide(&m.ac[3*(k-1)+2]) {
					p.correct(i, 1<<k, 1<<63, d.al)
				}
				break
			}
			if d.decide(&m.ac[3*(k-1)+1]) {
				v := int16(1) << d.al
				if d.even() {
					v = -v
				}
				p.put(i, k, v)
				break
			}
			if k++; k > d.se {
				return whatBand
			}
		}
	}
	return ""
}

// put sets a coefficient, kept or not, and its bit in the mask.
func (p *plane) put(i, k int, v int16) {
	if v != 0 {
		p.mask[i] |= 1 << k
	}
	if k < p.keep {
		p.set(i, k, v)
	}
}
