#include "go_asm.h"
#include "textflag.h"

// NEON, without fused multiplication: each product and each sum is rounded, as
// the twins in Go do. Go's assembler has no names for these instructions on
// four floats; the numbers are of registers.
#define ADD4(m, n, d) WORD $(0x4e20d400 | m<<16 | n<<5 | d)
#define MUL4(m, n, d) WORD $(0x6e20dc00 | m<<16 | n<<5 | d)
#define MAX4(m, n, d) WORD $(0x4e20f400 | m<<16 | n<<5 | d)
#define MIN4(m, n, d) WORD $(0x4ea0f400 | m<<16 | n<<5 | d)

// PRODUCT16 adds the next value at pixel times 16 weights, in V16 to V19, to
// four sums.
#define PRODUCT16(pixel, a, b, c, d) \
	VLD1R.P 4(pixel), [V20.S4] \
	MUL4(16, 20, 24) \
	MUL4(17, 20, 25) \
	MUL4(18, 20, 26) \
	MUL4(19, 20, 27) \
	ADD4(24, a, a) \
	ADD4(25, b, b) \
	ADD4(26, c, c) \
	ADD4(27, d, d)

// RECTIFY is max(v, 0) + slope * min(v, 0). V31 is zero.
#define RECTIFY(v, slope) \
	MAX4(31, v, 29) \
	MIN4(31, v, v) \
	MUL4(slope, v, v) \
	ADD4(v, 29, v)

// FINISH16 adds what is to be added to a pixel's sums, and rectifies them.
#define FINISH16(a, b, c, d) \
	VLD1 (R8), [V24.S4, V25.S4] \
	VLD1 (R12), [V26.S4, V27.S4] \
	ADD  R10, R8 \
	ADD  R11, R12 \
	ADD4(24, a, a) \
	ADD4(25, b, b) \
	ADD4(26, c, c) \
	ADD4(27, d, d) \
	RECTIFY(a, 21) \
	RECTIFY(b, 22) \
	RECTIFY(c, 23) \
	RECTIFY(d, 28)

// BEGIN loads what both kernels need: R0 job, R1 dst, R2 src, R3 what is from
// pixel to pixel in dst and R9 in src, R4 pixels left, R5 depth, R7 from the
// end of a row of the kernel to the next, R8 and R12 what is added, and R10 and
// R11 from one to the next of it.
#define BEGIN \
	MOVD j+0(FP), R0 \
	MOVD job_dst(R0), R1 \
	MOVD job_src(R0), R2 \
	MOVD job_dstStep(R0), R3 \
	LSL  $2, R3 \
	MOVD job_srcStep(R0), R9 \
	LSL  $2, R9 \
	MOVD job_count(R0), R4 \
	MOVD job_depth(R0), R5 \
	MOVD job_rowStep(R0), R7 \
	SUB  R5, R7 \
	LSL  $2, R7 \
	MOVD job_more(R0), R8 \
	MOVD (job_more+24)(R0), R12 \
	MOVD job_moreStep(R0), R10 \
	LSL  $2, R10 \
	MOVD (job_moreStep+8)(R0), R11 \
	LSL  $2, R11 \
	VEOR V31.B16, V31.B16, V31.B16 \
	MOVD job_slope(R0), R6

// func multiply16(j *job)
//
// Four pixels at a time share each load of weights: their sums are V0 to V15,
// and stay there under the whole kernel. R16, R17, R19 and R20 are the pixels,
// R14 the weights, R15 rows left, R13 values left.
TEXT ·multiply16(SB), NOSPLIT, $0-8
	BEGIN
	VLD1.P 48(R6), [V21.S4, V22.S4, V23.S4]
	VLD1 (R6), [V28.S4]

four:
	CMP  $4, R4
	BLT  one
	MOVD R2, R16
	ADD  R9, R16, R17
	ADD  R9, R17, R19
	ADD  R9, R19, R20
	MOVD job_bias(R0), R6
	VLD1 (R6), [V0.S4, V1.S4, V2.S4, V3.S4]
	VMOV V0.B16, V4.B16
	VMOV V1.B16, V5.B16
	VMOV V2.B16, V6.B16
	VMOV V3.B16, V7.B16
	VMOV V0.B16, V8.B16
	VMOV V1.B16, V9.B16
	VMOV V2.B16, V10.B16
	VMOV V3.B16, V11.B16
	VMOV V0.B16, V12.B16
	VMOV V1.B16, V13.B16
	VMOV V2.B16, V14.B16
	VMOV V3.B16, V15.B16
	MOVD job_weights(R0), R14
	MOVD job_rows(R0), R15

row4:
	MOVD R5, R13

