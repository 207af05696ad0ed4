package jpeg

import (
	"bytes"
	"fmt"
	"io"
)

// Copy writes source with other segments (o.Segments) and the same picture,
// byte by byte, whatever its process. As with Patch, what follows the picture
// is left out, and so is the MPF index; so are APPn and COM segments between
// scans, if o.Segments is not nil.
//
// The picture's data are not decoded: what is wrong with them stays. Nothing is
// written to w when a header is damaged or the file ends before its picture
// does, which is the error.
func Copy(w io.Writer, source []byte, o PatchOptions) error {
	p, err := newParser(source, DecodeOptions{})
	if err != nil {
		return err
	}
	if err := p.readFrame(); err != nil {
		return err
	}
	if _, err := p.nextScan(); err != nil {
		return err
	}
	segments, err := patchSegments(p.segments, o)
	if err != nil {
		return err
	}
	j := &patchJob{source: source, given: p.segments, segments: segments, replace: o.Segments != nil}
	j.out.Grow(len(source))
	if err := j.writeHead(source[:p.pos], nil); err != nil {
		return err
	}
	if err := j.writeScans(p.pos); err != nil {
		return err
	}
	if _, err := w.Write(j.out.Bytes()); err != nil {
		return fmt.Errorf("write the JPEG: %w", err)
	}
	return nil
}

// writeScans copies what stands from the first scan's data, which begins
// there, to the end of the picture.
func (j *patchJob) writeScans(at int) error {
	p := &parser{faultList: faultList{strict: true}, data: j.source, pos: at, scans: 1}
	for {
		data := p.coded()
		j.out.Write(p.data[p.pos:data])
		p.pos = data
		for {
			from := p.pos
			s, err := p.copied()
			if err != nil {
				return err
			}
			j.take(s, p.data[from:p.pos])
			if s.Marker == markEOI {
				return nil
			}
			if s.Marker == markSOS {
				break
			}
		}
	}
}

// copied reads a segment between scans, or the picture's end.
func (p *parser) copied() (Segment, error) {
	m, err := p.marker()
	if err != nil || m == markEOI {
		return Segment{Marker: m}, err
	}
	body, err := p.body()
	return Segment{Marker: m, Data: body}, err
}

// coded returns where the data of a scan end that goes on at p.pos: at a
// marker that is not for restarting, with its fill bytes, or at the end of the
// file.
func (p *parser) coded() int {
	for at := p.pos; ; {
		i := bytes.IndexByte(p.data[at:], 0xff)
		if i < 0 {
			return len(p.data)
		}
		from := at + i
		for at = from; at < len(p.data) && p.data[at] == 0xff; at++ {
		}
		if at == len(p.data) {
			return at
		}
		if m := p.data[at]; m != 0 && (m < markRST0 || m > markRST7) {
			return from
		}
	}
}
