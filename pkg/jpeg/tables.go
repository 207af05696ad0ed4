package jpeg

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// quantization reads DQT: T.81, B.2.4.1.
func (p *parser) quantization(b []byte) error {
	for len(b) > 0 {
		wide, index := b[0]>>4 != 0, b[0]&15
		size := 64
		if wide {
			size = 128
		}
		if index > 3 {
			return fmt.Errorf("quantization table %d, and there are 4", index)
		}
		if len(b) < 1+size {
			return errLength
		}
		t := new(dct.Table)
		for k := range 64 {
			if wide {
				t[zigzag[k]] = binary.BigEndian.Uint16(b[1+2*k:])
			} else {
				t[zigzag[k]] = uint16(b[1+k])
			}
		}
		p.quant[index] = t
		b = b[1+size:]
	}
	return nil
}

// huffmanTables reads DHT: T.81, B.2.4.2.
func (p *parser) huffmanTables(b []byte) error {
	for len(b) > 0 {
		if len(b) < 17 {
			return errLength
		}
		t := &huffmanTable{counts: [16]byte(b[1:])}
		n := 0
		for _, count := range t.counts {
			n += int(count)
		}
		if n > 256 || 17+n > len(b) {
			return errHuffman
		}
		t.values = b[17 : 17+n]
		switch class, index := b[0]>>4, b[0]&15; {
		case class > 1 || index > 3:
			return fmt.Errorf("table 0x%02x for Huffman codes, and there are 4 of two classes", b[0])
		case class == 0:
			p.dc[index] = t
		default:
			p.ac[index] = t
		}
		b = b[17+n:]
	}
	return nil
}

// conditioning reads DAC: T.81, B.2.4.3.
func (p *parser) conditioning(b []byte) error {
	if len(b)%2 != 0 {
		return errLength
	}
	for ; len(b) > 0; b = b[2:] {
		class, index, value := b[0]>>4, b[0]&15, b[1]
		if class > 1 || class == 0 && value&15 > value>>4 {
			return errors.New("bad arithmetic conditioning")
		}
		p.arith[class][index] = value
	}
	return nil
}
