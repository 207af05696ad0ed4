#include "textflag.h"

// func toRGBANEON(dst, y, cb, cr []byte)
//
// With u = cb-128 and v = cr-128 in words:
//
//	R = y + v + (13173*v + 1<<14)>>15
//	G = y - v + (-11277*u + 9367*v + 1<<14)>>15
//	B = y + 2*u + (-7471*u + 1<<14)>>15
//
// For G and B these are the constants of the 16-bit formula less a whole
// multiple of u and v, and halved: they are even. For R the constant is
// odd, and 13173 for 13172.5 was found to give the same for all 256 values.
// The products of R and B are one SQRDMULH each.
//
// R0 dst, R1 y, R2 cb, R3 cr, R4 pixels left, 16 at a time
// V14 128, V15 the four constants, V24 to V27 red, green, blue, 255
TEXT ·toRGBANEON(SB), NOSPLIT, $0-96
	MOVD dst_base+0(FP), R0
	MOVD y_base+24(FP), R1
	MOVD y_len+32(FP), R4
	MOVD cb_base+48(FP), R2
	MOVD cr_base+72(FP), R3
	MOVD $0x2497d3f3e2d13375, R5
	VMOV R5, V15.D[0]
	VMOVI $128, V14.B16
	VMOVI $255, V27.B16

toRGBALoop:
	VLD1.P 16(R1), [V0.B16]
	VLD1.P 16(R2), [V1.B16]
	VLD1.P 16(R3), [V2.B16]
	VEOR V14.B16, V1.B16, V1.B16
	VEOR V14.B16, V2.B16, V2.B16
	WORD $0x0f08a423 // sxtl v3.8h, v1.8b
	WORD $0x4f08a424 // sxtl2 v4.8h, v1.16b
	WORD $0x0f08a445 // sxtl v5.8h, v2.8b
	WORD $0x4f08a446 // sxtl2 v6.8h, v2.16b

	WORD $0x4f4fd0b0 // sqrdmulh v16.8h, v5.8h, v15.h[0]
	WORD $0x4f4fd0d1 // sqrdmulh v17.8h, v6.8h, v15.h[0]
	VADD V5.H8, V16.H8, V16.H8
	VADD V6.H8, V17.H8, V17.H8
	VUADDW V0.B8, V16.H8, V16.H8
	VUADDW2 V0.B16, V17.H8, V17.H8
	WORD $0x2e212a18 // sqxtun v24.8b, v16.8h
	WORD $0x6e212a38 // sqxtun2 v24.16b, v17.8h

	WORD $0x0f6fa074 // smull v20.4s, v3.4h, v15.h[2]
	WORD $0x4f6fa075 // smull2 v21.4s, v3.8h, v15.h[2]
	WORD $0x0f7f20b4 // smlal v20.4s, v5.4h, v15.h[3]
	WORD $0x4f7f20b5 // smlal2 v21.4s, v5.8h, v15.h[3]
	WORD $0x0f118e94 // rshrn v20.4h, v20.4s, #15
	WORD $0x4f118eb4 // rshrn2 v20.8h, v21.4s, #15
	WORD $0x0f6fa096 // smull v22.4s, v4.4h, v15.h[2]
	WORD $0x4f6fa097 // smull2 v23.4s, v4.8h, v15.h[2]
	WORD $0x0f7f20d6 // smlal v22.4s, v6.4h, v15.h[3]
	WORD $0x4f7f20d7 // smlal2 v23.4s, v6.8h, v15.h[3]
	WORD $0x0f118ed6 // rshrn v22.4h, v22.4s, #15
	WORD $0x4f118ef6 // rshrn2 v22.8h, v23.4s, #15
	VSUB V5.H8, V20.H8, V20.H8
	VSUB V6.H8, V22.H8, V22.H8
	VUADDW V0.B8, V20.H8, V20.H8
	VUADDW2 V0.B16, V22.H8, V22.H8
	WORD $0x2e212a99 // sqxtun v25.8b, v20.8h
	WORD $0x6e212ad9 // sqxtun2 v25.16b, v22.8h

	WORD $0x4f5fd072 // sqrdmulh v18.8h, v3.8h, v15.h[1]
	WORD $0x4f5fd093 // sqrdmulh v19.8h, v4.8h, v15.h[1]
	VADD V3.H8, V3.H8, V3.H8
	VADD V4.H8, V4.H8, V4.H8
	VADD V3.H8, V18.H8, V18.H8
	VADD V4.H8, V19.H8, V19.H8
	VUADDW V0.B8, V18.H8, V18.H8
	VUADDW2 V0.B16, V19.H8, V19.H8
	WORD $0x2e212a5a // sqxtun v26.8b, v18.8h
	WORD $0x6e212a7a // sqxtun2 v26.16b, v19.8h
	VST4.P [V24.B16, V25.B16, V26.B16, V27.B16], 64(R0)

	SUBS $16, R4, R4
	BEQ toRGBADone
	CMP $16, R4
	BGE toRGBALoop
	SUB $16, R4, R9 // the last block ends with the row
	ADD R9, R1, R1
	ADD R9, R2, R2
	ADD R9, R3, R3
	ADD R9<<2, R0, R0
	MOVD $16, R4
	B toRGBALoop

