#include "textflag.h"

// AVX2, without fused multiplication: each product and each sum is rounded,
// as the twins in Go do.

// func multiply16(dst *float32, dstStep int, src *float32, srcStep int, weights *float32, depth, count int)
//
// The steps are in bytes. Four pixels at a time share each load of weights:
// their sums are Y0 to Y7, and stay there over the whole depth.
// DI dst, SI src, BX weights, CX depth, DX pixels left, R15 value, AX its weights.
TEXT ·multiply16(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DI
	MOVQ dstStep+8(FP), R8
	MOVQ src+16(FP), SI
	MOVQ srcStep+24(FP), R9
	MOVQ weights+32(FP), BX
	MOVQ depth+40(FP), CX
	MOVQ count+48(FP), DX

four:
	CMPQ DX, $4
	JLT  one
	MOVQ SI, R10
	LEAQ (SI)(R9*1), R11
	LEAQ (SI)(R9*2), R12
	LEAQ (R11)(R9*2), R13
	MOVQ DI, AX
	VMOVUPS (AX), Y0
	VMOVUPS 32(AX), Y1
	ADDQ R8, AX
	VMOVUPS (AX), Y2
	VMOVUPS 32(AX), Y3
	ADDQ R8, AX
	VMOVUPS (AX), Y4
	VMOVUPS 32(AX), Y5
	ADDQ R8, AX
	VMOVUPS (AX), Y6
	VMOVUPS 32(AX), Y7
	MOVQ BX, AX
	XORQ R15, R15

value4:
	VMOVUPS (AX), Y8
	VMOVUPS 32(AX), Y9
	VBROADCASTSS (R10)(R15*4), Y10
	VMULPS Y8, Y10, Y11
	VMULPS Y9, Y10, Y12
	VADDPS Y11, Y0, Y0
	VADDPS Y12, Y1, Y1
	VBROADCASTSS (R11)(R15*4), Y10
	VMULPS Y8, Y10, Y11
	VMULPS Y9, Y10, Y12
	VADDPS Y11, Y2, Y2
	VADDPS Y12, Y3, Y3
	VBROADCASTSS (R12)(R15*4), Y10
	VMULPS Y8, Y10, Y11
	VMULPS Y9, Y10, Y12
	VADDPS Y11, Y4, Y4
	VADDPS Y12, Y5, Y5
	VBROADCASTSS (R13)(R15*4), Y10
	VMULPS Y8, Y10, Y11
	VMULPS Y9, Y10, Y12
	VADDPS Y11, Y6, Y6
	VADDPS Y12, Y7, Y7
	ADDQ $64, AX
	INCQ R15
	CMPQ R15, CX
	JLT  value4
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	ADDQ R8, DI
	VMOVUPS Y2, (DI)
	VMOVUPS Y3, 32(DI)
	ADDQ R8, DI
	VMOVUPS Y4, (DI)
	VMOVUPS Y5, 32(DI)
	ADDQ R8, DI
	VMOVUPS Y6, (DI)
	VMOVUPS Y7, 32(DI)
	ADDQ R8, DI
	LEAQ (SI)(R9*4), SI
	SUBQ $4, DX
	JMP  four

one:
	TESTQ DX, DX
	JLE  done
	VMOVUPS (DI), Y0
	VMOVUPS 32(DI), Y1
	MOVQ BX, AX
	XORQ R15, R15

value1:
	VBROADCASTSS (SI)(R15*4), Y10
	VMULPS (AX), Y10, Y11
	VADDPS Y11, Y0, Y0
	VMULPS 32(AX), Y10, Y12
	VADDPS Y12, Y1, Y1
	ADDQ $64, AX
	INCQ R15
	CMPQ R15, CX
	JLT  value1
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	ADDQ R8, DI
	ADDQ R9, SI
	DECQ DX
	JMP  one

done:
	VZEROUPPER
	RET

// func multiply8(dst *float32, dstStep int, src *float32, srcStep int, weights *float32, depth, count int)
//
// The steps are in bytes. Four pixels at a time share each load of weights:
// their sums are Y0 to Y3, and stay there over the whole depth.
// DI dst, SI src, BX weights, CX depth, DX pixels left, R15 value, AX its weights.
TEXT ·multiply8(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DI
	MOVQ dstStep+8(FP), R8
	MOVQ src+16(FP), SI
	MOVQ srcStep+24(FP), R9
	MOVQ weights+32(FP), BX
	MOVQ depth+40(FP), CX
	MOVQ count+48(FP), DX

four:
	CMPQ DX, $4
	JLT  one
	MOVQ SI, R10
	LEAQ (SI)(R9*1), R11
	LEAQ (SI)(R9*2), R12
	LEAQ (R11)(R9*2), R13
	MOVQ DI, AX
	VMOVUPS (AX), Y0
	ADDQ R8, AX
	VMOVUPS (AX), Y1
	ADDQ R8, AX
	VMOVUPS (AX), Y2
	ADDQ R8, AX
	VMOVUPS (AX), Y3
	MOVQ BX, AX
	XORQ R15, R15

value4:
	VMOVUPS (AX), Y8
	VBROADCASTSS (R10)(R15*4), Y10
	VMULPS Y8, Y10, Y11
	VADDPS Y11, Y0, Y0
	VBROADCASTSS (R11)(R15*4), Y10
	VMULPS Y8, Y10, Y11
	VADDPS Y11, Y1, Y1
	VBROADCASTSS (R12)(R15*4), Y10
	VMULPS Y8, Y10, Y11
	VADDPS Y11, Y2, Y2
	VBROADCASTSS (R13)(R15*4), Y10
	VMULPS Y8, Y10, Y11
	VADDPS Y11, Y3, Y3
	ADDQ $32, AX
	INCQ R15
	CMPQ R15, CX
	JLT  value4
	VMOVUPS Y0, (DI)
	ADDQ R8, DI
	VMOVUPS Y1, (DI)
	ADDQ R8, DI
	VMOVUPS Y2, (DI)
	ADDQ R8, DI
	VMOVUPS Y3, (DI)
	ADDQ R8, DI
	LEAQ (SI)(R9*4), SI
	SUBQ $4, DX
	JMP  four

one:
	TESTQ DX, DX
	JLE  done
	VMOVUPS (DI), Y0
	MOVQ BX, AX
	XORQ R15, R15

value1:
	VBROADCASTSS (SI)(R15*4), Y10
	VMULPS (AX), Y10, Y11
	VADDPS Y11, Y0, Y0
	ADDQ $32, AX
	INCQ R15
	CMPQ R15, CX
	JLT  value1
	VMOVUPS Y0, (DI)
	ADDQ R8, DI
	ADDQ R9, SI
	DECQ DX
	JMP  one

done:
	VZEROUPPER
	RET

// func convolve8(dst, a, b, c, weights, bias *float32, laneBytes, strideBytes, count int)
//
// One vector of eight lanes over a row: the nine weights stay in Y0 to Y8,
// the bias in Y9. laneBytes is from a pixel to the next, strideBytes from one
// kernel to the next.
TEXT ·convolve8(SB), NOSPLIT, $0-72
	MOVQ dst+0(FP), DI
	MOVQ a+8(FP), R10
	MOVQ b+16(FP), R11
	MOVQ c+24(FP), R12
	MOVQ weights+32(FP), BX
	MOVQ bias+40(FP), AX
	MOVQ laneBytes+48(FP), R8
	MOVQ strideBytes+56(FP), R9
	MOVQ count+64(FP), DX
	VMOVUPS (AX), Y9
	LEAQ (R8)(R8*2), R13 // three pixels
	LEAQ (BX)(R13*1), CX
	LEAQ (CX)(R13*1), SI
	VMOVUPS (BX), Y0
	VMOVUPS (BX)(R8*1), Y1
	VMOVUPS (BX)(R8*2), Y2
	VMOVUPS (CX), Y3
	VMOVUPS (CX)(R8*1), Y4
	VMOVUPS (CX)(R8*2), Y5
	VMOVUPS (SI), Y6
	VMOVUPS (SI)(R8*1), Y7
	VMOVUPS (SI)(R8*2), Y8

pixel:
	VMULPS (R10), Y0, Y11
	VADDPS Y11, Y9, Y10
	VMULPS (R10)(R8*1), Y1, Y12
	VADDPS Y12, Y10, Y10
	VMULPS (R10)(R8*2), Y2, Y13
	VADDPS Y13, Y10, Y10
	VMULPS (R11), Y3, Y14
	VADDPS Y14, Y10, Y10
	VMULPS (R11)(R8*1), Y4, Y11
	VADDPS Y11, Y10, Y10
	VMULPS (R11)(R8*2), Y5, Y12
	VADDPS Y12, Y10, Y10
	VMULPS (R12), Y6, Y13
	VADDPS Y13, Y10, Y10
	VMULPS (R12)(R8*1), Y7, Y14
	VADDPS Y14, Y10, Y10
	VMULPS (R12)(R8*2), Y8, Y11
	VADDPS Y11, Y10, Y10
	VMOVUPS Y10, (DI)
	ADDQ R8, DI
	ADDQ R9, R10
	ADDQ R9, R11
	ADDQ R9, R12
	DECQ DX
	JNZ  pixel
	VZEROUPPER
	RET

// func add8(dst, a, b *float32, vectors int)
TEXT ·add8(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ a+8(FP), SI
	MOVQ b+16(FP), BX
	MOVQ vectors+24(FP), CX

vector:
	VMOVUPS (SI), Y0
	VADDPS (BX), Y0, Y0
	VMOVUPS Y0, (DI)
	ADDQ $32, SI
	ADDQ $32, BX
	ADDQ $32, DI
	DECQ CX
	JNZ  vector
	VZEROUPPER
	RET

// func rectify8(dst, src, slope *float32, vectors, pixels int)
//
// A pixel is so many vectors, each with slopes of its own. Y15 is zero.
TEXT ·rectify8(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ vectors+24(FP), R8
	MOVQ pixels+32(FP), DX
	VXORPS Y15, Y15, Y15

pixel:
	MOVQ slope+16(FP), BX
	MOVQ R8, CX

vector:
	VMOVUPS (SI), Y0
	VMAXPS Y15, Y0, Y1
	VMINPS Y15, Y0, Y2
	VMULPS (BX), Y2, Y2
	VADDPS Y2, Y1, Y1
	VMOVUPS Y1, (DI)
	ADDQ $32, SI
	ADDQ $32, BX
	ADDQ $32, DI
	DECQ CX
	JNZ  vector
	DECQ DX
	JNZ  pixel
	VZEROUPPER
	RET
