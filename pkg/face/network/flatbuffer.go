package network

import (
	"encoding/binary"
	"errors"
	"math"
)

// errDamaged is what a file is that points beyond its end.
var errDamaged = errors.New("the file is damaged")

// buffer is a FlatBuffer (https://flatbuffers.dev/internals). Nothing in it
// is believed: what lies outside of it panics with errDamaged, which Read
// turns into an error.
type buffer []byte

func (b buffer) at(pos, size int) []byte {
	if pos < 0 || size < 0 || pos > len(b)-size {
		panic(errDamaged)
	}
	return b[pos : pos+size]
}

func (b buffer) u8(pos int) int  { return int(b.at(pos, 1)[0]) }
func (b buffer) u16(pos int) int { return int(binary.LittleEndian.Uint16(b.at(pos, 2))) }
func (b buffer) i32(pos int) int { return int(int32(binary.LittleEndian.Uint32(b.at(pos, 4)))) }

// offset follows the reference at pos.
func (b buffer) offset(pos int) int { return pos + int(binary.LittleEndian.Uint32(b.at(pos, 4))) }

func (b buffer) f32(pos int) float32 {
	return math.Float32frombits(binary.LittleEndian.Uint32(b.at(pos, 4)))
}

// table is a table of fields in a FlatBuffer.
type table struct {
	b   buffer
	pos int
}

func (b buffer) root() table { return table{b, b.offset(0)} }

// field returns where the field of that number is, or 0 if it is left out.
func (t table) field(n int) int {
	vtable := t.pos - t.b.i32(t.pos)
	slot := 4 + 2*n
	if slot+2 > t.b.u16(vtable) {
		return 0
	}
	off := t.b.u16(vtable + slot)
	if off == 0 {
		return 0
	}
	return t.pos + off
}

// number returns a field of 32 bits.
func (t table) number(n, without int) int {
	if pos := t.field(n); pos != 0 {
		return t.b.i32(pos)
	}
	return without
}

// small returns a field of 8 bits.
func (t table) small(n int) int {
	if pos := t.field(n); pos != 0 {
		return t.b.u8(pos)
	}
	return 0
}

// table returns a field that is a table; ok is false if it is left out.
func (t table) table(n int) (sub table, ok bool) {
	pos := t.field(n)
	if pos == 0 {
		return table{}, false
	}
	return table{t.b, t.b.offset(pos)}, true
}

// vector returns where the elements of a vector are, and how many.
func (t table) vector(n, size int) (pos, count int) {
	field := t.field(n)
	if field == 0 {
		return 0, 0
	}
	pos = t.b.offset(field)
	count = t.b.i32(pos)
	if count < 0 || count > len(t.b)/size {
		panic(errDamaged)
	}
	t.b.at(pos+4, count*size)
	return pos + 4, count
}

func (t table) bytes(n int) []byte {
	pos, count := t.vector(n, 1)
	return t.b[pos : pos+count]
}

func (t table) numbers(n int) []int {
	pos, count := t.vector(n, 4)
	list := make([]int, count)
	for i := range list {
		list[i] = t.b.i32(pos + 4*i)
	}
	return list
}

func (t table) tables(n int) []table {
	pos, count := t.vector(n, 4)
	list := make([]table, count)
	for i := range list {
		list[i] = table{t.b, t.b.offset(pos + 4*i)}
	}
	return list
}
