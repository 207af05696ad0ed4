package jpeg

import "fmt"

// openStream reads a file up to its first scan, and holds its size against
// the limit on pixels. A single scan's Huffman tables are those of Annex K
// where the file has none.
func openStream(data []byte, o DecodeOptions) (*parser, *scanHeader, error) {
	p, err := newParser(data, o)
	if err != nil {
		return nil, nil, err
	}
	if err := p.readFrame(); err != nil {
		return nil, nil, err
	}
	f := p.frame
	if n := int64(f.Width) * int64(f.Height); o.Limits.Pixels > 0 && n > o.Limits.Pixels {
		return nil, nil, &LimitError{What: "pixels", Value: n, Limit: o.Limits.Pixels}
	}
	s, err := p.nextScan()
	if err != nil {
		return nil, nil, err
	}
	if p.settleColor() {
		if err := p.add(p.pos, 0, 0, fmt.Sprintf("unknown colour transform %d", p.adobe)); err != nil {
			return nil, nil, err
		}
	}
	if f.kept = !f.streams(s); !f.kept {
		p.installTables(s)
	}
	return p, s, nil
}
