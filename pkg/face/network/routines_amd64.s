#include "go_asm.h"
#include "textflag.h"

// AVX2, without fused multiplication: each product and each sum is rounded,
// as the twins in Go do.

// PRODUCT16 adds the value at pixel times 16 weights, in Y8 and Y9, to two sums.
#define PRODUCT16(pixel, low, high) \
	VBROADCASTSS (pixel)(R15*4), Y10 \
	VMULPS Y8, Y10, Y11 \
	VMULPS Y9, Y10, Y12 \
	VADDPS Y11, low, low \
	VADDPS Y12, high, high

// RECTIFY is max(v, 0) + slope * min(v, 0). Y15 is zero.
#define RECTIFY(v, slope) \
	VMAXPS Y15, v, Y10 \
	VMINPS Y15, v, v \
	VMULPS slope, v, v \
	VADDPS v, Y10, v

// FINISH adds what is to be added to a pixel's sums and stores them, rectified.
#define FINISH16(low, high) \
	VADDPS (R8), low, low \
	VADDPS (R12), high, high \
	RECTIFY(low, Y13) \
	RECTIFY(high, Y14) \
	VMOVUPS low, (DI) \
	VMOVUPS high, 32(DI) \
	ADDQ R10, R8 \
	ADDQ R11, R12 \
	ADDQ R13, DI

// func multiply16(j *job)
//
// Four pixels at a time share each load of weights: their sums are Y0 to Y7,
// and stay there under the whole kernel.
// R14 job, DI dst, SI src, R9 srcStep, R8 what is added, DX pixels left; then R10 to R13 the pixels,
// BX rows left, CX depth, R15 value, AX its weights; and at a pixel's end, R12 what is added to the
// second eight, R10 and R11 the steps of both, R13 dstStep.
TEXT ·multiply16(SB), NOSPLIT, $0-8
	MOVQ j+0(FP), R14
	MOVQ job_dst(R14), DI
	MOVQ job_src(R14), SI
	MOVQ job_srcStep(R14), R9
	SHLQ $2, R9
	MOVQ job_more(R14), R8
	MOVQ job_count(R14), DX
	MOVQ job_slope(R14), AX
	VMOVUPS (AX), Y13
	VMOVUPS 32(AX), Y14
	VXORPS Y15, Y15, Y15

four:
	CMPQ DX, $4
	JLT  one
	MOVQ SI, R10
	LEAQ (SI)(R9*1), R11
	LEAQ (SI)(R9*2), R12
	LEAQ (R11)(R9*2), R13
	MOVQ job_bias(R14), AX
	VMOVUPS (AX), Y0
	VMOVUPS 32(AX), Y1
	VMOVAPS Y0, Y2
	VMOVAPS Y1, Y3
	VMOVAPS Y0, Y4
	VMOVAPS Y1, Y5
	VMOVAPS Y0, Y6
	VMOVAPS Y1, Y7
	MOVQ job_weights(R14), AX
	MOVQ job_depth(R14), CX
	MOVQ job_rows(R14), BX

row4:
	XORQ R15, R15

value4:
	VMOVUPS (AX), Y8
	VMOVUPS 32(AX), Y9
	PRODUCT16(R10, Y0, Y1)
	PRODUCT16(R11, Y2, Y3)
	PRODUCT16(R12, Y4, Y5)
	PRODUCT16(R13, Y6, Y7)
	ADDQ $64, AX
	INCQ R15
	CMPQ R15, CX
	JLT  value4
	MOVQ job_rowStep(R14), R15
	SHLQ $2, R15
	ADDQ R15, R10
	ADDQ R15, R11
	ADDQ R15, R12
	ADDQ R15, R13
	DECQ BX
	JNZ  row4
	MOVQ (job_more+24)(R14), R12
	MOVQ job_moreStep(R14), R10
	SHLQ $2, R10
	MOVQ (job_moreStep+8)(R14), R11
	SHLQ $2, R11
	MOVQ job_dstStep(R14), R13
	SHLQ $2, R13
	FINISH16(Y0, Y1)
	FINISH16(Y2, Y3)
	FINISH16(Y4, Y5)
	FINISH16(Y6, Y7)
	MOVQ R12, (job_more+24)(R14)
	LEAQ (SI)(R9*4), SI
	SUBQ $4, DX
	JMP  four

