#include "textflag.h"

// func addRowNEON(sums *uint16, row *byte, n int)
//
// n is a whole number of 32 columns.
TEXT ·addRowNEON(SB), NOSPLIT, $0-24
	MOVD sums+0(FP), R0
	MOVD row+8(FP), R1
	MOVD n+16(FP), R2

columns:
	VLD1.P  32(R1), [V0.B16, V1.B16]
	VLD1    (R0), [V2.H8, V3.H8, V4.H8, V5.H8]
	VUADDW  V0.B8, V2.H8, V2.H8
	VUADDW2 V0.B16, V3.H8, V3.H8
	VUADDW  V1.B8, V4.H8, V4.H8
	VUADDW2 V1.B16, V5.H8, V5.H8
	VST1.P  [V2.H8, V3.H8, V4.H8, V5.H8], 64(R0)
	SUBS    $32, R2
	BNE     columns
	RET

// func halveNEON(dst, src *uint16, n int)
//
// n, of the results, is a whole number of 16.
TEXT ·halveNEON(SB), NOSPLIT, $0-24
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD n+16(FP), R2

sums:
	VLD1.P 64(R1), [V0.H8, V1.H8, V2.H8, V3.H8]
	VADDP  V1.H8, V0.H8, V0.H8
	VADDP  V3.H8, V2.H8, V1.H8
	VST1.P [V0.H8, V1.H8], 32(R0)
	SUBS   $16, R2
	BNE    sums
	RET

// func meansNEON(dst *byte, sums *uint16, n, half, shift int)
//
// n is a whole number of 32. A shift to the left by less than nothing is one
// to the right.
TEXT ·meansNEON(SB), NOSPLIT, $0-40
	MOVD dst+0(FP), R0
	MOVD sums+8(FP), R1
	MOVD n+16(FP), R2
	MOVD half+24(FP), R3
	MOVD shift+32(FP), R4
	NEG  R4, R4
	VDUP R3, V6.H8
	VDUP R4, V7.H8

bytes:
	VLD1.P 64(R1), [V0.H8, V1.H8, V2.H8, V3.H8]
	VADD   V6.H8, V0.H8, V0.H8
	VADD   V6.H8, V1.H8, V1.H8
	VADD   V6.H8, V2.H8, V2.H8
	VADD   V6.H8, V3.H8, V3.H8
	WORD $0x6e674400 // ushl v0.8h, v0.8h, v7.8h
	WORD $0x6e674421 // ushl v1.8h, v1.8h, v7.8h
	WORD $0x6e674442 // ushl v2.8h, v2.8h, v7.8h
	WORD $0x6e674463 // ushl v3.8h, v3.8h, v7.8h
	VUZP1  V1.B16, V0.B16, V0.B16
	VUZP1  V3.B16, V2.B16, V1.B16
	VST1.P [V0.B16, V1.B16], 32(R0)
	SUBS   $32, R2
	BNE    bytes
	RET
