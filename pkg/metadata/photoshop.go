package metadata

import (
	"encoding/binary"
	"iter"
)

// The image resources that matter here (Adobe Photoshop File Formats
// Specification, "Image Resources").
const (
	resourceIPTC = 0x0404
	resourceXMP  = 0x0424
)

// resource is an image resource.
type resource struct {
	id    uint16
	whole []byte // with its head and padding
	value []byte
}

// resources walks a row of image resources, as far as they can be followed.
func resources(row []byte) iter.Seq[resource] {
	return func(yield func(resource) bool) {
		for rest := row; len(rest) >= 12; {
			switch string(rest[:4]) {
			case "8BIM", "PHUT", "DCSR", "AgHg", "MeSa":
			default:
				return
			}
			name := 1 + int(rest[6]) // a Pascal string, padded to be even
			at := 6 + name + name&1
			if len(rest) < at+4 {
				return
			}
			size := int64(binary.BigEndian.Uint32(rest[at:]))
			if size > int64(len(rest)-at-4) {
				return
			}
			start, end := at+4, at+4+int(size)
			next := min(end+int(size&1), len(rest))
			if !yield(resource{binary.BigEndian.Uint16(rest[4:]), rest[:next], rest[start:end]}) {
				return
			}
			rest = rest[next:]
		}
	}
}

// SplitPhotoshop returns the records of IPTC in a row of image resources, nil
// if there are none, and the row without them.
func SplitPhotoshop(row []byte) (iptc, others []byte) {
	for r := range resources(row) {
		if r.id == resourceIPTC {
			if iptc == nil {
				iptc = r.value
			}
			continue
		}
		others = appendResource(others, r)
	}
	return iptc, others
}

// JoinPhotoshop returns a row of image resources with IPTC in it.
func JoinPhotoshop(iptc, others []byte) []byte {
	var out []byte
	if iptc != nil {
		out = append(out, "8BIM\x04\x04\x00\x00"...)
		out = binary.BigEndian.AppendUint32(out, uint32(len(iptc)))
		out = append(append(out, iptc...), make([]byte, len(iptc)%2)...)
	}
	return append(out, others...)
}

// appendResource appends a resource; one that lacked its padding, as the
// last sometimes does, gets it.
func appendResource(out []byte, r resource) []byte {
	out = append(out, r.whole...)
	return append(out, make([]byte, len(r.whole)%2)...)
}

// allPhotoshop returns a row of image resources without those that show the
// picture as it was, and those that say again what stands elsewhere.
func allPhotoshop(row []byte) []byte {
	var out []byte
	for r := range resources(row) {
		switch r.id {
		case 0x0409, 0x040c, // thumbnails
			0x040f,         // ICC profile
			0x0422, 0x0423, // EXIF
			resourceXMP,
			resourceIPTC:
			continue
		}
		out = appendResource(out, r)
	}
	return out
}
