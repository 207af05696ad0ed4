#include "textflag.h"

// A constant of 32 bytes, of one word of 8 repeated.
#define REPEATED(name, word) \
	DATA name<>+0(SB)/8, word  ; \
	DATA name<>+8(SB)/8, word  ; \
	DATA name<>+16(SB)/8, word ; \
	DATA name<>+24(SB)/8, word ; \
	GLOBL name<>(SB), RODATA|NOPTR, $32

// Factors of pairs of sums or differences, the first in the low half. Results 0
// and 4 are made of the sums (s0+s3, s1+s2), 2 and 6 of (s0-s3, s1-s2), the odd
// ones of the differences (d0, d1) and (d3, d2).
REPEATED(sum, $0x2000200020002000)   // 1, 1
REPEATED(diff, $0xe0002000e0002000)  // 1, -1
REPEATED(low, $0x115129cf115129cf)   // 10703, 4433
REPEATED(high, $0xd6301151d6301151)  // 4433, -10704
REPEATED(odd1a, $0x25a12c6325a12c63) // 11363, 9633
REPEATED(odd1b, $0x192508d4192508d4) // 2260, 6437
REPEATED(odd3a, $0xf72d25a1f72d25a1) // 9633, -2259
REPEATED(odd3b, $0xd39ee6dcd39ee6dc) // -6436, -11362
REPEATED(odd5a, $0xd39e1925d39e1925) // 6437, -11362
REPEATED(odd5b, $0x08d525a108d525a1) // 9633, 2261
REPEATED(odd7a, $0xe6dc08d4e6dc08d4) // 2260, -6436
REPEATED(odd7b, $0x25a1d39d25a1d39d) // -11363, 9633

REPEATED(round1, $0x0000040000000400) // half of 1<<11
REPEATED(round2, $0x0000400000004000) // half of 1<<15

// The same, and in the first column 128 taken from each sample: 8192<<15.
DATA round2dc<>+0(SB)/8, $0x00004000f0004000
DATA round2dc<>+8(SB)/8, $0x0000400000004000
DATA round2dc<>+16(SB)/8, $0x0000400000004000
DATA round2dc<>+24(SB)/8, $0x0000400000004000
GLOBL round2dc<>(SB), RODATA|NOPTR, $32

// Samples of two rows in the order 0 7 1 6 3 4 2 5: what is added or
// subtracted stands side by side.
DATA mirrored<>+0(SB)/8, $0x0502040306010700
DATA mirrored<>+8(SB)/8, $0x0d0a0c0b0e090f08
DATA mirrored<>+16(SB)/8, $0x0502040306010700
DATA mirrored<>+24(SB)/8, $0x0d0a0c0b0e090f08
GLOBL mirrored<>(SB), RODATA|NOPTR, $32

REPEATED(plus, $0x0101010101010101)
REPEATED(minus, $0xff01ff01ff01ff01)

// ODD makes y of the differences (d0, d1) in Y2 and (d3, d2) in Y3.
#define ODD(a, b, y) \
	VPMADDWD a<>(SB), Y2, y   ; \
	VPMADDWD b<>(SB), Y3, Y12 ; \
	VPADDD   Y12, y, y

#define ROUND(y, round, shift) \
	VPADDD round, y, y ; \
	VPSRAD shift, y, y

// PASS transforms eight rows or columns. In: four sums s0 s1 s3 s2 of each of
// two rows in a lane of sA, and of two more in sB; dA and dB hold the
// differences in the same way. Out: the results 0 and 1, 2 and 3, 4 and 5, 6
// and 7 in Y4, Y5, Y6, Y7, saturated at 16 bits; in each lane four rows of the
// one and then of the other. Uses Y0 to Y12.
#define PASS(sA, sB, dA, dB, round0, round, shift) \
	VSHUFPS  $0xdd, dB, dA, Y3   ; \
	VSHUFPS  $0x88, dB, dA, Y2   ; \
	VSHUFPS  $0xdd, sB, sA, Y1   ; \
	VSHUFPS  $0x88, sB, sA, Y0   ; \
	VPADDW   Y1, Y0, Y9          ; \
	VPSUBW   Y1, Y0, Y10         ; \
	VPMADDWD sum<>(SB), Y9, Y4   ; \
	VPMADDWD diff<>(SB), Y9, Y6  ; \
	VPMADDWD low<>(SB), Y10, Y5  ; \
	VPMADDWD high<>(SB), Y10, Y7 ; \
	ODD(odd1a, odd1b, Y8)        ; \
	ODD(odd3a, odd3b, Y9)        ; \
	ODD(odd5a, odd5b, Y10)       ; \
	ODD(odd7a, odd7b, Y11)       ; \
	ROUND(Y4, round0, shift)     ; \
	ROUND(Y5, round, shift)      ; \
	ROUND(Y6, round, shift)      ; \
	ROUND(Y7, round, shift)      ; \
	ROUND(Y8, round, shift)      ; \
	ROUND(Y9, round, shift)      ; \
	ROUND(Y10, round, shift)     ; \
	ROUND(Y11, round, shift)     ; \
	VPACKSSDW Y8, Y4, Y4         ; \
	VPACKSSDW Y9, Y5, Y5         ; \
	VPACKSSDW Y10, Y6, Y6        ; \
	VPACKSSDW Y11, Y7, Y7

