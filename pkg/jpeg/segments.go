package jpeg

// Segments returns the APPn and COM segments before the first scan, in order,
// as far as a damaged file tells them. They share their bytes with data.
func Segments(data []byte) []Segment {
	p, err := newParser(data, DecodeOptions{Tolerant: true})
	if err != nil {
		return nil
	}
	if p.readFrame() == nil {
		_, _ = p.nextScan() // what is wrong is for decoding to tell
	}
	return p.segments
}
