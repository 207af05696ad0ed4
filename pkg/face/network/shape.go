package network

import "fmt"

// copying brings the same numbers into another shape: it leaves out lanes
// that are no channels, adds channels of zero, and appends one tensor to the
// other.
type copying struct {
	from []int
	to   int
}

// pad adds zeros behind the channels.
func (r *reader) pad(n node) (entry, error) {
	in, out := r.tensors[n.in[0]], r.tensors[n.out[0]]
	by := r.tensors[n.in[1]].whole
	if len(by) != 2*len(in.shape) || len(in.shape) != 4 {
		return entry{}, fmt.Errorf("the padding is no constant of four pairs")
	}
	for _, v := range by[:7] {
		if v != 0 {
			return entry{}, fmt.Errorf("only channels can be added, behind the others")
		}
	}
	if by[7] < 0 || in.pixels() != out.pixels() || in.channels()+by[7] != out.channels() {
		return entry{}, fmt.Errorf("from the shape %v to %v", in.shape, out.shape)
	}
	return entry{step: &widened{n.in[0], n.out[0]}}, nil
}

// widened copies pixel by pixel to one with more channels.
type widened struct{ from, to int }

func (s *widened) run(r *Run) {
	in, out := r.n.tensors[s.from], r.n.tensors[s.to]
	from, to := r.values(s.from), r.values(s.to)
	clear(to)
	for p := range in.pixels() {
		copy(to[p*out.lanes:], from[p*in.lanes:p*in.lanes+in.channels()])
	}
}

func (r *reader) reshape(n node) (entry, error) {
	return r.copied(n.in[:1], n.out[0])
}

// concatenation appends along the first axis that is longer than one, which
// is to say one tensor's numbers after the other's.
func (r *reader) concatenation(n node) (entry, error) {
	axis := n.options.number(0, 0)
	shape := r.tensors[n.out[0]].shape
	if axis < 0 || axis >= len(shape) {
		return entry{}, fmt.Errorf("the axis %d of the shape %v", axis, shape)
	}
	for _, d := range shape[:axis] {
		if d != 1 {
			return entry{}, fmt.Errorf("along the axis %d of the shape %v", axis, shape)
		}
	}
	return r.copied(n.in, n.out[0])
}

// slice takes all of a tensor: no other case is known.
func (r *reader) slice(n node) (entry, error) {
	in, out := r.tensors[n.in[0]], r.tensors[n.out[0]]
	if in.pixels() != out.pixels() || in.channels() != out.channels() {
		return entry{}, fmt.Errorf("a part of the shape %v", in.shape)
	}
	return r.copied(n.in[:1], n.out[0])
}

func (r *reader) copied(from []int, to int) (entry, error) {
	count := 0
	for _, i := range from {
		t := r.tensors[i]
		if t.fixed != nil {
			return entry{}, fmt.Errorf("of a constant")
		}
		count += t.pixels() * t.channels()
	}
	if t := r.tensors[to]; count != t.pixels()*t.channels() {
		return entry{}, fmt.Errorf("%d numbers do not make the shape %v", count, t.shape)
	}
	return entry{step: &copying{from, to}}, nil
}

func (s *copying) run(r *Run) {
	out := r.n.tensors[s.to]
	to := r.values(s.to)
	if out.lanes != out.channels() {
		clear(to)
	}
	at := 0 // of all numbers
	for _, i := range s.from {
		in, values := r.n.tensors[i], r.values(i)
		if in.lanes == in.channels() {
			out.put(to, at, values)
			at += len(values)
			continue
		}
		for p := range in.pixels() {
			out.put(to, at, values[p*in.lanes:][:in.channels()])
			at += in.channels()
		}
	}
}

// put copies numbers to where they lie in a run, from the at-th on.
func (t tensor) put(to []float32, at int, values []float32) {
	c := t.channels()
	if t.lanes == c {
		copy(to[at:], values)
		return
	}
	for len(values) > 0 {
		n := min(len(values), c-at%c)
		copy(to[at/c*t.lanes+at%c:], values[:n])
		values, at = values[n:], at+n
	}
}
