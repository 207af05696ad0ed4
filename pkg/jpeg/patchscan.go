package jpeg

import (
	"context"
	"errors"
	"io"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// errNoCode tells that the file's Huffman tables cannot code what is needed.
var errNoCode = errors.New("jpeg: a Huffman code is missing")

// patchWalk goes through a scan that holds the whole picture. MCUs that
// nothing touches are skipped and later copied as bits, from where the last
// copy ended; if the walk recodes, they are written symbol by symbol.
type patchWalk struct {
	p       *parser
	s       *scanHeader
	r       *bitReader
	w       *bitWriter
	from    *patchSource
	recodes bool
	comps   []patchComponent
	mcu     int       // the next one
	done    bitCursor // what lies before has been written
	// fresh tells that the MCU before this one was written anew: then done
	// means nothing, and the next DC differences must be written anew, too.
	fresh bool
}

// patchComponent is the state of a component in the scan.
type patchComponent struct {
	coder
	index          int   // in the frame
	across, down   int   // blocks in an MCU
	read           int32 // the last DC of the source
	written        int32 // the last DC written, as long as the walk is fresh
	dcSpec, acSpec *encSpec
	dcCodes        *encHuffman
	acCodes        *encAC
}

// run writes the scan's data and EOI. The error is errNoCode if that cannot
// be done with the walk's Huffman tables.
func (k *patchWalk) run(ctx context.Context, places *patchPlaces) error {
	for y := range places.high {
		if err := ctx.Err(); err != nil {
			return err
		}
		for x, touched := range places.at(y) {
			if err := k.step(x, y, touched); err != nil {
				return err
			}
		}
	}
	k.flush()
	if err := k.end(); err != nil {
		return err
	}
	k.w.align()
	k.w.marker(markEOI)
	k.w.drain()
	return k.w.err
}

// newPatchWalk begins a walk with the file's own Huffman tables, or, if it is
// to recode, with complete ones.
func newPatchWalk(w io.Writer, p *parser, s *scanHeader, from *patchSource, recodes bool) (*patchWalk, error) {
	k := &patchWalk{p: p, s: s, r: p.entropy(), w: newBitWriter(w), from: from, recodes: recodes, fresh: recodes}
	for _, sc := range s.components {
		coder, err := p.newCoder(sc, true)
		if err != nil {
			return nil, at(p.pos, err)
		}
		dc, ac := p.dc[sc.td], p.ac[sc.ta]
		c := patchComponent{
			coder: coder, index: sc.index, across: sc.blocksWide, down: sc.blocksHigh,
			dcSpec: &encSpec{dc.counts, dc.values}, acSpec: &encSpec{ac.counts, ac.values},
		}
		if recodes && !c.recoded() {
			return nil, errNoCode
		}
		c.dcCodes, c.acCodes = newEncHuffman(c.dcSpec), newEncAC(c.acSpec)
		k.comps = append(k.comps, c)
		from.setQuant(sc.index, p.frame.comp[sc.index].quant)
	}
	if s.ss != 0 || s.se != 63 || s.ah != 0 || s.al != 0 {
		return nil, p.add(p.pos, s.number, 0, "spectral selection in a sequential scan")
	}
	k.done = k.r.cursor()
	return k, nil
}

// step handles the MCU in column x and row y.
func (k *patchWalk) step(x, y int, touched bool) error {
	if n := k.s.restarts; n > 0 && k.mcu > 0 && k.mcu%n == 0 {
		if err := k.restart(); err != nil {
			return err
		}
	}
	var err error
	switch {
	case touched:
		err = k.replace(x, y)
	case k.recodes:
		err = k.recode()
	case k.fresh:
		err = k.rejoin()
	default:
		err = k.skip()
	}
	if err == nil && k.r.n < 0 {
		err = k.p.overrun(k.r, k.s, k.mcu)
	}
	k.mcu++
	return err
}

// flush copies what has been skipped. The reader must stand between blocks.
func (k *patchWalk) flush() {
	if !k.fresh {
		here := k.r.cursor()
		k.w.copyBits(k.r.data, k.done, here)
		k.done = here
	}
}

// restart passes a restart marker, and writes it.
func (k *patchWalk) restart() error {
	k.flush()
	k.w.room()
	k.w.restart(k.mcu/k.s.restarts - 1)
	for i := range k.comps {
		k.comps[i].read, k.comps[i].written = 0, 0
	}
	if err := k.p.restart(k.r, k.s, k.mcu); err != nil {
		return err
	}
	k.fresh, k.done = k.recodes, k.r.cursor()
	return nil
}

// skip passes over an MCU.
func (k *patchWalk) skip() error {
	for i := range k.comps {
		c := &k.comps[i]
		for range c.across * c.down {
			diff, bad := k.r.difference(&c.coder)
			c.read += diff
			if worse := k.r.skip(&c.coder, 0); bad || worse {
				return k.badCode()
			}
		}
	}
	return nil
}

func (k *patchWalk) badCode() error {
	return k.p.add(k.r.offset(), k.s.number, k.mcu, "bad Huffman code")
}

// rejoin passes over the MCU behind one that was written anew: the first DC
// difference of each component is another than in the source.
func (k *patchWalk) rejoin() error {
	k.w.room()
	for i := range k.comps {
		c := &k.comps[i]
		for j := range c.across * c.down {
			if j == 0 {
				if k.r.n < 0 {
					return nil // step tells
				}
				k.flush()
			}
			diff, bad := k.r.difference(&c.coder)
			if bad {
				return k.badCode()
			}
			c.read += diff
			if j == 0 {
				if !c.dcCodes.hasDC(c.read - c.written) {
					return errNoCode
				}
				k.w.difference(c.read-c.written, c.dcCodes)
				if k.r.n < 0 {
					return nil
				}
				k.fresh, k.done = false, k.r.cursor()
			}
			if k.r.skip(&c.coder, 0) {
				return k.badCode()
			}
		}
	}
	return nil
}

// replace passes over an MCU, and writes that of the edited picture.
func (k *patchWalk) replace(x, y int) error {
	if !k.fresh {
		k.flush()
		k.fresh = true
		for i := range k.comps {
			k.comps[i].written = k.comps[i].read
		}
	}
	if err := k.skip(); err != nil {
		return err
	}
	k.w.room()
	for i := range k.comps {
		c := &k.comps[i]
		for dy := range c.down {
			for dx := range c.across {
				b, mask, ok := k.from.at(c.index, x*c.across+dx, y*c.down+dy)
				if !ok {
					b, mask = &dct.Block{int16(c.written)}, 0
				}
				diff := int32(b[0]) - c.written
				if !c.dcCodes.hasDC(diff) || !c.acCodes.hasAC(b, mask) {
					return errNoCode
				}
				k.w.block(b, mask, diff, c.dcCodes, c.acCodes)
				c.written = int32(b[0])
			}
		}
	}
	return nil
}

// end reads what stands behind the scan: there may be no other.
func (k *patchWalk) end() error {
	if err := k.p.endScan(k.r, k.s); err != nil {
		return err
	}
	_, err := k.p.nextScan()
	switch err {
	case io.EOF:
		return nil
	case nil:
		return &Fault{Offset: k.p.pos, What: "a scan after the last"}
	}
	return err
}
