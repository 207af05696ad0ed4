// libwebp's choice of modes, with its routines called by their names and not
// through pointers: a call through a pointer is slow in WebAssembly, and the
// compiler cannot work across it.
#include "src/dsp/enc_sse2.c"
#include "src/dsp/enc_sse41.c"
#include "src/dsp/cost_sse2.c"
#define VP8FTransform FTransform_SSE2
#define VP8FTransform2 FTransform2_SSE2
#define VP8ITransform ITransform_SSE2
#define VP8SSE4x4 SSE4x4_SSE2
#define VP8SSE16x16 SSE16x16_SSE2
#define VP8SSE16x8 SSE16x8_SSE2
#define VP8TDisto4x4 Disto4x4_SSE41
#define VP8TDisto16x16 Disto16x16_SSE41
#define VP8EncQuantizeBlock QuantizeBlock_SSE41
#define VP8EncQuantize2Blocks Quantize2Blocks_SSE41
#define VP8EncQuantizeBlockWHT QuantizeBlockWHT_SSE41
#define VP8EncPredLuma4 Intra4Preds_SSE2
#define VP8EncPredLuma16 Intra16Preds_SSE2
#define VP8EncPredChroma8 IntraChromaPreds_SSE2
#define VP8GetResidualCost GetResidualCost_SSE2
#define VP8SetResidualCoeffs SetResidualCoeffs_SSE2
#include "src/enc/cost_enc.c"
#include "src/enc/quant_enc.c"
