#include "textflag.h"

// WORDS defines 16 equal words.
#define WORDS(name, four) \
	DATA name<>+0(SB)/8, four; \
	DATA name<>+8(SB)/8, four; \
	DATA name<>+16(SB)/8, four; \
	DATA name<>+24(SB)/8, four; \
	GLOBL name<>(SB), RODATA|NOPTR, $32

WORDS(quickest, $0x1fe01fe01fe01fe0)
WORDS(bytes, $0x00ff00ff00ff00ff)
WORDS(one256, $0x0100010001000100)
WORDS(half, $0x0080008000800080)
WORDS(halves, $0x0000008000000080)
WORDS(quarter, $0x003f003f003f003f)

// What leads along the axes, and to the greatest corner of a cell but for one.
WORDS(alongR, $0x0484048404840484)
WORDS(alongG, $0x0022002200220022)
WORDS(alongB, $0x0001000100010001)
WORDS(beforeR, $0x0023002300230023)
WORDS(beforeG, $0x0485048504850485)
WORDS(beforeB, $0x04a604a604a604a6)

// The same in a block of fine points.
WORDS(fineR, $0x0019001900190019)
WORDS(fineG, $0x0005000500050005)
WORDS(fineBeforeR, $0x0006000600060006)
WORDS(fineBeforeG, $0x001a001a001a001a)
WORDS(fineBeforeB, $0x001e001e001e001e)

// PLACE loads 16 values of a channel and brings them to 256ths of a cell.
#define PLACE(from, in, temp) \
	VMOVDQU (from)(AX*2), in; \
	VPMINUW quickest<>(SB), in, in; \
	VPADDW half<>(SB), in, temp; \
	VPSRLW $8, temp, temp; \
	VPADDW in, temp, in

// CELL takes cells and the parts of them apart.
#define CELL(in, at) \
	VPSRLW $8, in, at; \
	VPAND bytes<>(SB), in, in

// FINE does it with the cells of a block.
#define FINE(in, at) \
	VPAND bytes<>(SB), in, at; \
	VPSRLW $6, at, at; \
	VPAND quarter<>(SB), in, in; \
	VPSLLW $2, in, in

// WAYS is what follows from the parts of cells in Y0, Y1 and Y2 and the least
// corners in Y3: the corners and the second and third points, on the stack,
// and weights in pairs. The second point is along the axis of the most, the
// third before that of the least.
#define WAYS(alongR, alongG, beforeR, beforeG, beforeB) \
	VPMAXSW Y1, Y0, Y4; \
	VPMINSW Y1, Y0, Y5; \
	VPMAXSW Y2, Y4, Y4; \
	VPMINSW Y2, Y5, Y5; \
	VMOVDQU alongB<>(SB), Y8; \
	VMOVDQU beforeB<>(SB), Y9; \
	VPCMPEQW Y1, Y4, Y10; \
	VPCMPEQW Y1, Y5, Y11; \
	VPBLENDVB Y10, alongG<>(SB), Y8, Y8; \
	VPBLENDVB Y11, beforeG<>(SB), Y9, Y9; \
	VPCMPEQW Y0, Y4, Y10; \
	VPCMPEQW Y0, Y5, Y11; \
	VPBLENDVB Y10, alongR<>(SB), Y8, Y8; \
	VPBLENDVB Y11, beforeR<>(SB), Y9, Y9; \
	VPADDW Y3, Y8, Y8; \
	VPADDW Y3, Y9, Y9; \
	VMOVDQU Y3, 0(SP); \
	VMOVDQU Y8, 32(SP); \
	VMOVDQU Y9, 64(SP); \
	VPADDW Y1, Y0, Y0; \
	VPADDW Y2, Y0, Y0; \
	VPSUBW Y4, Y0, Y0; \
	VPSUBW Y5, Y0, Y0; \
	VMOVDQU one256<>(SB), Y6; \
	VPSUBW Y4, Y6, Y6; \
	VPSUBW Y0, Y4, Y4; \
	VPSUBW Y5, Y0, Y0; \
	VPUNPCKLWD Y4, Y6, Y8; \
	VPUNPCKHWD Y4, Y6, Y9; \
	VPUNPCKLWD Y5, Y0, Y10; \
	VPUNPCKHWD Y5, Y0, Y11; \
	VPCMPEQW Y15, Y15, Y15

// MIX is pixel k in the lower half and k+8 in the upper, of points from p and
// q, the last of which is so many bytes from the first. The weights of the
// first two points are in the doublewords w of wa, those of the others in wb.
// Sums of red, green and blue come out.
#define MIX(k, p, q, last, w, wa, wb, out) \
	MOVWLZX (2*(k))(SP), BX; \
	MOVWLZX (2*(k)+16)(SP), DX; \
	VMOVDQU (p)(BX*8), X4; \
	VINSERTI128 $1, (q)(DX*8), Y4, Y4; \
	VMOVDQU (last)(p)(BX*8), X7; \
	VINSERTI128 $1, (last)(q)(DX*8), Y7, Y7; \
	MOVWLZX (2*(k)+32)(SP), BX; \
	MOVWLZX (2*(k)+48)(SP), DX; \
	VMOVDQU (p)(BX*8), X5; \
	VINSERTI128 $1, (q)(DX*8), Y5, Y5; \
	MOVWLZX (2*(k)+64)(SP), BX; \
	MOVWLZX (2*(k)+80)(SP), DX; \
	VMOVDQU (p)(BX*8), X6; \
	VINSERTI128 $1, (q)(DX*8), Y6, Y6; \
	VPAND Y4, Y15, Y15; \
	VPUNPCKLWD Y5, Y4, Y4; \
	VPUNPCKLWD Y7, Y6, Y6; \
	VPSHUFD $(0x55*w), wa, Y5; \
	VPSHUFD $(0x55*w), wb, Y7; \
	VPMADDWD Y5, Y4, Y4; \
	VPMADDWD Y7, Y6, Y6; \
	VPADDD Y6, Y4, out

