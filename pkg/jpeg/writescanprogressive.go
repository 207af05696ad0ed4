package jpeg

import "math/bits"

// writeProgressive writes the store's blocks in scans from coarse to fine,
// each with Huffman tables of its own.
func (f *encFrame) writeProgressive(w *bitWriter, s *encStore) {
	p := encProgressive{f: f}
	for i, scan := range f.script() {
		if w.err != nil {
			return
		}
		p.encScan = scan
		p.encRecords = encRecords{list: p.list[:0]}
		p.run(s)
		f.writeScanHead(w, scan, p.tables(), i == 0)
		p.write(w)
		w.align()
	}
}

// script is the order of scans that libjpeg chose: for YCbCr, chroma is not
// worth many scans of its own.
func (f *encFrame) script() []encScan {
	scans := f.scriptDC(0, 1)
	if f.Color == YCbCr {
		scans = append(scans,
			encScan{[]int{0}, 1, 5, 0, 2},
			encScan{[]int{2}, 1, 63, 0, 1},
			encScan{[]int{1}, 1, 63, 0, 1},
			encScan{[]int{0}, 6, 63, 0, 2},
			encScan{[]int{0}, 1, 63, 2, 1},
		)
		scans = append(scans, f.scriptDC(1, 0)...)
		return append(scans,
			encScan{[]int{2}, 1, 63, 1, 0},
			encScan{[]int{1}, 1, 63, 1, 0},
			encScan{[]int{0}, 1, 63, 1, 0},
		)
	}
	for _, band := range [][4]int{{1, 5, 0, 2}, {6, 63, 0, 2}, {1, 63, 2, 1}} {
		for c := range f.comps {
			scans = append(scans, encScan{[]int{c}, band[0], band[1], band[2], band[3]})
		}
	}
	scans = append(scans, f.scriptDC(1, 0)...)
	for c := range f.comps {
		scans = append(scans, encScan{[]int{c}, 1, 63, 1, 0})
	}
	return scans
}

// scriptDC is a scan of all DC coefficients, or one for each component if
// they are too many for one.
func (f *encFrame) scriptDC(ah, al int) []encScan {
	var scans []encScan
	all := encScan{ah: ah, al: al}
	for c := range f.comps {
		all.components = append(all.components, c)
		scans = append(scans, encScan{components: []int{c}, ah: ah, al: al})
	}
	if f.interleaved {
		return []encScan{all}
	}
	return scans
}

// encProgressive makes the records of a progressive scan: T.81, annex G.1.2.
type encProgressive struct {
	encScan
	encRecords
	f       *encFrame
	pred    [4]int32
	eobRun  int    // blocks that ended and are not yet told
	pending []byte // correction bits of these blocks, one each
	block   []byte // correction bits of the block at work
	found   [64]encCoefficient
}

func (p *encProgressive) run(s *encStore) {
	visit := p.first
	switch {
	case p.ss == 0 && p.ah == 0:
		visit = p.firstDC
	case p.ss == 0:
		visit = p.refineDC
	case p.ah > 0:
		visit = p.refine
	}
	p.table(p.f.comps[p.components[0]].huff)
	p.pred = [4]int32{}
	walk := encWalk{f: p.f, store: s}
	walk.each(p.components, p.mcu, visit)
	p.flush()
	p.endRaw()
}

// tables makes the tables for what has been counted.
func (p *encProgressive) tables() (t encTables) {
	for _, c := range p.components {
		n := p.f.comps[c].huff
		switch {
		case p.ss > 0:
			t.ac[n] = optimalSpec(&p.counts[n])
			p.huff[n] = newEncHuffman(t.ac[n])
		case p.ah == 0 && t.dc[n] == nil:
			t.dc[n] = optimalSpec(&p.counts[n])
			p.huff[n] = newEncHuffman(t.dc[n])
		}
	}
	return t
}

// mcu begins an MCU, with a restart marker if i is not negative.
func (p *encProgressive) mcu(i int) {
	if i >= 0 {
		p.flush()
		p.pred = [4]int32{}
		p.restart()
	}
}

func (p *encProgressive) corrections(list []byte) {
	for _, b := range list {
		p.raw(uint32(b), 1)
	}
}

// flush tells the run of blocks that have ended, and their corrections.
func (p *encProgressive) flush() {
	if p.eobRun == 0 {
		return
	}
	n := bits.Len(uint(p.eobRun)) - 1
	p.symbol(byte(n<<4), 0)
	p.raw(uint32(p.eobRun)&(1<<n-1), n)
	p.eobRun = 0
	p.corrections(p.pending)
	p.pending = p.pending[:0]
}

func (p *encProgressive) firstDC(c int, dc int16, _ []byte, _ int) int {
	p.table(p.f.comps[c].huff)
	v := int32(dc) >> p.al
	diff := v - p.pred[c]
	p.pred[c] = v
	size, value := encValue(diff)
	if size+p.al > 11 {
		p.err = errEncodeRange
		return 0
	}
	p.symbol(byte(size), value)
	return 0
}

func (p *encProgressive) refineDC(_ int, dc int16, _ []byte, _ int) int {
	p.raw(uint32(dc)>>p.al&1, 1)
	return 0
}
