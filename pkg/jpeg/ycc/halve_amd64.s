#include "textflag.h"

#define SPLAT(value, x, y) \
	MOVL $value, AX; \
	VMOVD AX, x; \
	VPBROADCASTD x, y

// func halveRowAVX2(dst, src []byte)
//
// Pairs are added up with VPMADDUBSW and weights of 1.
//
// DI dst, SI src, CX averages left; Y14 ones, Y15 the bias (0, 1)
TEXT ·halveRowAVX2(SB), NOSPLIT, $0-48
	MOVQ dst_base+0(FP), DI
	MOVQ dst_len+8(FP), CX
	MOVQ src_base+24(FP), SI
	SPLAT(0x01010101, X14, Y14)
	SPLAT(0x00010000, X15, Y15)

halveRowLoop:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1
	VPMADDUBSW Y14, Y0, Y0
	VPMADDUBSW Y14, Y1, Y1
	VPADDW Y15, Y0, Y0
	VPADDW Y15, Y1, Y1
	VPSRLW $1, Y0, Y0
	VPSRLW $1, Y1, Y1
	VPACKUSWB Y1, Y0, Y0
	VPERMQ $0xd8, Y0, Y0
	VMOVDQU Y0, (DI)

	ADDQ $64, SI
	ADDQ $32, DI
	SUBQ $32, CX
	JEQ halveRowDone
	CMPQ CX, $32
	JGE halveRowLoop
	SUBQ $32, CX // the last block ends with the row
	LEAQ (SI)(CX*2), SI
	ADDQ CX, DI
	MOVQ $32, CX
	JMP halveRowLoop

halveRowDone:
	VZEROUPPER
	RET

// func halveRowsAVX2(dst, upper, lower []byte)
//
// DI dst, SI upper, R8 lower, CX averages left; Y14 ones, Y15 the bias (1, 2)
TEXT ·halveRowsAVX2(SB), NOSPLIT, $0-72
	MOVQ dst_base+0(FP), DI
	MOVQ dst_len+8(FP), CX
	MOVQ upper_base+24(FP), SI
	MOVQ lower_base+48(FP), R8
	SPLAT(0x01010101, X14, Y14)
	SPLAT(0x00020001, X15, Y15)

halveRowsLoop:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1
	VMOVDQU (R8), Y2
	VMOVDQU 32(R8), Y3
	VPMADDUBSW Y14, Y0, Y0
	VPMADDUBSW Y14, Y1, Y1
	VPMADDUBSW Y14, Y2, Y2
	VPMADDUBSW Y14, Y3, Y3
	VPADDW Y15, Y0, Y0
	VPADDW Y15, Y1, Y1
	VPADDW Y2, Y0, Y0
	VPADDW Y3, Y1, Y1
	VPSRLW $2, Y0, Y0
	VPSRLW $2, Y1, Y1
	VPACKUSWB Y1, Y0, Y0
	VPERMQ $0xd8, Y0, Y0
	VMOVDQU Y0, (DI)

	ADDQ $64, SI
	ADDQ $64, R8
	ADDQ $32, DI
	SUBQ $32, CX
	JEQ halveRowsDone
	CMPQ CX, $32
	JGE halveRowsLoop
	SUBQ $32, CX // the last block ends with the row
	LEAQ (SI)(CX*2), SI
	LEAQ (R8)(CX*2), R8
	ADDQ CX, DI
	MOVQ $32, CX
	JMP halveRowsLoop

halveRowsDone:
	VZEROUPPER
	RET

// func halveDownAVX2(dst, upper, lower []byte)
//
// DI dst, SI upper, R8 lower, CX averages left
TEXT ·halveDownAVX2(SB), NOSPLIT, $0-72
	MOVQ dst_base+0(FP), DI
	MOVQ dst_len+8(FP), CX
	MOVQ upper_base+24(FP), SI
	MOVQ lower_base+48(FP), R8

halveDownLoop:
	VMOVDQU (SI), Y0
	VPAVGB (R8), Y0, Y0
	VMOVDQU Y0, (DI)

	ADDQ $32, SI
	ADDQ $32, R8
	ADDQ $32, DI
	SUBQ $32, CX
	JEQ halveDownDone
	CMPQ CX, $32
	JGE halveDownLoop
	SUBQ $32, CX // the last block ends with the row
	ADDQ CX, SI
	ADDQ CX, R8
	ADDQ CX, DI
	MOVQ $32, CX
	JMP halveDownLoop

halveDownDone:
	VZEROUPPER
	RET
