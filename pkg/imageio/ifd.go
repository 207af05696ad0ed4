package imageio

import (
	"encoding/binary"
	"errors"
)

// The tags that are read or written by name (TIFF 6.0, EXIF 3.0, DNG 1.7).
const (
	tagSubfileType = 0x00fe
	tagWidth       = 0x0100
	tagHeight      = 0x0101
	tagBits        = 0x0102
	tagCompression = 0x0103
	tagPhotometric = 0x0106
	tagOrientation = 0x0112
	tagSamples     = 0x0115
	tagPlanar      = 0x011c
	tagSubIFDs     = 0x014a
	tagThumbAt     = 0x0201
	tagThumbLen    = 0x0202
	tagXMP         = 0x02bc
	tagExifIFD     = 0x8769
	tagICC         = 0x8773
	tagGPSIFD      = 0x8825
	tagMakerNote   = 0x927c
	tagPixelX      = 0xa002
	tagPixelY      = 0xa003
	tagDNGVersion  = 0xc612
)

// The kinds of value that are written.
const (
	kindASCII     = 2
	kindShort     = 3
	kindLong      = 4
	kindUndefined = 7
)

// maxEntries bounds how many entries of a directory are looked at. Cameras
// write fewer than a hundred.
const maxEntries = 1000

// tiffBlock is a TIFF structure: a TIFF file or a block of EXIF. Nothing in
// it is believed: every offset is checked, and no chain of directories is
// followed further than its caller asks.
type tiffBlock struct {
	data  []byte
	order byteOrder
}

type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// entry is an entry of a directory.
type entry struct {
	tag, kind uint16
	count     uint32
	at        int    // of the entry's 12 bytes in the block
	value     []byte // as it stands in the block; nil when it lies outside
}

func parseTIFF(data []byte) (tiffBlock, error) {
	if len(data) < 8 {
		return tiffBlock{}, errors.New("it is cut off")
	}
	switch string(data[:4]) {
	case "II*\x00":
		return tiffBlock{data, binary.LittleEndian}, nil
	case "MM\x00*":
		return tiffBlock{data, binary.BigEndian}, nil
	}
	return tiffBlock{}, errors.New("it begins with neither II nor MM")
}

// parseEXIF returns a block of EXIF whose first directory can be read.
func parseEXIF(data []byte) (tiffBlock, error) {
	b, err := parseTIFF(data)
	if err != nil {
		return b, err
	}
	if len(b.first()) == 0 {
		return b, errors.New("it has no entry that can be read")
	}
	return b, nil
}

// first returns the entries of the first directory.
func (b tiffBlock) first() []entry { return b.directory(b.order.Uint32(b.data[4:])) }

// directory returns the entries at an offset as far as they lie in the block.
func (b tiffBlock) directory(offset uint32) []entry {
	if int64(offset) < 8 || int64(offset)+2 > int64(len(b.data)) {
		return nil
	}
	at := int(offset)
	count := min(int(b.order.Uint16(b.data[at:])), maxEntries)
	entries := make([]entry, 0, min(count, 64))
	for at += 2; count > 0 && at+12 <= len(b.data); count-- {
		entries = append(entries, b.entry(at))
		at += 12
	}
	return entries
}

func (b tiffBlock) entry(at int) entry {
	e := entry{
		tag:   b.order.Uint16(b.data[at:]),
		kind:  b.order.Uint16(b.data[at+2:]),
		count: b.order.Uint32(b.data[at+4:]),
		at:    at,
	}
	size := int64(e.count) * kindSize(e.kind)
	start := int64(at + 8)
	if size > 4 {
		start = int64(b.order.Uint32(b.data[at+8:]))
	}
	if size > 0 && start+size <= int64(len(b.data)) {
		e.value = b.data[start : start+size]
	}
	return e
}

// kindSize is the length of one value of a kind, in bytes; 0 for a kind that
// does not exist.
func kindSize(kind uint16) int64 {
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

// number returns an entry's first value if it is a whole number.
func (b tiffBlock) number(e entry) (uint32, bool) {
	switch {
	case e.value == nil:
	case e.kind == 1:
		return uint32(e.value[0]), true
	case e.kind == kindShort:
		return uint32(b.order.Uint16(e.value)), true
	case e.kind == kindLong || e.kind == 13:
		return b.order.Uint32(e.value), true
	}
	return 0, false
}

// find returns the first entry with a tag.
func find(entries []entry, tag uint16) (entry, bool) {
	for _, e := range entries {
		if e.tag == tag {
			return e, true
		}
	}
	return entry{}, false
}

// lookup returns the whole number under a tag, or 0.
func (b tiffBlock) lookup(entries []entry, tag uint16) uint32 {
	e, ok := find(entries, tag)
	if !ok {
		return 0
	}
	n, _ := b.number(e)
	return n
}

// orientation returns what the first directory says; 0 where it says nothing
// or nonsense.
func (b tiffBlock) orientation() Orientation {
	o := Orientation(b.lookup(b.first(), tagOrientation))
	if !o.Valid() {
		return 0
	}
	return o
}
