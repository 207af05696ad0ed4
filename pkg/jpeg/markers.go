package jpeg

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The markers of T.81, table B.1.
const (
	markTEM   = 0x01
	markSOF0  = 0xc0
	markDHT   = 0xc4
	markJPG   = 0xc8
	markDAC   = 0xcc
	markSOF15 = 0xcf
	markRST0  = 0xd0
	markRST7  = 0xd7
	markSOI   = 0xd8
	markEOI   = 0xd9
	markSOS   = 0xda
	markDQT   = 0xdb
	markDNL   = 0xdc
	markDRI   = 0xdd
	markAPP0  = 0xe0
	markAPP14 = 0xee
	markAPP15 = 0xef
	markCOM   = 0xfe
)

// noAdobe stands for the transform of an Adobe segment that there is not.
const noAdobe = -1

// maxSegments is how many APPn and COM segments there may be before the first
// scan: enough for 256 megabytes of them, and few enough for files that
// consist of empty ones to cost nothing.
const maxSegments = 4096

// parser reads a file's marker segments and keeps the tables that are in
// effect. A decoder calls nextScan until it returns io.EOF, and between two
// calls it must read the scan's data with a bitReader from entropy, hand that
// to restart where a restart marker is due, and to endScan.
type parser struct {
	faultList
	data []byte
	pos  int // of the next byte to read

	frame    *frame // nil before SOF
	quant    quantTables
	dc, ac   [4]*huffmanTable // nil before DHT
	arith    [2][16]byte      // DAC's conditioning values: DC, AC
	restarts int              // MCUs between restart markers; 0 for none
	scans    int              // that nextScan returned
	maxScans int
	blocks   int64 // of all scans so far
	most     int64 // of them that there may be
	jfif     bool
	adobe    int // its transform, or noAdobe
	segments []Segment
}

// huffmanTable is a table of a DHT segment; what decoding needs is made when
// a scan uses it.
type huffmanTable struct {
	counts [16]byte
	values []byte
	huffman
	err        error
	made       bool
	pairsMade  *pairTable
	burstsMade *burstTable
	skipsMade  *skipTable
}

// newParser checks the first marker.
func newParser(data []byte, o DecodeOptions) (*parser, error) {
	p := &parser{data: data, adobe: noAdobe, maxScans: o.Limits.Scans, most: cmp.Or(o.Limits.Blocks, 1<<30)}
	p.strict = !o.Tolerant
	if p.maxScans == 0 {
		p.maxScans = 500
	}
	p.resetArithmetic()
	if len(data) < 2 || data[0] != 0xff || data[1] != markSOI {
		return nil, errNoSOI
	}
	p.pos = 2
	return p, nil
}

// resetArithmetic sets the conditioning values that hold without DAC: L of 0
// and U of 1, K of 5 (T.81, F.1.4.4.1.4 and F.1.4.4.2.1).
func (p *parser) resetArithmetic() {
	for i := range 16 {
		p.arith[0][i], p.arith[1][i] = 0x10, 5
	}
}

// marker finds the next marker and returns it with the position behind it.
// What stands before it is a fault; at the end of the data, which is one as
// well, EOI is returned.
func (p *parser) marker() (byte, error) {
	from, found, marker := p.pos, len(p.data), byte(markEOI)
	for at := p.pos; at+1 < len(p.data); at++ {
		if m := p.data[at+1]; p.data[at] == 0xff && m != 0 && m != 0xff {
			found, marker = at, m
			break
		}
	}
	start := found
	for start > from && found < len(p.data) && p.data[start-1] == 0xff {
		start-- // fill bytes
	}
	if found == len(p.data) {
		p.pos = found
		return marker, p.add(found, 0, 0, "premature end of the file")
	}
	p.pos = found + 2
	if start > from {
		return marker, p.note(&Fault{
			Offset: from, What: fmt.Sprintf("%d extraneous bytes before a marker", start-from), Harmless: p.scans == 0,
		})
	}
	return marker, nil
}

