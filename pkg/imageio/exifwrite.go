package imageio

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// directory names the directories of EXIF that are written.
type directory int

const (
	inFirst directory = iota // IFD0
	inExif                   // the Exif IFD
	inGPS                    // the GPS IFD
)

// maxValue bounds a value that is copied, in bytes.
const maxValue = 8 << 10

// keptEXIF returns what metadata "keep" leaves of a block: dates, camera,
// exposure, description, artist and copyright, and nothing that names a
// place, a person who is not the author, or a single device. It is nil when
// nothing is left.
func keptEXIF(block []byte) []byte {
	b, err := parseEXIF(block)
	if err != nil {
		return nil
	}
	return copyEXIF(b, func(d directory, tag uint16) bool {
		switch d {
		case inFirst:
			return keptFirst(tag)
		case inExif:
			return keptExif(tag)
		}
		return false
	})
}

func keptFirst(tag uint16) bool {
	switch tag {
	case 0x010e, // ImageDescription
		0x010f, 0x0110, // Make, Model
		0x0132, // DateTime
		0x013b, // Artist
		0x8298: // Copyright
		return true
	}
	return false
}

func keptExif(tag uint16) bool {
	switch tag {
	case 0x829a, 0x829d, // ExposureTime, FNumber
		0x8822,                         // ExposureProgram
		0x8827, 0x8830, 0x8831, 0x8832, // sensitivity
		0x9000,         // ExifVersion
		0x9003, 0x9004, // DateTimeOriginal, DateTimeDigitized
		0x9010, 0x9011, 0x9012, // their offsets from UTC
		0x9201, 0x9202, 0x9203, 0x9204, 0x9205, // shutter, aperture, brightness, bias, widest aperture
		0x9206, 0x9207, 0x9208, 0x9209, 0x920a, // distance, metering, light, flash, focal length
		0x9290, 0x9291, 0x9292, // fractions of seconds
		0xa217,                                                                         // SensingMethod
		0xa401, 0xa402, 0xa403, 0xa404, 0xa405, 0xa406, 0xa407, 0xa408, 0xa409, 0xa40a, // mode, white balance, zoom, 35 mm, scene
		0xa432, 0xa433, 0xa434: // LensSpecification, LensMake, LensModel
		return true
	}
	return false
}

// copyEXIF returns a block with those entries of b that keep wants and that
// are sound; nil when there are none. Values are copied byte for byte, in
// b's byte order. The same block always gives the same bytes.
func copyEXIF(b tiffBlock, keep func(d directory, tag uint16) bool) []byte {
	tags := b.first()
	var dirs [3][]entry
	for d, entries := range [3][]entry{
		tags,
		b.directory(b.lookup(tags, tagExifIFD)),
		b.directory(b.lookup(tags, tagGPSIFD)),
	} {
		for _, e := range entries {
			if keep(directory(d), e.tag) && e.tag != tagExifIFD && e.tag != tagGPSIFD && sound(e) {
				dirs[d] = append(dirs[d], e)
			}
		}
		slices.SortStableFunc(dirs[d], func(x, y entry) int { return cmp.Compare(x.tag, y.tag) })
		dirs[d] = slices.CompactFunc(dirs[d], func(x, y entry) bool { return x.tag == y.tag })
	}
	onlyVersion := len(dirs[inExif]) == 1 && dirs[inExif][0].tag == 0x9000
	if len(dirs[inFirst])+len(dirs[inGPS]) == 0 && (len(dirs[inExif]) == 0 || onlyVersion) {
		return nil
	}
	return writeEXIF(b.order, dirs)
}

// sound reports whether an entry has a value that is worth copying.
func sound(e entry) bool {
	if e.value == nil || len(e.value) > maxValue {
		return false
	}
	return e.kind != kindASCII || len(bytes.Trim(e.value, "\x00 ")) > 0
}

// writeEXIF lays out the directories one after the other, each followed by
// its values, as TIFF 6.0 section 2 has it.
func writeEXIF(order byteOrder, dirs [3][]entry) []byte {
	out := []byte("II*\x00\x08\x00\x00\x00")
	if order == byteOrder(binary.BigEndian) {
		out = []byte("MM\x00*\x00\x00\x00\x08")
	}
	pointers := map[directory]int{} // where IFD0 says where they are
	for _, d := range []directory{inExif, inGPS} {
		if len(dirs[d]) > 0 {
			tag := uint16(tagExifIFD)
			if d == inGPS {
				tag = tagGPSIFD
			}
			dirs[inFirst] = append(dirs[inFirst], entry{tag: tag, kind: kindLong, count: 1, value: make([]byte, 4)})
		}
	}
	slices.SortStableFunc(dirs[inFirst], func(x, y entry) int { return cmp.Compare(x.tag, y.tag) })
	for d, entries := range dirs {
		if len(entries) == 0 && directory(d) != inFirst {
			continue
		}
		if at, ok := pointers[directory(d)]; ok {
			order.PutUint32(out[at:], uint32(len(out)))
		}
		out = appendDirectory(out, order, entries, pointers)
	}
	return out
}

// appendDirectory appends a directory and its values, and notes in pointers
// where the places of other directories have to be filled in.
func appendDirectory(out []byte, order byteOrder, entries []entry, pointers map[directory]int) []byte {
	values := len(out) + 2 + 12*len(entries) + 4
	out = order.AppendUint16(out, uint16(len(entries)))
	var beyond []byte
	for _, e := range entries {
		switch e.tag {
		case tagExifIFD:
			pointers[inExif] = len(out) + 8
		case tagGPSIFD:
			pointers[inGPS] = len(out) + 8
		}
		out = order.AppendUint16(out, e.tag)
		out = order.AppendUint16(out, e.kind)
		out = order.AppendUint32(out, e.count)
		if len(e.value) <= 4 {
			out = append(append(out, e.value...), make([]byte, 4-len(e.value))...)
			continue
		}
		out = order.AppendUint32(out, uint32(values+len(beyond)))
		beyond = append(beyond, e.value...)
		if len(beyond)%2 != 0 { // values begin at even offsets
			beyond = append(beyond, 0)
		}
	}
	out = order.AppendUint32(out, 0) // no further directory
	return append(out, beyond...)
}
