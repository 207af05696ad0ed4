#include "textflag.h"

#define SPLAT(value, x, y) \
	MOVL $value, AX; \
	VMOVD AX, x; \
	VPBROADCASTD x, y

// The filter of WidenRow and MixRows is made of averages of bytes. With
// up(a, b) = (a+b+1)>>1, which is VPAVGB, and down(a, b) = (a+b)>>1, which is
// 255 - up(255-a, 255-b),
//
//	(3*a + b + 1)>>2 = down(a, up(a, b))
//	(3*a + b + 2)>>2 = up(a, down(a, b))
//
// for the inner average is rounded just when a+b is odd, and then the half
// that it is off by decides nothing.

// func widenRowAVX2(dst, src []byte)
//
// DI dst, SI the sample to widen, CX samples left; Y15 all ones
TEXT ·widenRowAVX2(SB), NOSPLIT, $0-48
	MOVQ dst_base+0(FP), DI
	MOVQ src_base+24(FP), SI
	MOVQ src_len+32(FP), CX
	INCQ SI
	SUBQ $2, CX
	VPCMPEQD Y15, Y15, Y15

widenRowLoop:
	VMOVDQU (SI), Y0
	VPXOR Y15, Y0, Y1
	VPAVGB -1(SI), Y0, Y2
	VPXOR 1(SI), Y15, Y3
	VPXOR Y15, Y2, Y2
	VPAVGB Y3, Y1, Y3
	VPAVGB Y2, Y1, Y2
	VPXOR Y15, Y3, Y3
	VPXOR Y15, Y2, Y2 // the left halves
	VPAVGB Y3, Y0, Y3 // the right halves

	VPUNPCKLBW Y3, Y2, Y4
	VPUNPCKHBW Y3, Y2, Y5
	VPERM2I128 $0x20, Y5, Y4, Y6
	VPERM2I128 $0x31, Y5, Y4, Y7
	VMOVDQU Y6, (DI)
	VMOVDQU Y7, 32(DI)

	ADDQ $32, SI
	ADDQ $64, DI
	SUBQ $32, CX
	JEQ widenRowDone
	CMPQ CX, $32
	JGE widenRowLoop
	SUBQ $32, CX // the last block ends with the row
	ADDQ CX, SI
	LEAQ (DI)(CX*2), DI
	MOVQ $32, CX
	JMP widenRowLoop

widenRowDone:
	VZEROUPPER
	RET

// COLUMNS puts 3*near + far of 32 samples into two registers of words. The
// low one has the samples 0-7 and 16-23, the high one the others.
#define COLUMNS(at, low, high) \
	VMOVDQU at(SI), low; \
	VMOVDQU at(R8), Y8; \
	VPUNPCKHBW Y8, low, high; \
	VPUNPCKLBW Y8, low, low; \
	VPMADDUBSW Y15, high, high; \
	VPMADDUBSW Y15, low, low

// TRIANGLE makes both halves of 16 samples from the columns here, before and
// after. The right halves are shifted into the upper bytes of the words, so
// that the result (in here) is in its final order.
#define TRIANGLE(here, before, after) \
	VPADDW here, here, Y8; \
	VPADDW Y8, here, here; \
	VPADDW Y13, here, Y8; \
	VPADDW Y12, here, here; \
	VPADDW before, Y8, Y8; \
	VPADDW after, here, here; \
	VPSRLW $4, Y8, Y8; \
	VPSLLW $4, here, here; \
	VPAND Y14, here, here; \
	VPOR Y8, here, here

// func widenRowsAVX2(dst, near, far []byte)
//
// DI dst, SI and R8 the samples of near and far to widen, CX samples left
// Y12 7, Y13 8, Y14 mask of the upper bytes, Y15 (3, 1)
TEXT ·widenRowsAVX2(SB), NOSPLIT, $0-72
	MOVQ dst_base+0(FP), DI
	MOVQ near_base+24(FP), SI
	MOVQ near_len+32(FP), CX
	MOVQ far_base+48(FP), R8
	INCQ SI
	INCQ R8
	SUBQ $2, CX
	SPLAT(0x00070007, X12, Y12)
	SPLAT(0x00080008, X13, Y13)
	SPLAT(0xff00ff00, X14, Y14)
	SPLAT(0x01030103, X15, Y15)

widenRowsLoop:
	COLUMNS(-1, Y2, Y3)
	COLUMNS(0, Y0, Y1)
	COLUMNS(1, Y4, Y5)
	TRIANGLE(Y0, Y2, Y4)
	TRIANGLE(Y1, Y3, Y5)
	VPERM2I128 $0x20, Y1, Y0, Y6
	VPERM2I128 $0x31, Y1, Y0, Y7
	VMOVDQU Y6, (DI)
	VMOVDQU Y7, 32(DI)

	ADDQ $32, SI
	ADDQ $32, R8
	ADDQ $64, DI
	SUBQ $32, CX
	JEQ widenRowsDone
	CMPQ CX, $32
	JGE widenRowsLoop
	SUBQ $32, CX // the last block ends with the row
	ADDQ CX, SI
	ADDQ CX, R8
	LEAQ (DI)(CX*2), DI
	MOVQ $32, CX
	JMP widenRowsLoop

widenRowsDone:
	VZEROUPPER
	RET

// func mixRowsAVX2(dst, near, far []byte, bias uint32)
//
// The formula with the bias 2; for the bias 1 on the complements of the
// samples, which gives the complement of the result.
//
// DI dst, SI near, R8 far, CX samples left
// Y14 what complements: zero or all ones, Y15 all ones
TEXT ·mixRowsAVX2(SB), NOSPLIT, $0-76
	MOVQ dst_base+0(FP), DI
	MOVQ dst_len+8(FP), CX
	MOVQ near_base+24(FP), SI
	MOVQ far_base+48(FP), R8
	MOVL bias+72(FP), AX
	SUBL $2, AX
	VMOVD AX, X14
	VPBROADCASTD X14, Y14
	VPCMPEQD Y15, Y15, Y15

mixRowsLoop:
	VPXOR (SI), Y14, Y0
	VPXOR (R8), Y14, Y1
	VPXOR Y15, Y0, Y2
	VPXOR Y15, Y1, Y1
	VPAVGB Y2, Y1, Y1
	VPXOR Y15, Y1, Y1
	VPAVGB Y0, Y1, Y1
	VPXOR Y14, Y1, Y1
	VMOVDQU Y1, (DI)

	ADDQ $32, SI
	ADDQ $32, R8
	ADDQ $32, DI
	SUBQ $32, CX
	JEQ mixRowsDone
	CMPQ CX, $32
	JGE mixRowsLoop
	SUBQ $32, CX // the last block ends with the row
	ADDQ CX, SI
	ADDQ CX, R8
	ADDQ CX, DI
	MOVQ $32, CX
	JMP mixRowsLoop

mixRowsDone:
	VZEROUPPER
	RET
