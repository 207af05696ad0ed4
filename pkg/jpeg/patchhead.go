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

// essential is a JFIF or Adobe segment without a thumbnail and whatever else
// stands behind what tells of the colours (JFIF 1.02, page 5; T.872, 6.5.3).
func (s Segment) essential() Segment {
	const jfif, adobe = 14, 12
	switch {
	case s.isJFIF() && len(s.Data) > jfif:
		s.Data = append(s.Data[:jfif-2:jfif-2], 0, 0) // a thumbnail of nothing
	case s.Marker == markAPP14 && len(s.Data) > adobe:
		s.Data = s.Data[:adobe]
	}
	return s
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

// withJFIF puts the source's first JFIF segment, if there is one, in front of
// those to write.
func (j *patchJob) withJFIF() []Segment {
	for _, s := range j.given {
		if s.isJFIF() {
			if j.replace {
				s = s.essential()
			}
			return append([]Segment{s}, j.segments...)
		}
	}
	return j.segments
}

// take copies a segment of the source, raw; of one that stays where others are
// replaced, what is essential.
func (j *patchJob) take(s Segment, raw []byte) {
	other := s.Marker >= markAPP0 && s.Marker <= markAPP15 || s.Marker == markCOM
	switch {
	case s.isMPF() || j.replace && other && !s.isWrittenAnew():
	case j.replace && other && len(s.essential().Data) < len(s.Data):
		writeSegment(&j.out, s.essential())
	default:
		j.out.Write(raw)
	}
}

// writeHead writes what stands in the source before the first scan's data:
// head begins with SOI and ends with SOS. If there are tables, which are whole
// segments, they stand for all Huffman tables. The error is that of parsing,
// which head has passed before.
func (j *patchJob) writeHead(head, tables []byte) error {
	out := &j.out
	p := &parser{faultList: faultList{strict: true}, data: head, pos: 2}
	out.Write(head[:2])
	for due := j.replace; p.pos < len(head); {
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
		j.take(s, head[from:p.pos])
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
