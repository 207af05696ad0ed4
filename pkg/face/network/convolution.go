package network

import "fmt"

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

// convolution is a dense one. Its weights are in panels of 16 output
// channels, or 8 in the last one; in a panel they stand by input value, as a
// row of the kernel has them one after the other in memory.
type convolution struct {
	from, to   int
	inH, inW   int
	x, y       window
	inLanes    int
	lanes      int // of the result
	weights    []float32
	bias       []float32
	padded     int // where the input with zeros around it is; -1: as it is
	padW, padH int
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
	v := &convolution{from: n.in[0], to: n.out[0], inH: h, inW: w, inLanes: r.tensors[n.in[0]].lanes, lanes: lanesOf(oc), padded: -1}
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
	v.bias = append(make([]float32, 0, v.lanes), bias...)[:v.lanes]
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

func (v *convolution) scratchAt(at int) { v.padded = at }

func (v *convolution) run(r *Run) {
	src, dst := r.values(v.from), r.values(v.to)
	for i := 0; i < len(dst); i += v.lanes {
		copy(dst[i:i+v.lanes], v.bias)
	}
	width := v.inW
	if v.padded >= 0 {
		src, width = v.pad(r.room[v.padded:v.padded+v.padW*v.padH*v.inLanes], src), v.padW
	}
	if v.x.kernel == 1 && v.y.kernel == 1 && v.x.stride == 1 && v.y.stride == 1 {
		v.panels(dst, src, 0, v.x.out*v.y.out)
		return
	}
	row := v.x.out * v.lanes
	for y := range v.y.out {
		for ky := range v.y.kernel {
			v.panels(dst[y*row:(y+1)*row], src[(y*v.y.stride+ky)*width*v.inLanes:], ky, v.x.out)
		}
	}
}

// panels adds what one row of the kernel gives to count pixels.
func (v *convolution) panels(dst, src []float32, ky, count int) {
	depth := v.x.kernel * v.inLanes
	all := v.y.kernel * depth
	for panel := 0; panel < v.lanes; panel += 16 {
		width := min(16, v.lanes-panel)
		weights := v.weights[panel*all+ky*depth*width:][:depth*width]
		multiply(dst[panel:], v.lanes, src, v.x.stride*v.inLanes, weights, depth, width, count)
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
