package av1

import "errors"

// The types of OBUs, the units of AV1 (section 6.2.2 of its specification),
// that matter here.
const (
	unitSequence  = 1
	unitDelimiter = 2
)

var errUnits = errors.New("encode av1: the encoder's result is damaged")

// unit is an OBU with its header, and what is in it.
type unit struct {
	kind        int
	whole, body []byte
}

// nextUnit takes the first unit off data. Units without a length are not
// written by libaom.
func nextUnit(data []byte) (u unit, rest []byte, err error) {
	if len(data) < 2 || data[0]&0x82 != 2 {
		return unit{}, nil, errUnits
	}
	at := 1 + int(data[0]>>2&1)
	size := 0
	for shift := 0; ; shift += 7 {
		if at >= len(data) || shift > 28 {
			return unit{}, nil, errUnits
		}
		size |= int(data[at]&0x7f) << shift
		at++
		if data[at-1] < 0x80 {
			break
		}
	}
	if size > len(data)-at {
		return unit{}, nil, errUnits
	}
	return unit{int(data[0] >> 3 & 15), data[:at+size], data[at : at+size]}, data[at+size:], nil
}

// withoutDelimiter leaves out the unit that only streams need.
func withoutDelimiter(data []byte) ([]byte, error) {
	u, rest, err := nextUnit(data)
	if err != nil {
		return nil, err
	}
	if u.kind == unitDelimiter {
		return rest, nil
	}
	return data, nil
}

// Config returns the body of the property av1C for a picture that Encode
// made of planes with that chroma and so many bits a sample (AV1 Codec ISO
// Media File Format Binding, section 2.3.3).
func Config(picture []byte, c Chroma, bits int) ([]byte, error) {
	u, _, err := nextUnit(picture)
	if err != nil || u.kind != unitSequence || len(u.body) < 2 {
		return nil, errUnits
	}
	// The header of a still picture begins with 3 bits of profile, two that
	// are set and 5 of level.
	if u.body[0]&0x18 != 0x18 {
		return nil, errUnits
	}
	profile, level := u.body[0]>>5, u.body[0]&7<<2|u.body[1]>>6
	shape := [...]byte{None: 0x1c, Half: 0x0c, Wide: 0x08, Whole: 0}[c]
	if bits > 8 {
		shape |= 0x40
	}
	return []byte{0x81, profile<<5 | level, shape, 0}, nil
}
