package tone

// work is where a row of colours lies while it goes through a lattice.
type work struct {
	to    rows
	cells [tile]uint16
	wild  wildness

	// Those in rough cells: how many, which pixels they are, and their blocks.
	n            int
	pixels       [tile]uint16
	blocks       [tile]*fineBlock
	fine, fineTo rows
}

// run takes the first n colours of rows through the lattice.
func (l *lattice) run(t *rows, n int, m *memo) {
	w := &m.work
	l.untilSettled(func() {
		l.mix(&w.to, t, &w.cells, &w.wild, filled(n))
		w.collect(l, n)
	})
	if w.n > 0 {
		w.gather(l, t)
		l.runFine(m)
		w.scatter()
	}
	for c := range t {
		copy(t[c][:n], w.to[c][:n])
	}
}

// untilSettled does something until no cell was made ready meanwhile, here or
// by another goroutine.
func (l *lattice) untilSettled(do func()) {
	for before := int64(-1); l.settled.Load() != before; {
		before = l.settled.Load()
		do()
	}
}

// collect writes down which colours are in rough cells, and makes the cells
// ready that are not.
func (w *work) collect(l *lattice, n int) {
	w.n = 0
	known := uint64(rough)
	for k, wild := range w.wild[:filled(n)/block] {
		if !wild {
			continue
		}
		first, last := uint16(k*block), min(n, (k+1)*block)
		for i, at := range w.cells[first:last] {
			p := l.points[at].Load()
			w.pixels[w.n&(tile-1)] = first + uint16(i)
			w.n += int(^p >> 63)
			known &= p | p>>1
		}
	}
	for _, i := range w.pixels[:w.n] {
		if known != 0 {
			break
		}
		l.settle(int(w.cells[i]))
	}
}

// gather puts the colours in rough cells together.
func (w *work) gather(l *lattice, t *rows) {
	for k, i := range w.pixels[:w.n] {
		i, k := i%tile, k%tile
		w.blocks[k] = l.blocks[w.cells[i]].Load()
		w.fine[0][k], w.fine[1][k], w.fine[2][k] = t[0][i], t[1][i], t[2][i]
	}
	for k := w.n; k < filled(w.n); k++ {
		w.blocks[k] = w.blocks[k-1]
	}
}

// scatter puts them back.
func (w *work) scatter() {
	for k, i := range w.pixels[:w.n] {
		i, k := i%tile, k%tile
		w.to[0][i], w.to[1][i], w.to[2][i] = w.fineTo[0][k], w.fineTo[1][k], w.fineTo[2][k]
	}
}

// runFine is run for the colours in rough cells, but that it calls the function
// where that is not followed even so.
func (l *lattice) runFine(m *memo) {
	w := &m.work
	l.untilSettled(func() {
		l.mixFine(&w.fineTo, &w.fine, &w.blocks, &w.wild, filled(w.n))
		w.settleFine(l)
	})
	for k, wild := range w.wild[:filled(w.n)/block] {
		for i := k * block; wild && i < min(w.n, (k+1)*block); i++ {
			if w.state(i)&follows == 0 {
				v := m.at(l, min(quickest, w.fine[0][i]), min(quickest, w.fine[1][i]), min(quickest, w.fine[2][i]))
				w.fineTo[0][i], w.fineTo[1][i], w.fineTo[2][i] = uint16(v), uint16(v>>16), uint16(v>>32)
			}
		}
	}
}

// settleFine makes the cells of blocks ready that are not.
func (w *work) settleFine(l *lattice) {
	for k, wild := range w.wild[:filled(w.n)/block] {
		for i := k * block; wild && i < min(w.n, (k+1)*block); i++ {
			if w.state(i)&(follows|rough) == 0 {
				l.settleFine(w.blocks[i], place(w.fine[0][i]), place(w.fine[1][i]), place(w.fine[2][i]))
			}
		}
	}
}

// state is the first point of the cell of a colour in a block.
func (w *work) state(i int) uint64 {
	return w.blocks[i][fineCell(place(w.fine[0][i]), place(w.fine[1][i]), place(w.fine[2][i]))].Load()
}
