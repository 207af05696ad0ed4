#include "textflag.h"

// Factors of sums and differences, in the order of the lanes of V0 and V1.
DATA factors<>+0(SB)/8, $0x2c6329d0115129cf  // 10703, 4433, 10704, 11363
DATA factors<>+8(SB)/8, $0x08d508d4192525a1  // 9633, 6437, 2260, 2261
DATA factors<>+16(SB)/8, $0x0000192408d32c62 // 11362, 2259, 6436
DATA factors<>+24(SB)/8, $0
GLOBL factors<>(SB), RODATA|NOPTR, $32

// QUANTIZE divides the rows in a and b, stores them, and leaves them in bytes,
// saturated, for the mask. R3 points at the biases, R4 at the reciprocals, R5 at
// the scales, which are halved for a product that is doubled. V10 and V11 hold
// the signs.
#define QUANTIZE(a, b, bytes) \
	VLD1.P 32(R3), [V2.H8, V3.H8] ; \
	VLD1.P 32(R4), [V4.H8, V5.H8] ; \
	VLD1.P 32(R5), [V6.H8, V7.H8] ; \
	VMOV a.B16, V12.B16 ; \
	VMOV b.B16, V13.B16 ; \
	WORD $0x4f11058a /* sshr v10.8h, v12.8h, #15 */ ; \
	WORD $0x4f1105ab /* sshr v11.8h, v13.8h, #15 */ ; \
	WORD $0x4e60b988 /* abs v8.8h, v12.8h */ ; \
	WORD $0x4e60b9a9 /* abs v9.8h, v13.8h */ ; \
	VADD V2.H8, V8.H8, V8.H8 ; \
	VADD V3.H8, V9.H8, V9.H8 ; \
	WORD $0x2e64c10c /* umull v12.4s, v8.4h, v4.4h */ ; \
	WORD $0x6e64c10d /* umull2 v13.4s, v8.8h, v4.8h */ ; \
	WORD $0x2e65c12e /* umull v14.4s, v9.4h, v5.4h */ ; \
	WORD $0x6e65c12f /* umull2 v15.4s, v9.8h, v5.8h */ ; \
	VUZP2 V13.H8, V12.H8, V8.H8 ; \
	VUZP2 V15.H8, V14.H8, V9.H8 ; \
	VUSHR $1, V6.H8, V6.H8 ; \
	VUSHR $1, V7.H8, V7.H8 ; \
	WORD $0x4e66b508 /* sqdmulh v8.8h, v8.8h, v6.8h */ ; \
	WORD $0x4e67b529 /* sqdmulh v9.8h, v9.8h, v7.8h */ ; \
	VEOR V10.B16, V8.B16, V8.B16 ; \
	VEOR V11.B16, V9.B16, V9.B16 ; \
	VSUB V10.H8, V8.H8, V8.H8 ; \
	VSUB V11.H8, V9.H8, V9.H8 ; \
	VST1.P [V8.H8, V9.H8], 32(R0) ; \
	WORD $0x0e21490e /* sqxtn v14.8b, v8.8h */ ; \
	WORD $0x4e21492e /* sqxtn2 v14.16b, v9.8h */ ; \
	VMOV V14.B16, bytes.B16

