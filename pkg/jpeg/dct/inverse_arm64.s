#include "textflag.h"

// Factors of coefficients, in the order of the lanes of V0 and V1.
DATA factors<>+0(SB)/8, $0x2c6329d0115129cf  // 10703, 4433, 10704, 11363
DATA factors<>+8(SB)/8, $0x08d508d4192525a1  // 9633, 6437, 2260, 2261
DATA factors<>+16(SB)/8, $0x0000192408d32c62 // 11362, 2259, 6436
DATA factors<>+24(SB)/8, $0
GLOBL factors<>(SB), RODATA|NOPTR, $32

// Transposes 4 x 4 bytes.
DATA transpose<>+0(SB)/8, $0x0d0905010c080400
DATA transpose<>+8(SB)/8, $0x0f0b07030e0a0602
GLOBL transpose<>(SB), RODATA|NOPTR, $16

// LOW and HIGH transform columns 0 to 3 and 4 to 7 of the rows in V16 to V23,
// in 32 bits. Result k is V(2+k) + V(6+k), and 7-k is V(2+k) - V(6+k), for k of
// 0 to 3. They use V10 and V11 besides.
#define LOW \
	WORD $0x0e740202 /* saddl v2.4s, v16.4h, v20.4h */ ; \
	WORD $0x0e742203 /* ssubl v3.4s, v16.4h, v20.4h */ ; \
	WORD $0x0f40a24a /* smull v10.4s, v18.4h, v0.h[0] */ ; \
	WORD $0x0f5022ca /* smlal v10.4s, v22.4h, v0.h[1] */ ; \
	WORD $0x0f50a24b /* smull v11.4s, v18.4h, v0.h[1] */ ; \
	WORD $0x0f6062cb /* smlsl v11.4s, v22.4h, v0.h[2] */ ; \
	VSHL $13, V2.S4, V2.S4 ; \
	VSHL $13, V3.S4, V3.S4 ; \
	WORD $0x0f70a226 /* smull v6.4s, v17.4h, v0.h[3] */ ; \
	WORD $0x0f402a66 /* smlal v6.4s, v19.4h, v0.h[4] */ ; \
	WORD $0x0f502aa6 /* smlal v6.4s, v21.4h, v0.h[5] */ ; \
	WORD $0x0f602ae6 /* smlal v6.4s, v23.4h, v0.h[6] */ ; \
	WORD $0x0f40aa27 /* smull v7.4s, v17.4h, v0.h[4] */ ; \
	WORD $0x0f516267 /* smlsl v7.4s, v19.4h, v1.h[1] */ ; \
	WORD $0x0f4162a7 /* smlsl v7.4s, v21.4h, v1.h[0] */ ; \
	WORD $0x0f6162e7 /* smlsl v7.4s, v23.4h, v1.h[2] */ ; \
	WORD $0x0f50aa28 /* smull v8.4s, v17.4h, v0.h[5] */ ; \
	WORD $0x0f416268 /* smlsl v8.4s, v19.4h, v1.h[0] */ ; \
	WORD $0x0f702aa8 /* smlal v8.4s, v21.4h, v0.h[7] */ ; \
	WORD $0x0f402ae8 /* smlal v8.4s, v23.4h, v0.h[4] */ ; \
	WORD $0x0f60aa29 /* smull v9.4s, v17.4h, v0.h[6] */ ; \
	WORD $0x0f616269 /* smlsl v9.4s, v19.4h, v1.h[2] */ ; \
	WORD $0x0f402aa9 /* smlal v9.4s, v21.4h, v0.h[4] */ ; \
	WORD $0x0f7062e9 /* smlsl v9.4s, v23.4h, v0.h[3] */ ; \
	VSUB V10.S4, V2.S4, V5.S4 ; \
	VADD V10.S4, V2.S4, V2.S4 ; \
	VSUB V11.S4, V3.S4, V4.S4 ; \
	VADD V11.S4, V3.S4, V3.S4