// COARSE is MIX of a lattice, and BLOCKS of blocks of fine points.
#define COARSE(k, w, wa, wb, out) \
	MIX(k, R8, R8, 8*1191, w, wa, wb, out)
#define BLOCKS(k, w, wa, wb, out) \
	MOVQ (8*(k))(R8)(AX*8), R12; \
	MOVQ (8*(k)+64)(R8)(AX*8), R13; \
	MIX(k, R12, R13, 8*31, w, wa, wb, out)

// TURN makes of the sums of four pairs of pixels those of each channel, and
// divides them by 256.
#define TURN(r, g, b) \
	VPUNPCKLDQ Y1, Y0, Y4; \
	VPUNPCKLDQ Y3, Y2, Y5; \
	VPUNPCKHDQ Y1, Y0, Y6; \
	VPUNPCKHDQ Y3, Y2, Y7; \
	VPUNPCKLQDQ Y5, Y4, r; \
	VPUNPCKHQDQ Y5, Y4, g; \
	VPUNPCKLQDQ Y7, Y6, b; \
	VPADDD Y14, r, r; \
	VPADDD Y14, g, g; \
	VPADDD Y14, b, b; \
	VPSRLD $8, r, r; \
	VPSRLD $8, g, g; \
	VPSRLD $8, b, b

// MIXED does 16 pixels with one of the above, and says whether the upper bit
// of a first point was missing.
#define MIXED(which) \
	which(0, 0, Y8, Y10, Y0); \
	which(1, 1, Y8, Y10, Y1); \
	which(2, 2, Y8, Y10, Y2); \
	which(3, 3, Y8, Y10, Y3); \
	TURN(Y8, Y10, Y12); \
	which(4, 0, Y9, Y11, Y0); \
	which(5, 1, Y9, Y11, Y1); \
	which(6, 2, Y9, Y11, Y2); \
	which(7, 3, Y9, Y11, Y3); \
	TURN(Y9, Y11, Y13); \
	VPACKUSDW Y9, Y8, Y8; \
	VPACKUSDW Y11, Y10, Y10; \
	VPACKUSDW Y13, Y12, Y12; \
	VMOVDQU Y8, (DI)(AX*2); \
	VMOVDQU Y10, 1024(DI)(AX*2); \
	VMOVDQU Y12, 2048(DI)(AX*2); \
	VEXTRACTI128 $1, Y15, X4; \
	VPAND X4, X15, X4; \
	VMOVQ X4, BX; \
	NOTQ BX; \
	SHRQ $63, BX; \
	MOVB BX, (R11); \
	INCQ R11; \
	ADDQ $16, AX; \
	CMPQ AX, CX

// func latticeAVX2(points *atomic.Uint64, to, from *rows, cells *uint16, wild *bool, n int)
TEXT ·latticeAVX2(SB), NOSPLIT, $96-48
	MOVQ points+0(FP), R8
	MOVQ to+8(FP), DI
	MOVQ from+16(FP), SI
	MOVQ cells+24(FP), R12
	MOVQ wild+32(FP), R11
	MOVQ n+40(FP), CX
	LEAQ 1024(SI), R9
	LEAQ 2048(SI), R10
	VMOVDQU halves<>(SB), Y14
	XORQ AX, AX

latticeLoop:
	PLACE(SI, Y0, Y3)
	PLACE(R9, Y1, Y4)
	PLACE(R10, Y2, Y5)
	CELL(Y0, Y3)
	CELL(Y1, Y4)
	CELL(Y2, Y5)
	VPMULLW alongR<>(SB), Y3, Y3
	VPMULLW alongG<>(SB), Y4, Y4
	VPADDW Y5, Y3, Y3
	VPADDW Y4, Y3, Y3
	VMOVDQU Y3, (R12)(AX*2)
	WAYS(alongR, alongG, beforeR, beforeG, beforeB)
	MIXED(COARSE)
	JL latticeLoop
	VZEROUPPER
	RET

// func fineAVX2(blocks **fineBlock, to, from *rows, wild *bool, n int)
TEXT ·fineAVX2(SB), NOSPLIT, $96-40
	MOVQ blocks+0(FP), R8
	MOVQ to+8(FP), DI
	MOVQ from+16(FP), SI
	MOVQ wild+24(FP), R11
	MOVQ n+32(FP), CX
	LEAQ 1024(SI), R9
	LEAQ 2048(SI), R10
	VMOVDQU halves<>(SB), Y14
	XORQ AX, AX

fineLoop:
	PLACE(SI, Y0, Y3)
	PLACE(R9, Y1, Y4)
	PLACE(R10, Y2, Y5)
	FINE(Y0, Y3)
	FINE(Y1, Y4)
	FINE(Y2, Y5)
	VPMULLW fineR<>(SB), Y3, Y3
	VPMULLW fineG<>(SB), Y4, Y4
	VPADDW Y5, Y3, Y3
	VPADDW Y4, Y3, Y3
	WAYS(fineR, fineG, fineBeforeR, fineBeforeG, fineBeforeB)
	MIXED(BLOCKS)
	JL fineLoop
	VZEROUPPER
	RET
