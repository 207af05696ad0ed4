package ifd

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// Name names a directory of EXIF that is written.
type Name int

// The directories of EXIF.
const (
	InFirst Name = iota // IFD0
	InExif              // the Exif IFD
	InGPS               // the GPS IFD
)

// Write lays out the directories one after the other, each followed by its
// values. The links between them are entries that it adds; those of dirs with
// the tags ExifIFD and GPSIFD must not be there.
func Write(order ByteOrder, dirs [3][]Entry) []byte {
	out := []byte("II*\x00\x08\x00\x00\x00")
	if order == ByteOrder(binary.BigEndian) {
		out = []byte("MM\x00*\x00\x00\x00\x08")
	}
	pointers := map[Name]int{} // where IFD0 says where they are
	for _, d := range []Name{InExif, InGPS} {
		if len(dirs[d]) > 0 {
			tag := uint16(ExifIFD)
			if d == InGPS {
				tag = GPSIFD
			}
			dirs[InFirst] = append(dirs[InFirst], Entry{Tag: tag, Kind: Long, Count: 1, Value: make([]byte, 4)})
		}
	}
	slices.SortStableFunc(dirs[InFirst], func(x, y Entry) int { return cmp.Compare(x.Tag, y.Tag) })
	for d, entries := range dirs {
		if len(entries) == 0 && Name(d) != InFirst {
			continue
		}
		if at, ok := pointers[Name(d)]; ok {
			order.PutUint32(out[at:], uint32(len(out)))
		}
		out = appendDirectory(out, order, entries, pointers)
	}
	return out
}

// appendDirectory appends a directory and its values, and notes in pointers
// where the places of other directories have to be filled in.
func appendDirectory(out []byte, order ByteOrder, entries []Entry, pointers map[Name]int) []byte {
	values := len(out) + 2 + 12*len(entries) + 4
	out = order.AppendUint16(out, uint16(len(entries)))
	var beyond []byte
	for _, e := range entries {
		switch e.Tag {
		case ExifIFD:
			pointers[InExif] = len(out) + 8
		case GPSIFD:
			pointers[InGPS] = len(out) + 8
		}
		out = order.AppendUint16(out, e.Tag)
		out = order.AppendUint16(out, e.Kind)
		out = order.AppendUint32(out, e.Count)
		if len(e.Value) <= 4 {
			out = append(append(out, e.Value...), make([]byte, 4-len(e.Value))...)
			continue
		}
		out = order.AppendUint32(out, uint32(values+len(beyond)))
		beyond = append(beyond, e.Value...)
		if len(beyond)%2 != 0 { // values begin at even offsets
			beyond = append(beyond, 0)
		}
	}
	out = order.AppendUint32(out, 0) // no further directory
	return append(out, beyond...)
}