#define HIGH \
	WORD $0x4e740202 /* saddl2 v2.4s, v16.8h, v20.8h */ ; \
	WORD $0x4e742203 /* ssubl2 v3.4s, v16.8h, v20.8h */ ; \
	WORD $0x4f40a24a /* smull2 v10.4s, v18.8h, v0.h[0] */ ; \
	WORD $0x4f5022ca /* smlal2 v10.4s, v22.8h, v0.h[1] */ ; \
	WORD $0x4f50a24b /* smull2 v11.4s, v18.8h, v0.h[1] */ ; \
	WORD $0x4f6062cb /* smlsl2 v11.4s, v22.8h, v0.h[2] */ ; \
	VSHL $13, V2.S4, V2.S4 ; \
	VSHL $13, V3.S4, V3.S4 ; \
	WORD $0x4f70a226 /* smull2 v6.4s, v17.8h, v0.h[3] */ ; \
	WORD $0x4f402a66 /* smlal2 v6.4s, v19.8h, v0.h[4] */ ; \
	WORD $0x4f502aa6 /* smlal2 v6.4s, v21.8h, v0.h[5] */ ; \
	WORD $0x4f602ae6 /* smlal2 v6.4s, v23.8h, v0.h[6] */ ; \
	WORD $0x4f40aa27 /* smull2 v7.4s, v17.8h, v0.h[4] */ ; \
	WORD $0x4f516267 /* smlsl2 v7.4s, v19.8h, v1.h[1] */ ; \
	WORD $0x4f4162a7 /* smlsl2 v7.4s, v21.8h, v1.h[0] */ ; \
	WORD $0x4f6162e7 /* smlsl2 v7.4s, v23.8h, v1.h[2] */ ; \
	WORD $0x4f50aa28 /* smull2 v8.4s, v17.8h, v0.h[5] */ ; \
	WORD $0x4f416268 /* smlsl2 v8.4s, v19.8h, v1.h[0] */ ; \
	WORD $0x4f702aa8 /* smlal2 v8.4s, v21.8h, v0.h[7] */ ; \
	WORD $0x4f402ae8 /* smlal2 v8.4s, v23.8h, v0.h[4] */ ; \
	WORD $0x4f60aa29 /* smull2 v9.4s, v17.8h, v0.h[6] */ ; \
	WORD $0x4f616269 /* smlsl2 v9.4s, v19.8h, v1.h[2] */ ; \
	WORD $0x4f402aa9 /* smlal2 v9.4s, v21.8h, v0.h[4] */ ; \
	WORD $0x4f7062e9 /* smlsl2 v9.4s, v23.8h, v0.h[3] */ ; \
	VSUB V10.S4, V2.S4, V5.S4 ; \
	VADD V10.S4, V2.S4, V2.S4 ; \
	VSUB V11.S4, V3.S4, V4.S4 ; \
	VADD V11.S4, V3.S4, V3.S4

// NARROW1 and its second half round the results of the first pass and saturate
// them at 16 bits, into V24 to V31. They use V12 and V13.
#define NARROW1 \
	VADD V6.S4, V2.S4, V12.S4 ; \
	VSUB V6.S4, V2.S4, V13.S4 ; \
	WORD $0x0f159d98 /* sqrshrn v24.4h, v12.4s, #11 */ ; \
	WORD $0x0f159dbf /* sqrshrn v31.4h, v13.4s, #11 */ ; \
	VADD V7.S4, V3.S4, V12.S4 ; \
	VSUB V7.S4, V3.S4, V13.S4 ; \
	WORD $0x0f159d99 /* sqrshrn v25.4h, v12.4s, #11 */ ; \
	WORD $0x0f159dbe /* sqrshrn v30.4h, v13.4s, #11 */ ; \
	VADD V8.S4, V4.S4, V12.S4 ; \
	VSUB V8.S4, V4.S4, V13.S4 ; \
	WORD $0x0f159d9a /* sqrshrn v26.4h, v12.4s, #11 */ ; \
	WORD $0x0f159dbd /* sqrshrn v29.4h, v13.4s, #11 */ ; \
	VADD V9.S4, V5.S4, V12.S4 ; \
	VSUB V9.S4, V5.S4, V13.S4 ; \
	WORD $0x0f159d9b /* sqrshrn v27.4h, v12.4s, #11 */ ; \
	WORD $0x0f159dbc // sqrshrn v28.4h, v13.4s, #11