value4:
	VLD1.P 64(R14), [V16.S4, V17.S4, V18.S4, V19.S4]
	PRODUCT16(R16, 0, 1, 2, 3)
	PRODUCT16(R17, 4, 5, 6, 7)
	PRODUCT16(R19, 8, 9, 10, 11)
	PRODUCT16(R20, 12, 13, 14, 15)
	SUBS $1, R13
	BNE  value4
	ADD  R7, R16
	ADD  R7, R17
	ADD  R7, R19
	ADD  R7, R20
	SUBS $1, R15
	BNE  row4
	FINISH16(0, 1, 2, 3)
	VST1 [V0.S4, V1.S4, V2.S4, V3.S4], (R1)
	ADD R3, R1
	FINISH16(4, 5, 6, 7)
	VST1 [V4.S4, V5.S4, V6.S4, V7.S4], (R1)
	ADD R3, R1
	FINISH16(8, 9, 10, 11)
	VST1 [V8.S4, V9.S4, V10.S4, V11.S4], (R1)
	ADD R3, R1
	FINISH16(12, 13, 14, 15)
	VST1 [V12.S4, V13.S4, V14.S4, V15.S4], (R1)
	ADD R3, R1
	ADD  R9<<2, R2
	SUB  $4, R4
	B    four

one:
	CBZ  R4, done
	MOVD R2, R16
	MOVD job_bias(R0), R6
	VLD1 (R6), [V0.S4, V1.S4, V2.S4, V3.S4]
	MOVD job_weights(R0), R14
	MOVD job_rows(R0), R15

row1:
	MOVD R5, R13

value1:
	VLD1.P 64(R14), [V16.S4, V17.S4, V18.S4, V19.S4]
	PRODUCT16(R16, 0, 1, 2, 3)
	SUBS $1, R13
	BNE  value1
	ADD  R7, R16
	SUBS $1, R15
	BNE  row1
	FINISH16(0, 1, 2, 3)
	VST1 [V0.S4, V1.S4, V2.S4, V3.S4], (R1)
	ADD R3, R1
	ADD  R9, R2
	SUB  $1, R4
	B    one

done:
	RET

#define PRODUCT8(pixel, a, b) \
	VLD1R.P 4(pixel), [V20.S4] \
	MUL4(16, 20, 24) \
	MUL4(17, 20, 25) \
	ADD4(24, a, a) \
	ADD4(25, b, b)

#define FINISH8(a, b) \
	VLD1 (R8), [V24.S4, V25.S4] \
	ADD  R10, R8 \
	ADD4(24, a, a) \
	ADD4(25, b, b) \
	RECTIFY(a, 21) \
	RECTIFY(b, 22)

// func multiply8(j *job)
//
// Four pixels at a time share each load of weights: their sums are V0 to V7,
// and stay there under the whole kernel. R16, R17, R19 and R20 are the pixels,
// R14 the weights, R15 rows left, R13 values left.
TEXT ·multiply8(SB), NOSPLIT, $0-8
	BEGIN
	VLD1 (R6), [V21.S4, V22.S4]

four:
	CMP  $4, R4
	BLT  one
	MOVD R2, R16
	ADD  R9, R16, R17
	ADD  R9, R17, R19
	ADD  R9, R19, R20
	MOVD job_bias(R0), R6
	VLD1 (R6), [V0.S4, V1.S4]
	VMOV V0.B16, V2.B16
	VMOV V1.B16, V3.B16
	VMOV V0.B16, V4.B16
	VMOV V1.B16, V5.B16
	VMOV V0.B16, V6.B16
	VMOV V1.B16, V7.B16
	MOVD job_weights(R0), R14
	MOVD job_rows(R0), R15

row4:
	MOVD R5, R13

value4:
	VLD1.P 32(R14), [V16.S4, V17.S4]
	PRODUCT8(R16, 0, 1)
	PRODUCT8(R17, 2, 3)
	PRODUCT8(R19, 4, 5)
	PRODUCT8(R20, 6, 7)
	SUBS $1, R13
	BNE  value4
	ADD  R7, R16
	ADD  R7, R17
	ADD  R7, R19
	ADD  R7, R20
	SUBS $1, R15
	BNE  row4
	FINISH8(0, 1)
	VST1 [V0.S4, V1.S4], (R1)
	ADD R3, R1
	FINISH8(2, 3)
	VST1 [V2.S4, V3.S4], (R1)
	ADD R3, R1
	FINISH8(4, 5)
	VST1 [V4.S4, V5.S4], (R1)
	ADD R3, R1
	FINISH8(6, 7)
	VST1 [V6.S4, V7.S4], (R1)
	ADD R3, R1
	ADD  R9<<2, R2
	SUB  $4, R4
	B    four

