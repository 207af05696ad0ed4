#include "textflag.h"

// The filter of WidenRow and MixRows is made of averages of bytes. With
// up(a, b) = (a+b+1)>>1, which is URHADD, and down(a, b) = (a+b)>>1, which is
// UHADD,
//
//	(3*a + b + 1)>>2 = down(a, up(a, b))
//	(3*a + b + 2)>>2 = up(a, down(a, b))
//
// for the inner average is rounded just when a+b is odd, and then the half
// that it is off by decides nothing.

// func widenRowNEON(dst, src []byte)
//
// R0 dst, R1 the sample before the one to widen, R2 that one, R3 the one
// after, R4 samples left, 16 at a time
TEXT ·widenRowNEON(SB), NOSPLIT, $0-48
	MOVD dst_base+0(FP), R0
	MOVD src_base+24(FP), R1
	MOVD src_len+32(FP), R4
	ADD $1, R1, R2
	ADD $2, R1, R3
	SUB $2, R4, R4

widenRowLoop:
	VLD1.P 16(R1), [V1.B16]
	VLD1.P 16(R2), [V0.B16]
	VLD1.P 16(R3), [V2.B16]
	WORD $0x6e211404 // urhadd v4.16b, v0.16b, v1.16b
	WORD $0x6e220405 // uhadd v5.16b, v0.16b, v2.16b
	WORD $0x6e240404 // uhadd v4.16b, v0.16b, v4.16b
	WORD $0x6e251405 // urhadd v5.16b, v0.16b, v5.16b
	VST2.P [V4.B16, V5.B16], 32(R0)

	SUBS $16, R4, R4
	BEQ widenRowDone
	CMP $16, R4
	BGE widenRowLoop
	SUB $16, R4, R9 // the last block ends with the row
	ADD R9, R1, R1
	ADD R9, R2, R2
	ADD R9, R3, R3
	ADD R9<<1, R0, R0
	MOVD $16, R4
	B widenRowLoop

widenRowDone:
	RET

// func widenRowsNEON(dst, near, far []byte)
//
// With the columns 3*near + far in words, a left half is
// (3*here + before + 8)>>4 and a right half (3*here + after + 7)>>4.
//
// R0 dst; R1 and R5 the samples of near and far before those to widen, R2 and
// R6 those, R3 and R7 those after; R4 samples left, 16 at a time
// V16 and V17 columns here, V18 and V19 before, V20 and V21 after
// V29 7 in words, V30 3 in words, V31 3 in bytes
TEXT ·widenRowsNEON(SB), NOSPLIT, $0-72
	MOVD dst_base+0(FP), R0
	MOVD near_base+24(FP), R1
	MOVD near_len+32(FP), R4
	MOVD far_base+48(FP), R5
	ADD $1, R1, R2
	ADD $2, R1, R3
	ADD $1, R5, R6
	ADD $2, R5, R7
	SUB $2, R4, R4
	MOVD $7, R9
	VDUP R9, V29.H8
	MOVD $3, R9
	VDUP R9, V30.H8
	VDUP R9, V31.B16

widenRowsLoop:
	VLD1.P 16(R1), [V0.B16]
	VLD1.P 16(R2), [V1.B16]
	VLD1.P 16(R3), [V2.B16]
	VLD1.P 16(R5), [V3.B16]
	VLD1.P 16(R6), [V4.B16]
	VLD1.P 16(R7), [V5.B16]
	VUXTL V4.B8, V16.H8
	VUXTL2 V4.B16, V17.H8
	WORD $0x2e3f8030 // umlal v16.8h, v1.8b, v31.8b
	WORD $0x6e3f8031 // umlal2 v17.8h, v1.16b, v31.16b
	VUXTL V3.B8, V18.H8
	VUXTL2 V3.B16, V19.H8
	WORD $0x2e3f8012 // umlal v18.8h, v0.8b, v31.8b
	WORD $0x6e3f8013 // umlal2 v19.8h, v0.16b, v31.16b
	VUXTL V5.B8, V20.H8
	VUXTL2 V5.B16, V21.H8
	WORD $0x2e3f8054 // umlal v20.8h, v2.8b, v31.8b
	WORD $0x6e3f8055 // umlal2 v21.8h, v2.16b, v31.16b
	WORD $0x4e7e9612 // mla v18.8h, v16.8h, v30.8h
	WORD $0x4e7e9633 // mla v19.8h, v17.8h, v30.8h
	WORD $0x4e7e9614 // mla v20.8h, v16.8h, v30.8h
	WORD $0x4e7e9635 // mla v21.8h, v17.8h, v30.8h
	VADD V29.H8, V20.H8, V20.H8
	VADD V29.H8, V21.H8, V21.H8
	WORD $0x0f0c8e46 // rshrn v6.8b, v18.8h, #4
	WORD $0x4f0c8e66 // rshrn2 v6.16b, v19.8h, #4
	WORD $0x0f0c8687 // shrn v7.8b, v20.8h, #4
	WORD $0x4f0c86a7 // shrn2 v7.16b, v21.8h, #4
	VST2.P [V6.B16, V7.B16], 32(R0)

	SUBS $16, R4, R4
	BEQ widenRowsDone
	CMP $16, R4
	BGE widenRowsLoop
	SUB $16, R4, R9 // the last block ends with the row
	ADD R9, R1, R1
	ADD R9, R2, R2
	ADD R9, R3, R3
	ADD R9, R5, R5
	ADD R9, R6, R6
	ADD R9, R7, R7
	ADD R9<<1, R0, R0
	MOVD $16, R4
	B widenRowsLoop

widenRowsDone:
	RET

// func mixRowsNEON(dst, near, far []byte, bias uint32)
//
// The formula with the bias 2; for the bias 1 on the complements of the
// samples, which gives the complement of the result.
//
// R0 dst, R1 near, R2 far, R4 samples left, 16 at a time
// V31 what complements: zero or all ones
TEXT ·mixRowsNEON(SB), NOSPLIT, $0-76
	MOVD dst_base+0(FP), R0
	MOVD dst_len+8(FP), R4
	MOVD near_base+24(FP), R1
	MOVD far_base+48(FP), R2
	MOVWU bias+72(FP), R9
	SUB $2, R9, R9
	VDUP R9, V31.S4

mixRowsLoop:
	VLD1.P 16(R1), [V0.B16]
	VLD1.P 16(R2), [V1.B16]
	VEOR V31.B16, V0.B16, V0.B16
	VEOR V31.B16, V1.B16, V1.B16
	WORD $0x6e210401 // uhadd v1.16b, v0.16b, v1.16b
	WORD $0x6e211401 // urhadd v1.16b, v0.16b, v1.16b
	VEOR V31.B16, V1.B16, V1.B16
	VST1.P [V1.B16], 16(R0)

	SUBS $16, R4, R4
	BEQ mixRowsDone
	CMP $16, R4
	BGE mixRowsLoop
	SUB $16, R4, R9 // the last block ends with the row
	ADD R9, R1, R1
	ADD R9, R2, R2
	ADD R9, R0, R0
	MOVD $16, R4
	B mixRowsLoop

mixRowsDone:
	RET