#define NARROW1HIGH \
	VADD V6.S4, V2.S4, V12.S4 ; \
	VSUB V6.S4, V2.S4, V13.S4 ; \
	WORD $0x4f159d98 /* sqrshrn2 v24.8h, v12.4s, #11 */ ; \
	WORD $0x4f159dbf /* sqrshrn2 v31.8h, v13.4s, #11 */ ; \
	VADD V7.S4, V3.S4, V12.S4 ; \
	VSUB V7.S4, V3.S4, V13.S4 ; \
	WORD $0x4f159d99 /* sqrshrn2 v25.8h, v12.4s, #11 */ ; \
	WORD $0x4f159dbe /* sqrshrn2 v30.8h, v13.4s, #11 */ ; \
	VADD V8.S4, V4.S4, V12.S4 ; \
	VSUB V8.S4, V4.S4, V13.S4 ; \
	WORD $0x4f159d9a /* sqrshrn2 v26.8h, v12.4s, #11 */ ; \
	WORD $0x4f159dbd /* sqrshrn2 v29.8h, v13.4s, #11 */ ; \
	VADD V9.S4, V5.S4, V12.S4 ; \
	VSUB V9.S4, V5.S4, V13.S4 ; \
	WORD $0x4f159d9b /* sqrshrn2 v27.8h, v12.4s, #11 */ ; \
	WORD $0x4f159dbc // sqrshrn2 v28.8h, v13.4s, #11

// NARROW2 and its second half keep the upper 16 bits of the results of the
// second pass, in V24 to V31.
#define NARROW2 \
	WORD $0x0e664058 /* addhn v24.4h, v2.4s, v6.4s */ ; \
	WORD $0x0e66605f /* subhn v31.4h, v2.4s, v6.4s */ ; \
	WORD $0x0e674079 /* addhn v25.4h, v3.4s, v7.4s */ ; \
	WORD $0x0e67607e /* subhn v30.4h, v3.4s, v7.4s */ ; \
	WORD $0x0e68409a /* addhn v26.4h, v4.4s, v8.4s */ ; \
	WORD $0x0e68609d /* subhn v29.4h, v4.4s, v8.4s */ ; \
	WORD $0x0e6940bb /* addhn v27.4h, v5.4s, v9.4s */ ; \
	WORD $0x0e6960bc // subhn v28.4h, v5.4s, v9.4s

#define NARROW2HIGH \
	WORD $0x4e664058 /* addhn2 v24.8h, v2.4s, v6.4s */ ; \
	WORD $0x4e66605f /* subhn2 v31.8h, v2.4s, v6.4s */ ; \
	WORD $0x4e674079 /* addhn2 v25.8h, v3.4s, v7.4s */ ; \
	WORD $0x4e67607e /* subhn2 v30.8h, v3.4s, v7.4s */ ; \
	WORD $0x4e68409a /* addhn2 v26.8h, v4.4s, v8.4s */ ; \
	WORD $0x4e68609d /* subhn2 v29.8h, v4.4s, v8.4s */ ; \
	WORD $0x4e6940bb /* addhn2 v27.8h, v5.4s, v9.4s */ ; \
	WORD $0x4e6960bc // subhn2 v28.8h, v5.4s, v9.4s

