// Package ifd reads and writes TIFF structures: directories of tagged values,
// as TIFF files, raw files of cameras and blocks of EXIF have them (TIFF 6.0,
// section 2).
//
// Nothing in a structure is believed: every offset is checked, and no chain of
// directories is followed further than the caller asks.
package ifd

import (
	"encoding/binary"
	"errors"
	"math"
)

// The kinds of value that are written.
const (
	Byte      = 1
	ASCII     = 2
	Short     = 3
	Long      = 4
	Rational  = 5
	Undefined = 7
)

// maxEntries bounds how many entries of a directory are looked at. Cameras
// write fewer than a hundred.
const maxEntries = 1000

// Block is a TIFF structure: a TIFF file or a block of EXIF.
type Block struct {
	Data  []byte
	Order ByteOrder

	big bool // a BigTIFF, which is only read
}

// ByteOrder reads and writes numbers: binary.LittleEndian or
// binary.BigEndian.
type ByteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// Entry is an entry of a directory.
type Entry struct {
	Tag, Kind uint16
	Count     uint32 // of values of the kind
	At        int    // of the entry's 12 bytes in the block
	Start     int    // of the value in the block, if it lies inside
	Value     []byte // as it stands in the block; nil when it lies outside
}

// Parse looks at a structure's first bytes. The block keeps data.
func Parse(data []byte) (Block, error) {
	if len(data) < 8 {
		return Block{}, errors.New("it is cut off")
	}
	switch string(data[:4]) {
	case "II*\x00":
		return Block{Data: data, Order: binary.LittleEndian}, nil
	case "MM\x00*":
		return Block{Data: data, Order: binary.BigEndian}, nil
	}
	return Block{}, errors.New("it begins with neither II nor MM")
}

// First returns the entries of the first directory.
func (b Block) First() []Entry {
	if b.big {
		return b.bigFirst()
	}
	return b.Directory(b.Order.Uint32(b.Data[4:]))
}

// Directory returns the entries at an offset as far as they lie in the block.
func (b Block) Directory(offset uint32) []Entry {
	if b.big {
		return b.bigDirectory(uint64(offset))
	}
	if int64(offset) < 8 || int64(offset)+2 > int64(len(b.Data)) {
		return nil
	}
	at := int(offset)
	count := min(int(b.Order.Uint16(b.Data[at:])), maxEntries)
	entries := make([]Entry, 0, min(count, 64))
	for at += 2; count > 0 && at+12 <= len(b.Data); count-- {
		entries = append(entries, b.entry(at))
		at += 12
	}
	return entries
}

// Link returns where the offset of the next directory stands, after the one at
// an offset, and false if that is outside of the block.
func (b Block) Link(offset uint32) (at int, ok bool) {
	if int64(offset) < 8 || int64(offset)+2 > int64(len(b.Data)) {
		return 0, false
	}
	at = int(offset) + 2 + 12*int(b.Order.Uint16(b.Data[offset:]))
	return at, at+4 <= len(b.Data)
}

// Second returns the entries of the directory after the first, which in a
// block of EXIF is the thumbnail's; nil if there is none.
func (b Block) Second() []Entry {
	link, ok := b.Link(b.Order.Uint32(b.Data[4:]))
	if !ok {
		return nil
	}
	return b.Directory(b.Order.Uint32(b.Data[link:]))
}

func (b Block) entry(at int) Entry {
	e := Entry{
		Tag:   b.Order.Uint16(b.Data[at:]),
		Kind:  b.Order.Uint16(b.Data[at+2:]),
		Count: b.Order.Uint32(b.Data[at+4:]),
		At:    at,
	}
	size := int64(e.Count) * KindSize(e.Kind)
	start := int64(at + 8)
	if size > 4 {
		start = int64(b.Order.Uint32(b.Data[at+8:]))
	}
	if size > 0 && start+size <= int64(len(b.Data)) {
		e.Start, e.Value = int(start), b.Data[start:start+size]
	}
	return e
}

// KindSize is the length of one value of a kind, in bytes; 0 for a kind that
// does not exist.
func KindSize(kind uint16) int64 {
	switch kind {
	case 1, 2, 6, 7:
		return 1
	case 3, 8:
		return 2
	case 4, 9, 11, 13:
		return 4
	case 5, 10, 12:
		return 8
	}
	return 0
}

// Number returns an entry's first value if it is a whole number.
func (b Block) Number(e Entry) (uint32, bool) {
	switch {
	case e.Value == nil:
	case e.Kind == Byte:
		return uint32(e.Value[0]), true
	case e.Kind == Short:
		return uint32(b.Order.Uint16(e.Value)), true
	case e.Kind == Long || e.Kind == 13:
		return b.Order.Uint32(e.Value), true
	case e.Kind == Long8 || e.Kind == ifd8:
		n := b.Order.Uint64(e.Value)
		return uint32(n), n <= math.MaxUint32
	}
	return 0, false
}

// Find returns the first entry with a tag.
func Find(entries []Entry, tag uint16) (Entry, bool) {
	for _, e := range entries {
		if e.Tag == tag {
			return e, true
		}
	}
	return Entry{}, false
}

// Lookup returns the whole number under a tag, or 0.
func (b Block) Lookup(entries []Entry, tag uint16) uint32 {
	e, ok := Find(entries, tag)
	if !ok {
		return 0
	}
	n, _ := b.Number(e)
	return n
}

// Set overwrites an entry in place with one number of the kind Short or Long.
func (b Block) Set(e Entry, kind uint16, n uint32) {
	b.Order.PutUint16(b.Data[e.At+2:], kind)
	b.Order.PutUint32(b.Data[e.At+4:], 1)
	if kind == Short {
		b.Order.PutUint16(b.Data[e.At+8:], uint16(n))
		b.Order.PutUint16(b.Data[e.At+10:], 0)
		return
	}
	b.Order.PutUint32(b.Data[e.At+8:], n)
}
