#include "textflag.h"

// func interpolate4(dst *float32, pix *uint8, stride int, at *int32, fx, fy *float32, count int, low, gain float32)
//
// A pixel at a time, its channels side by side. Each product and each sum is
// rounded, as the twin in Go does.
TEXT ·interpolate4(SB), NOSPLIT, $0-64
	MOVQ dst+0(FP), DI
	MOVQ pix+8(FP), SI
	MOVQ stride+16(FP), R8
	MOVQ at+24(FP), R9
	MOVQ fx+32(FP), R10
	MOVQ fy+40(FP), R11
	MOVQ count+48(FP), DX
	VBROADCASTSS low+56(FP), X14
	VBROADCASTSS gain+60(FP), X15

pixel:
	MOVLQSX (R9), AX
	ADDQ SI, AX
	VPMOVZXBD (AX), Y0 // the upper two
	VPMOVZXBD (AX)(R8*1), Y1 // the lower two
	VCVTDQ2PS Y0, Y0
	VCVTDQ2PS Y1, Y1
	VEXTRACTF128 $1, Y0, X2
	VEXTRACTF128 $1, Y1, X3
	VBROADCASTSS (R10), X4
	VBROADCASTSS (R11), X5
	VSUBPS X0, X2, X2
	VSUBPS X1, X3, X3
	VMULPS X4, X2, X2
	VMULPS X4, X3, X3
	VADDPS X2, X0, X0
	VADDPS X3, X1, X1
	VSUBPS X0, X1, X1
	VMULPS X5, X1, X1
	VADDPS X1, X0, X0
	VMULPS X15, X0, X0
	VADDPS X0, X14, X0
	VMOVUPS X0, (DI)
	ADDQ $12, DI
	ADDQ $4, R9
	ADDQ $4, R10
	ADDQ $4, R11
	DECQ DX
	JNZ  pixel
	VZEROUPPER
	RET