// body reads the length of a segment and returns what follows.
func (p *parser) body() ([]byte, error) {
	if p.pos+2 > len(p.data) {
		return nil, p.truncated()
	}
	n := int(binary.BigEndian.Uint16(p.data[p.pos:]))
	if n < 2 && p.pos >= 1 && p.data[p.pos-1] >= markDNL && p.data[p.pos-1] != markDRI {
		n = 2 // what is only skipped may say anything
	}
	if n < 2 {
		return nil, at(p.pos, errLength)
	}
	if p.pos+n > len(p.data) {
		return nil, p.truncated()
	}
	b := p.data[p.pos+2 : p.pos+n : p.pos+n]
	p.pos += n
	return b, nil
}

func (p *parser) truncated() error {
	return &Fault{Offset: len(p.data), What: "premature end of the file in a segment"}
}

// readFrame reads segments up to the frame header.
func (p *parser) readFrame() error {
	for p.frame == nil {
		m, err := p.marker()
		if err != nil {
			return err
		}
		if m == markSOS {
			return &Fault{Offset: p.pos - 2, What: "scan before a frame header"}
		}
		if m == markEOI {
			return &Fault{Offset: p.pos, What: "no picture before the end"}
		}
		if err := p.segment(m); err != nil {
			return err
		}
	}
	return nil
}

// nextScan reads segments up to the next scan, whose data begins at p.pos
// then. The error is io.EOF after the last scan; others are faults that even
// tolerant decoding cannot pass over here.
func (p *parser) nextScan() (*scanHeader, error) {
	for {
		m, err := p.marker()
		if err != nil {
			return nil, err
		}
		switch m {
		case markEOI:
			if p.scans == 0 {
				return nil, &Fault{Offset: p.pos, What: "no picture before the end"}
			}
			return nil, io.EOF
		case markSOS:
			from := p.pos - 2
			s, err := p.scan()
			return s, at(from, err)
		}
		if err := p.segment(m); err != nil {
			return nil, err
		}
	}
}

// segment reads one segment other than SOS and EOI.
func (p *parser) segment(m byte) error {
	from := p.pos - 2
	if m == markTEM || m >= markRST0 && m <= markRST7 {
		return nil
	}
	if m == markSOI {
		return &Fault{Offset: from, What: "second start of image"}
	}
	if m < markSOF0 || m > markAPP15 && m != markCOM || m > markDRI && m < markAPP0 {
		return &Fault{Offset: from, What: fmt.Sprintf("unknown marker 0x%02x", m)}
	}
	b, err := p.body()
	if err != nil {
		return err
	}
	return at(from, p.read(m, from, b))
}

// read takes up the body of the segment at from.
func (p *parser) read(m byte, from int, b []byte) error {
	switch m {
	case markDHT:
		return p.huffmanTables(b)
	case markDQT:
		return p.quantization(b)
	case markDAC:
		return p.conditioning(b)
	case markDRI:
		if len(b) != 2 {
			return errLength
		}
		p.restarts = int(binary.BigEndian.Uint16(b))
	case markJPG:
		return UnsupportedError("the JPG extension")
	case markDNL: // the height is known
	default:
		if m <= markSOF15 {
			return p.frameHeader(m, b)
		}
		return p.application(m, from, b)
	}
	return nil
}

// frameHeader reads SOF.
func (p *parser) frameHeader(m byte, b []byte) error {
	if p.frame != nil {
		return errors.New("second frame header")
	}
	f, err := parseFrame(m, b)
	p.frame = f
	return err
}

// application reads APPn and COM.
func (p *parser) application(m byte, from int, b []byte) error {
	if p.scans == 0 {
		if len(p.segments) == maxSegments {
			return &LimitError{What: "segments", Value: maxSegments + 1, Limit: maxSegments}
		}
		p.segments = append(p.segments, Segment{Marker: m, Data: b})
	}
	switch {
	case m == markAPP0 && len(b) >= 14 && string(b[:5]) == "JFIF\x00":
		p.jfif = true
		if b[5] != 1 {
			return p.add(from, 0, 0, fmt.Sprintf("unknown version %d.%02d of JFIF", b[5], b[6]))
		}
	case m == markAPP14 && len(b) >= 12 && string(b[:5]) == "Adobe":
		p.adobe = int(b[11])
	}
	return nil
}

// trimPrefix takes off what Fault.Error puts before the text.
func trimPrefix(err error) string { return strings.TrimPrefix(err.Error(), "jpeg: ") }
