package lettering

import (
	"encoding/binary"
	"errors"
)

// maxParts is how many glyphs a glyph may be made of, with all that those are
// made of. Fonts make letters with accents so, of a few parts.
const maxParts = 500

// checkComposites refuses TrueType fonts of which a glyph is made of glyphs
// that are made of others, and so on, so often that nobody could draw it:
// nothing else bounds that. What is no TrueType font is left to others to
// judge; so is damage.
func checkComposites(data []byte) error {
	t, ok := trueType(data)
	if !ok {
		return nil
	}
	parts := make([]int32, t.glyphs()) // 0: unknown, -1: being counted
	for gid := range parts {
		if t.parts(gid, parts) > maxParts {
			return errors.New("a glyph is made of too many others")
		}
	}
	return nil
}

// tables are those of a TrueType font that hold its glyphs.
type tables struct {
	glyf, loca []byte
	long       bool // offsets in loca have 4 bytes
}

// trueType finds the tables of the first font, if it is a TrueType font.
func trueType(data []byte) (tables, bool) {
	at := 0
	if len(data) >= 16 && string(data[:4]) == "ttcf" {
		at = int(binary.BigEndian.Uint32(data[12:]))
	}
	if at < 0 || at+12 > len(data) {
		return tables{}, false
	}
	found := map[string][]byte{}
	n := int(binary.BigEndian.Uint16(data[at+4:]))
	for i := range n {
		entry := at + 12 + 16*i
		if entry+16 > len(data) {
			break
		}
		start, size := uint64(binary.BigEndian.Uint32(data[entry+8:])), uint64(binary.BigEndian.Uint32(data[entry+12:]))
		if start+size <= uint64(len(data)) {
			found[string(data[entry:entry+4])] = data[start : start+size]
		}
	}
	head := found["head"]
	if found["glyf"] == nil || found["loca"] == nil || len(head) < 52 {
		return tables{}, false
	}
	return tables{found["glyf"], found["loca"], binary.BigEndian.Uint16(head[50:]) != 0}, true
}

func (t tables) glyphs() int {
	if t.long {
		return min(65536, max(0, len(t.loca)/4-1))
	}
	return min(65536, max(0, len(t.loca)/2-1))
}

func (t tables) glyph(gid int) []byte {
	var from, to uint64
	if t.long {
		from, to = uint64(binary.BigEndian.Uint32(t.loca[4*gid:])), uint64(binary.BigEndian.Uint32(t.loca[4*gid+4:]))
	} else {
		from, to = 2*uint64(binary.BigEndian.Uint16(t.loca[2*gid:])), 2*uint64(binary.BigEndian.Uint16(t.loca[2*gid+2:]))
	}
	if from > to || to > uint64(len(t.glyf)) {
		return nil
	}
	return t.glyf[from:to]
}

// parts counts what a glyph is made of, itself included, up to a little over
// maxParts. known holds what has been counted. A glyph that is made of itself
// has too many.
func (t tables) parts(gid int, known []int32) int32 {
	switch {
	case gid >= len(known):
		return 1
	case known[gid] < 0:
		return maxParts + 1
	case known[gid] > 0:
		return known[gid]
	}
	known[gid] = -1
	sum := int32(1)
	for _, part := range components(t.glyph(gid)) {
		if sum += t.parts(part, known); sum > maxParts {
			sum = maxParts + 1
			break
		}
	}
	known[gid] = sum
	return sum
}

// The flags of a part of a glyph (OpenType 1.9, glyf).
const (
	wordArguments = 1 << 0
	oneScale      = 1 << 3
	moreParts     = 1 << 5
	twoScales     = 1 << 6
	matrix        = 1 << 7
)

// components returns the glyphs that a glyph is made of.
func components(glyph []byte) []int {
	if len(glyph) < 10 || int16(binary.BigEndian.Uint16(glyph)) >= 0 {
		return nil
	}
	var parts []int
	for rest := glyph[10:]; len(rest) >= 4; {
		flags := binary.BigEndian.Uint16(rest)
		parts = append(parts, int(binary.BigEndian.Uint16(rest[2:])))
		size := 6
		if flags&wordArguments != 0 {
			size += 2
		}
		switch {
		case flags&oneScale != 0:
			size += 2
		case flags&twoScales != 0:
			size += 4
		case flags&matrix != 0:
			size += 8
		}
		if flags&moreParts == 0 || size > len(rest) {
			break
		}
		rest = rest[size:]
	}
	return parts
}
