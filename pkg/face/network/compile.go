package network

import (
	"fmt"
	"slices"
)

// entry is a step and the tensors that it reads and makes.
type entry struct {
	step
	in  []int
	out int
	own int // floats of room for itself; then it is a scratcher
}

// scratcher is a step that is given room for itself.
type scratcher interface{ scratchAt(at int) }

// lanesOf is how many floats a pixel of so many channels takes: whole vectors
// of eight, of which the last ones stay zero.
func lanesOf(channels int) int { return (channels + 7) &^ 7 }

// compile turns the nodes into steps.
func (r *reader) compile() error {
	for i := range r.tensors {
		t := &r.tensors[i]
		if len(t.shape) == 4 && t.fixed == nil && !slices.Contains(r.inputs, i) {
			t.lanes = lanesOf(t.channels())
		}
	}
	for i := 0; i < len(r.nodes); i++ {
		n := r.nodes[i]
		if n.name == "DEQUANTIZE" {
			from := r.tensors[n.in[0]]
			if from.fixed == nil {
				return fmt.Errorf("DEQUANTIZE of what is no constant")
			}
			to := &r.tensors[n.out[0]]
			to.fixed, to.lanes = from.fixed, to.channels()
			continue
		}
		e, err := r.entryOf(n)
		if err != nil {
			return fmt.Errorf("%s: %w", n.name, err)
		}
		e.in, e.out = n.in, n.out[0]
		r.entries = append(r.entries, e)
	}
	r.packOutputs()
	r.fuse()
	return nil
}

// packOutputs adds a step for each output whose lanes are more than its
// channels: outside, nobody knows of lanes.
func (r *reader) packOutputs() {
	r.outputs = slices.Clone(r.outputs)
	for k, i := range r.outputs {
		t := r.tensors[i]
		if t.lanes == t.channels() {
			continue
		}
		t.lanes = t.channels()
		r.outputs[k] = len(r.tensors)
		r.tensors = append(r.tensors, t)
		r.entries = append(r.entries, entry{step: &copying{[]int{i}, r.outputs[k]}, in: []int{i}, out: r.outputs[k]})
	}
}

func (r *reader) entryOf(n node) (entry, error) {
	makers := map[string]struct {
		inputs int
		make   func(node) (entry, error)
	}{
		"CONV_2D": {3, r.convolution}, "DEPTHWISE_CONV_2D": {3, r.depthwise}, "MAX_POOL_2D": {1, r.pool},
		"ADD": {2, r.add}, "MUL": {2, r.multiply}, "RELU": {1, r.relu}, "PRELU": {2, r.prelu},
		"PAD": {2, r.pad}, "RESHAPE": {1, r.reshape}, "CONCATENATION": {2, r.concatenation}, "STRIDED_SLICE": {4, r.slice},
		"Landmarks2TransformMatrix": {1, r.regionOfLandmarks}, "TransformTensorBilinear": {2, r.sampled}, "TransformLandmarks": {2, r.movedLandmarks},
	}
	m, ok := makers[n.name]
	if !ok {
		return entry{}, fmt.Errorf("is not known")
	}
	if len(n.in) < m.inputs {
		return entry{}, fmt.Errorf("has %d inputs, not %d", len(n.in), m.inputs)
	}
	return m.make(n)
}

// image returns a tensor's height, width and channels, if it is a single
// picture.
func (r *reader) image(i int) (h, w, c int, err error) {
	s := r.tensors[i].shape
	if len(s) != 4 || s[0] != 1 {
		return 0, 0, 0, fmt.Errorf("a tensor has the shape %v, and not that of one picture", s)
	}
	return s[1], s[2], s[3], nil
}

// grid is the shape of a picture.
type grid struct{ h, w, c int }

// pictures returns the shapes of a node's first input and of its result, both
// of which are pictures.
func (r *reader) pictures(n node) (in, out grid, err error) {
	if in.h, in.w, in.c, err = r.image(n.in[0]); err == nil {
		out.h, out.w, out.c, err = r.image(n.out[0])
	}
	return in, out, err
}

// constant returns the values of a tensor that is one, as many as wanted.
func (r *reader) constant(i, count int) ([]float32, error) {
	if c := r.tensors[i].fixed; c != nil && len(c) == count {
		return c, nil
	}
	return nil, fmt.Errorf("tensor %d is not a constant of %d values", i, count)
}

// sameShape makes sure that tensors hold the same pixels in the same order.
func (r *reader) sameShape(i, j int) error {
	a, b := r.tensors[i], r.tensors[j]
	if a.pixels() != b.pixels() || a.lanes != b.lanes || a.channels() != b.channels() || a.fixed != nil || b.fixed != nil {
		return fmt.Errorf("the shapes %v and %v differ", a.shape, b.shape)
	}
	return nil
}

// place gives each tensor its room in a run. Room is used again when nobody
// needs what is in it.
func (r *reader) place() error {
	last := map[int]int{} // which step is the last to read a tensor
	for i, e := range r.entries {
		for _, t := range e.in {
			last[t] = i
		}
	}
	for _, t := range append(slices.Clone(r.inputs), r.outputs...) {
		last[t] = len(r.entries)
	}
	var free spans
	claim := func(t int) {
		if r.tensors[t].fixed == nil && r.tensors[t].at < 0 {
			r.tensors[t].at = free.take(r.tensors[t].floats())
		}
	}
	for _, t := range r.inputs {
		claim(t)
	}
	for i, e := range r.entries {
		for _, t := range e.in {
			if v := r.tensors[t]; v.fixed == nil && v.whole == nil && v.at < 0 {
				return fmt.Errorf("tensor %d is read before it is made", t)
			}
		}
		claim(e.out)
		if e.own > 0 {
			at := free.take(e.own)
			e.step.(scratcher).scratchAt(at)
			free.give(at, e.own)
		}
		for k, t := range e.in {
			if v := r.tensors[t]; v.at >= 0 && last[t] == i && !slices.Contains(e.in[:k], t) {
				free.give(v.at, v.floats())
			}
		}
		r.steps = append(r.steps, e.step)
	}
	if free.end > maxFloats {
		return fmt.Errorf("it needs room for %d values, and may have %d", free.end, maxFloats)
	}
	r.room = free.end
	return nil
}