one:
	CBZ  R4, done
	MOVD R2, R16
	MOVD job_bias(R0), R6
	VLD1 (R6), [V0.S4, V1.S4]
	MOVD job_weights(R0), R14
	MOVD job_rows(R0), R15

row1:
	MOVD R5, R13

value1:
	VLD1.P 32(R14), [V16.S4, V17.S4]
	PRODUCT8(R16, 0, 1)
	SUBS $1, R13
	BNE  value1
	ADD  R7, R16
	SUBS $1, R15
	BNE  row1
	FINISH8(0, 1)
	VST1 [V0.S4, V1.S4], (R1)
	ADD R3, R1
	ADD  R9, R2
	SUB  $1, R4
	B    one

done:
	RET

// func convolve8(dst, a, b, c, weights, bias *float32, laneBytes, strideBytes, count int)
//
// Eight lanes over a row: the nine weights stay in V0 to V17, the bias in V18
// and V19. laneBytes is from a pixel to the next, strideBytes from one kernel
// to the next.
TEXT ·convolve8(SB), NOSPLIT, $0-72
	MOVD dst+0(FP), R0
	MOVD a+8(FP), R1
	MOVD b+16(FP), R2
	MOVD c+24(FP), R3
	MOVD weights+32(FP), R4
	MOVD bias+40(FP), R5
	MOVD laneBytes+48(FP), R6
	MOVD strideBytes+56(FP), R7
	MOVD count+64(FP), R8
	VLD1 (R4), [V0.S4, V1.S4]
	ADD  R6, R4
	VLD1 (R4), [V2.S4, V3.S4]
	ADD  R6, R4
	VLD1 (R4), [V4.S4, V5.S4]
	ADD  R6, R4
	VLD1 (R4), [V6.S4, V7.S4]
	ADD  R6, R4
	VLD1 (R4), [V8.S4, V9.S4]
	ADD  R6, R4
	VLD1 (R4), [V10.S4, V11.S4]
	ADD  R6, R4
	VLD1 (R4), [V12.S4, V13.S4]
	ADD  R6, R4
	VLD1 (R4), [V14.S4, V15.S4]
	ADD  R6, R4
	VLD1 (R4), [V16.S4, V17.S4]
	ADD  R6, R4
	VLD1 (R5), [V18.S4, V19.S4]

pixel:
	VLD1 (R1), [V20.S4, V21.S4]
	MUL4(0, 20, 22)
	MUL4(1, 21, 23)
	ADD4(22, 18, 24)
	ADD4(23, 19, 25)
	ADD  R6, R1, R10
	VLD1 (R10), [V20.S4, V21.S4]
	MUL4(2, 20, 22)
	MUL4(3, 21, 23)
	ADD4(22, 24, 24)
	ADD4(23, 25, 25)
	ADD  R6, R10
	VLD1 (R10), [V20.S4, V21.S4]
	MUL4(4, 20, 22)
	MUL4(5, 21, 23)
	ADD4(22, 24, 24)
	ADD4(23, 25, 25)
	VLD1 (R2), [V20.S4, V21.S4]
	MUL4(6, 20, 22)
	MUL4(7, 21, 23)
	ADD4(22, 24, 24)
	ADD4(23, 25, 25)
	ADD  R6, R2, R10
	VLD1 (R10), [V20.S4, V21.S4]
	MUL4(8, 20, 22)
	MUL4(9, 21, 23)
	ADD4(22, 24, 24)
	ADD4(23, 25, 25)
	ADD  R6, R10
	VLD1 (R10), [V20.S4, V21.S4]
	MUL4(10, 20, 22)
	MUL4(11, 21, 23)
	ADD4(22, 24, 24)
	ADD4(23, 25, 25)
	VLD1 (R3), [V20.S4, V21.S4]
	MUL4(12, 20, 22)
	MUL4(13, 21, 23)
	ADD4(22, 24, 24)
	ADD4(23, 25, 25)
	ADD  R6, R3, R10
	VLD1 (R10), [V20.S4, V21.S4]
	MUL4(14, 20, 22)
	MUL4(15, 21, 23)
	ADD4(22, 24, 24)
	ADD4(23, 25, 25)
	ADD  R6, R10
	VLD1 (R10), [V20.S4, V21.S4]
	MUL4(16, 20, 22)
	MUL4(17, 21, 23)
	ADD4(22, 24, 24)
	ADD4(23, 25, 25)
	VST1 [V24.S4, V25.S4], (R0)
	ADD  R6, R0
	ADD  R7, R1
	ADD  R7, R2
	ADD  R7, R3
	SUBS $1, R8
	BNE  pixel
	RET
