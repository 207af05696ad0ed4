package network

import (
	"bytes"
	"encoding/binary"
	"math"
)

// flexMap is a map in a FlexBuffer, the form of a custom operation's options
// (https://flatbuffers.dev/flexbuffers). It panics as buffer does.
type flexMap struct {
	b      buffer
	values int // where they begin
	width  int // of each, in bytes
	keys   []string
}

// The types of values that are read.
const (
	flexInt, flexUint, flexFloat    = 1, 2, 3
	flexMapType                     = 9
	flexVectorInt, flexVectorUint   = 11, 12
	flexIndirectInt, flexIndirectFl = 6, 8
)

// flexRoot reads a FlexBuffer whose root is a map.
func flexRoot(data []byte) flexMap {
	b := buffer(data)
	if len(b) < 3 {
		panic(errDamaged)
	}
	width, kind := b.u8(len(b)-1), b.u8(len(b)-2)
	if kind>>2 != flexMapType {
		panic(errDamaged)
	}
	root := len(b) - 2 - width
	m := flexMap{b: b, width: 1 << (kind & 3)}
	m.values = root - b.flexUint(root, width)
	count := b.flexCount(m.values-m.width, m.width)
	// Before the count stand the keys: where they are, and their width.
	at := m.values - 3*m.width
	keys := at - b.flexUint(at, m.width)
	keyWidth := b.flexUint(at+m.width, m.width)
	for i := range count {
		ref := keys + i*keyWidth
		m.keys = append(m.keys, b.text(ref-b.flexUint(ref, keyWidth)))
	}
	return m
}

// flexCount reads how many elements there are, of a byte at the least.
func (b buffer) flexCount(pos, width int) int {
	n := b.flexUint(pos, width)
	if n < 0 || n > len(b) {
		panic(errDamaged)
	}
	return n
}

func (b buffer) flexUint(pos, width int) int {
	switch p := b.at(pos, width); width {
	case 1:
		return int(p[0])
	case 2:
		return int(binary.LittleEndian.Uint16(p))
	case 4:
		return int(binary.LittleEndian.Uint32(p))
	case 8:
		return int(binary.LittleEndian.Uint64(p))
	}
	panic(errDamaged)
}

func (b buffer) flexInt(pos, width int) int {
	shift := 64 - 8*width
	return int(int64(b.flexUint(pos, width)) << shift >> shift)
}

func (b buffer) text(pos int) string {
	b.at(pos, 0)
	rest := b[pos:]
	end := bytes.IndexByte(rest, 0)
	if end < 0 {
		panic(errDamaged)
	}
	return string(rest[:end])
}

// find returns where a key's value is, its type, and the width that goes with
// the type.
func (m flexMap) find(key string) (pos, kind, width int) {
	for i, k := range m.keys {
		if k == key {
			packed := m.b.u8(m.values + len(m.keys)*m.width + i)
			return m.values + i*m.width, packed >> 2, 1 << (packed & 3)
		}
	}
	return 0, 0, 0
}

// number returns a value that is a number, or 0.
func (m flexMap) number(key string) float64 {
	pos, kind, width := m.find(key)
	inline := m.width
	if kind == flexIndirectInt || kind == flexIndirectFl {
		pos, inline = pos-m.b.flexUint(pos, m.width), width
	}
	switch kind {
	case flexInt, flexIndirectInt:
		return float64(m.b.flexInt(pos, inline))
	case flexUint:
		return float64(m.b.flexUint(pos, inline))
	case flexFloat, flexIndirectFl:
		return m.b.flexFloat(pos, inline)
	}
	return 0
}

func (b buffer) flexFloat(pos, width int) float64 {
	switch width {
	case 4:
		return float64(b.f32(pos))
	case 8:
		return math.Float64frombits(binary.LittleEndian.Uint64(b.at(pos, 8)))
	}
	panic(errDamaged)
}

// numbers returns a value that is a vector of whole numbers, or none.
func (m flexMap) numbers(key string) []int {
	pos, kind, width := m.find(key)
	if kind != flexVectorInt && kind != flexVectorUint {
		return nil
	}
	pos -= m.b.flexUint(pos, m.width)
	list := make([]int, m.b.flexCount(pos-width, width))
	for i := range list {
		list[i] = m.b.flexUint(pos+i*width, width)
	}
	return list
}
