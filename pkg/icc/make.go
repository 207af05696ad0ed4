package icc

import (
	"encoding/binary"
	"math"
	"unicode/utf16"
)

// AdobeRGB returns a profile for Adobe RGB (1998), which cameras name in EXIF
// and do not always embed.
func AdobeRGB() []byte {
	return matrixProfile("Adobe RGB compatible", adobePrimaries(), parameters{2.19921875})
}

// parameters are those of a parametric curve: one, or five for type 3.
type parameters []float64

// srgbCurve is the inverse of EncodeSRGB.
func srgbCurve() parameters {
	return parameters{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}
}

// matrixProfile makes a display profile of version 4 (section 8.4.3), the
// same one each time.
func matrixProfile(name string, p primaries, transfer parameters) []byte {
	c, w := adapted(p), white()
	x, y := p[3][0], p[3][1]
	adaptation := adaptation(values{x / y, 1, (1 - x - y) / y})
	curve := curveTag(transfer)
	return assemble("RGB ", "XYZ ", []tag{
		{"desc", textTag(name)},
		{"cprt", textTag("No copyright, use freely")},
		{"wtpt", xyzTag(w[0], w[1], w[2])},
		{"chad", append([]byte("sf32\x00\x00\x00\x00"), appendFixed(nil, adaptation[:]...)...)},
		{"rXYZ", xyzTag(c[0], c[3], c[6])},
		{"gXYZ", xyzTag(c[1], c[4], c[7])},
		{"bXYZ", xyzTag(c[2], c[5], c[8])},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	})
}

type tag struct {
	name string
	body []byte
}

// assemble puts a profile together. Bodies that are the same stand in it once.
func assemble(space, pcs string, tags []tag) []byte {
	out := make([]byte, headerSize, 1024)
	out[8], out[9] = 4, 0x30
	copy(out[12:], "mntr"+space+pcs)
	binary.BigEndian.PutUint16(out[24:], 2026) // a date has to be there
	out[27], out[29] = 1, 1
	copy(out[36:], "acsp")
	w := white()
	copy(out[68:], appendFixed(nil, w[:]...))
	out = binary.BigEndian.AppendUint32(out, uint32(len(tags)))
	at := len(out) + 12*len(tags)
	var bodies []byte
	seen := map[string]int{}
	for _, t := range tags {
		offset, has := seen[string(t.body)]
		if !has {
			offset = at + len(bodies)
			seen[string(t.body)] = offset
			bodies = append(bodies, t.body...)
			bodies = append(bodies, make([]byte, -len(bodies)&3)...)
		}
		out = append(out, t.name...)
		out = binary.BigEndian.AppendUint32(out, uint32(offset))
		out = binary.BigEndian.AppendUint32(out, uint32(len(t.body)))
	}
	out = append(out, bodies...)
	binary.BigEndian.PutUint32(out, uint32(len(out)))
	return out
}

func appendFixed(b []byte, v ...float64) []byte {
	for _, x := range v {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(x*65536))))
	}
	return b
}

func xyzTag(x, y, z float64) []byte {
	return appendFixed([]byte("XYZ \x00\x00\x00\x00"), x, y, z)
}

// curveTag holds a parametric curve of type 0 or 3.
func curveTag(p parameters) []byte {
	kind := byte(0)
	if len(p) == 5 {
		kind = 3
	}
	return appendFixed([]byte{'p', 'a', 'r', 'a', 0, 0, 0, 0, 0, kind, 0, 0}, p...)
}

// textTag holds a text in English (section 10.15).
func textTag(s string) []byte {
	units := utf16.Encode([]rune(s))
	b := []byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS")
	b = binary.BigEndian.AppendUint32(b, uint32(2*len(units)))
	b = binary.BigEndian.AppendUint32(b, uint32(len(b)+4))
	for _, u := range units {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return b
}

func fromUTF16(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.BigEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}
