// Package icc reads ICC colour profiles, versions 2 and 4, and converts
// pixels that are in their colours to sRGB, relative to the media's white
// (the relative colorimetric intent). It also makes small profiles for colour
// spaces that files name without describing them.
//
// Numbers of sections are those of ICC.1:2022.
package icc

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Space is the colour space that a profile is for.
type Space string

// The spaces whose profiles are converted from.
const (
	RGB  Space = "RGB "
	Gray Space = "GRAY"
	CMYK Space = "CMYK"
)

// ErrUnsupported is wrapped by errors for profiles that may be whole but are
// of a kind that is not converted from.
var ErrUnsupported = errors.New("not supported")

// Profile is a profile whose table of contents has been read. Its values are
// read when a Transform is made.
type Profile struct {
	Space Space
	lab   bool // the connection space is Lab, not XYZ
	tags  map[string][]byte
}

const (
	headerSize = 128
	maxTags    = 200 // known profiles have up to 30
)

// Parse reads a profile's header and its table of tags (sections 7.2 and
// 7.3). A tag that lies outside of the profile counts as missing. The profile
// keeps data, which must not change. Errors wrap ErrUnsupported where the
// profile may be all right.
func Parse(data []byte) (*Profile, error) {
	if len(data) < headerSize+4 || string(data[36:40]) != "acsp" {
		return nil, errors.New("it is no ICC profile")
	}
	size := binary.BigEndian.Uint32(data)
	if int64(size) > int64(len(data)) {
		return nil, errors.New("it is cut off")
	}
	if size < headerSize+4 {
		return nil, fmt.Errorf("it gives its size as %d bytes", size)
	}
	p := &Profile{Space: Space(data[16:20]), tags: map[string][]byte{}}
	switch class := string(data[12:16]); class {
	case "scnr", "mntr", "prtr", "spac":
	default:
		return nil, fmt.Errorf("a profile of the class %q is %w", class, ErrUnsupported)
	}
	switch pcs := string(data[20:24]); pcs {
	case "XYZ ":
	case "Lab ":
		p.lab = true
	default:
		return nil, fmt.Errorf("the connection space %q is unknown", pcs)
	}
	return p, p.readTags(data[:size])
}

func (p *Profile) readTags(data []byte) error {
	count := binary.BigEndian.Uint32(data[headerSize:])
	table := data[headerSize+4:]
	if count > maxTags || int(count) > len(table)/12 {
		return fmt.Errorf("it claims to have %d tags", count)
	}
	for ; count > 0; count, table = count-1, table[12:] {
		offset, size := uint64(binary.BigEndian.Uint32(table[4:])), uint64(binary.BigEndian.Uint32(table[8:]))
		if offset+size <= uint64(len(data)) && size >= 8 {
			p.tags[string(table[:4])] = data[offset : offset+size]
		}
	}
	return nil
}

// Description is the profile's name as it gives it in ASCII or in its first
// language, or empty.
func (p *Profile) Description() string {
	tag := p.tags["desc"]
	switch {
	case len(tag) >= 12 && string(tag[:4]) == "desc":
		n := int64(binary.BigEndian.Uint32(tag[8:]))
		if n >= 1 && n <= int64(len(tag)-12) {
			return string(tag[12 : 12+n-1])
		}
	case len(tag) >= 28 && string(tag[:4]) == "mluc":
		n, at := int64(binary.BigEndian.Uint32(tag[20:])), int64(binary.BigEndian.Uint32(tag[24:]))
		if at+n <= int64(len(tag)) {
			return fromUTF16(tag[at : at+n])
		}
	}
	return ""
}

// fixed reads an s15Fixed16Number (section 4.6).
func fixed(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 }

// fixeds reads n of them.
func fixeds(b []byte, n int) ([]float64, error) {
	if len(b) < 4*n {
		return nil, errors.New("it ends within its numbers")
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = fixed(b[4*i:])
	}
	return out, nil
}

// xyz reads a tag with one colour (section 10.31).
func (p *Profile) xyz(name string) ([]float64, error) {
	tag := p.tags[name]
	if len(tag) < 20 || string(tag[:4]) != "XYZ " {
		return nil, fmt.Errorf("its tag %s is missing or damaged", name)
	}
	return fixeds(tag[8:], 3)
}
