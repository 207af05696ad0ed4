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
	InFirst   Name = iota // IFD0
	InExif                // the Exif IFD
	InGPS                 // the GPS IFD
	InInterop             // the Interoperability IFD
)

// Dirs are the entries of each directory.
type Dirs [4][]Entry

// link returns the directory and the tag under which the place of a directory
// is noted.
func (d Name) link() (in Name, tag uint16) {
	switch d {
	case InExif:
		return InFirst, ExifIFD
	case InGPS:
		return InFirst, GPSIFD
	}
	return InExif, InteropIFD
}

// linked returns the directory that a tag leads to.
func linked(in Name, tag uint16) (Name, bool) {
	for _, d := range []Name{InExif, InGPS, InInterop} {
		if parent, t := d.link(); parent == in && t == tag {
			return d, true
		}
	}
	return 0, false
}

// maxPinned is up to which offset, in bytes, maker notes stay where they were.
const maxPinned = 64 << 10

// Write lays out the directories one after the other, each followed by its
// values. The links between them are entries that it adds; dirs must not have
// them. Maker notes that come from near the start of another structure stand
// at the same offset again, in front of the directories, because many cameras
// write offsets into them that count from the structure's start.
func Write(order ByteOrder, dirs Dirs) []byte {
	for _, d := range []Name{InInterop, InGPS, InExif} { // the deepest first
		if in, tag := d.link(); len(dirs[d]) > 0 {
			dirs[in] = append(slices.Clip(dirs[in]), Entry{Tag: tag, Kind: Long, Count: 1, Value: make([]byte, 4)})
		}
	}
	l := layout{order: order, out: []byte("II*\x00\x08\x00\x00\x00"), links: map[Name]int{InFirst: 4}}
	if order == ByteOrder(binary.BigEndian) {
		l.out = []byte("MM\x00*\x00\x00\x00\x08")
	}
	l.pin(dirs[InExif])
	for d, entries := range dirs {
		at, linked := l.links[Name(d)]
		if !linked {
			continue
		}
		slices.SortStableFunc(entries, func(x, y Entry) int { return cmp.Compare(x.Tag, y.Tag) })
		order.PutUint32(l.out[at:], uint32(len(l.out)))
		l.directory(Name(d), entries)
	}
	return l.out
}

// layout is a structure that is being written.
type layout struct {
	order  ByteOrder
	out    []byte
	links  map[Name]int // where the place of a directory is to be filled in
	pinned int          // where the maker notes are; 0: not written yet
}

// pin writes maker notes at the offset at which they were.
func (l *layout) pin(exif []Entry) {
	e, ok := Find(exif, MakerNote)
	if !ok || len(e.Value) <= 4 || e.Start < len(l.out) || e.Start > maxPinned {
		return
	}
	l.out = append(l.out, make([]byte, e.Start-len(l.out))...)
	l.out = append(l.out, e.Value...)
	l.out = append(l.out, make([]byte, len(l.out)%2)...)
	l.pinned = e.Start
}

// directory appends a directory and its values.
func (l *layout) directory(d Name, entries []Entry) {
	values := len(l.out) + 2 + 12*len(entries) + 4
	l.out = l.order.AppendUint16(l.out, uint16(len(entries)))
	var beyond []byte
	for _, e := range entries {
		if to, ok := linked(d, e.Tag); ok {
			l.links[to] = len(l.out) + 8
		}
		l.out = l.order.AppendUint16(l.out, e.Tag)
		l.out = l.order.AppendUint16(l.out, e.Kind)
		l.out = l.order.AppendUint32(l.out, e.Count)
		switch {
		case len(e.Value) <= 4:
			l.out = append(append(l.out, e.Value...), make([]byte, 4-len(e.Value))...)
		case d == InExif && e.Tag == MakerNote && l.pinned > 0:
			l.out = l.order.AppendUint32(l.out, uint32(l.pinned))
		default:
			l.out = l.order.AppendUint32(l.out, uint32(values+len(beyond)))
			beyond = append(beyond, e.Value...)
			beyond = append(beyond, make([]byte, len(beyond)%2)...) // values begin at even offsets
		}
	}
	l.out = l.order.AppendUint32(l.out, 0) // no further directory
	l.out = append(l.out, beyond...)
}
