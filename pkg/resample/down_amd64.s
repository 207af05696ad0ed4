#include "textflag.h"

// The lower byte of each word.
DATA low<>+0(SB)/8, $0x00ff00ff00ff00ff
DATA low<>+8(SB)/8, $0x00ff00ff00ff00ff
DATA low<>+16(SB)/8, $0x00ff00ff00ff00ff
DATA low<>+24(SB)/8, $0x00ff00ff00ff00ff
GLOBL low<>(SB), RODATA|NOPTR, $32

DATA betweenHalf<>+0(SB)/4, $128
GLOBL betweenHalf<>(SB), RODATA|NOPTR, $4

// func interleaveAVX2(dst, even, odd *byte, n int)
//
// n is a whole number of blocks of 16 columns. A row's block of bytes 0..15
// becomes 0 8 1 9 ... 7 15; then words of the two rows take turns.
TEXT ·interleaveAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ even+8(FP), SI
	MOVQ odd+16(FP), DX
	MOVQ n+24(FP), CX

block:
	VMOVDQU    (SI), X0
	VMOVDQU    (DX), X1
	VPSRLDQ    $8, X0, X2
	VPSRLDQ    $8, X1, X3
	VPUNPCKLBW X2, X0, X0
	VPUNPCKLBW X3, X1, X1
	VPUNPCKLWD X1, X0, X2
	VPUNPCKHWD X1, X0, X3
	VMOVDQU    X2, (DI)
	VMOVDQU    X3, 16(DI)
	ADDQ       $16, SI
	ADDQ       $16, DX
	ADDQ       $32, DI
	SUBQ       $16, CX
	JNZ        block
	RET

// sixteen adds the weighted pairs of 16 columns at off to two registers.
#define sixteen(off, lo, hi) \
	VMOVDQU  off(R9)(AX*1), Y10; \
	VPSRLW   $8, Y10, Y11; \
	VPAND    Y9, Y10, Y10; \
	VPMADDWD Y8, Y10, Y10; \
	VPMADDWD Y8, Y11, Y11; \
	VPADDD   Y10, lo, lo; \
	VPADDD   Y11, hi, hi

// shorten rounds the sums of 16 columns to words at off.
#define shorten(off, lo, hi) \
	VPSRAD    $8, lo, lo; \
	VPSRAD    $8, hi, hi; \
	VPACKSSDW hi, lo, lo; \
	VPERMQ    $0xd8, lo, lo; \
	VMOVDQU   lo, off(DI)

// func downAVX2(mid *int16, pairs *byte, places *int, weights *int16, columns, count int)
//
// Strips of 64 columns, whose sums stay in Y0..Y7. Y8 holds the weights of a
// pair of rows, Y9 the mask of the lower bytes. DI walks along mid, R9 along
// the pairs; SI, DX and CX are places, weights and count.
TEXT ·downAVX2(SB), NOSPLIT, $0-48
	MOVQ    mid+0(FP), DI
	MOVQ    pairs+8(FP), R9
	MOVQ    places+16(FP), SI
	MOVQ    weights+24(FP), DX
	MOVQ    columns+32(FP), R8
	MOVQ    count+40(FP), CX
	VMOVDQU low<>(SB), Y9

strip:
	VPBROADCASTD betweenHalf<>(SB), Y0
	VMOVDQA      Y0, Y1
	VMOVDQA      Y0, Y2
	VMOVDQA      Y0, Y3
	VMOVDQA      Y0, Y4
	VMOVDQA      Y0, Y5
	VMOVDQA      Y0, Y6
	VMOVDQA      Y0, Y7
	XORQ         BX, BX

pair:
	MOVQ         (SI)(BX*8), AX
	VPBROADCASTD (DX)(BX*4), Y8
	sixteen(0, Y0, Y1)
	sixteen(32, Y2, Y3)
	sixteen(64, Y4, Y5)
	sixteen(96, Y6, Y7)
	INCQ         BX
	CMPQ         BX, CX
	JLT          pair
	shorten(0, Y0, Y1)
	shorten(32, Y2, Y3)
	shorten(64, Y4, Y5)
	shorten(96, Y6, Y7)
	ADDQ         $128, DI
	ADDQ         $128, R9
	SUBQ         $64, R8
	JNZ          strip
	VZEROUPPER
	RET
