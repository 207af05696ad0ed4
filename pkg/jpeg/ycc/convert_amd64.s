#include "textflag.h"

// SPLAT fills the register y, whose lower half is x, with a 32-bit constant.
#define SPLAT(value, x, y) \
	MOVL $value, AX; \
	VMOVD AX, x; \
	VPBROADCASTD x, y

// func toRGBAAVX2(dst, y, cb, cr []byte)
//
// With u = cb-128 and v = cr-128 in words:
//
//	R = y + v + (13173*v + 1<<14)>>15
//	G = y - v + (-11277*u + 9367*v + 1<<14)>>15
//	B = y + 2*u + (-7471*u + 1<<14)>>15
//
// For G and B these are the constants of the 16-bit formula less a whole
// multiple of u and v, and halved: they are even. For R the constant is
// odd, and 13173 for 13172.5 was found to give the same for all 256 values.
// The products of R and B are one VPMULHRSW each.
//
// Words are unpacked in lanes (pixels 0-7 and 16-23 in one register, 8-15 and
// 24-31 in the other), which the packing undoes.
//
// DI dst, SI y, R8 cb, R9 cr, CX pixels left
// Y9 255, Y10 zero, Y11 128, Y12 13173, Y13 -7471, Y14 (-11277, 9367),
// Y15 1<<14
TEXT ·toRGBAAVX2(SB), NOSPLIT, $0-96
	MOVQ dst_base+0(FP), DI
	MOVQ y_base+24(FP), SI
	MOVQ y_len+32(FP), CX
	MOVQ cb_base+48(FP), R8
	MOVQ cr_base+72(FP), R9
	VPCMPEQD Y9, Y9, Y9
	VPXOR Y10, Y10, Y10
	SPLAT(0x00800080, X11, Y11)
	SPLAT(0x33753375, X12, Y12)
	SPLAT(0xe2d1e2d1, X13, Y13)
	SPLAT(0x2497d3f3, X14, Y14)
	SPLAT(0x00004000, X15, Y15)

toRGBALoop:
	VMOVDQU (R8), Y0
	VMOVDQU (R9), Y2
	VPUNPCKHBW Y10, Y0, Y1
	VPUNPCKLBW Y10, Y0, Y0
	VPUNPCKHBW Y10, Y2, Y3
	VPUNPCKLBW Y10, Y2, Y2
	VPSUBW Y11, Y0, Y0 // u, first half
	VPSUBW Y11, Y1, Y1 // u, second half
	VPSUBW Y11, Y2, Y2 // v, first half
	VPSUBW Y11, Y3, Y3 // v, second half

	// The part of G that is shifted: Y4, Y5.
	VPUNPCKLWD Y2, Y0, Y4
	VPUNPCKHWD Y2, Y0, Y5
	VPMADDWD Y14, Y4, Y4
	VPMADDWD Y14, Y5, Y5
	VPADDD Y15, Y4, Y4
	VPADDD Y15, Y5, Y5
	VPSRAD $15, Y4, Y4
	VPSRAD $15, Y5, Y5
	VPACKSSDW Y5, Y4, Y4
	VPUNPCKLWD Y3, Y1, Y5
	VPUNPCKHWD Y3, Y1, Y6
	VPMADDWD Y14, Y5, Y5
	VPMADDWD Y14, Y6, Y6
	VPADDD Y15, Y5, Y5
	VPADDD Y15, Y6, Y6
	VPSRAD $15, Y5, Y5
	VPSRAD $15, Y6, Y6
	VPACKSSDW Y6, Y5, Y5

	VMOVDQU (SI), Y7
	VPUNPCKLBW Y10, Y7, Y6 // y, first half
	VPUNPCKHBW Y10, Y7, Y7 // y, second half

	VPSUBW Y2, Y4, Y4
	VPSUBW Y3, Y5, Y5
	VPADDW Y6, Y4, Y4
	VPADDW Y7, Y5, Y5
	VPACKUSWB Y5, Y4, Y4 // G

	VPMULHRSW Y12, Y2, Y5
	VPMULHRSW Y12, Y3, Y8
	VPADDW Y5, Y2, Y2
	VPADDW Y8, Y3, Y3
	VPADDW Y6, Y2, Y2
	VPADDW Y7, Y3, Y3
	VPACKUSWB Y3, Y2, Y2 // R

	VPMULHRSW Y13, Y0, Y5
	VPMULHRSW Y13, Y1, Y8
	VPADDW Y0, Y0, Y0
	VPADDW Y1, Y1, Y1
	VPADDW Y5, Y0, Y0
	VPADDW Y8, Y1, Y1
	VPADDW Y6, Y0, Y0
	VPADDW Y7, Y1, Y1
	VPACKUSWB Y1, Y0, Y0 // B

	VPUNPCKLBW Y4, Y2, Y5 // RG of pixels 0-7, 16-23
	VPUNPCKHBW Y4, Y2, Y6 // RG of pixels 8-15, 24-31
	VPUNPCKLBW Y9, Y0, Y7 // BA
	VPUNPCKHBW Y9, Y0, Y8
	VPUNPCKLWD Y7, Y5, Y0 // pixels 0-3, 16-19
	VPUNPCKHWD Y7, Y5, Y1 // pixels 4-7, 20-23
	VPUNPCKLWD Y8, Y6, Y2 // pixels 8-11, 24-27
	VPUNPCKHWD Y8, Y6, Y3 // pixels 12-15, 28-31
	VPERM2I128 $0x20, Y1, Y0, Y4
	VPERM2I128 $0x20, Y3, Y2, Y5
	VPERM2I128 $0x31, Y1, Y0, Y6
	VPERM2I128 $0x31, Y3, Y2, Y7
	VMOVDQU Y4, (DI)
	VMOVDQU Y5, 32(DI)
	VMOVDQU Y6, 64(DI)
	VMOVDQU Y7, 96(DI)

	ADDQ $32, SI
	ADDQ $32, R8
	ADDQ $32, R9
	ADDQ $128, DI
	SUBQ $32, CX
	JEQ toRGBADone
	CMPQ CX, $32
	JGE toRGBALoop
	SUBQ $32, CX // the last block ends with the row
	ADDQ CX, SI
	ADDQ CX, R8
	ADDQ CX, R9
	LEAQ (DI)(CX*4), DI
	MOVQ $32, CX
	JMP toRGBALoop

