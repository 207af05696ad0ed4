#include "textflag.h"

// A constant of 32 bytes, of one word of 8 repeated.
#define REPEATED(name, word) \
	DATA name<>+0(SB)/8, word  ; \
	DATA name<>+8(SB)/8, word  ; \
	DATA name<>+16(SB)/8, word ; \
	DATA name<>+24(SB)/8, word ; \
	GLOBL name<>(SB), RODATA|NOPTR, $32

// A constant of two equal lanes of 16 bytes.
#define LANES(name, low, high) \
	DATA name<>+0(SB)/8, low   ; \
	DATA name<>+8(SB)/8, high  ; \
	DATA name<>+16(SB)/8, low  ; \
	DATA name<>+24(SB)/8, high ; \
	GLOBL name<>(SB), RODATA|NOPTR, $32

// Factors of pairs of coefficients, 16 bits each, the first in the low half.
// Every result of a transform is a sum of such products: four for the even
// coefficients (0, 4) and (2, 6), two for each odd result of (1, 5) and (3, 7).
REPEATED(sum, $0x2000200020002000)   // 1, 1
REPEATED(diff, $0xe0002000e0002000)  // 1, -1
REPEATED(low, $0x115129cf115129cf)   // 10703, 4433
REPEATED(high, $0xd6301151d6301151)  // 4433, -10704
REPEATED(odd0a, $0x19252c6319252c63) // 11363, 6437
REPEATED(odd0b, $0x08d425a108d425a1) // 9633, 2260
REPEATED(odd1a, $0xd39e25a1d39e25a1) // 9633, -11362
REPEATED(odd1b, $0xe6dcf72de6dcf72d) // -2259, -6436
REPEATED(odd2a, $0x08d5192508d51925) // 6437, 2261
REPEATED(odd2b, $0x25a1d39e25a1d39e) // -11362, 9633
REPEATED(odd3a, $0x25a108d425a108d4) // 2260, 9633
REPEATED(odd3b, $0xd39de6dcd39de6dc) // -6436, -11363

REPEATED(round1, $0x0000040000000400) // half of 1<<11
REPEATED(round2, $0x0202000002020000) // half of 1<<18, and 128<<18

// Columns 0 4 2 6, 1 5 3 7: what the second pass pairs stands side by side.
LANES(columns, $0x0d0c050409080100, $0x0f0e07060b0a0302)

// Transposes 4 x 4 bytes.
LANES(transpose, $0x0d0905010c080400, $0x0f0b07030e0a0602)

// ODD makes y of the pairs (1, 5) in Y1 and (3, 7) in Y3.
#define ODD(a, b, y) \
	VPMADDWD a<>(SB), Y1, y    ; \
	VPMADDWD b<>(SB), Y3, Y12  ; \
	VPADDD   Y12, y, y

// PASS transforms eight columns. In: the coefficients, as pairs (0, 4), (1, 5),
// (2, 6), (3, 7) of 16 bits in Y0, Y1, Y2, Y3. Out: the results 0 and 1, 2 and
// 3, 4 and 5, 6 and 7 in Y0, Y1, Y2, Y3, saturated at 16 bits; in each lane
// four columns of the one and then of the other. Uses Y4 to Y12.
#define PASS(round, shift) \
	VPMADDWD sum<>(SB), Y0, Y4   ; \
	VPMADDWD diff<>(SB), Y0, Y5  ; \
	VPMADDWD low<>(SB), Y2, Y6   ; \
	VPMADDWD high<>(SB), Y2, Y7  ; \
	VPADDD   round<>(SB), Y4, Y4 ; \
	VPADDD   round<>(SB), Y5, Y5 ; \
	VPADDD   Y6, Y4, Y8          ; \
	VPSUBD   Y6, Y4, Y11         ; \
	VPADDD   Y7, Y5, Y9          ; \
	VPSUBD   Y7, Y5, Y10         ; \
	ODD(odd0a, odd0b, Y4)        ; \
	ODD(odd1a, odd1b, Y5)        ; \
	ODD(odd2a, odd2b, Y6)        ; \
	ODD(odd3a, odd3b, Y7)        ; \
	VPADDD   Y4, Y8, Y0          ; \
	VPSUBD   Y4, Y8, Y8          ; \
	VPADDD   Y5, Y9, Y1          ; \
	VPSUBD   Y5, Y9, Y9          ; \
	VPADDD   Y6, Y10, Y2         ; \
	VPSUBD   Y6, Y10, Y10        ; \
	VPADDD   Y7, Y11, Y3         ; \
	VPSUBD   Y7, Y11, Y11        ; \
	VPSRAD   shift, Y0, Y0       ; \
	VPSRAD   shift, Y1, Y1       ; \
	VPSRAD   shift, Y2, Y2       ; \
	VPSRAD   shift, Y3, Y3       ; \
	VPSRAD   shift, Y8, Y8       ; \
	VPSRAD   shift, Y9, Y9       ; \
	VPSRAD   shift, Y10, Y10     ; \
	VPSRAD   shift, Y11, Y11     ; \
	VPACKSSDW Y1, Y0, Y0         ; \
	VPACKSSDW Y3, Y2, Y1         ; \
	VPACKSSDW Y10, Y11, Y2       ; \
	VPACKSSDW Y8, Y9, Y3

