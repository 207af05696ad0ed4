package network

import (
	"encoding/binary"
	"fmt"
	"math"
)

// The types of tensors (TensorFlow Lite's schema, enum TensorType).
const (
	typeFloat32 = 0
	typeFloat16 = 1
	typeInt32   = 2
)

// reader turns a file into a network.
type reader struct {
	Network
	nodes   []node
	entries []entry
}

// node is an operation of the file.
type node struct {
	name    string
	in, out []int
	options table // may be none
	custom  []byte
}

func (r *reader) read(model table) (*Network, error) {
	graphs := model.tables(2)
	if len(graphs) != 1 {
		return nil, fmt.Errorf("it has %d graphs, and one is read", len(graphs))
	}
	graph := graphs[0]
	if err := r.readTensors(graph.tables(0), model.tables(4)); err != nil {
		return nil, err
	}
	r.inputs, r.outputs = graph.numbers(1), graph.numbers(2)
	if err := r.readNodes(graph.tables(3), model.tables(1)); err != nil {
		return nil, err
	}
	if err := r.check(r.inputs, r.outputs); err != nil {
		return nil, err
	}
	if err := r.compile(); err != nil {
		return nil, err
	}
	return &r.Network, r.place()
}

func (r *reader) readTensors(tensors, buffers []table) error {
	for _, t := range tensors {
		read := tensor{shape: t.numbers(0), at: -1}
		if len(read.shape) > 4 {
			return fmt.Errorf("a tensor has %d dimensions", len(read.shape))
		}
		size := 1
		for _, d := range read.shape {
			if d < 1 || d > maxFloats/size {
				return fmt.Errorf("a tensor has the shape %v", read.shape)
			}
			size *= d
		}
		read.lanes = read.channels()
		var data []byte
		if n := t.number(2, 0); n > 0 && n < len(buffers) {
			data = buffers[n].bytes(0)
		}
		if err := read.fill(t.small(1), data, size); err != nil {
			return err
		}
		r.tensors = append(r.tensors, read)
	}
	return nil
}

// fill reads the values of a constant; there are none if data is empty.
func (t *tensor) fill(kind int, data []byte, size int) error {
	if len(data) == 0 {
		return nil
	}
	width := map[int]int{typeFloat32: 4, typeFloat16: 2, typeInt32: 4}[kind]
	if width == 0 {
		return fmt.Errorf("a constant has the type %d, which is not read", kind)
	}
	if len(data) != width*size {
		return fmt.Errorf("a constant of %d values has %d bytes", size, len(data))
	}
	for i := range size {
		switch p := data[i*width:]; kind {
		case typeFloat32:
			t.fixed = append(t.fixed, math.Float32frombits(binary.LittleEndian.Uint32(p)))
		case typeFloat16:
			t.fixed = append(t.fixed, half(binary.LittleEndian.Uint16(p)))
		case typeInt32:
			t.whole = append(t.whole, int(int32(binary.LittleEndian.Uint32(p))))
		}
	}
	return nil
}

// half turns 16 bits of floating point (IEEE 754, binary16) into 32.
func half(h uint16) float32 {
	sign, exponent, fraction := uint32(h>>15)<<31, uint32(h>>10&31), uint32(h&1023)
	switch exponent {
	case 0: // zero, and what is too small for a leading one
		v := float32(fraction) / (1 << 24)
		return math.Float32frombits(math.Float32bits(v) | sign)
	case 31:
		return math.Float32frombits(sign | 0xff<<23 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+112)<<23 | fraction<<13)
}

func (r *reader) readNodes(operators, codes []table) error {
	for _, o := range operators {
		at := o.number(0, 0)
		if at < 0 || at >= len(codes) {
			return errDamaged
		}
		n := node{name: operation(codes[at]), in: o.numbers(1), out: o.numbers(2)}
		if len(n.out) != 1 {
			return fmt.Errorf("%s has %d results, and one is read", n.name, len(n.out))
		}
		if err := r.check(n.in, n.out); err != nil {
			return err
		}
		n.options, _ = o.table(4)
		n.custom = o.bytes(5)
		r.nodes = append(r.nodes, n)
	}
	return nil
}

// operation returns an operation's name, as the schema spells it.
func operation(code table) string {
	number := max(code.small(0), code.number(3, 0))
	if number == 32 {
		return string(code.bytes(1))
	}
	known := map[int]string{
		0: "ADD", 2: "CONCATENATION", 3: "CONV_2D", 4: "DEPTHWISE_CONV_2D", 6: "DEQUANTIZE", 17: "MAX_POOL_2D",
		18: "MUL", 19: "RELU", 22: "RESHAPE", 34: "PAD", 45: "STRIDED_SLICE", 54: "PRELU",
	}
	if name, ok := known[number]; ok {
		return name
	}
	return fmt.Sprintf("operation %d", number)
}

// check refuses numbers that are no tensor's.
func (r *reader) check(lists ...[]int) error {
	for _, list := range lists {
		for _, i := range list {
			if i < 0 || i >= len(r.tensors) {
				return fmt.Errorf("there is no tensor %d", i)
			}
		}
	}
	return nil
}
