#include "textflag.h"

// func narrowNEON(dst *byte, mid *int16, first *int32, picks *byte, weights *int16, groups, pairs int)
//
// Eight outputs at a time. The products of the two taps of outputs 0 to 3
// add up beside each other in V16 and V17, those of 4 to 7 in V18 and V19.
// They are picked out of the eight samples at R7 and at R8, as V4 and V5 say.
TEXT ·narrowNEON(SB), NOSPLIT, $0-56
	MOVD dst+0(FP), R0
	MOVD mid+8(FP), R1
	MOVD first+16(FP), R2
	MOVD picks+24(FP), R3
	MOVD weights+32(FP), R4
	MOVD groups+40(FP), R5
	MOVD pairs+48(FP), R6

outputs:
	MOVWU.P 4(R2), R7
	MOVWU.P 4(R2), R8
	ADD     R7<<1, R1, R7
	ADD     R8<<1, R1, R8
	VLD1.P  32(R3), [V4.B16, V5.B16]
	VEOR    V16.B16, V16.B16, V16.B16
	VEOR    V17.B16, V17.B16, V17.B16
	VEOR    V18.B16, V18.B16, V18.B16
	VEOR    V19.B16, V19.B16, V19.B16
	MOVD    R6, R9

taps:
	VLD1   (R7), [V0.B16]
	VLD1   (R8), [V1.B16]
	VLD1.P 32(R4), [V2.B16, V3.B16]
	ADD    $4, R7
	ADD    $4, R8
	VTBL   V4.B16, [V0.B16], V0.B16
	VTBL   V5.B16, [V1.B16], V1.B16
	WORD $0x0e628010 // smlal v16.4s, v0.4h, v2.4h
	WORD $0x4e628011 // smlal2 v17.4s, v0.8h, v2.8h
	WORD $0x0e638032 // smlal v18.4s, v1.4h, v3.4h
	WORD $0x4e638033 // smlal2 v19.4s, v1.8h, v3.8h
	SUBS   $1, R9
	BNE    taps
	VADDP  V17.S4, V16.S4, V16.S4
	VADDP  V19.S4, V18.S4, V18.S4
	WORD $0x4f2c2610 // srshr v16.4s, v16.4s, #20
	WORD $0x4f2c2652 // srshr v18.4s, v18.4s, #20
	WORD $0x2e612a10 // sqxtun v16.4h, v16.4s
	WORD $0x6e612a50 // sqxtun2 v16.8h, v18.4s
	WORD $0x2e214a10 // uqxtn v16.8b, v16.8h
	VST1.P [V16.B8], 8(R0)
	SUBS   $1, R5
	BNE    outputs
	RET

// func wideNEON(dst *byte, mid *int16, first *int32, weights *int16, groups, blocks int)
//
// Eight outputs at a time, whose sums are spread over a register each, V16 to
// V23 for outputs 0 to 7; their samples are at R6 to R13.
TEXT ·wideNEON(SB), NOSPLIT, $0-48
	MOVD dst+0(FP), R0
	MOVD mid+8(FP), R1
	MOVD first+16(FP), R2
	MOVD weights+24(FP), R3
	MOVD groups+32(FP), R4
	MOVD blocks+40(FP), R5

outputs:
	MOVWU.P 4(R2), R6
	MOVWU.P 4(R2), R7
	MOVWU.P 4(R2), R8
	MOVWU.P 4(R2), R9
	MOVWU.P 4(R2), R10
	MOVWU.P 4(R2), R11
	MOVWU.P 4(R2), R12
	MOVWU.P 4(R2), R13
	ADD     R6<<1, R1, R6
	ADD     R7<<1, R1, R7
	ADD     R8<<1, R1, R8
	ADD     R9<<1, R1, R9
	ADD     R10<<1, R1, R10
	ADD     R11<<1, R1, R11
	ADD     R12<<1, R1, R12
	ADD     R13<<1, R1, R13
	VEOR    V16.B16, V16.B16, V16.B16
	VEOR    V17.B16, V17.B16, V17.B16
	VEOR    V18.B16, V18.B16, V18.B16
	VEOR    V19.B16, V19.B16, V19.B16
	VEOR    V20.B16, V20.B16, V20.B16
	VEOR    V21.B16, V21.B16, V21.B16
	VEOR    V22.B16, V22.B16, V22.B16
	VEOR    V23.B16, V23.B16, V23.B16
	MOVD    R5, R14