one:
	TESTQ DX, DX
	JLE  done
	MOVQ SI, R10
	MOVQ job_bias(R14), AX
	VMOVUPS (AX), Y0
	VMOVUPS 32(AX), Y1
	MOVQ job_weights(R14), AX
	MOVQ job_depth(R14), CX
	MOVQ job_rows(R14), BX

row1:
	XORQ R15, R15

value1:
	VMOVUPS (AX), Y8
	VMOVUPS 32(AX), Y9
	PRODUCT16(R10, Y0, Y1)
	ADDQ $64, AX
	INCQ R15
	CMPQ R15, CX
	JLT  value1
	MOVQ job_rowStep(R14), R15
	SHLQ $2, R15
	ADDQ R15, R10
	DECQ BX
	JNZ  row1
	MOVQ (job_more+24)(R14), R12
	MOVQ job_moreStep(R14), R10
	SHLQ $2, R10
	MOVQ (job_moreStep+8)(R14), R11
	SHLQ $2, R11
	MOVQ job_dstStep(R14), R13
	SHLQ $2, R13
	FINISH16(Y0, Y1)
	MOVQ R12, (job_more+24)(R14)
	ADDQ R9, SI
	DECQ DX
	JMP  one

done:
	VZEROUPPER
	RET

#define PRODUCT8(pixel, sum, product) \
	VBROADCASTSS (pixel)(R15*4), product \
	VMULPS Y8, product, product \
	VADDPS product, sum, sum

#define FINISH8(sum) \
	VADDPS (R8), sum, sum \
	RECTIFY(sum, Y13) \
	VMOVUPS sum, (DI) \
	ADDQ R10, R8 \
	ADDQ R13, DI

// func multiply8(j *job)
//
// Four pixels at a time share each load of weights: their sums are Y0 to Y3.
// The registers are those of multiply16.
TEXT ·multiply8(SB), NOSPLIT, $0-8
	MOVQ j+0(FP), R14
	MOVQ job_dst(R14), DI
	MOVQ job_src(R14), SI
	MOVQ job_srcStep(R14), R9
	SHLQ $2, R9
	MOVQ job_more(R14), R8
	MOVQ job_count(R14), DX
	MOVQ job_slope(R14), AX
	VMOVUPS (AX), Y13
	VXORPS Y15, Y15, Y15

four:
	CMPQ DX, $4
	JLT  one
	MOVQ SI, R10
	LEAQ (SI)(R9*1), R11
	LEAQ (SI)(R9*2), R12
	LEAQ (R11)(R9*2), R13
	MOVQ job_bias(R14), AX
	VMOVUPS (AX), Y0
	VMOVAPS Y0, Y1
	VMOVAPS Y0, Y2
	VMOVAPS Y0, Y3
	MOVQ job_weights(R14), AX
	MOVQ job_depth(R14), CX
	MOVQ job_rows(R14), BX

row4:
	XORQ R15, R15

value4:
	VMOVUPS (AX), Y8
	PRODUCT8(R10, Y0, Y9)
	PRODUCT8(R11, Y1, Y10)
	PRODUCT8(R12, Y2, Y11)
	PRODUCT8(R13, Y3, Y12)
	ADDQ $32, AX
	INCQ R15
	CMPQ R15, CX
	JLT  value4
	MOVQ job_rowStep(R14), R15
	SHLQ $2, R15
	ADDQ R15, R10
	ADDQ R15, R11
	ADDQ R15, R12
	ADDQ R15, R13
	DECQ BX
	JNZ  row4
	MOVQ job_moreStep(R14), R10
	SHLQ $2, R10
	MOVQ job_dstStep(R14), R13
	SHLQ $2, R13
	FINISH8(Y0)
	FINISH8(Y1)
	FINISH8(Y2)
	FINISH8(Y3)
	LEAQ (SI)(R9*4), SI
	SUBQ $4, DX
	JMP  four

