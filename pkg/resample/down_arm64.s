#include "textflag.h"

// func interleaveNEON(dst, even, odd *byte, n int)
//
// n is a whole number of blocks of 16 columns. A row's block of bytes 0..15
// becomes 0 8 1 9 ... 7 15; then words of the two rows take turns.
TEXT ·interleaveNEON(SB), NOSPLIT, $0-32
	MOVD dst+0(FP), R0
	MOVD even+8(FP), R1
	MOVD odd+16(FP), R2
	MOVD n+24(FP), R3

block:
	VLD1.P 16(R1), [V0.B16]
	VLD1.P 16(R2), [V1.B16]
	VEXT   $8, V0.B16, V0.B16, V2.B16
	VEXT   $8, V1.B16, V1.B16, V3.B16
	VZIP1  V2.B16, V0.B16, V0.B16
	VZIP1  V3.B16, V1.B16, V1.B16
	VZIP1  V1.H8, V0.H8, V2.H8
	VZIP2  V1.H8, V0.H8, V3.H8
	VST1.P [V2.B16, V3.B16], 32(R0)
	SUBS   $16, R3
	BNE    block
	RET

// func downNEON(mid *int16, pairs *byte, places *int, weights *int16, columns, count int)
//
// Strips of 32 columns, whose sums stay in V16..V23. V0 holds the weights of
// a pair of rows, V15 the mask of the lower bytes. R0 walks along mid, R1
// along the pairs; R2, R3 and R5 are places, weights and count.
TEXT ·downNEON(SB), NOSPLIT, $0-48
	MOVD  mid+0(FP), R0
	MOVD  pairs+8(FP), R1
	MOVD  places+16(FP), R2
	MOVD  weights+24(FP), R3
	MOVD  columns+32(FP), R4
	MOVD  count+40(FP), R5
	MOVD  $0x00ff00ff00ff00ff, R6
	VDUP  R6, V15.D2

strip:
	VEOR V16.B16, V16.B16, V16.B16
	VEOR V17.B16, V17.B16, V17.B16
	VEOR V18.B16, V18.B16, V18.B16
	VEOR V19.B16, V19.B16, V19.B16
	VEOR V20.B16, V20.B16, V20.B16
	VEOR V21.B16, V21.B16, V21.B16
	VEOR V22.B16, V22.B16, V22.B16
	VEOR V23.B16, V23.B16, V23.B16
	MOVD R2, R7
	MOVD R3, R8
	MOVD R5, R9

pair:
	MOVD.P  8(R7), R10
	MOVWU.P 4(R8), R11
	VMOV    R11, V0.S[0]
	ADD     R1, R10
	WORD $0x4cdf8541 // ld2 {v1.8h, v2.8h}, [x10], #32 (even words, odd words)
	WORD $0x4c408543 // ld2 {v3.8h, v4.8h}, [x10]
	VUSHR   $8, V1.H8, V5.H8
	VUSHR   $8, V2.H8, V6.H8
	VUSHR   $8, V3.H8, V7.H8
	VUSHR   $8, V4.H8, V8.H8
	VAND    V15.B16, V1.B16, V1.B16
	VAND    V15.B16, V2.B16, V2.B16
	VAND    V15.B16, V3.B16, V3.B16
	VAND    V15.B16, V4.B16, V4.B16
	WORD $0x0f402030 // smlal v16.4s, v1.4h, v0.h[0]
	WORD $0x4f402031 // smlal2 v17.4s, v1.8h, v0.h[0]
	WORD $0x0f4020b2 // smlal v18.4s, v5.4h, v0.h[0]
	WORD $0x4f4020b3 // smlal2 v19.4s, v5.8h, v0.h[0]
	WORD $0x0f402074 // smlal v20.4s, v3.4h, v0.h[0]
	WORD $0x4f402075 // smlal2 v21.4s, v3.8h, v0.h[0]
	WORD $0x0f4020f6 // smlal v22.4s, v7.4h, v0.h[0]
	WORD $0x4f4020f7 // smlal2 v23.4s, v7.8h, v0.h[0]
	WORD $0x0f502050 // smlal v16.4s, v2.4h, v0.h[1]
	WORD $0x4f502051 // smlal2 v17.4s, v2.8h, v0.h[1]
	WORD $0x0f5020d2 // smlal v18.4s, v6.4h, v0.h[1]
	WORD $0x4f5020d3 // smlal2 v19.4s, v6.8h, v0.h[1]
	WORD $0x0f502094 // smlal v20.4s, v4.4h, v0.h[1]
	WORD $0x4f502095 // smlal2 v21.4s, v4.8h, v0.h[1]
	WORD $0x0f502116 // smlal v22.4s, v8.4h, v0.h[1]
	WORD $0x4f502117 // smlal2 v23.4s, v8.8h, v0.h[1]
	SUBS    $1, R9
	BNE     pair
	WORD $0x0f189e10 // sqrshrn v16.4h, v16.4s, #8
	WORD $0x4f189e30 // sqrshrn2 v16.8h, v17.4s, #8
	WORD $0x0f189e51 // sqrshrn v17.4h, v18.4s, #8
	WORD $0x4f189e71 // sqrshrn2 v17.8h, v19.4s, #8
	WORD $0x0f189e92 // sqrshrn v18.4h, v20.4s, #8
	WORD $0x4f189eb2 // sqrshrn2 v18.8h, v21.4s, #8
	WORD $0x0f189ed3 // sqrshrn v19.4h, v22.4s, #8
	WORD $0x4f189ef3 // sqrshrn2 v19.8h, v23.4s, #8
	VST1.P  [V16.H8, V17.H8, V18.H8, V19.H8], 64(R0)
	ADD     $64, R1
	SUBS    $32, R4
	BNE     strip
	RET