block:
	VLD1.P 64(R3), [V8.B16, V9.B16, V10.B16, V11.B16]
	VLD1.P 64(R3), [V12.B16, V13.B16, V14.B16, V15.B16]
	VLD1.P 16(R6), [V0.B16]
	VLD1.P 16(R7), [V1.B16]
	VLD1.P 16(R8), [V2.B16]
	VLD1.P 16(R9), [V3.B16]
	VLD1.P 16(R10), [V4.B16]
	VLD1.P 16(R11), [V5.B16]
	VLD1.P 16(R12), [V6.B16]
	VLD1.P 16(R13), [V7.B16]
	WORD $0x0e688010 // smlal v16.4s, v0.4h, v8.4h
	WORD $0x0e698094 // smlal v20.4s, v4.4h, v9.4h
	WORD $0x0e6a8031 // smlal v17.4s, v1.4h, v10.4h
	WORD $0x0e6b80b5 // smlal v21.4s, v5.4h, v11.4h
	WORD $0x0e6c8052 // smlal v18.4s, v2.4h, v12.4h
	WORD $0x0e6d80d6 // smlal v22.4s, v6.4h, v13.4h
	WORD $0x0e6e8073 // smlal v19.4s, v3.4h, v14.4h
	WORD $0x0e6f80f7 // smlal v23.4s, v7.4h, v15.4h
	WORD $0x4e688010 // smlal2 v16.4s, v0.8h, v8.8h
	WORD $0x4e698094 // smlal2 v20.4s, v4.8h, v9.8h
	WORD $0x4e6a8031 // smlal2 v17.4s, v1.8h, v10.8h
	WORD $0x4e6b80b5 // smlal2 v21.4s, v5.8h, v11.8h
	WORD $0x4e6c8052 // smlal2 v18.4s, v2.8h, v12.8h
	WORD $0x4e6d80d6 // smlal2 v22.4s, v6.8h, v13.8h
	WORD $0x4e6e8073 // smlal2 v19.4s, v3.8h, v14.8h
	WORD $0x4e6f80f7 // smlal2 v23.4s, v7.8h, v15.8h
	SUBS   $1, R14
	BNE    block
	VADDP  V17.S4, V16.S4, V16.S4
	VADDP  V19.S4, V18.S4, V18.S4
	VADDP  V21.S4, V20.S4, V20.S4
	VADDP  V23.S4, V22.S4, V22.S4
	VADDP  V18.S4, V16.S4, V16.S4
	VADDP  V22.S4, V20.S4, V20.S4
	WORD $0x4f2c2610 // srshr v16.4s, v16.4s, #20
	WORD $0x4f2c2694 // srshr v20.4s, v20.4s, #20
	WORD $0x2e612a10 // sqxtun v16.4h, v16.4s
	WORD $0x6e612a90 // sqxtun2 v16.8h, v20.4s
	WORD $0x2e214a10 // uqxtn v16.8b, v16.8h
	VST1.P [V16.B8], 8(R0)
	SUBS   $1, R4
	BNE    outputs
	RET

// func pixelsNEON(dst *byte, mid *int16, first *int32, weights *int16, outputs, blocks int)
//
// One output at a time: V16 and V17 hold parts of the sums of its four
// colours.
TEXT ·pixelsNEON(SB), NOSPLIT, $0-48
	MOVD dst+0(FP), R0
	MOVD mid+8(FP), R1
	MOVD first+16(FP), R2
	MOVD weights+24(FP), R3
	MOVD outputs+32(FP), R4
	MOVD blocks+40(FP), R5

output:
	MOVWU.P 4(R2), R6
	ADD     R6<<1, R1, R6
	MOVD    R5, R7
	VEOR    V16.B16, V16.B16, V16.B16
	VEOR    V17.B16, V17.B16, V17.B16

eight:
	VLD1.P 16(R3), [V4.B16]
	VLD1.P 64(R6), [V0.B16, V1.B16, V2.B16, V3.B16]
	WORD $0x0f442010 // smlal v16.4s, v0.4h, v4.h[0]
	WORD $0x4f542011 // smlal2 v17.4s, v0.8h, v4.h[1]
	WORD $0x0f642030 // smlal v16.4s, v1.4h, v4.h[2]
	WORD $0x4f742031 // smlal2 v17.4s, v1.8h, v4.h[3]
	WORD $0x0f442850 // smlal v16.4s, v2.4h, v4.h[4]
	WORD $0x4f542851 // smlal2 v17.4s, v2.8h, v4.h[5]
	WORD $0x0f642870 // smlal v16.4s, v3.4h, v4.h[6]
	WORD $0x4f742871 // smlal2 v17.4s, v3.8h, v4.h[7]
	SUBS   $1, R7
	BNE    eight
	VADD   V17.S4, V16.S4, V16.S4
	WORD $0x4f2c2610 // srshr v16.4s, v16.4s, #20
	WORD $0x2e612a10 // sqxtun v16.4h, v16.4s
	WORD $0x2e214a10 // uqxtn v16.8b, v16.8h
	VMOV   V16.S[0], R8
	MOVW.P R8, 4(R0)
	SUBS   $1, R4
	BNE    output
	RET
