package network

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"testing"
)

// fields is a table of a FlatBuffer: an int32, uint8, []byte, []int32,
// fields or []fields under each number.
type fields map[int]any

// flat writes a FlatBuffer: each table behind its vtable, and what it refers
// to behind it.
type flat struct{ b []byte }

func (f *flat) u32(v int) { f.b = binary.LittleEndian.AppendUint32(f.b, uint32(v)) }

func (f *flat) align() {
	for len(f.b)%4 != 0 {
		f.b = append(f.b, 0)
	}
}

// refer makes the reference at pos point to what comes next.
func (f *flat) refer(pos int) {
	f.align()
	binary.LittleEndian.PutUint32(f.b[pos:], uint32(len(f.b)-pos))
}

// table writes a table, and returns where it is.
func (f *flat) table(t fields) int {
	f.align()
	keys := slices.Sorted(maps.Keys(t))
	slots := 0
	if len(keys) > 0 {
		slots = keys[len(keys)-1] + 1
	}
	vtable := len(f.b)
	f.b = append(f.b, make([]byte, 4+2*slots)...)
	binary.LittleEndian.PutUint16(f.b[vtable:], uint16(4+2*slots))
	f.align()
	at := len(f.b)
	f.u32(at - vtable)
	for i, key := range keys {
		binary.LittleEndian.PutUint16(f.b[vtable+4+2*key:], uint16(4+4*i))
		f.u32(0)
	}
	binary.LittleEndian.PutUint16(f.b[vtable+2:], uint16(len(f.b)-at))
	for i, key := range keys {
		f.value(at+4+4*i, t[key])
	}
	return at
}

func (f *flat) value(pos int, v any) {
	switch v := v.(type) {
	case int:
		binary.LittleEndian.PutUint32(f.b[pos:], uint32(v))
	case uint8:
		f.b[pos] = v
	case []byte:
		f.refer(pos)
		f.u32(len(v))
		f.b = append(f.b, v...)
	case []int:
		f.refer(pos)
		f.u32(len(v))
		for _, n := range v {
			f.u32(n)
		}
	case []fields:
		f.refer(pos)
		f.u32(len(v))
		first := len(f.b)
		f.b = append(f.b, make([]byte, 4*len(v))...)
		for i, t := range v {
			at := f.table(t)
			binary.LittleEndian.PutUint32(f.b[first+4*i:], uint32(at-first-4*i))
		}
	case fields:
		at := f.table(v)
		binary.LittleEndian.PutUint32(f.b[pos:], uint32(at-pos))
	}
}

// drawing is a network that a test makes.
type drawing struct {
	tensors, buffers, operators, codes []fields
	inputs, outputs                    []int
}

func newDrawing() *drawing { return &drawing{buffers: []fields{{}}} }

// value adds a tensor that flows.
func (d *drawing) value(shape ...int) int {
	d.tensors = append(d.tensors, fields{0: shape})
	return len(d.tensors) - 1
}

// constant adds a tensor of 32-bit floating point.
func (d *drawing) constant(values []float32, shape ...int) int {
	var data []byte
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return d.raw(data, typeFloat32, shape)
}

func (d *drawing) raw(data []byte, kind uint8, shape []int) int {
	d.buffers = append(d.buffers, fields{0: data})
	d.tensors = append(d.tensors, fields{0: shape, 1: kind, 2: len(d.buffers) - 1})
	return len(d.tensors) - 1
}

// whole adds a tensor of whole numbers.
func (d *drawing) whole(values []int, shape ...int) int {
	var data []byte
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, uint32(v))
	}
	return d.raw(data, typeInt32, shape)
}

// do adds an operation; a number below 32 is a built-in one.
func (d *drawing) do(code int, in []int, out int, options fields) {
	d.codes = append(d.codes, fields{0: uint8(code)})
	d.operators = append(d.operators, fields{0: len(d.codes) - 1, 1: in, 2: []int{out}, 4: options})
}

// custom adds an operation of a name of its own.
func (d *drawing) custom(name string, in []int, out int, options []byte) {
	d.codes = append(d.codes, fields{0: uint8(32), 1: []byte(name)})
	d.operators = append(d.operators, fields{0: len(d.codes) - 1, 1: in, 2: []int{out}, 5: options})
}

// file returns the network as a file.
func (d *drawing) file() []byte {
	f := &flat{b: []byte("\x00\x00\x00\x00TFL3")}
	graph := fields{0: d.tensors, 1: d.inputs, 2: d.outputs, 3: d.operators}
	root := f.table(fields{0: 3, 1: d.codes, 2: []fields{graph}, 4: d.buffers})
	binary.LittleEndian.PutUint32(f.b, uint32(root))
	return f.b
}

// run reads the network and returns what its outputs are for an input.
func (d *drawing) run(t *testing.T, inputs ...[]float32) [][]float32 {
	t.Helper()
	n, err := Read(d.file())
	if err != nil {
		t.Fatal(err)
	}
	r := n.NewRun()
	for i := range r.room {
		r.room[i] = float32(math.NaN()) // nobody may read what nobody wrote
	}
	for i, values := range inputs {
		if copy(r.Input(i), values) != len(values) {
			t.Fatalf("input %d takes %d values, not %d", i, len(r.Input(i)), len(values))
		}
	}
	r.Do()
	var outputs [][]float32
	for i := range n.Outputs() {
		outputs = append(outputs, slices.Clone(r.Output(i)))
	}
	return outputs
}

// flexOptions writes a FlexBuffer: a map of whole numbers, of floating point,
// and of one vector of whole numbers.
func flexOptions(numbers map[string]any) []byte {
	keys := slices.Sorted(maps.Keys(numbers))
	b := []byte{}
	u32 := func(v int) { b = binary.LittleEndian.AppendUint32(b, uint32(v)) }
	var names []int
	for _, key := range keys {
		names = append(names, len(b))
		b = append(append(b, key...), 0)
	}
	vectors := map[string]int{}
	for _, key := range keys {
		if list, ok := numbers[key].([]int); ok {
			u32(len(list))
			vectors[key] = len(b)
			for _, v := range list {
				u32(v)
			}
		}
	}
	u32(len(keys))
	at := len(b)
	for i := range keys {
		u32(len(b) - names[i])
	}
	u32(len(b) - at)
	u32(4)
	u32(len(keys))
	values := len(b)
	var kinds []byte
	for _, key := range keys {
		switch v := numbers[key].(type) {
		case int:
			u32(v)
			kinds = append(kinds, flexInt<<2|2)
		case float32:
			u32(int(math.Float32bits(v)))
			kinds = append(kinds, flexFloat<<2|2)
		case []int:
			u32(len(b) - vectors[key])
			kinds = append(kinds, flexVectorInt<<2|2)
		}
	}
	b = append(b, kinds...)
	u32(len(b) - values)
	return append(b, flexMapType<<2|2, 4)
}