// QUANTIZE divides the two rows in y, orders and stores them, at an offset of
// block and divisors. Uses Y0 and Y1.
#define QUANTIZE(y, at) \
	VPERMQ   $0xd8, y, y           ; \
	VPABSW   y, Y0                 ; \
	VPADDW   at+0(DX), Y0, Y0      ; \
	VPMULHUW (at+128)(DX), Y0, Y0  ; \
	VPMULHUW (at+256)(DX), Y0, Y0  ; \
	VPSIGNW  y, Y0, y              ; \
	VMOVDQU  y, at(DI)

// func forwardAVX2(b *Block, src *byte, stride int, d *Divisors) uint64
TEXT ·forwardAVX2(SB), NOSPLIT, $0-40
	MOVQ b+0(FP), DI
	MOVQ src+8(FP), R8
	MOVQ stride+16(FP), SI
	MOVQ d+24(FP), DX

	// Rows 0 1, 7 6 in Y0 and 3 2, 4 5 in Y1.
	LEAQ        (R8)(SI*2), R9
	LEAQ        (R9)(SI*2), R10
	LEAQ        (R10)(SI*2), R11
	VMOVQ       (R8), X0
	VMOVHPS     (R8)(SI*1), X0, X0
	VMOVQ       (R9)(SI*1), X1
	VMOVHPS     (R9), X1, X1
	VMOVQ       (R11)(SI*1), X2
	VMOVHPS     (R11), X2, X2
	VMOVQ       (R10), X3
	VMOVHPS     (R10)(SI*1), X3, X3
	VINSERTI128 $1, X2, Y0, Y0
	VINSERTI128 $1, X3, Y1, Y1

	// Sums and differences within the rows.
	VMOVDQU    mirrored<>(SB), Y2
	VPSHUFB    Y2, Y0, Y0
	VPSHUFB    Y2, Y1, Y1
	VMOVDQU    plus<>(SB), Y2
	VMOVDQU    minus<>(SB), Y3
	VPMADDUBSW Y2, Y0, Y4
	VPMADDUBSW Y2, Y1, Y5
	VPMADDUBSW Y3, Y0, Y6
	VPMADDUBSW Y3, Y1, Y7

	VMOVDQU round1<>(SB), Y13
	PASS(Y4, Y5, Y6, Y7, Y13, Y13, $11)

	// Rows 0 1 3 2 of two columns are in the low lanes, rows 7 6 4 5 in the
	// high ones. Sums and differences of the lanes, columns 0 1, 4 5 and 2 3,
	// 6 7, are what the second pass begins with.
	VPERM2I128 $0x20, Y6, Y4, Y0
	VPERM2I128 $0x31, Y6, Y4, Y1
	VPERM2I128 $0x20, Y7, Y5, Y2
	VPERM2I128 $0x31, Y7, Y5, Y3
	VPADDW     Y1, Y0, Y4
	VPADDW     Y3, Y2, Y5
	VPSUBW     Y1, Y0, Y6
	VPSUBW     Y3, Y2, Y7

	VMOVDQU round2<>(SB), Y13
	VMOVDQU round2dc<>(SB), Y14
	PASS(Y4, Y5, Y6, Y7, Y14, Y13, $15)

	QUANTIZE(Y4, 0)
	QUANTIZE(Y5, 32)
	QUANTIZE(Y6, 64)
	QUANTIZE(Y7, 96)

	// The mask: narrowed, ordered, and compared with 0.
	VPXOR     Y0, Y0, Y0
	VPACKSSWB Y5, Y4, Y4
	VPACKSSWB Y7, Y6, Y6
	VPERMQ    $0xd8, Y4, Y4
	VPERMQ    $0xd8, Y6, Y6
	VPCMPEQB  Y0, Y4, Y4
	VPCMPEQB  Y0, Y6, Y6
	VPMOVMSKB Y4, AX
	VPMOVMSKB Y6, CX
	SHLQ      $32, CX
	ORQ       CX, AX
	NOTQ      AX
	MOVQ      AX, ret+32(FP)
	VZEROUPPER
	RET