// func inverseNEON(dst *byte, stride int, b *Block, q *Table)
TEXT ·inverseNEON(SB), NOSPLIT, $0-32
	MOVD dst+0(FP), R0
	MOVD stride+8(FP), R1
	MOVD b+16(FP), R2
	MOVD q+24(FP), R3
	MOVD $factors<>(SB), R4

	VLD1   (R4), [V0.H8, V1.H8]
	VLD1.P 64(R2), [V16.H8, V17.H8, V18.H8, V19.H8]
	VLD1   (R2), [V20.H8, V21.H8, V22.H8, V23.H8]
	VLD1.P 64(R3), [V24.H8, V25.H8, V26.H8, V27.H8]
	VLD1   (R3), [V28.H8, V29.H8, V30.H8, V31.H8]
	WORD $0x4e789e10 // mul v16.8h, v16.8h, v24.8h
	WORD $0x4e799e31 // mul v17.8h, v17.8h, v25.8h
	WORD $0x4e7a9e52 // mul v18.8h, v18.8h, v26.8h
	WORD $0x4e7b9e73 // mul v19.8h, v19.8h, v27.8h
	WORD $0x4e7c9e94 // mul v20.8h, v20.8h, v28.8h
	WORD $0x4e7d9eb5 // mul v21.8h, v21.8h, v29.8h
	WORD $0x4e7e9ed6 // mul v22.8h, v22.8h, v30.8h
	WORD $0x4e7f9ef7 // mul v23.8h, v23.8h, v31.8h

	LOW
	NARROW1
	HIGH
	NARROW1HIGH

	// Transpose to columns in V16 to V23.
	VTRN1 V25.H8, V24.H8, V2.H8
	VTRN2 V25.H8, V24.H8, V3.H8
	VTRN1 V27.H8, V26.H8, V4.H8
	VTRN2 V27.H8, V26.H8, V5.H8
	VTRN1 V29.H8, V28.H8, V6.H8
	VTRN2 V29.H8, V28.H8, V7.H8
	VTRN1 V31.H8, V30.H8, V8.H8
	VTRN2 V31.H8, V30.H8, V9.H8
	VTRN1 V4.S4, V2.S4, V24.S4
	VTRN2 V4.S4, V2.S4, V26.S4
	VTRN1 V5.S4, V3.S4, V25.S4
	VTRN2 V5.S4, V3.S4, V27.S4
	VTRN1 V8.S4, V6.S4, V28.S4
	VTRN2 V8.S4, V6.S4, V30.S4
	VTRN1 V9.S4, V7.S4, V29.S4
	VTRN2 V9.S4, V7.S4, V31.S4
	VTRN1 V28.D2, V24.D2, V16.D2
	VTRN2 V28.D2, V24.D2, V20.D2
	VTRN1 V29.D2, V25.D2, V17.D2
	VTRN2 V29.D2, V25.D2, V21.D2
	VTRN1 V30.D2, V26.D2, V18.D2
	VTRN2 V30.D2, V26.D2, V22.D2
	VTRN1 V31.D2, V27.D2, V19.D2
	VTRN2 V31.D2, V27.D2, V23.D2

	LOW
	NARROW2
	HIGH
	NARROW2HIGH

	// Shift by the two bits that are left, round and saturate: bytes of columns
	// k and 4+k in V(2+k).
	WORD $0x0f0e9f02 // sqrshrn v2.8b, v24.8h, #2
	WORD $0x4f0e9f82 // sqrshrn2 v2.16b, v28.8h, #2
	WORD $0x0f0e9f23 // sqrshrn v3.8b, v25.8h, #2
	WORD $0x4f0e9fa3 // sqrshrn2 v3.16b, v29.8h, #2
	WORD $0x0f0e9f44 // sqrshrn v4.8b, v26.8h, #2
	WORD $0x4f0e9fc4 // sqrshrn2 v4.16b, v30.8h, #2
	WORD $0x0f0e9f65 // sqrshrn v5.8b, v27.8h, #2
	WORD $0x4f0e9fe5 // sqrshrn2 v5.16b, v31.8h, #2

	// Transpose: even rows, odd rows; then every fourth; then both halves of a
	// row together.
	VTRN1 V3.B16, V2.B16, V16.B16
	VTRN2 V3.B16, V2.B16, V17.B16
	VTRN1 V5.B16, V4.B16, V18.B16
	VTRN2 V5.B16, V4.B16, V19.B16
	VTRN1 V18.H8, V16.H8, V20.H8 // rows 0 4
	VTRN1 V19.H8, V17.H8, V21.H8 // rows 1 5
	VTRN2 V18.H8, V16.H8, V22.H8 // rows 2 6
	VTRN2 V19.H8, V17.H8, V23.H8 // rows 3 7
	VUZP1 V21.S4, V20.S4, V2.S4  // rows 0 1
	VUZP1 V23.S4, V22.S4, V3.S4  // rows 2 3
	VUZP2 V21.S4, V20.S4, V4.S4  // rows 4 5
	VUZP2 V23.S4, V22.S4, V5.S4  // rows 6 7

	VMOVI $128, V6.B16
	VADD  V6.B16, V2.B16, V2.B16
	VADD  V6.B16, V3.B16, V3.B16
	VADD  V6.B16, V4.B16, V4.B16
	VADD  V6.B16, V5.B16, V5.B16

	VST1 V2.D[0], (R0)
	ADD  R1, R0
	VST1 V2.D[1], (R0)
	ADD  R1, R0
	VST1 V3.D[0], (R0)
	ADD  R1, R0
	VST1 V3.D[1], (R0)
	ADD  R1, R0
	VST1 V4.D[0], (R0)
	ADD  R1, R0
	VST1 V4.D[1], (R0)
	ADD  R1, R0
	VST1 V5.D[0], (R0)
	ADD  R1, R0
	VST1 V5.D[1], (R0)
	RET

