// Package ycc is what a JPEG does to colour: the conversion between RGB and
// YCbCr, and the sampling of chroma at a lower resolution than luma.
//
// Colours are those of JFIF (ITU-T T.871): ITU-R BT.601 with the full range
// of 0 to 255. All arithmetic is in fixed point and gives the same bytes as
// libjpeg and libjpeg-turbo do: their 16-bit constants and rounding for
// colour, their triangle filter ("fancy upsampling") and its rounding for
// chroma, their alternating bias when chroma is halved. A picture that
// passes through this package does so as it would in most other programs.
//
// The functions on rows use AVX2 on amd64, where the processor has it, and
// NEON on arm64. They give the same bytes everywhere. Unless it is said
// otherwise, a destination must not overlap a source, and a row that is
// shorter than stated makes the function panic.
package ycc

// The conversions' constants, times 65536 and rounded.
const (
	half = 1 << 15 // 0.5

	crToR = 91881  // 1.40200
	cbToG = -22554 // 0.34414
	crToG = -46802 // 0.71414
	cbToB = 116130 // 1.77200

	rToY, gToY, bToY = 19595, 38470, 7471 // 0.29900, 0.58700, 0.11400

	rToCb, gToCb = -11059, -21709 // 0.16874, 0.33126
	gToCr, bToCr = -27439, -5329  // 0.41869, 0.08131

	// chroma is 128 and what rounds a half down: a pure blue or red would
	// give 256 if it were rounded up.
	chroma = 128<<16 + half - 1
)

// ToRGBA converts a row of Y, Cb and Cr samples to pixels of four bytes: red,
// green, blue and an alpha of 255. The row has len(y) pixels; dst holds at
// least four bytes, cb and cr at least one byte for each of them.
func ToRGBA(dst, y, cb, cr []byte) {
	n := len(y)
	dst, cb, cr = cut(dst, 4*n), cut(cb, n), cut(cr, n)
	if !vectorToRGBA(dst, y, cb, cr) {
		plainToRGBA(dst, y, cb, cr)
	}
}

// cut returns the first n bytes of a row. It panics when the row is shorter,
// even if its memory is not.
func cut(row []byte, n int) []byte {
	return row[:len(row):len(row)][:n]
}

// plainToRGBA is ToRGBA for all processors. The rows have the same length.
func plainToRGBA(dst, y, cb, cr []byte) {
	for i, luma := range y {
		base := int32(luma)<<16 + half
		u, v := int32(cb[i])-128, int32(cr[i])-128
		p := dst[4*i : 4*i+4 : 4*i+4]
		p[0] = clamp((base + crToR*v) >> 16)
		p[1] = clamp((base + cbToG*u + crToG*v) >> 16)
		p[2] = clamp((base + cbToB*u) >> 16)
		p[3] = 255
	}
}

// clamp returns the value of 0 to 255 that is next to v.
func clamp(v int32) byte {
	if uint32(v) > 255 {
		v = ^(v >> 31) // 0 for a negative value, 255 in its low byte for others
	}
	return byte(v)
}

// FromRGBA converts a row of pixels of four bytes (red, green, blue, and one
// that is not looked at) to Y, Cb and Cr samples. The row has len(y) pixels;
// src holds at least four bytes, cb and cr at least one byte for each of
// them.
func FromRGBA(y, cb, cr, src []byte) {
	n := len(y)
	src, cb, cr = cut(src, 4*n), cut(cb, n), cut(cr, n)
	if !vectorFromRGBA(y, cb, cr, src) {
		plainFromRGBA(y, cb, cr, src)
	}
}

// plainFromRGBA is FromRGBA for all processors. The rows have the same
// length. No result can leave the range of 0 to 255.
func plainFromRGBA(y, cb, cr, src []byte) {
	for i := range y {
		p := src[4*i : 4*i+4 : 4*i+4]
		r, g, b := int32(p[0]), int32(p[1]), int32(p[2])
		y[i] = byte((rToY*r + gToY*g + bToY*b + half) >> 16)
		cb[i] = byte((rToCb*r + gToCb*g + b<<15 + chroma) >> 16)
		cr[i] = byte((r<<15 + gToCr*g + bToCr*b + chroma) >> 16)
	}
}
