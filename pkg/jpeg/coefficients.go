package jpeg

import (
	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// Coefficients are a picture before the inverse transform: quantized DCT
// coefficients, exactly as in the file.
type Coefficients struct {
	Header
	Planes []CoefficientPlane // one for each component
	// Segments are the APPn and COM segments of the file, in order, but for
	// JFIF (APP0) and Adobe (APP14), which are written anew.
	Segments []Segment
	Restart  int // MCUs between restart markers; 0 for none
}

// CoefficientPlane holds one component's blocks, row by row. Stride and Rows
// are those of whole MCUs of the picture, so there may be blocks of padding
// to the right and below.
type CoefficientPlane struct {
	Quant        dct.Table
	Stride, Rows int         // in blocks
	Blocks       []dct.Block // Stride * Rows
}