one:
	TESTQ DX, DX
	JLE  done
	MOVQ SI, R10
	MOVQ job_bias(R14), AX
	VMOVUPS (AX), Y0
	MOVQ job_weights(R14), AX
	MOVQ job_depth(R14), CX
	MOVQ job_rows(R14), BX

row1:
	XORQ R15, R15

value1:
	VMOVUPS (AX), Y8
	PRODUCT8(R10, Y0, Y9)
	ADDQ $32, AX
	INCQ R15
	CMPQ R15, CX
	JLT  value1
	MOVQ job_rowStep(R14), R15
	SHLQ $2, R15
	ADDQ R15, R10
	DECQ BX
	JNZ  row1
	MOVQ job_moreStep(R14), R10
	SHLQ $2, R10
	MOVQ job_dstStep(R14), R13
	SHLQ $2, R13
	FINISH8(Y0)
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

// func edge8(dst, a, b, c, weights, bias *float32, laneBytes, columns, vectors int)
//
// One pixel, vector by vector: of each of the rows R10, R11 and R12 so many
// columns. R13 is where in the rows, AX in the weights, which have three
// columns in each row, R8 apart.
TEXT ·edge8(SB), NOSPLIT, $0-72
	MOVQ dst+0(FP), DI
	MOVQ a+8(FP), R10
	MOVQ b+16(FP), R11
	MOVQ c+24(FP), R12
	MOVQ weights+32(FP), BX
	MOVQ bias+40(FP), SI
	MOVQ laneBytes+48(FP), R8
	MOVQ vectors+64(FP), DX
	LEAQ (R8)(R8*2), R9

vector:
	VMOVUPS (SI), Y0
	MOVQ BX, AX
	MOVQ R10, R13
	MOVQ columns+56(FP), CX

first:
	VMOVUPS (R13), Y1
	VMULPS (AX), Y1, Y1
	VADDPS Y1, Y0, Y0
	ADDQ R8, R13
	ADDQ R8, AX
	DECQ CX
	JNZ  first
	LEAQ (BX)(R9*1), AX
	MOVQ R11, R13
	MOVQ columns+56(FP), CX

second:
	VMOVUPS (R13), Y1
	VMULPS (AX), Y1, Y1
	VADDPS Y1, Y0, Y0
	ADDQ R8, R13
	ADDQ R8, AX
	DECQ CX
	JNZ  second
	LEAQ (BX)(R9*2), AX
	MOVQ R12, R13
	MOVQ columns+56(FP), CX

third:
	VMOVUPS (R13), Y1
	VMULPS (AX), Y1, Y1
	VADDPS Y1, Y0, Y0
	ADDQ R8, R13
	ADDQ R8, AX
	DECQ CX
	JNZ  third
	VMOVUPS Y0, (DI)
	ADDQ $32, DI
	ADDQ $32, SI
	ADDQ $32, R10
	ADDQ $32, R11
	ADDQ $32, R12
	ADDQ $32, BX
	DECQ DX
	JNZ  vector
	VZEROUPPER
	RET

// func largest8(dst, a, b *float32, vectors, pixels int)
TEXT ·largest8(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ a+8(FP), SI
	MOVQ b+16(FP), BX
	MOVQ vectors+24(FP), R8
	MOVQ pixels+32(FP), DX
	MOVQ R8, R9
	SHLQ $5, R9 // a pixel

pixel:
	MOVQ R8, CX

vector:
	VMOVUPS (SI), Y0
	VMOVUPS (SI)(R9*1), Y1
	VMAXPS Y1, Y0, Y0
	VMOVUPS (BX), Y2
	VMOVUPS (BX)(R9*1), Y3
	VMAXPS Y3, Y2, Y2
	VMAXPS Y2, Y0, Y0
	VMOVUPS Y0, (DI)
	ADDQ $32, SI
	ADDQ $32, BX
	ADDQ $32, DI
	DECQ CX
	JNZ  vector
	ADDQ R9, SI
	ADDQ R9, BX
	DECQ DX
	JNZ  pixel
	VZEROUPPER
	RET
