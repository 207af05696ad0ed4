package network

// fuser joins steps that follow each other, so that a tensor is not written
// and read again for each: a convolution of each lane by itself and a dense
// one, and what is added to its result, and the rectifying of that.
type fuser struct {
	r       *reader
	readers map[int]int // how many steps read a tensor, and how many outputs are it
	made    map[int]int // which of the entries so far makes a tensor
}

// fuse joins what can be.
func (r *reader) fuse() {
	f := &fuser{r, map[int]int{}, map[int]int{}}
	for _, e := range r.entries {
		for _, t := range e.in {
			f.readers[t]++
		}
	}
	for _, t := range r.outputs {
		f.readers[t]++
	}
	for i := range r.entries {
		f.join(i)
		f.made[r.entries[i].out] = i
	}
	var left []entry
	for _, e := range r.entries {
		if e.step != nil {
			left = append(left, e)
		}
	}
	r.entries = left
}

// join makes entry i one with those before it.
func (f *fuser) join(i int) {
	switch s := f.r.entries[i].step.(type) {
	case *convolution:
		if d, ok := alone[*depthwise](f, s.from); ok && s.pointwise() {
			f.r.entries[i].in = f.take(s.from).in
			s.ahead, s.from = d, d.from
			f.r.entries[i].own = s.rowsAtOnce() * s.inW * s.inLanes
		}
	case *sum:
		for _, pair := range [2][2]int{{s.a, s.b}, {s.b, s.a}} {
			if c, ok := alone[*convolution](f, pair[0]); ok && c.more < 0 && pair[0] != pair[1] {
				f.replace(i, pair[0])
				f.add(i, c, pair[1])
				return
			}
		}
	case *rectifier:
		if c, ok := alone[*convolution](f, s.from); ok {
			f.replace(i, s.from)
			c.slope, c.rectified = s.slope, true
		}
	}
}

// alone returns the step that makes a tensor, if it is of that kind and
// nobody but one step reads the tensor. A convolution must not be rectified
// yet.
func alone[S step](f *fuser, tensor int) (S, bool) {
	var none S
	i, ok := f.made[tensor]
	if !ok || f.readers[tensor] != 1 {
		return none, false
	}
	s, ok := f.r.entries[i].step.(S)
	if c, dense := f.r.entries[i].step.(*convolution); dense && c.rectified {
		return none, false
	}
	return s, ok
}

// take removes the entry that makes a tensor, and returns it.
func (f *fuser) take(tensor int) entry {
	e := &f.r.entries[f.made[tensor]]
	taken := *e
	*e = entry{}
	return taken
}

// replace puts the convolution that makes a tensor in the place of entry i.
func (f *fuser) replace(i, tensor int) {
	e := f.take(tensor)
	out := f.r.entries[i].out
	e.step.(*convolution).to, e.out = out, out
	f.r.entries[i] = e
}

// add has a convolution, which is entry i, add a tensor to its result; where
// that has only got more channels for this, the one without them.
func (f *fuser) add(i int, c *convolution, tensor int) {
	if w, ok := alone[*widened](f, tensor); ok && f.r.tensors[w.from].lanes%8 == 0 {
		f.take(tensor)
		tensor = w.from
	}
	c.more, c.moreLanes = tensor, f.r.tensors[tensor].lanes
	f.r.entries[i].in = append(f.r.entries[i].in[:len(f.r.entries[i].in):len(f.r.entries[i].in)], tensor)
}
