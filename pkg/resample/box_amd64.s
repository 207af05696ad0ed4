#include "textflag.h"

// func addRowAVX2(sums *uint16, row *byte, n int)
//
// n is a whole number of 32 columns.
TEXT ·addRowAVX2(SB), NOSPLIT, $0-24
	MOVQ sums+0(FP), DI
	MOVQ row+8(FP), SI
	MOVQ n+16(FP), CX

columns:
	VPMOVZXBW (SI), Y0
	VPMOVZXBW 16(SI), Y1
	VPADDW    (DI), Y0, Y0
	VPADDW    32(DI), Y1, Y1
	VMOVDQU   Y0, (DI)
	VMOVDQU   Y1, 32(DI)
	ADDQ      $32, SI
	ADDQ      $64, DI
	SUBQ      $32, CX
	JNZ       columns
	VZEROUPPER
	RET

// func halveAVX2(dst, src *uint16, n int)
//
// n, of the results, is a whole number of 16.
TEXT ·halveAVX2(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX

sums:
	VMOVDQU (SI), Y0
	VPHADDW 32(SI), Y0, Y0
	VPERMQ  $0xd8, Y0, Y0
	VMOVDQU Y0, (DI)
	ADDQ    $64, SI
	ADDQ    $32, DI
	SUBQ    $16, CX
	JNZ     sums
	VZEROUPPER
	RET

// func meansAVX2(dst *byte, sums *uint16, n, half, shift int)
//
// n is a whole number of 32.
TEXT ·meansAVX2(SB), NOSPLIT, $0-40
	MOVQ         dst+0(FP), DI
	MOVQ         sums+8(FP), SI
	MOVQ         n+16(FP), CX
	MOVQ         half+24(FP), AX
	VMOVQ        AX, X2
	VPBROADCASTW X2, Y2
	VMOVQ        shift+32(FP), X3

bytes:
	VPADDW    (SI), Y2, Y0
	VPADDW    32(SI), Y2, Y1
	VPSRLW    X3, Y0, Y0
	VPSRLW    X3, Y1, Y1
	VPACKUSWB Y1, Y0, Y0
	VPERMQ    $0xd8, Y0, Y0
	VMOVDQU   Y0, (DI)
	ADDQ      $64, SI
	ADDQ      $32, DI
	SUBQ      $32, CX
	JNZ       bytes
	VZEROUPPER
	RET
