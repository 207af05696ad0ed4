package ifd

import (
	"encoding/binary"
	"errors"
	"math"
)

// The kinds of value that only BigTIFFs have: numbers of 64 bits, with a sign
// too, and offsets.
const (
	Long8  = 16
	slong8 = 17
	ifd8   = 18
)

// BigKindSize is KindSize for the kinds of BigTIFFs.
func BigKindSize(kind uint16) int64 {
	switch kind {
	case Long8, slong8, ifd8:
		return 8
	}
	return KindSize(kind)
}

// ParseTIFF is Parse for whole files, which may also be BigTIFFs: TIFFs whose
// offsets have 64 bits. The structure of one can be read and not changed; what lies
// beyond 4 GiB counts as missing.
func ParseTIFF(data []byte) (Block, error) {
	if len(data) < 16 {
		return Parse(data)
	}
	var order ByteOrder
	switch string(data[:4]) {
	case "II+\x00":
		order = binary.LittleEndian
	case "MM\x00+":
		order = binary.BigEndian
	default:
		return Parse(data)
	}
	if order.Uint16(data[4:]) != 8 || order.Uint16(data[6:]) != 0 {
		return Block{}, errors.New("its offsets have a length that is not known")
	}
	return Block{Data: data, Order: order, big: true}, nil
}

// Big reports whether the structure is a BigTIFF's.
func (b Block) Big() bool { return b.big }

func (b Block) bigFirst() []Entry { return b.bigDirectory(b.Order.Uint64(b.Data[8:])) }

// bigDirectory is Directory for BigTIFFs: a count of 8 bytes, and entries of
// 20.
func (b Block) bigDirectory(offset uint64) []Entry {
	if offset < 16 || offset > math.MaxUint32 || int64(offset)+8 > int64(len(b.Data)) {
		return nil
	}
	at := int(offset)
	count := min(b.Order.Uint64(b.Data[at:]), maxEntries)
	entries := make([]Entry, 0, min(count, 64))
	for at += 8; count > 0 && at+20 <= len(b.Data); count-- {
		if e, ok := b.bigEntry(at); ok {
			entries = append(entries, e)
		}
		at += 20
	}
	return entries
}

// bigEntry reads the entry at an offset; not one with more values than any
// file has.
func (b Block) bigEntry(at int) (Entry, bool) {
	count := b.Order.Uint64(b.Data[at+4:])
	if count > math.MaxUint32 {
		return Entry{}, false
	}
	e := Entry{Tag: b.Order.Uint16(b.Data[at:]), Kind: b.Order.Uint16(b.Data[at+2:]), Count: uint32(count), At: at}
	size, start := count*uint64(BigKindSize(e.Kind)), uint64(at+12)
	if size > 8 {
		start = b.Order.Uint64(b.Data[at+12:])
	}
	if end := start + size; size > 0 && start <= uint64(len(b.Data)) && end <= uint64(len(b.Data)) && end >= start {
		e.Start, e.Value = int(start), b.Data[start:end]
	}
	return e, true
}
