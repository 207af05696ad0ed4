#include "textflag.h"

// Two pixels of four words to the pairs of their words.
DATA pairs4<>+0(SB)/8, $0x0b0a030209080100
DATA pairs4<>+8(SB)/8, $0x0f0e07060d0c0504
DATA pairs4<>+16(SB)/8, $0x0b0a030209080100
DATA pairs4<>+24(SB)/8, $0x0f0e07060d0c0504
GLOBL pairs4<>(SB), RODATA|NOPTR, $32

// Four weights to four times the first two, and four times the others.
DATA weights4<>+0(SB)/8, $0x0302010003020100
DATA weights4<>+8(SB)/8, $0x0302010003020100
DATA weights4<>+16(SB)/8, $0x0706050407060504
DATA weights4<>+24(SB)/8, $0x0706050407060504
GLOBL weights4<>(SB), RODATA|NOPTR, $32

DATA finalHalf<>+0(SB)/4, $524288
GLOBL finalHalf<>(SB), RODATA|NOPTR, $4

// func narrowAVX2(dst *byte, mid *int16, first *int32, picks *byte, weights *int16, groups, pairs int)
//
// Eight outputs at a time, whose sums stay in Y0 in order: the lower half is
// picked out of the eight samples at BX, the upper half of those at R8. Y4
// says how; AX walks along the taps by 4 bytes a pair, up to R9.
TEXT ·narrowAVX2(SB), NOSPLIT, $0-56
	MOVQ         dst+0(FP), SI
	MOVQ         mid+8(FP), DX
	MOVQ         first+16(FP), R13
	MOVQ         picks+24(FP), R12
	MOVQ         weights+32(FP), DI
	MOVQ         groups+40(FP), CX
	MOVQ         pairs+48(FP), R9
	SHLQ         $2, R9
	VPBROADCASTD finalHalf<>(SB), Y9

outputs:
	MOVLQZX (R13), BX
	MOVLQZX 4(R13), R8
	LEAQ    (DX)(BX*2), BX
	LEAQ    (DX)(R8*2), R8
	VMOVDQU (R12), Y4
	VMOVDQA Y9, Y0
	XORQ    AX, AX

taps:
	VMOVDQU      (BX)(AX*1), X1
	VINSERTI128  $1, (R8)(AX*1), Y1, Y1
	VPSHUFB      Y4, Y1, Y1
	VPMADDWD     (DI)(AX*8), Y1, Y1
	VPADDD       Y1, Y0, Y0
	ADDQ         $4, AX
	CMPQ         AX, R9
	JNE          taps
	LEAQ         (DI)(AX*8), DI
	VPSRAD       $20, Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VPACKSSDW    X1, X0, X0
	VPACKUSWB    X0, X0, X0
	VMOVQ        X0, (SI)
	ADDQ         $8, SI
	ADDQ         $8, R13
	ADDQ         $32, R12
	DECQ         CX
	JNZ          outputs
	VZEROUPPER
	RET

// eight adds eight weighted samples each of outputs p and p+4 to sums.
#define eight(off, p, q, sums) \
	VMOVDQU     (BX)(p*2), X8; \
	VINSERTI128 $1, (BX)(q*2), Y8, Y8; \
	VPMADDWD    off(DI), Y8, Y8; \
	VPADDD      Y8, sums, sums

// func wideAVX2(dst *byte, mid *int16, first *int32, weights *int16, groups, blocks int)
//
// Eight outputs at a time: the lower halves of Y0..Y3 hold parts of the sums
// of outputs 0..3, the upper halves those of 4..7. AX, CX, DX and R8..R12 are
// the outputs' first samples, BX walks along mid by blocks, DI along the
// weights, R13 along first, SI along dst; R14 counts blocks.
TEXT ·wideAVX2(SB), NOSPLIT, $0-48
	MOVQ         dst+0(FP), SI
	MOVQ         first+16(FP), R13
	MOVQ         weights+24(FP), DI
	VPBROADCASTD finalHalf<>(SB), Y9

eightOutputs:
	MOVLQZX (R13), AX
	MOVLQZX 4(R13), CX
	MOVLQZX 8(R13), DX
	MOVLQZX 12(R13), R8
	MOVLQZX 16(R13), R9
	MOVLQZX 20(R13), R10
	MOVLQZX 24(R13), R11
	MOVLQZX 28(R13), R12
	MOVQ    mid+8(FP), BX
	MOVQ    blocks+40(FP), R14
	VPXOR   Y0, Y0, Y0
	VPXOR   Y1, Y1, Y1
	VPXOR   Y2, Y2, Y2
	VPXOR   Y3, Y3, Y3

block:
	eight(0, AX, R9, Y0)
	eight(32, CX, R10, Y1)
	eight(64, DX, R11, Y2)
	eight(96, R8, R12, Y3)
	ADDQ         $16, BX
	ADDQ         $128, DI
	DECQ         R14
	JNZ          block
	VPHADDD      Y1, Y0, Y0
	VPHADDD      Y3, Y2, Y2
	VPHADDD      Y2, Y0, Y0
	VPADDD       Y9, Y0, Y0
	VPSRAD       $20, Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VPACKSSDW    X1, X0, X0
	VPACKUSWB    X0, X0, X0
	VMOVQ        X0, (SI)
	ADDQ         $8, SI
	ADDQ         $32, R13
	DECQ         groups+32(FP)
	JNZ          eightOutputs
	VZEROUPPER
	RET

// four adds four weighted pixels at off to Y0. Their words become pairs of
// the same colour, which stand beside the pairs of their weights.
#define four(off, woff) \
	VMOVDQU      off(BX), Y1; \
	VPBROADCASTQ woff(DI), Y2; \
	VPSHUFB      Y14, Y1, Y1; \
	VPSHUFB      Y15, Y2, Y2; \
	VPMADDWD     Y2, Y1, Y1; \
	VPADDD       Y1, Y0, Y0

// func pixelsAVX2(dst *byte, mid *int16, first *int32, weights *int16, outputs, blocks int)
//
// One output at a time: the two halves of Y0 hold parts of the sums of its
// four colours. BX walks along mid, DI along the weights.
TEXT ·pixelsAVX2(SB), NOSPLIT, $0-48
	MOVQ         dst+0(FP), SI
	MOVQ         mid+8(FP), DX
	MOVQ         first+16(FP), R13
	MOVQ         weights+24(FP), DI
	MOVQ         outputs+32(FP), CX
	MOVQ         blocks+40(FP), R8
	VPBROADCASTD finalHalf<>(SB), X9
	VMOVDQU      pairs4<>(SB), Y14
	VMOVDQU      weights4<>(SB), Y15

output:
	MOVLQZX (R13), BX
	LEAQ    (DX)(BX*2), BX
	MOVQ    R8, AX
	VPXOR   Y0, Y0, Y0

eightPixels:
	four(0, 0)
	four(32, 8)
	ADDQ         $64, BX
	ADDQ         $16, DI
	DECQ         AX
	JNZ          eightPixels
	VEXTRACTI128 $1, Y0, X1
	VPADDD       X1, X0, X0
	VPADDD       X9, X0, X0
	VPSRAD       $20, X0, X0
	VPACKSSDW    X0, X0, X0
	VPACKUSWB    X0, X0, X0
	VMOVD        X0, (SI)
	ADDQ         $4, SI
	ADDQ         $4, R13
	DECQ         CX
	JNZ          output
	VZEROUPPER
	RET