toRGBADone:
	RET

// func fromRGBANEON(y, cb, cr, src []byte)
//
// The 16-bit formula in 32-bit sums of eight pixels each.
//
// R0 y, R1 cb, R2 cr, R3 src, R4 pixels left, 16 at a time
// V4 and V5 red, V6 and V7 green, V16 and V17 blue, in words
// V14 128<<16 + 1<<15 - 1, V15 the eight constants
TEXT ·fromRGBANEON(SB), NOSPLIT, $0-96
	MOVD y_base+0(FP), R0
	MOVD y_len+8(FP), R4
	MOVD cb_base+24(FP), R1
	MOVD cr_base+48(FP), R2
	MOVD src_base+72(FP), R3
	MOVD $0x2b331d2f96464c8b, R5 // 19595, 38470, 7471, 11059
	VMOV R5, V15.D[0]
	MOVD $0x800014d16b2f54cd, R5 // 21709, 27439, 5329, 32768
	VMOV R5, V15.D[1]
	MOVD $0x807fff, R5
	VDUP R5, V14.S4

fromRGBALoop:
	VLD4.P 64(R3), [V0.B16, V1.B16, V2.B16, V3.B16]
	VUXTL V0.B8, V4.H8
	VUXTL2 V0.B16, V5.H8
	VUXTL V1.B8, V6.H8
	VUXTL2 V1.B16, V7.H8
	VUXTL V2.B8, V16.H8
	VUXTL2 V2.B16, V17.H8

	WORD $0x2f4fa094 // umull v20.4s, v4.4h, v15.h[0]
	WORD $0x6f4fa095 // umull2 v21.4s, v4.8h, v15.h[0]
	WORD $0x2f5f20d4 // umlal v20.4s, v6.4h, v15.h[1]
	WORD $0x6f5f20d5 // umlal2 v21.4s, v6.8h, v15.h[1]
	WORD $0x2f6f2214 // umlal v20.4s, v16.4h, v15.h[2]
	WORD $0x6f6f2215 // umlal2 v21.4s, v16.8h, v15.h[2]
	WORD $0x0f108e96 // rshrn v22.4h, v20.4s, #16
	WORD $0x4f108eb6 // rshrn2 v22.8h, v21.4s, #16
	WORD $0x2f4fa0b4 // umull v20.4s, v5.4h, v15.h[0]
	WORD $0x6f4fa0b5 // umull2 v21.4s, v5.8h, v15.h[0]
	WORD $0x2f5f20f4 // umlal v20.4s, v7.4h, v15.h[1]
	WORD $0x6f5f20f5 // umlal2 v21.4s, v7.8h, v15.h[1]
	WORD $0x2f6f2234 // umlal v20.4s, v17.4h, v15.h[2]
	WORD $0x6f6f2235 // umlal2 v21.4s, v17.8h, v15.h[2]
	WORD $0x0f108e97 // rshrn v23.4h, v20.4s, #16
	WORD $0x4f108eb7 // rshrn2 v23.8h, v21.4s, #16
	WORD $0x0e212ad8 // xtn v24.8b, v22.8h
	WORD $0x4e212af8 // xtn2 v24.16b, v23.8h
	VST1.P [V24.B16], 16(R0)

	VMOV V14.B16, V20.B16
	VMOV V14.B16, V21.B16
	WORD $0x2f7f2a14 // umlal v20.4s, v16.4h, v15.h[7]
	WORD $0x6f7f2a15 // umlal2 v21.4s, v16.8h, v15.h[7]
	WORD $0x2f7f6094 // umlsl v20.4s, v4.4h, v15.h[3]
	WORD $0x6f7f6095 // umlsl2 v21.4s, v4.8h, v15.h[3]
	WORD $0x2f4f68d4 // umlsl v20.4s, v6.4h, v15.h[4]
	WORD $0x6f4f68d5 // umlsl2 v21.4s, v6.8h, v15.h[4]
	WORD $0x0f108696 // shrn v22.4h, v20.4s, #16
	WORD $0x4f1086b6 // shrn2 v22.8h, v21.4s, #16
	VMOV V14.B16, V20.B16
	VMOV V14.B16, V21.B16
	WORD $0x2f7f2a34 // umlal v20.4s, v17.4h, v15.h[7]
	WORD $0x6f7f2a35 // umlal2 v21.4s, v17.8h, v15.h[7]
	WORD $0x2f7f60b4 // umlsl v20.4s, v5.4h, v15.h[3]
	WORD $0x6f7f60b5 // umlsl2 v21.4s, v5.8h, v15.h[3]
	WORD $0x2f4f68f4 // umlsl v20.4s, v7.4h, v15.h[4]
	WORD $0x6f4f68f5 // umlsl2 v21.4s, v7.8h, v15.h[4]
	WORD $0x0f108697 // shrn v23.4h, v20.4s, #16
	WORD $0x4f1086b7 // shrn2 v23.8h, v21.4s, #16
	WORD $0x0e212ad9 // xtn v25.8b, v22.8h
	WORD $0x4e212af9 // xtn2 v25.16b, v23.8h
	VST1.P [V25.B16], 16(R1)

	VMOV V14.B16, V20.B16
	VMOV V14.B16, V21.B16
	WORD $0x2f7f2894 // umlal v20.4s, v4.4h, v15.h[7]
	WORD $0x6f7f2895 // umlal2 v21.4s, v4.8h, v15.h[7]
	WORD $0x2f5f68d4 // umlsl v20.4s, v6.4h, v15.h[5]
	WORD $0x6f5f68d5 // umlsl2 v21.4s, v6.8h, v15.h[5]
	WORD $0x2f6f6a14 // umlsl v20.4s, v16.4h, v15.h[6]
	WORD $0x6f6f6a15 // umlsl2 v21.4s, v16.8h, v15.h[6]
	WORD $0x0f108696 // shrn v22.4h, v20.4s, #16
	WORD $0x4f1086b6 // shrn2 v22.8h, v21.4s, #16
	VMOV V14.B16, V20.B16
	VMOV V14.B16, V21.B16
	WORD $0x2f7f28b4 // umlal v20.4s, v5.4h, v15.h[7]
	WORD $0x6f7f28b5 // umlal2 v21.4s, v5.8h, v15.h[7]
	WORD $0x2f5f68f4 // umlsl v20.4s, v7.4h, v15.h[5]
	WORD $0x6f5f68f5 // umlsl2 v21.4s, v7.8h, v15.h[5]
	WORD $0x2f6f6a34 // umlsl v20.4s, v17.4h, v15.h[6]
	WORD $0x6f6f6a35 // umlsl2 v21.4s, v17.8h, v15.h[6]
	WORD $0x0f108697 // shrn v23.4h, v20.4s, #16
	WORD $0x4f1086b7 // shrn2 v23.8h, v21.4s, #16
	WORD $0x0e212ada // xtn v26.8b, v22.8h
	WORD $0x4e212afa // xtn2 v26.16b, v23.8h
	VST1.P [V26.B16], 16(R2)

	SUBS $16, R4, R4
	BEQ fromRGBADone
	CMP $16, R4
	BGE fromRGBALoop
	SUB $16, R4, R9 // the last block ends with the row
	ADD R9, R0, R0
	ADD R9, R1, R1
	ADD R9, R2, R2
	ADD R9<<2, R3, R3
	MOVD $16, R4
	B fromRGBALoop

fromRGBADone:
	RET
