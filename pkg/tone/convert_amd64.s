#include "textflag.h"

// SPLAT fills the register y, whose lower half is x, with a 32-bit constant.
#define SPLAT(value, x, y) \
	MOVL $value, BX; \
	VMOVD BX, x; \
	VPBROADCASTD x, y

// NEXT goes on to the next 16 of CX pixels, of which AX are done. The last
// block ends with the row.
#define NEXT(loop, done) \
	ADDQ $16, AX; \
	CMPQ AX, CX; \
	JGE done; \
	LEAQ 16(AX), BX; \
	CMPQ BX, CX; \
	JLE loop; \
	LEAQ -16(CX), AX; \
	JMP loop

// LIMIT clamps Y3 to 0..8160 and stores it.
#define LIMIT(to) \
	VPMAXSW Y15, Y3, Y3; \
	VPMINSW Y14, Y3, Y3; \
	VMOVDQU Y3, (to)(AX*2)

// func fromPlanesAVX2(red, green, blue *uint16, y, cb, cr *byte, n int)
TEXT ·fromPlanesAVX2(SB), NOSPLIT, $0-56
	MOVQ red+0(FP), DI
	MOVQ green+8(FP), SI
	MOVQ blue+16(FP), DX
	MOVQ y+24(FP), R8
	MOVQ cb+32(FP), R9
	MOVQ cr+40(FP), R10
	MOVQ n+48(FP), CX
	SPLAT(0x00800080, X9, Y9)
	SPLAT(0x2cdd2cdd, X10, Y10) // crToR
	SPLAT(0xf4fdf4fd, X11, Y11) // cbToG
	SPLAT(0xe926e926, X12, Y12) // crToG
	SPLAT(0x38b438b4, X13, Y13) // cbToB
	SPLAT(0x1fe01fe0, X14, Y14)
	VPXOR Y15, Y15, Y15
	XORQ AX, AX

fromPlanesLoop:
	VPMOVZXBW (R9)(AX*1), Y0
	VPMOVZXBW (R10)(AX*1), Y1
	VPMOVZXBW (R8)(AX*1), Y2
	VPSUBW Y9, Y0, Y0
	VPSUBW Y9, Y1, Y1
	VPSLLW $7, Y0, Y0 // u
	VPSLLW $7, Y1, Y1 // v
	VPSLLW $5, Y2, Y2 // luma

	VPMULHRSW Y10, Y1, Y3
	VPADDW Y2, Y3, Y3
	LIMIT(DI)

	VPMULHRSW Y11, Y0, Y3
	VPMULHRSW Y12, Y1, Y4
	VPADDW Y2, Y3, Y3
	VPADDW Y4, Y3, Y3
	LIMIT(SI)

	VPMULHRSW Y13, Y0, Y3
	VPADDW Y2, Y3, Y3
	LIMIT(DX)
	NEXT(fromPlanesLoop, fromPlanesDone)

fromPlanesDone:
	VZEROUPPER
	RET

// BYTES packs the words of Y3 and stores them.
#define BYTES(to) \
	VEXTRACTI128 $1, Y3, X4; \
	VPACKUSWB X4, X3, X3; \
	VMOVDQU X3, (to)(AX*1)

// func toLumaAVX2(y *byte, red, green, blue *uint16, n int)
TEXT ·toLumaAVX2(SB), NOSPLIT, $0-40
	MOVQ y+0(FP), R8
	MOVQ red+8(FP), DI
	MOVQ green+16(FP), SI
	MOVQ blue+24(FP), DX
	MOVQ n+32(FP), CX
	SPLAT(0x26462646, X10, Y10) // lumaR
	SPLAT(0x4b234b23, X11, Y11) // lumaG
	SPLAT(0x0e970e97, X12, Y12) // lumaB
	SPLAT(0x00400040, X13, Y13)
	XORQ AX, AX

toLumaLoop:
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
	VPADDW Y1, Y0, Y3
	VPSRLW $7, Y3, Y3
	BYTES(R8)
	NEXT(toLumaLoop, toLumaDone)

toLumaDone:
	VZEROUPPER
	RET

// CHROMA weighs red, green and blue with three registers and stores bytes.
#define CHROMA(cr, cg, cb, to) \
	VPMULHRSW cr, Y0, Y3; \
	VPMULHRSW cg, Y1, Y4; \
	VPMULHRSW cb, Y2, Y5; \
	VPADDW Y14, Y3, Y3; \
	VPADDW Y5, Y4, Y4; \
	VPADDW Y4, Y3, Y3; \
	VPSRLW $7, Y3, Y3; \
	BYTES(to)

// func toChromaAVX2(cb, cr *byte, red, green, blue *uint16, n int)
TEXT ·toChromaAVX2(SB), NOSPLIT, $0-48
	MOVQ cb+0(FP), R8
	MOVQ cr+8(FP), R9
	MOVQ red+16(FP), DI
	MOVQ green+24(FP), SI
	MOVQ blue+32(FP), DX
	MOVQ n+40(FP), CX
	SPLAT(0xea67ea67, X9, Y9)   // cbR
	SPLAT(0xd599d599, X10, Y10) // cbG
	SPLAT(0x40004000, X11, Y11) // cbB and crR
	SPLAT(0xca68ca68, X12, Y12) // crG
	SPLAT(0xf598f598, X13, Y13) // crB
	SPLAT(0x403f403f, X14, Y14) // the middle
	XORQ AX, AX

toChromaLoop:
	VMOVDQU (DI)(AX*2), Y0
	VMOVDQU (SI)(AX*2), Y1
	VMOVDQU (DX)(AX*2), Y2
	CHROMA(Y9, Y10, Y11, R8)
	CHROMA(Y11, Y12, Y13, R9)
	NEXT(toChromaLoop, toChromaDone)

toChromaDone:
	VZEROUPPER
	RET

// func sumAVX2(dst, upper, lower *uint16, n int)
TEXT ·sumAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ upper+8(FP), SI
	MOVQ lower+16(FP), DX
	MOVQ n+24(FP), CX
	XORQ AX, AX

sumLoop:
	VMOVDQU (SI)(AX*4), Y0
	VMOVDQU 32(SI)(AX*4), Y1
	VPADDW (DX)(AX*4), Y0, Y0
	VPADDW 32(DX)(AX*4), Y1, Y1
	VPHADDW Y1, Y0, Y0
	VPERMQ $0xd8, Y0, Y0
	VMOVDQU Y0, (DI)(AX*2)
	NEXT(sumLoop, sumDone)

sumDone:
	VZEROUPPER
	RET

// func sumDownAVX2(dst, upper, lower *uint16, n int)
TEXT ·sumDownAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ upper+8(FP), SI
	MOVQ lower+16(FP), DX
	MOVQ n+24(FP), CX
	XORQ AX, AX

sumDownLoop:
	VMOVDQU (SI)(AX*2), Y0
	VPADDW (DX)(AX*2), Y0, Y0
	VPADDW Y0, Y0, Y0
	VMOVDQU Y0, (DI)(AX*2)
	NEXT(sumDownLoop, sumDownDone)

sumDownDone:
	VZEROUPPER
	RET

// func repeatAVX2(dst, src *byte, n int)
TEXT ·repeatAVX2(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	XORQ AX, AX

repeatLoop:
	VMOVDQU (SI)(AX*1), X0
	VPUNPCKLBW X0, X0, X1
	VPUNPCKHBW X0, X0, X2
	VMOVDQU X1, (DI)(AX*2)
	VMOVDQU X2, 16(DI)(AX*2)
	NEXT(repeatLoop, repeatDone)

repeatDone:
	VZEROUPPER
	RET
