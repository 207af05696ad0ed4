package jpeg

import "fmt"

// Fault is something wrong with a stream: strict decoding returns it as an
// error, tolerant decoding lists it.
type Fault struct {
	Offset int    // of the byte in the file where it was noticed
	Scan   int    // 1 for the first; 0 outside of scans
	MCU    int    // in the scan, from 0; meaningful if Scan is not 0
	What   string // like "bad Huffman code"
	// Harmless tells that the picture is whole all the same: before the
	// first scan there are bytes that belong to no segment, as some cameras
	// and editors leave them.
	Harmless bool
}

// Error says what is wrong, and where.
func (f *Fault) Error() string {
	if f.Scan == 0 {
		return fmt.Sprintf("jpeg: %s at byte %d", f.What, f.Offset)
	}
	return fmt.Sprintf("jpeg: %s at byte %d, in scan %d, MCU %d", f.What, f.Offset, f.Scan, f.MCU)
}

// UnsupportedError names a kind of JPEG that is not decoded, like "lossless
// coding".
type UnsupportedError string

// Error names it.
func (e UnsupportedError) Error() string { return "jpeg: " + string(e) + " is not supported" }

// LimitError tells which limit a file is over.
type LimitError struct {
	What         string // like "pixels"
	Value, Limit int64
}

// Error names the limit and by how much it is missed.
func (e *LimitError) Error() string {
	return fmt.Sprintf("jpeg: %d %s, and the limit is %d", e.Value, e.What, e.Limit)
}
