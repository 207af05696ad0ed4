package jpeg

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// isJFIF and isMPF tell segments apart that Patch treats in its own way.
func (s Segment) isJFIF() bool {
	return s.Marker == markAPP0 && bytes.HasPrefix(s.Data, []byte("JFIF\x00"))
}

func (s Segment) isMPF() bool {
	return s.Marker == markAPP0+2 && bytes.HasPrefix(s.Data, []byte("MPF\x00"))
}

// patchSegments returns what is written of the source's segments, or in their
// place, but for JFIF and Adobe.
func patchSegments(all []Segment, o PatchOptions) ([]Segment, error) {
	var segments []Segment
	for _, s := range all {
		if !s.isWrittenAnew() && !s.isMPF() {
			segments = append(segments, s)
		}
	}
	if o.Segments == nil {
		return segments, nil
	}
	segments = o.Segments(segments)
	for i, s := range segments {
		if err := checkSegment(s); err != nil {
			return nil, fmt.Errorf("patch a JPEG: segment %d: %w", i, err)
		}
	}
	return segments, nil
}

// patchJFIF puts the source's first JFIF segment, if there is one, in front.
func patchJFIF(all, segments []Segment) []Segment {
	for _, s := range all {
		if s.isJFIF() {
			return append([]Segment{s}, segments...)
		}
	}
	return segments
}

// writeHead writes what stands in the source before the first scan's data:
// head begins with SOI and ends with SOS. If there are tables, which are whole
// segments, they stand for all Huffman tables. The error is that of parsing,
// which head has passed before.
func (j *patchJob) writeHead(head, tables []byte) error {
	out, replace := &j.out, j.replace
	p := &parser{faultList: faultList{strict: true}, data: head, pos: 2}
	out.Write(head[:2])
	for due := replace; p.pos < len(head); {
		from := p.pos
		s, err := p.anySegment()
		if err != nil {
			return err
		}
		if due && !s.isJFIF() {
			due = false
			for _, s := range j.segments {
				writeSegment(out, s)
			}
		}
		if s.Marker == markSOS {
			out.Write(tables)
		}
		if s.Marker == markDHT && tables != nil {
			continue
		}
		replaced := replace && (s.Marker >= markAPP0 && s.Marker <= markAPP15 || s.Marker == markCOM)
		if s.isWrittenAnew() || !s.isMPF() && !replaced {
			out.Write(head[from:p.pos])
		}
	}
	return nil
}

// anySegment reads a segment of whatever kind.
func (p *parser) anySegment() (s Segment, err error) {
	s.Marker, err = p.marker()
	if err == nil && s.Marker != markTEM && (s.Marker < markRST0 || s.Marker > markRST7) {
		s.Data, err = p.body()
	}
	return s, err
}

func writeSegment(out *bytes.Buffer, s Segment) {
	out.Write([]byte{0xff, s.Marker})
	out.Write(binary.BigEndian.AppendUint16(nil, uint16(len(s.Data)+2)))
	out.Write(s.Data)
}