toRGBADone:
	VZEROUPPER
	RET

// The constants of FromRGBA as pairs of words for VPMADDWD: for red and blue,
// and for green twice. Those of Cb and Cr are negated, for 32768 fits only so.
#define PAIR(at, value) DATA fromRGBA<>+at(SB)/8, $value
PAIR(0, 0x1d2f4c8b1d2f4c8b) // Y: 19595 R + 7471 B
PAIR(8, 0x1d2f4c8b1d2f4c8b)
PAIR(16, 0x1d2f4c8b1d2f4c8b)
PAIR(24, 0x1d2f4c8b1d2f4c8b)
PAIR(32, 0x4b234b234b234b23) // Y: 19235 G + 19235 G
PAIR(40, 0x4b234b234b234b23)
PAIR(48, 0x4b234b234b234b23)
PAIR(56, 0x4b234b234b234b23)
PAIR(64, 0x80002b3380002b33) // -Cb: 11059 R - 32768 B
PAIR(72, 0x80002b3380002b33)
PAIR(80, 0x80002b3380002b33)
PAIR(88, 0x80002b3380002b33)
PAIR(96, 0x000054cd000054cd) // -Cb: 21709 G
PAIR(104, 0x000054cd000054cd)
PAIR(112, 0x000054cd000054cd)
PAIR(120, 0x000054cd000054cd)
PAIR(128, 0x14d1800014d18000) // -Cr: -32768 R + 5329 B
PAIR(136, 0x14d1800014d18000)
PAIR(144, 0x14d1800014d18000)
PAIR(152, 0x14d1800014d18000)
PAIR(160, 0x00006b2f00006b2f) // -Cr: 27439 G
PAIR(168, 0x00006b2f00006b2f)
PAIR(176, 0x00006b2f00006b2f)
PAIR(184, 0x00006b2f00006b2f)
PAIR(192, 0x8005800580018001) // VPSHUFB: the green byte of a pixel, twice
PAIR(200, 0x800d800d80098009)
PAIR(208, 0x8005800580018001)
PAIR(216, 0x800d800d80098009)
PAIR(224, 0x0000000400000000) // VPERMD: what undoes the packing
PAIR(232, 0x0000000500000001)
PAIR(240, 0x0000000600000002)
PAIR(248, 0x0000000700000003)
GLOBL fromRGBA<>(SB), RODATA|NOPTR, $256

