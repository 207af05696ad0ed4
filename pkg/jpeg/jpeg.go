// Package jpeg reads and writes JPEGs (ITU-T T.81), down to their
// coefficients.
//
// It decodes baseline, extended sequential and progressive files of 1 to 4
// components with any legal sampling. Decoding is strict: a truncated or
// corrupt stream is an error that says what is wrong and where, unless
// DecodeOptions.Tolerant asks for what there is. A picture can be decoded at
// a half, a quarter or an eighth of its size, which costs a fraction of the
// time, and by rows, which costs a fraction of the memory.
//
// Planes stay as they are in the file: nothing here converts colours or
// interpolates chroma. Package ycc does that.
//
// Coefficients gives access to what is behind the pixels, Patch changes a
// part of a picture and leaves every other block as it is, bit for bit, and
// Transform turns, flips and cuts without loss.
//
// Nothing in this package starts goroutines, and nothing is kept between
// calls. Functions that take a context give up with its error when it ends.
package jpeg

import (
	"image"
)

// Process is how a frame is coded.
type Process int

const (
	Baseline              Process = iota // SOF0: sequential, Huffman, 8 bits
	Extended                             // SOF1: sequential, Huffman, up to four tables
	Progressive                          // SOF2: Huffman
	Arithmetic                           // SOF9: sequential, arithmetic coding
	ArithmeticProgressive                // SOF10
)

// Color says what the components of a picture mean.
type Color int

const (
	Gray Color = iota
	YCbCr
	RGB
	CMYK  // 255 is no ink, as Adobe writes it, if Header.Inverted; else 255 is full ink
	YCCK  // CMY as YCbCr; Header.Inverted as for CMYK
	Other // two components
)

// Header is what a file says of its picture before the first scan.
type Header struct {
	Width, Height int // in pixels; both at least 1
	Precision     int // bits a sample, 8 for all that is decoded
	Process       Process
	Components    []Component // 1 to 4
	Color         Color
	// Inverted tells that an Adobe segment stands in a file of four
	// components: their samples are the complement of the ink.
	Inverted bool

	// kept tells that the first scan does not hold all components, so that
	// coefficients have to be kept until the others have come.
	kept bool
}

// Component is a plane of a picture.
type Component struct {
	ID   byte
	H, V int // sampling factors, 1 to 4
}

// maxSampling returns the largest sampling factors of all components.
func (h Header) maxSampling() (hmax, vmax int) {
	for _, c := range h.Components {
		hmax, vmax = max(hmax, c.H), max(vmax, c.V)
	}
	return hmax, vmax
}

// Plane is a rectangle of samples of one component.
type Plane struct {
	Pix           []byte
	Stride        int // from a row to the next, in bytes
	Width, Height int // in samples
}

// Rows is a run of rows of a picture: of each component the rows from Y,
// counted in that component's own rows, to Y + Planes[i].Height.
type Rows struct {
	Y      [4]int
	Planes []Plane // one for each component
}

// Segment is a marker segment that carries no part of the picture: APPn or
// COM.
type Segment struct {
	Marker byte   // 0xe0 to 0xef, or 0xfe
	Data   []byte // without marker and length, at most 65533 bytes
}

// planeSize returns the size of component c's plane when the picture is
// scaled to num eighths: T.81, A.1.1, for the scaled picture.
func (h Header) planeSize(c Component, num int) image.Point {
	hmax, vmax := h.maxSampling()
	return image.Pt(ceilDiv(h.Width*c.H*num, hmax*8), ceilDiv(h.Height*c.V*num, vmax*8))
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
