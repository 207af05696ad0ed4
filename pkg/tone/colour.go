package tone

import "sync"

// colour calls its function for each pixel of 16 bits, and looks up others in
// a lattice.
type colour struct {
	f       Colour
	lattice func() *lattice
	// idle are those memos that nobody uses: as many as there were goroutines
	// at once. A sync.Pool would drop them, and each is a megabyte to clear.
	mu   sync.Mutex
	idle []*memo
}

func (f Colour) stage() stage {
	return &colour{f: f, lattice: sync.OnceValue(func() *lattice { return newLattice(f) })}
}

func (c *colour) deep(r, g, b []uint16) {
	for i := range r {
		x, y, z := c.f(float64(r[i])/most, float64(g[i])/most, float64(b[i])/most)
		r[i], g[i], b[i] = deepValue(x), deepValue(y), deepValue(z)
	}
}

// memo is what one goroutine needs. It keeps results of a function in cells that are rough, because a photo has far
// fewer colours than pixels. Its keys are colours with the uppermost bit set.
type memo struct {
	entries [1 << 16]struct{ key, value uint64 }
	work    work
}

func (m *memo) at(l *lattice, r, g, b uint16) uint64 {
	key := 1<<63 | uint64(r) | uint64(g)<<16 | uint64(b)<<32
	entry := &m.entries[key*0x9e3779b97f4a7c15>>48]
	if entry.key != key {
		entry.key, entry.value = key, l.call(r, g, b)
	}
	return entry.value
}

// quick takes rows through the lattice.
func (c *colour) quick(t *rows, n int) {
	m := c.take()
	c.lattice().run(t, n, m)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.idle = append(c.idle, m)
}

// take returns a memo for one goroutine.
func (c *colour) take() *memo {
	c.mu.Lock()
	defer c.mu.Unlock()
	last := len(c.idle) - 1
	if last < 0 {
		return &memo{}
	}
	m := c.idle[last]
	c.idle = c.idle[:last]
	return m
}