// PASS4 transforms four columns of the rows in V16 to V19, in 32 bits. Results 0
// and 3 are V2 + V4 and V2 - V4, 1 and 2 are V3 + V5 and V3 - V5.
#define PASS4 \
	WORD $0x0e720202 /* saddl v2.4s, v16.4h, v18.4h */ ; \
	WORD $0x0e722203 /* ssubl v3.4s, v16.4h, v18.4h */ ; \
	WORD $0x0f40a224 /* smull v4.4s, v17.4h, v0.h[0] */ ; \
	WORD $0x0f50a225 /* smull v5.4s, v17.4h, v0.h[1] */ ; \
	WORD $0x0f502264 /* smlal v4.4s, v19.4h, v0.h[1] */ ; \
	WORD $0x0f606265 /* smlsl v5.4s, v19.4h, v0.h[2] */ ; \
	VSHL $13, V2.S4, V2.S4 ; \
	VSHL $13, V3.S4, V3.S4

// func inverseHalfNEON(dst *byte, stride int, b *Block, q *Table)
TEXT ·inverseHalfNEON(SB), NOSPLIT, $0-32
	MOVD dst+0(FP), R0
	MOVD stride+8(FP), R1
	MOVD b+16(FP), R2
	MOVD q+24(FP), R3
	MOVD $factors<>(SB), R4
	MOVD $transpose<>(SB), R5

	VLD1 (R4), [V0.H8, V1.H8]
	VLD1 (R5), [V7.B16]
	VLD1 (R2), [V16.H8, V17.H8, V18.H8, V19.H8]
	VLD1 (R3), [V20.H8, V21.H8, V22.H8, V23.H8]
	WORD $0x0e749e10 // mul v16.4h, v16.4h, v20.4h
	WORD $0x0e759e31 // mul v17.4h, v17.4h, v21.4h
	WORD $0x0e769e52 // mul v18.4h, v18.4h, v22.4h
	WORD $0x0e779e73 // mul v19.4h, v19.4h, v23.4h

	PASS4
	VADD V4.S4, V2.S4, V20.S4
	VADD V5.S4, V3.S4, V21.S4
	VSUB V5.S4, V3.S4, V22.S4
	VSUB V4.S4, V2.S4, V23.S4
	WORD $0x0f159e94 // sqrshrn v20.4h, v20.4s, #11
	WORD $0x0f159eb5 // sqrshrn v21.4h, v21.4s, #11
	WORD $0x0f159ed6 // sqrshrn v22.4h, v22.4s, #11
	WORD $0x0f159ef7 // sqrshrn v23.4h, v23.4s, #11

	// Transpose to columns in V16 to V19.
	VTRN1 V21.H4, V20.H4, V2.H4
	VTRN2 V21.H4, V20.H4, V3.H4
	VTRN1 V23.H4, V22.H4, V4.H4
	VTRN2 V23.H4, V22.H4, V5.H4
	VTRN1 V4.S2, V2.S2, V16.S2
	VTRN1 V5.S2, V3.S2, V17.S2
	VTRN2 V4.S2, V2.S2, V18.S2
	VTRN2 V5.S2, V3.S2, V19.S2

	PASS4
	WORD $0x0e644054 // addhn v20.4h, v2.4s, v4.4s
	WORD $0x4e654074 // addhn2 v20.8h, v3.4s, v5.4s
	WORD $0x0e656075 // subhn v21.4h, v3.4s, v5.4s
	WORD $0x4e646055 // subhn2 v21.8h, v2.4s, v4.4s
	WORD $0x0f0e9e94 // sqrshrn v20.8b, v20.8h, #2
	WORD $0x4f0e9eb4 // sqrshrn2 v20.16b, v21.8h, #2
	VTBL V7.B16, [V20.B16], V20.B16
	VMOVI $128, V6.B16
	VADD V6.B16, V20.B16, V20.B16

	VST1 V20.S[0], (R0)
	ADD  R1, R0
	VST1 V20.S[1], (R0)
	ADD  R1, R0
	VST1 V20.S[2], (R0)
	ADD  R1, R0
	VST1 V20.S[3], (R0)
	RET
