#include "textflag.h"

// func halveRowNEON(dst, src []byte)
//
// R0 dst, R1 src, R4 averages left, 16 at a time; V15 the bias (0, 1)
TEXT ·halveRowNEON(SB), NOSPLIT, $0-48
	MOVD dst_base+0(FP), R0
	MOVD dst_len+8(FP), R4
	MOVD src_base+24(FP), R1
	MOVD $0x00010000, R9
	VDUP R9, V15.S4

halveRowLoop:
	VLD1.P 32(R1), [V0.B16, V1.B16]
	VMOV V15.B16, V2.B16
	VMOV V15.B16, V3.B16
	WORD $0x6e206802 // uadalp v2.8h, v0.16b
	WORD $0x6e206823 // uadalp v3.8h, v1.16b
	WORD $0x0f0f8444 // shrn v4.8b, v2.8h, #1
	WORD $0x4f0f8464 // shrn2 v4.16b, v3.8h, #1
	VST1.P [V4.B16], 16(R0)

	SUBS $16, R4, R4
	BEQ halveRowDone
	CMP $16, R4
	BGE halveRowLoop
	SUB $16, R4, R9 // the last block ends with the row
	ADD R9<<1, R1, R1
	ADD R9, R0, R0
	MOVD $16, R4
	B halveRowLoop

halveRowDone:
	RET

// func halveRowsNEON(dst, upper, lower []byte)
//
// R0 dst, R1 upper, R2 lower, R4 averages left, 16 at a time
// V15 the bias (1, 2)
TEXT ·halveRowsNEON(SB), NOSPLIT, $0-72
	MOVD dst_base+0(FP), R0
	MOVD dst_len+8(FP), R4
	MOVD upper_base+24(FP), R1
	MOVD lower_base+48(FP), R2
	MOVD $0x00020001, R9
	VDUP R9, V15.S4

halveRowsLoop:
	VLD1.P 32(R1), [V0.B16, V1.B16]
	VLD1.P 32(R2), [V2.B16, V3.B16]
	VMOV V15.B16, V4.B16
	VMOV V15.B16, V5.B16
	WORD $0x6e206804 // uadalp v4.8h, v0.16b
	WORD $0x6e206825 // uadalp v5.8h, v1.16b
	WORD $0x6e206844 // uadalp v4.8h, v2.16b
	WORD $0x6e206865 // uadalp v5.8h, v3.16b
	WORD $0x0f0e8486 // shrn v6.8b, v4.8h, #2
	WORD $0x4f0e84a6 // shrn2 v6.16b, v5.8h, #2
	VST1.P [V6.B16], 16(R0)

	SUBS $16, R4, R4
	BEQ halveRowsDone
	CMP $16, R4
	BGE halveRowsLoop
	SUB $16, R4, R9 // the last block ends with the row
	ADD R9<<1, R1, R1
	ADD R9<<1, R2, R2
	ADD R9, R0, R0
	MOVD $16, R4
	B halveRowsLoop

halveRowsDone:
	RET

// func halveDownNEON(dst, upper, lower []byte)
//
// R0 dst, R1 upper, R2 lower, R4 averages left, 16 at a time
TEXT ·halveDownNEON(SB), NOSPLIT, $0-72
	MOVD dst_base+0(FP), R0
	MOVD dst_len+8(FP), R4
	MOVD upper_base+24(FP), R1
	MOVD lower_base+48(FP), R2

halveDownLoop:
	VLD1.P 16(R1), [V0.B16]
	VLD1.P 16(R2), [V1.B16]
	WORD $0x6e211400 // urhadd v0.16b, v0.16b, v1.16b
	VST1.P [V0.B16], 16(R0)

	SUBS $16, R4, R4
	BEQ halveDownDone
	CMP $16, R4
	BGE halveDownLoop
	SUB $16, R4, R9 // the last block ends with the row
	ADD R9, R1, R1
	ADD R9, R2, R2
	ADD R9, R0, R0
	MOVD $16, R4
	B halveDownLoop

halveDownDone:
	RET
