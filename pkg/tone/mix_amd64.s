#include "textflag.h"

// CHANNEL weighs 16 pixels for a channel, whose part of the matrix is at an
// offset: Y3 and Y4 have pairs of red and green, Y5 and Y6 blue.
#define CHANNEL(at, to) \
	VPMADDWD at(R8), Y3, Y7; \
	VPMADDWD at(R8), Y4, Y8; \
	VPMADDWD at+32(R8), Y5, Y9; \
	VPMADDWD at+32(R8), Y6, Y10; \
	VPADDD at+64(R8), Y7, Y7; \
	VPADDD at+64(R8), Y8, Y8; \
	VPADDD Y9, Y7, Y7; \
	VPADDD Y10, Y8, Y8; \
	VPSRAD X13, Y7, Y7; \
	VPSRAD X13, Y8, Y8; \
	VPACKUSDW Y8, Y7, Y7; \
	VPMINUW Y14, Y7, Y7; \
	VMOVDQU Y7, (to)(AX*2)

// func mixAVX2(m *quickMatrix, red, green, blue *uint16, n int)
TEXT ·mixAVX2(SB), NOSPLIT, $0-40
	MOVQ m+0(FP), R8
	MOVQ red+8(FP), DI
	MOVQ green+16(FP), SI
	MOVQ blue+24(FP), DX
	MOVQ n+32(FP), CX
	VMOVQ 288(R8), X13 // the shift
	MOVL $0x1fe01fe0, BX
	VMOVD BX, X14
	VPBROADCASTD X14, Y14
	VPXOR Y15, Y15, Y15
	XORQ AX, AX

mixLoop:
	VMOVDQU (DI)(AX*2), Y0
	VMOVDQU (SI)(AX*2), Y1
	VMOVDQU (DX)(AX*2), Y2
	VPUNPCKLWD Y1, Y0, Y3
	VPUNPCKHWD Y1, Y0, Y4
	VPUNPCKLWD Y15, Y2, Y5
	VPUNPCKHWD Y15, Y2, Y6
	CHANNEL(0, DI)
	CHANNEL(96, SI)
	CHANNEL(192, DX)
	ADDQ $16, AX
	CMPQ AX, CX
	JL mixLoop
	VZEROUPPER
	RET

// func lumasAVX2(luma, red, green, blue *uint16, n int)
TEXT ·lumasAVX2(SB), NOSPLIT, $0-40
	MOVQ luma+0(FP), R8
	MOVQ red+8(FP), DI
	MOVQ green+16(FP), SI
	MOVQ blue+24(FP), DX
	MOVQ n+32(FP), CX
	MOVL $0x26462646, BX // lumaR
	VMOVD BX, X10
	VPBROADCASTD X10, Y10
	MOVL $0x4b234b23, BX // lumaG
	VMOVD BX, X11
	VPBROADCASTD X11, Y11
	MOVL $0x0e970e97, BX // lumaB
	VMOVD BX, X12
	VPBROADCASTD X12, Y12
	MOVL $0x00020002, BX
	VMOVD BX, X13
	VPBROADCASTD X13, Y13
	XORQ AX, AX

lumasLoop:
	VMOVDQU (DI)(AX*2), Y0
	VMOVDQU (SI)(AX*2), Y1
	VMOVDQU (DX)(AX*2), Y2
	VPSLLW $2, Y0, Y0
	VPSLLW $2, Y1, Y1
	VPSLLW $2, Y2, Y2
	VPMULHRSW Y10, Y0, Y0
	VPMULHRSW Y11, Y1, Y1
	VPMULHRSW Y12, Y2, Y2
	VPADDW Y13, Y0, Y0
	VPADDW Y2, Y1, Y1
	VPADDW Y1, Y0, Y0
	VPSRLW $2, Y0, Y0
	VMOVDQU Y0, (R8)(AX*2)
	ADDQ $16, AX
	CMPQ AX, CX
	JL lumasLoop
	VZEROUPPER
	RET

// SCALE multiplies 16 values by the factors in Y0.
#define SCALE(at) \
	VMOVDQU (at)(AX*2), Y1; \
	VPSLLW $3, Y1, Y1; \
	VPMULHUW Y0, Y1, Y1; \
	VPMINUW Y14, Y1, Y1; \
	VMOVDQU Y1, (at)(AX*2)

// func scaleAVX2(red, green, blue, factors *uint16, n int)
TEXT ·scaleAVX2(SB), NOSPLIT, $0-40
	MOVQ red+0(FP), DI
	MOVQ green+8(FP), SI
	MOVQ blue+16(FP), DX
	MOVQ factors+24(FP), R8
	MOVQ n+32(FP), CX
	MOVL $0x1fe01fe0, BX
	VMOVD BX, X14
	VPBROADCASTD X14, Y14
	XORQ AX, AX

scaleLoop:
	VMOVDQU (R8)(AX*2), Y0
	SCALE(DI)
	SCALE(SI)
	SCALE(DX)
	ADDQ $16, AX
	CMPQ AX, CX
	JL scaleLoop
	VZEROUPPER
	RET
