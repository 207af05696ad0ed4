package metadata

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// colourful is a block with a colour space and a rule of interoperability.
func colourful(space uint16, index string) []byte {
	le := binary.LittleEndian
	b := []byte("II*\x00\x08\x00\x00\x00")
	entry := func(tag, kind uint16, count, value uint32) {
		b = le.AppendUint16(le.AppendUint16(b, tag), kind)
		b = le.AppendUint32(le.AppendUint32(b, count), value)
	}
	b = le.AppendUint16(b, 1) // at 8
	entry(0x8769, 4, 1, 26)
	b = append(b, 0, 0, 0, 0)
	b = le.AppendUint16(b, 2) // at 26
	entry(0xa001, 3, 1, uint32(space))
	entry(0xa005, 4, 1, 56)
	b = append(b, 0, 0, 0, 0)
	b = le.AppendUint16(b, 1) // at 56
	entry(1, 2, 4, le.Uint32([]byte(index+"\x00")))
	return append(b, 0, 0, 0, 0)
}

func TestAdobeRGBIsToldByColourSpaceAndRule(t *testing.T) {
	for _, c := range []struct {
		block []byte
		want  bool
	}{
		{colourful(0xffff, "R03"), true}, {colourful(1, "R03"), false}, {colourful(0xffff, "R98"), false},
		{colourful(2, "R03"), true}, {nil, false}, {colourful(0xffff, "R03")[:60], false},
	} {
		if got := AdobeRGB(c.block); got != c.want {
			t.Errorf("%q: %v", c.block, got)
		}
	}
}

func TestInSRGBSaysSo(t *testing.T) {
	before := colourful(0xffff, "R03")
	if got := InSRGB(before); !bytes.Equal(got, colourful(1, "R98")) {
		t.Errorf("%q", got)
	}
	if !bytes.Equal(before, colourful(0xffff, "R03")) {
		t.Error("the block itself was changed")
	}
	if got := InSRGB([]byte("no block")); string(got) != "no block" {
		t.Errorf("%q", got)
	}
}
