package network

import (
	"fmt"
	"slices"
)

// padding says where a window of a kernel begins, and how often it is laid.
type window struct {
	kernel, stride, before, out int // along one axis, in pixels
}

// newWindow lays a kernel along an axis of so many pixels. With same, there
// are as many as there are strides, and zeros on both sides; otherwise, as
// many as fit.
func newWindow(size, kernel, stride int, same bool) (window, error) {
	if kernel < 1 || stride < 1 || !same && kernel > size {
		return window{}, fmt.Errorf("a kernel of %d with a stride of %d on %d pixels", kernel, stride, size)
	}
	w := window{kernel: kernel, stride: stride, out: (size + stride - 1) / stride}
	if !same {
		w.out = (size-kernel)/stride + 1
		return w, nil
	}
	w.before = max(0, (w.out-1)*stride+kernel-size) / 2
	return w, nil
}

// convolution is a dense one, and what is done with its result at once. Its
// weights are in panels of 16 output channels, or 8 in the last one; in a
// panel they stand by input value, as a row of the kernel has them one after
// the other in memory.
type convolution struct {
	from, to   int
	inH, inW   int
	x, y       window
	inLanes    int
	lanes      int // of the result
	weights    []float32
	bias       []float32
	slope      []float32 // of what is below zero; 1 where it is not rectified
	rectified  bool
	ahead      *depthwise // makes the input, row by row; may be none
	more       int        // the tensor that is added, or -1
	moreLanes  int        // of more, from the first on
	zeros      []float32  // what is added to the others
	own        int        // where its own room is; -1: it needs none
	padW, padH int        // the input with zeros around it
}

func (r *reader) convolution(n node) (entry, error) {
	h, w, c, err := r.image(n.in[0])
	if err != nil {
		return entry{}, err
	}
	shape := r.tensors[n.in[1]].shape
	oh, ow, oc, err := r.image(n.out[0])
	if err != nil {
		return entry{}, err
	}
	if len(shape) != 4 || shape[0] != oc || shape[3] != c {
		return entry{}, fmt.Errorf("weights of the shape %v between %d and %d channels", shape, c, oc)
	}
	if n.options.small(3) != 0 || n.options.number(4, 1) != 1 || n.options.number(5, 1) != 1 {
		return entry{}, fmt.Errorf("a fused activation or a dilation is not known")
	}
	same := n.options.small(0) == 0
	v := &convolution{from: n.in[0], to: n.out[0], inH: h, inW: w, inLanes: r.tensors[n.in[0]].lanes, lanes: lanesOf(oc), more: -1, own: -1, zeros: make([]float32, 8)}
	if v.y, err = newWindow(h, shape[1], n.options.number(2, 1), same); err != nil {
		return entry{}, err
	}
	if v.x, err = newWindow(w, shape[2], n.options.number(1, 1), same); err != nil {
		return entry{}, err
	}
	if v.x.out != ow || v.y.out != oh {
		return entry{}, fmt.Errorf("the result is of %d x %d pixels, not %d x %d", v.x.out, v.y.out, ow, oh)
	}
	if err := v.pack(r, n, oc, c); err != nil {
		return entry{}, err
	}
	e := entry{step: v}
	if same && (shape[1] > 1 || shape[2] > 1) {
		v.padW, v.padH = max(w, (ow-1)*v.x.stride+shape[2]), max(h, (oh-1)*v.y.stride+shape[1])
		e.own = v.padW * v.padH * v.inLanes
	}
	return e, nil
}

// pack brings weights and bias into the order in which they are used.
func (v *convolution) pack(r *reader, n node, oc, c int) error {
	kh, kw := v.y.kernel, v.x.kernel
	raw, err := r.constant(n.in[1], oc*kh*kw*c)
	if err != nil {
		return err
	}
	bias, err := r.constant(n.in[2], oc)
	if err != nil {
		return err
	}
	v.bias, v.slope = append(make([]float32, 0, v.lanes), bias...)[:v.lanes], slices.Repeat([]float32{1}, v.lanes)
	values := kh * kw * v.inLanes // under a kernel
	v.weights = make([]float32, values*v.lanes)
	for o := range oc {
		panel := o / 16 * 16
		width := min(16, v.lanes-panel)
		for k := range kh * kw {
			for i := range c {
				v.weights[panel*values+(k*v.inLanes+i)*width+o-panel] = raw[(o*kh*kw+k)*c+i]
			}
		}
	}
	return nil
}

func (v *convolution) scratchAt(at int) { v.own = at }

// pointwise reports whether each pixel is made from the same one of the input.
func (v *convolution) pointwise() bool {
	return v.x.kernel == 1 && v.y.kernel == 1 && v.x.stride == 1 && v.y.stride == 1
}

// rowsAtOnce is how many rows of the input are taken through all panels
// before the next ones: as many as stay in the processor's nearest memory.
func (v *convolution) rowsAtOnce() int {
	const enough = 4 << 10 // floats
	return min(max(1, enough/(v.inW*v.inLanes)), v.inH)
}

func (v *convolution) run(r *Run) {
	src := r.values(v.from)
	row := v.inW * v.inLanes
	switch {
	case v.ahead != nil:
		room := r.room[v.own:][:v.rowsAtOnce()*row]
		for y := 0; y < v.inH; y += v.rowsAtOnce() {
			rows := min(v.rowsAtOnce(), v.inH-y)
			v.ahead.rows(room, src, y, rows)
			v.panels(r, room, y, rows)
		}
	case v.pointwise():
		for y := 0; y < v.inH; y += v.rowsAtOnce() {
			v.panels(r, src[y*row:], y, min(v.rowsAtOnce(), v.inH-y))
		}
	default:
		if v.own >= 0 {
			src = v.pad(r.room[v.own:][:v.padW*v.padH*v.inLanes], src)
			row = v.padW * v.inLanes
		}
		for y := range v.y.out {
			v.panels(r, src[y*v.y.stride*row:], y, 1)
		}
	}
}

// panels makes rows of the result from row y on. src begins with what is
// under the first kernel.
func (v *convolution) panels(r *Run, src []float32, y, rows int) {
	width := v.inW
	if v.own >= 0 && v.ahead == nil {
		width = v.padW
	}
	first, dst := y*v.x.out, r.values(v.to)
	j := job{
		dstStep: v.lanes, src: src, srcStep: v.x.stride * v.inLanes,
		rows: v.y.kernel, rowStep: width * v.inLanes, depth: v.x.kernel * v.inLanes, count: rows * v.x.out,
	}
	values := j.rows * j.depth
	for panel := 0; panel < v.lanes; panel += 16 {
		j.width = min(16, v.lanes-panel)
		j.dst, j.weights = dst[first*v.lanes+panel:], v.weights[panel*values:][:values*j.width]
		j.bias, j.slope = v.bias[panel:], v.slope[panel:]
		for k := range j.more {
			j.more[k], j.moreStep[k] = v.zeros, 0
			if at := panel + 8*k; v.more >= 0 && at < v.moreLanes {
				j.more[k], j.moreStep[k] = r.values(v.more)[first*v.moreLanes+at:], v.moreLanes
			}
		}
		multiply(&j)
	}
}

// pad copies the input into the middle of zeros.
func (v *convolution) pad(dst, src []float32) []float32 {
	clear(dst)
	row := v.inW * v.inLanes
	for y := range v.inH {
		copy(dst[((y+v.y.before)*v.padW+v.x.before)*v.inLanes:], src[y*row:(y+1)*row])
	}
	return dst
}
