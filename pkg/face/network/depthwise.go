package network

import "fmt"

// depthwise convolves each channel by itself, with a kernel of 3 x 3.
type depthwise struct {
	from, to int
	inH, inW int
	x, y     window
	lanes    int
	weights  []float32 // nine times lanes
	bias     []float32
	zeros    []float32 // a row above and below the picture
}

func (r *reader) depthwise(n node) (entry, error) {
	in, out, err := r.pictures(n)
	if err != nil {
		return entry{}, err
	}
	h, w, c, oh, ow, oc := in.h, in.w, in.c, out.h, out.w, out.c
	shape, lanes := r.tensors[n.in[1]].shape, lanesOf(c)
	if len(shape) != 4 || shape[1] != 3 || shape[2] != 3 || shape[3] != c || oc != c || r.tensors[n.in[0]].lanes != lanes {
		return entry{}, fmt.Errorf("weights of the shape %v on %d channels", shape, c)
	}
	if n.options.small(0) != 0 || n.options.small(4) != 0 || n.options.number(3, 1) != 1 || n.options.number(5, 1) != 1 || n.options.number(6, 1) != 1 {
		return entry{}, fmt.Errorf("a multiplier, an activation, a dilation or no padding is not known")
	}
	v := &depthwise{from: n.in[0], to: n.out[0], inH: h, inW: w, lanes: lanes, zeros: make([]float32, w*lanes)}
	if v.y, err = newWindow(h, 3, n.options.number(2, 1), true); err != nil {
		return entry{}, err
	}
	if v.x, err = newWindow(w, 3, n.options.number(1, 1), true); err != nil {
		return entry{}, err
	}
	if v.x.out != ow || v.y.out != oh {
		return entry{}, fmt.Errorf("the result is of %d x %d pixels, not %d x %d", v.x.out, v.y.out, ow, oh)
	}
	raw, err := r.constant(n.in[1], 9*c)
	if err != nil {
		return entry{}, err
	}
	bias, err := r.constant(n.in[2], c)
	if err != nil {
		return entry{}, err
	}
	v.bias, v.weights = make([]float32, lanes), make([]float32, 9*lanes)
	copy(v.bias, bias)
	for k := range 9 {
		copy(v.weights[k*lanes:], raw[k*c:(k+1)*c])
	}
	return entry{step: v}, nil
}

func (v *depthwise) run(r *Run) { v.rows(r.values(v.to), r.values(v.from), 0, v.y.out) }

// rows computes rows of the result from row y on.
func (v *depthwise) rows(dst, src []float32, y, rows int) {
	width := v.inW * v.lanes
	row := func(y int) []float32 {
		if y < 0 || y >= v.inH {
			return v.zeros
		}
		return src[y*width : (y+1)*width]
	}
	for i := range rows {
		at := (y+i)*v.y.stride - v.y.before
		v.row(dst[i*v.x.out*v.lanes:(i+1)*v.x.out*v.lanes], [3][]float32{row(at), row(at + 1), row(at + 2)})
	}
}

// row computes a row of the result: pixels whose kernel leaves the picture by
// themselves, the others at once.
func (v *depthwise) row(dst []float32, rows [3][]float32) {
	first := (v.x.before + v.x.stride - 1) / v.x.stride
	last := max(first, min(v.x.out, (v.inW-3+v.x.before)/v.x.stride+1))
	if v.inW < 3 {
		first, last = 0, 0
	}
	for x := range v.x.out {
		if x < first || x >= last {
			v.edge(dst[x*v.lanes:(x+1)*v.lanes], rows, x*v.x.stride-v.x.before)
		}
	}
	if first < last {
		at := (first*v.x.stride - v.x.before) * v.lanes
		convolve3x3(dst[first*v.lanes:last*v.lanes], rows[0][at:], rows[1][at:], rows[2][at:], v.weights, v.bias, v.lanes, v.x.stride)
	}
}

// edge computes a pixel whose kernel begins at x, which may be outside.
func (v *depthwise) edge(dst []float32, rows [3][]float32, x int) {
	at, skip := max(x, 0)*v.lanes, max(-x, 0)
	columns := min(x+3, v.inW) - max(x, 0)
	edge3x3(dst, rows[0][at:], rows[1][at:], rows[2][at:], v.weights[skip*v.lanes:], v.bias, columns)
}