// WEIGH adds up the channels of 16 pixels: Y0 and Y2 have red and blue, Y1
// and Y3 green twice. The sums are in Y4 and Y5; Y6 is used.
#define WEIGH(redBlue, green) \
	VPMADDWD fromRGBA<>+redBlue(SB), Y0, Y4; \
	VPMADDWD fromRGBA<>+redBlue(SB), Y2, Y5; \
	VPMADDWD fromRGBA<>+green(SB), Y1, Y6; \
	VPADDD Y6, Y4, Y4; \
	VPMADDWD fromRGBA<>+green(SB), Y3, Y6; \
	VPADDD Y6, Y5, Y5

// SHIFT takes the upper words of Y4 and Y5 and packs them into out.
#define SHIFT(out) \
	VPSRLD $16, Y4, Y4; \
	VPSRLD $16, Y5, Y5; \
	VPACKUSDW Y5, Y4, out

// SIXTEEN converts 16 pixels into words: eight at SI and the first offset,
// eight at the second.
#define SIXTEEN(at, next, y, cb, cr) \
	VMOVDQU at(SI), Y1; \
	VMOVDQU next(SI), Y3; \
	VPAND Y13, Y1, Y0; \
	VPAND Y13, Y3, Y2; \
	VPSHUFB Y12, Y1, Y1; \
	VPSHUFB Y12, Y3, Y3; \
	WEIGH(0, 32); \
	VPADDD Y14, Y4, Y4; \
	VPADDD Y14, Y5, Y5; \
	SHIFT(y); \
	WEIGH(64, 96); \
	VPSUBD Y4, Y15, Y4; \
	VPSUBD Y5, Y15, Y5; \
	SHIFT(cb); \
	WEIGH(128, 160); \
	VPSUBD Y4, Y15, Y4; \
	VPSUBD Y5, Y15, Y5; \
	SHIFT(cr)

// func fromRGBAAVX2(y, cb, cr, src []byte)
//
// The 16-bit formula in 32-bit sums, 16 pixels at a time into words, 32 into
// bytes.
//
// SI src, DI y, R8 cb, R9 cr, CX pixels left
// Y11 VPERMD, Y12 VPSHUFB, Y13 mask of red and blue, Y14 1<<15,
// Y15 128<<16 + 1<<15 - 1
TEXT ·fromRGBAAVX2(SB), NOSPLIT, $0-96
	MOVQ y_base+0(FP), DI
	MOVQ y_len+8(FP), CX
	MOVQ cb_base+24(FP), R8
	MOVQ cr_base+48(FP), R9
	MOVQ src_base+72(FP), SI
	VMOVDQU fromRGBA<>+224(SB), Y11
	VMOVDQU fromRGBA<>+192(SB), Y12
	SPLAT(0x00ff00ff, X13, Y13)
	SPLAT(0x00008000, X14, Y14)
	SPLAT(0x00807fff, X15, Y15)

fromRGBALoop:
	SIXTEEN(0, 32, Y7, Y8, Y9)
	VPACKUSWB Y8, Y7, Y7 // Y and Cb of the first half
	VPACKUSWB Y9, Y9, Y9 // Cr of the first half
	SIXTEEN(64, 96, Y8, Y10, Y6)
	VPACKUSWB Y10, Y8, Y8 // Y and Cb of the second half
	VPACKUSWB Y6, Y6, Y6 // Cr of the second half

	VPUNPCKLQDQ Y8, Y7, Y0
	VPUNPCKHQDQ Y8, Y7, Y1
	VPUNPCKLQDQ Y6, Y9, Y2
	VPERMD Y0, Y11, Y0
	VPERMD Y1, Y11, Y1
	VPERMD Y2, Y11, Y2
	VMOVDQU Y0, (DI)
	VMOVDQU Y1, (R8)
	VMOVDQU Y2, (R9)

	ADDQ $128, SI
	ADDQ $32, DI
	ADDQ $32, R8
	ADDQ $32, R9
	SUBQ $32, CX
	JEQ fromRGBADone
	CMPQ CX, $32
	JGE fromRGBALoop
	SUBQ $32, CX // the last block ends with the row
	LEAQ (SI)(CX*4), SI
	ADDQ CX, DI
	ADDQ CX, R8
	ADDQ CX, R9
	MOVQ $32, CX
	JMP fromRGBALoop

fromRGBADone:
	VZEROUPPER
	RET
