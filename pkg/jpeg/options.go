package jpeg

// DecodeOptions say what is decoded and what is borne. The zero value
// decodes strictly, at full size, without limits.
type DecodeOptions struct {
	// Scale is the denominator of the size: 1 (or 0), 2, 4 or 8. A side is
	// rounded up. Reduced pictures are made of the lowest coefficients of
	// each block; the others are skipped in the stream, though checked as
	// far as strictness needs it.
	Scale int
	// SharpChroma decodes subsampled components at twice or four times the
	// scale where that brings them nearer to the size of the others: at a
	// Scale of 2, 4:2:0 becomes 4:4:4. Without it, the sampling stays.
	SharpChroma bool
	// Tolerant takes damaged streams as far as they go; what is missing is
	// grey or what the scans before have told. The faults are listed.
	Tolerant bool
	Limits   Limits
}

// Limits bound what a file may cost, from its header on. Zero means no
// limit, but for Scans and Blocks. More than 4096 APPn and COM segments before
// the first scan are always over a limit.
type Limits struct {
	Pixels int64 // width times height at full size
	Memory int64 // bytes that decoding holds, data itself not counted
	Scans  int   // scans in the file; 0 means 500
	// Blocks are those of all scans together, which decoding takes its time
	// by; 0 means 2^30, about ten seconds at the worst.
	Blocks int64
}

// Sampling is how a three-component picture's chroma is stored.
type Sampling int

const (
	Sampling444 Sampling = iota // in full
	Sampling422                 // at half the width
	Sampling420                 // at half the width and height
	Sampling440                 // at half the height
	Sampling411                 // at a quarter of the width
	Sampling410                 // at a quarter of the width and half the height
)

// EncodeOptions say how a picture is written. The zero value is baseline,
// quality 75, Annex K's Huffman tables.
type EncodeOptions struct {
	// Quality scales the tables of T.81, Annex K, as libjpeg does: 1 to 100;
	// 0 means 75.
	Quality int
	// Progressive writes ten scans, from coarse to fine, and implies
	// Optimize.
	Progressive bool
	// Optimize makes Huffman tables for this picture: some percent smaller,
	// at the price of keeping the picture's symbols until the end.
	Optimize bool
	// Restart is the number of MCUs between restart markers; 0 for none.
	Restart int
	// Segments are written in order after SOI, or after the JFIF segment
	// that a grey or YCbCr picture begins with.
	Segments []Segment
}