// func inverseAVX2(dst *byte, stride int, b *Block, q *Table)
TEXT ·inverseAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ stride+8(FP), SI
	MOVQ b+16(FP), BX
	MOVQ q+24(FP), DX

	// Two rows in each register, dequantized, columns in their order.
	VMOVDQU 0(BX), Y0
	VMOVDQU 32(BX), Y1
	VMOVDQU 64(BX), Y2
	VMOVDQU 96(BX), Y3
	VPMULLW 0(DX), Y0, Y0
	VPMULLW 32(DX), Y1, Y1
	VPMULLW 64(DX), Y2, Y2
	VPMULLW 96(DX), Y3, Y3
	VMOVDQU columns<>(SB), Y12
	VPSHUFB Y12, Y0, Y0
	VPSHUFB Y12, Y1, Y1
	VPSHUFB Y12, Y2, Y2
	VPSHUFB Y12, Y3, Y3

	// Pairs of rows: (0, 4) in the low lane and (1, 5) in the high one, then
	// each pair in a register of its own, even columns in the low lane.
	VPUNPCKLWD Y2, Y0, Y4
	VPUNPCKHWD Y2, Y0, Y5
	VPUNPCKLWD Y3, Y1, Y6
	VPUNPCKHWD Y3, Y1, Y7
	VPERM2I128 $0x20, Y5, Y4, Y0
	VPERM2I128 $0x31, Y5, Y4, Y1
	VPERM2I128 $0x20, Y7, Y6, Y2
	VPERM2I128 $0x31, Y7, Y6, Y3

	PASS(round1, $11)

	// A register holds two rows; in the low lane the pairs (0, 4) and (2, 6)
	// of each, in the high lane (1, 5) and (3, 7). Gather eight rows of a pair.
	VSHUFPS $0x88, Y1, Y0, Y4
	VSHUFPS $0xdd, Y1, Y0, Y5
	VSHUFPS $0x88, Y3, Y2, Y6
	VSHUFPS $0xdd, Y3, Y2, Y7
	VPERM2I128 $0x20, Y6, Y4, Y0
	VPERM2I128 $0x31, Y6, Y4, Y1
	VPERM2I128 $0x20, Y7, Y5, Y2
	VPERM2I128 $0x31, Y7, Y5, Y3

	PASS(round2, $18)

	// A register holds two columns, rows 0 to 3 in the low lane.
	VPACKUSWB Y1, Y0, Y0
	VPACKUSWB Y3, Y2, Y2
	VMOVDQU   transpose<>(SB), Y12
	VPSHUFB   Y12, Y0, Y0
	VPSHUFB   Y12, Y2, Y2
	VPUNPCKLDQ Y2, Y0, Y1
	VPUNPCKHDQ Y2, Y0, Y3
	LEAQ      (DI)(SI*2), R8
	VMOVQ     X1, (DI)
	VMOVHPS   X1, (DI)(SI*1)
	VMOVQ     X3, (R8)
	VMOVHPS   X3, (R8)(SI*1)
	LEAQ      (R8)(SI*2), DI
	LEAQ      (DI)(SI*2), R8
	VEXTRACTI128 $1, Y1, X1
	VEXTRACTI128 $1, Y3, X3
	VMOVQ     X1, (DI)
	VMOVHPS   X1, (DI)(SI*1)
	VMOVQ     X3, (R8)
	VMOVHPS   X3, (R8)(SI*1)
	VZEROUPPER
	RET

// PASS4 transforms four columns. In: the coefficients, as pairs (0, 2) and
// (1, 3) in X0 and X1. Out: the results 0 and 1 in X0, 2 and 3 in X1, saturated
// at 16 bits, four columns of each. Uses X2 to X5.
#define PASS4(round, shift) \
	VPMADDWD sum<>(SB), X0, X2   ; \
	VPMADDWD diff<>(SB), X0, X3  ; \
	VPMADDWD low<>(SB), X1, X4   ; \
	VPMADDWD high<>(SB), X1, X5  ; \
	VPADDD   round<>(SB), X2, X2 ; \
	VPADDD   round<>(SB), X3, X3 ; \
	VPADDD   X4, X2, X0          ; \
	VPSUBD   X4, X2, X2          ; \
	VPADDD   X5, X3, X1          ; \
	VPSUBD   X5, X3, X3          ; \
	VPSRAD   shift, X0, X0       ; \
	VPSRAD   shift, X1, X1       ; \
	VPSRAD   shift, X2, X2       ; \
	VPSRAD   shift, X3, X3       ; \
	VPACKSSDW X1, X0, X0         ; \
	VPACKSSDW X2, X3, X1

// func inverseHalfAVX2(dst *byte, stride int, b *Block, q *Table)
TEXT ·inverseHalfAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ stride+8(FP), SI
	MOVQ b+16(FP), BX
	MOVQ q+24(FP), DX
	VMOVDQU 0(BX), X0
	VMOVDQU 16(BX), X1
	VMOVDQU 32(BX), X2
	VMOVDQU 48(BX), X3
	VPMULLW 0(DX), X0, X0
	VPMULLW 16(DX), X1, X1
	VPMULLW 32(DX), X2, X2
	VPMULLW 48(DX), X3, X3

	// Pairs of rows, columns in the order 0 2 1 3.
	VPUNPCKLWD X2, X0, X0
	VPUNPCKLWD X3, X1, X1
	VPSHUFD    $0xd8, X0, X0
	VPSHUFD    $0xd8, X1, X1

	PASS4(round1, $11)

	// A register holds the pairs (0, 2) and (1, 3) of two rows.
	VSHUFPS $0xdd, X1, X0, X2
	VSHUFPS $0x88, X1, X0, X0
	VMOVDQA X2, X1

	PASS4(round2, $18)

	VPACKUSWB X1, X0, X0
	VPSHUFB   transpose<>(SB), X0, X0
	VMOVD     X0, (DI)
	VPEXTRD   $1, X0, (DI)(SI*1)
	LEAQ      (DI)(SI*2), DI
	VPEXTRD   $2, X0, (DI)
	VPEXTRD   $3, X0, (DI)(SI*1)
	RET
