package network

import "fmt"

// sum adds two tensors.
type sum struct{ a, b, to int }

func (r *reader) add(n node) (entry, error) {
	if n.options.b != nil && n.options.small(0) != 0 {
		return entry{}, fmt.Errorf("a fused activation is not known")
	}
	if err := r.sameShape(n.in[0], n.in[1]); err != nil {
		return entry{}, err
	}
	return entry{step: &sum{n.in[0], n.in[1], n.out[0]}}, r.sameShape(n.in[0], n.out[0])
}

func (s *sum) run(r *Run) { addTo(r.values(s.to), r.values(s.a), r.values(s.b)) }

// rectifier multiplies what is below zero by a slope of its channel.
type rectifier struct {
	from, to int
	slope    []float32 // a lane each
}

func (r *reader) relu(n node) (entry, error) {
	slope := make([]float32, r.tensors[n.in[0]].lanes)
	return entry{step: &rectifier{n.in[0], n.out[0], slope}}, r.sameShape(n.in[0], n.out[0])
}

func (r *reader) prelu(n node) (entry, error) {
	t := r.tensors[n.in[0]]
	slope, err := r.constant(n.in[1], t.channels())
	if err != nil {
		return entry{}, err
	}
	slope = append(make([]float32, 0, t.lanes), slope...)[:t.lanes]
	return entry{step: &rectifier{n.in[0], n.out[0], slope}}, r.sameShape(n.in[0], n.out[0])
}

func (s *rectifier) run(r *Run) { rectify(r.values(s.to), r.values(s.from), s.slope) }

// product multiplies by a constant: one number, or one each.
type product struct {
	from, to int
	by       []float32
}

func (r *reader) multiply(n node) (entry, error) {
	by := r.tensors[n.in[1]].fixed
	t := r.tensors[n.in[0]]
	if len(by) != 1 && (len(by) != t.floats() || t.lanes != t.channels()) {
		return entry{}, fmt.Errorf("the factor is not a constant that fits")
	}
	return entry{step: &product{n.in[0], n.out[0], by}}, r.sameShape(n.in[0], n.out[0])
}

func (s *product) run(r *Run) {
	from, to := r.values(s.from), r.values(s.to)
	for i, v := range from {
		to[i] = v * s.by[min(i, len(s.by)-1)]
	}
}

// maximum takes the largest of two by two pixels.
type maximum struct {
	from, to, inW, w, h, lanes int
}

func (r *reader) pool(n node) (entry, error) {
	in, out, err := r.pictures(n)
	if err != nil {
		return entry{}, err
	}
	h, w, c, oh, ow, oc := in.h, in.w, in.c, out.h, out.w, out.c
	for field, want := range map[int]int{1: 2, 2: 2, 3: 2, 4: 2} {
		if n.options.number(field, 1) != want {
			return entry{}, fmt.Errorf("only 2 x 2 pixels with a stride of 2 are known")
		}
	}
	if n.options.small(5) != 0 || oc != c || 2*oh != h || 2*ow != w || r.tensors[n.in[0]].lanes != lanesOf(c) {
		return entry{}, fmt.Errorf("the result of %d x %d pixels from %d x %d", ow, oh, w, h)
	}
	return entry{step: &maximum{n.in[0], n.out[0], w, ow, oh, lanesOf(c)}}, nil
}

func (s *maximum) run(r *Run) {
	from, to := r.values(s.from), r.values(s.to)
	row, line := s.inW*s.lanes, s.w*s.lanes
	for y := range s.h {
		largest(to[y*line:][:line], from[2*y*row:], from[(2*y+1)*row:], s.lanes)
	}
}