// func forwardNEON(b *Block, src *byte, stride int, d *Divisors) uint64
//
// The samples are transposed first, so that a pass always goes down the
// registers: sums s0 to s3 in V2 to V5, differences d0 to d3 in V6 to V9, results
// in V24 to V31. Results 0 and 4 fit into 16 bits without a rounding, the
// others are summed in 32 bits, columns 0 to 3 in V14 and 4 to 7 in V15.
TEXT ·forwardNEON(SB), NOSPLIT, $0-40
	MOVD b+0(FP), R0
	MOVD src+8(FP), R1
	MOVD stride+16(FP), R2
	MOVD d+24(FP), R3
	MOVD $factors<>(SB), R4
	VLD1 (R4), [V0.H8, V1.H8]

	// Rows 0 and 4 in V16, 1 and 5 in V17, 2 and 6 in V18, 3 and 7 in V19.
	VLD1 (R1), V16.D[0]
	ADD  R2, R1
	VLD1 (R1), V17.D[0]
	ADD  R2, R1
	VLD1 (R1), V18.D[0]
	ADD  R2, R1
	VLD1 (R1), V19.D[0]
	ADD  R2, R1
	VLD1 (R1), V16.D[1]
	ADD  R2, R1
	VLD1 (R1), V17.D[1]
	ADD  R2, R1
	VLD1 (R1), V18.D[1]
	ADD  R2, R1
	VLD1 (R1), V19.D[1]

	// Transpose: columns 0 and 1 in V20, 2 and 3 in V21, and so on.
	VTRN1 V17.B16, V16.B16, V2.B16
	VTRN2 V17.B16, V16.B16, V3.B16
	VTRN1 V19.B16, V18.B16, V4.B16
	VTRN2 V19.B16, V18.B16, V5.B16
	VTRN1 V4.H8, V2.H8, V6.H8   // columns 0 4
	VTRN1 V5.H8, V3.H8, V7.H8   // columns 1 5
	VTRN2 V4.H8, V2.H8, V8.H8   // columns 2 6
	VTRN2 V5.H8, V3.H8, V9.H8   // columns 3 7
	VUZP1 V7.S4, V6.S4, V20.S4
	VUZP1 V9.S4, V8.S4, V21.S4
	VUZP2 V7.S4, V6.S4, V22.S4
	VUZP2 V9.S4, V8.S4, V23.S4

	// Exchange the halves of V22 and V23, for what is added or subtracted must
	// stand in the same half: columns 5 4 and 7 6.
	VEXT $8, V22.B16, V22.B16, V22.B16
	VEXT $8, V23.B16, V23.B16, V23.B16
	WORD $0x2e370282 // uaddl v2.8h, v20.8b, v23.8b
	WORD $0x6e370283 // uaddl2 v3.8h, v20.16b, v23.16b
	WORD $0x2e3602a4 // uaddl v4.8h, v21.8b, v22.8b
	WORD $0x6e3602a5 // uaddl2 v5.8h, v21.16b, v22.16b
	WORD $0x2e372286 // usubl v6.8h, v20.8b, v23.8b
	WORD $0x6e372287 // usubl2 v7.8h, v20.16b, v23.16b
	WORD $0x2e3622a8 // usubl v8.8h, v21.8b, v22.8b
	WORD $0x6e3622a9 // usubl2 v9.8h, v21.16b, v22.16b

	// First pass. Result 0 loses 128 from each sample.
	VADD V5.H8, V2.H8, V10.H8
	VADD V4.H8, V3.H8, V11.H8
	VSUB V5.H8, V2.H8, V12.H8
	VSUB V4.H8, V3.H8, V13.H8
	VADD V11.H8, V10.H8, V24.H8
	VSUB V11.H8, V10.H8, V28.H8
	WORD $0x0f40a18e // smull v14.4s, v12.4h, v0.h[0]
	WORD $0x0f5021ae // smlal v14.4s, v13.4h, v0.h[1]
	WORD $0x4f40a18f // smull2 v15.4s, v12.8h, v0.h[0]
	WORD $0x4f5021af // smlal2 v15.4s, v13.8h, v0.h[1]
	WORD $0x0f158dda // rshrn v26.4h, v14.4s, #11
	WORD $0x4f158dfa // rshrn2 v26.8h, v15.4s, #11
	WORD $0x0f50a18e // smull v14.4s, v12.4h, v0.h[1]
	WORD $0x0f6061ae // smlsl v14.4s, v13.4h, v0.h[2]
	WORD $0x4f50a18f // smull2 v15.4s, v12.8h, v0.h[1]
	WORD $0x4f6061af // smlsl2 v15.4s, v13.8h, v0.h[2]
	WORD $0x0f158dde // rshrn v30.4h, v14.4s, #11
	WORD $0x4f158dfe // rshrn2 v30.8h, v15.4s, #11
	WORD $0x0f70a0ce // smull v14.4s, v6.4h, v0.h[3]
	WORD $0x0f4028ee // smlal v14.4s, v7.4h, v0.h[4]
	WORD $0x0f50290e // smlal v14.4s, v8.4h, v0.h[5]
	WORD $0x0f60292e // smlal v14.4s, v9.4h, v0.h[6]
	WORD $0x4f70a0cf // smull2 v15.4s, v6.8h, v0.h[3]
	WORD $0x4f4028ef // smlal2 v15.4s, v7.8h, v0.h[4]
	WORD $0x4f50290f // smlal2 v15.4s, v8.8h, v0.h[5]
	WORD $0x4f60292f // smlal2 v15.4s, v9.8h, v0.h[6]
	WORD $0x0f158dd9 // rshrn v25.4h, v14.4s, #11
	WORD $0x4f158df9 // rshrn2 v25.8h, v15.4s, #11
	WORD $0x0f40a8ce // smull v14.4s, v6.4h, v0.h[4]
	WORD $0x0f5160ee // smlsl v14.4s, v7.4h, v1.h[1]
	WORD $0x0f41610e // smlsl v14.4s, v8.4h, v1.h[0]
	WORD $0x0f61612e // smlsl v14.4s, v9.4h, v1.h[2]
	WORD $0x4f40a8cf // smull2 v15.4s, v6.8h, v0.h[4]
	WORD $0x4f5160ef // smlsl2 v15.4s, v7.8h, v1.h[1]
	WORD $0x4f41610f // smlsl2 v15.4s, v8.8h, v1.h[0]
	WORD $0x4f61612f // smlsl2 v15.4s, v9.8h, v1.h[2]
	WORD $0x0f158ddb // rshrn v27.4h, v14.4s, #11
	WORD $0x4f158dfb // rshrn2 v27.8h, v15.4s, #11
	WORD $0x0f50a8ce // smull v14.4s, v6.4h, v0.h[5]
	WORD $0x0f4160ee // smlsl v14.4s, v7.4h, v1.h[0]
	WORD $0x0f70290e // smlal v14.4s, v8.4h, v0.h[7]
	WORD $0x0f40292e // smlal v14.4s, v9.4h, v0.h[4]
	WORD $0x4f50a8cf // smull2 v15.4s, v6.8h, v0.h[5]
	WORD $0x4f4160ef // smlsl2 v15.4s, v7.8h, v1.h[0]
	WORD $0x4f70290f // smlal2 v15.4s, v8.8h, v0.h[7]
	WORD $0x4f40292f // smlal2 v15.4s, v9.8h, v0.h[4]
	WORD $0x0f158ddd // rshrn v29.4h, v14.4s, #11
	WORD $0x4f158dfd // rshrn2 v29.8h, v15.4s, #11
	WORD $0x0f60a8ce // smull v14.4s, v6.4h, v0.h[6]
	WORD $0x0f6160ee // smlsl v14.4s, v7.4h, v1.h[2]
	WORD $0x0f40290e // smlal v14.4s, v8.4h, v0.h[4]
	WORD $0x0f70612e // smlsl v14.4s, v9.4h, v0.h[3]
	WORD $0x4f60a8cf // smull2 v15.4s, v6.8h, v0.h[6]
	WORD $0x4f6160ef // smlsl2 v15.4s, v7.8h, v1.h[2]
	WORD $0x4f40290f // smlal2 v15.4s, v8.8h, v0.h[4]
	WORD $0x4f70612f // smlsl2 v15.4s, v9.8h, v0.h[3]
	WORD $0x0f158ddf // rshrn v31.4h, v14.4s, #11
	WORD $0x4f158dff // rshrn2 v31.8h, v15.4s, #11
	WORD $0x4f00a60a // movi v10.8h, #16, lsl #8
	VSHL $2, V24.H8, V24.H8
	VSHL $2, V28.H8, V28.H8
	VSUB V10.H8, V24.H8, V24.H8

	// Transpose to rows in V16 to V23.
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

	// Second pass.
	VADD V23.H8, V16.H8, V2.H8
	VADD V22.H8, V17.H8, V3.H8
	VADD V21.H8, V18.H8, V4.H8
	VADD V20.H8, V19.H8, V5.H8
	VSUB V23.H8, V16.H8, V6.H8
	VSUB V22.H8, V17.H8, V7.H8
	VSUB V21.H8, V18.H8, V8.H8
	VSUB V20.H8, V19.H8, V9.H8
	VADD V5.H8, V2.H8, V10.H8
	VADD V4.H8, V3.H8, V11.H8
	VSUB V5.H8, V2.H8, V12.H8
	VSUB V4.H8, V3.H8, V13.H8
	VADD V11.H8, V10.H8, V24.H8
	VSUB V11.H8, V10.H8, V28.H8
	WORD $0x0f40a18e // smull v14.4s, v12.4h, v0.h[0]
	WORD $0x0f5021ae // smlal v14.4s, v13.4h, v0.h[1]
	WORD $0x4f40a18f // smull2 v15.4s, v12.8h, v0.h[0]
	WORD $0x4f5021af // smlal2 v15.4s, v13.8h, v0.h[1]
	WORD $0x0f118dda // rshrn v26.4h, v14.4s, #15
	WORD $0x4f118dfa // rshrn2 v26.8h, v15.4s, #15
	WORD $0x0f50a18e // smull v14.4s, v12.4h, v0.h[1]
	WORD $0x0f6061ae // smlsl v14.4s, v13.4h, v0.h[2]
	WORD $0x4f50a18f // smull2 v15.4s, v12.8h, v0.h[1]
	WORD $0x4f6061af // smlsl2 v15.4s, v13.8h, v0.h[2]
	WORD $0x0f118dde // rshrn v30.4h, v14.4s, #15
	WORD $0x4f118dfe // rshrn2 v30.8h, v15.4s, #15
	WORD $0x0f70a0ce // smull v14.4s, v6.4h, v0.h[3]
	WORD $0x0f4028ee // smlal v14.4s, v7.4h, v0.h[4]
	WORD $0x0f50290e // smlal v14.4s, v8.4h, v0.h[5]
	WORD $0x0f60292e // smlal v14.4s, v9.4h, v0.h[6]
	WORD $0x4f70a0cf // smull2 v15.4s, v6.8h, v0.h[3]
	WORD $0x4f4028ef // smlal2 v15.4s, v7.8h, v0.h[4]
	WORD $0x4f50290f // smlal2 v15.4s, v8.8h, v0.h[5]
	WORD $0x4f60292f // smlal2 v15.4s, v9.8h, v0.h[6]
	WORD $0x0f118dd9 // rshrn v25.4h, v14.4s, #15
	WORD $0x4f118df9 // rshrn2 v25.8h, v15.4s, #15
	WORD $0x0f40a8ce // smull v14.4s, v6.4h, v0.h[4]
	WORD $0x0f5160ee // smlsl v14.4s, v7.4h, v1.h[1]
	WORD $0x0f41610e // smlsl v14.4s, v8.4h, v1.h[0]
	WORD $0x0f61612e // smlsl v14.4s, v9.4h, v1.h[2]
	WORD $0x4f40a8cf // smull2 v15.4s, v6.8h, v0.h[4]
	WORD $0x4f5160ef // smlsl2 v15.4s, v7.8h, v1.h[1]
	WORD $0x4f41610f // smlsl2 v15.4s, v8.8h, v1.h[0]
	WORD $0x4f61612f // smlsl2 v15.4s, v9.8h, v1.h[2]
	WORD $0x0f118ddb // rshrn v27.4h, v14.4s, #15
	WORD $0x4f118dfb // rshrn2 v27.8h, v15.4s, #15
	WORD $0x0f50a8ce // smull v14.4s, v6.4h, v0.h[5]
	WORD $0x0f4160ee // smlsl v14.4s, v7.4h, v1.h[0]
	WORD $0x0f70290e // smlal v14.4s, v8.4h, v0.h[7]
	WORD $0x0f40292e // smlal v14.4s, v9.4h, v0.h[4]
	WORD $0x4f50a8cf // smull2 v15.4s, v6.8h, v0.h[5]
	WORD $0x4f4160ef // smlsl2 v15.4s, v7.8h, v1.h[0]
	WORD $0x4f70290f // smlal2 v15.4s, v8.8h, v0.h[7]
	WORD $0x4f40292f // smlal2 v15.4s, v9.8h, v0.h[4]
	WORD $0x0f118ddd // rshrn v29.4h, v14.4s, #15
	WORD $0x4f118dfd // rshrn2 v29.8h, v15.4s, #15
	WORD $0x0f60a8ce // smull v14.4s, v6.4h, v0.h[6]
	WORD $0x0f6160ee // smlsl v14.4s, v7.4h, v1.h[2]
	WORD $0x0f40290e // smlal v14.4s, v8.4h, v0.h[4]
	WORD $0x0f70612e // smlsl v14.4s, v9.4h, v0.h[3]
	WORD $0x4f60a8cf // smull2 v15.4s, v6.8h, v0.h[6]
	WORD $0x4f6160ef // smlsl2 v15.4s, v7.8h, v1.h[2]
	WORD $0x4f40290f // smlal2 v15.4s, v8.8h, v0.h[4]
	WORD $0x4f70612f // smlsl2 v15.4s, v9.8h, v0.h[3]
	WORD $0x0f118ddf // rshrn v31.4h, v14.4s, #15
	WORD $0x4f118dff // rshrn2 v31.8h, v15.4s, #15
	WORD $0x4f1e2718 // srshr v24.8h, v24.8h, #2
	WORD $0x4f1e279c // srshr v28.8h, v28.8h, #2

	// Quantize.
	ADD $128, R3, R4
	ADD $256, R3, R5
	QUANTIZE(V24, V25, V16)
	QUANTIZE(V26, V27, V17)
	QUANTIZE(V28, V29, V18)
	QUANTIZE(V30, V31, V19)

	// The mask: one bit for each byte in V16 to V19 that is not 0, added up.
	MOVD $0x8040201008040201, R6
	VDUP R6, V2.D2
	WORD $0x4e308e10 // cmtst v16.16b, v16.16b, v16.16b
	WORD $0x4e318e31 // cmtst v17.16b, v17.16b, v17.16b
	WORD $0x4e328e52 // cmtst v18.16b, v18.16b, v18.16b
	WORD $0x4e338e73 // cmtst v19.16b, v19.16b, v19.16b
	VAND V2.B16, V16.B16, V16.B16
	VAND V2.B16, V17.B16, V17.B16
	VAND V2.B16, V18.B16, V18.B16
	VAND V2.B16, V19.B16, V19.B16
	VADDP V17.B16, V16.B16, V16.B16
	VADDP V19.B16, V18.B16, V18.B16
	VADDP V18.B16, V16.B16, V16.B16
	VADDP V16.B16, V16.B16, V16.B16
	VMOV V16.D[0], R7
	MOVD R7, ret+32(FP)
	RET
