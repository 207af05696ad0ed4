// The instructions of SSE up to 4.1 in terms of WebAssembly's: by SIMDe, and
// by one instruction each what that makes loops or several of.
#pragma once
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/sse4.1.h>
#include <wasm_simd128.h>

static inline __attribute__((always_inline)) simde__m128i high_halves_of_products(simde__m128i a, simde__m128i b) {
  v128_t low = wasm_i32x4_extmul_low_i16x8(a, b), high = wasm_i32x4_extmul_high_i16x8(a, b);
  return wasm_i16x8_shuffle(low, high, 1, 3, 5, 7, 9, 11, 13, 15);
}

#undef _mm_cvtepi16_epi32
#undef _mm_loadl_epi64
#undef _mm_madd_epi16
#undef _mm_movemask_epi8
#undef _mm_mulhi_epi16
#undef _mm_mulhrs_epi16
#undef _mm_mullo_epi16
#undef _mm_packus_epi32
#undef _mm_slli_epi16
#undef _mm_slli_epi32
#undef _mm_srai_epi16
#undef _mm_srai_epi32
#undef _mm_srli_epi16
#undef _mm_srli_epi32
#define _mm_cvtepi16_epi32(a) wasm_i32x4_extend_low_i16x8(a)
#define _mm_loadl_epi64(at) wasm_v128_load64_zero(at)
#define _mm_madd_epi16(a, b) wasm_i32x4_dot_i16x8(a, b)
#define _mm_movemask_epi8(a) ((int)wasm_i8x16_bitmask(a))
#define _mm_mulhi_epi16(a, b) high_halves_of_products(a, b)
#define _mm_mulhrs_epi16(a, b) wasm_i16x8_q15mulr_sat(a, b) // no factor is -1 twice
#define _mm_mullo_epi16(a, b) wasm_i16x8_mul(a, b)
#define _mm_packus_epi32(a, b) wasm_u16x8_narrow_i32x4(a, b)
// No shift is by more than there are bits.
#define _mm_slli_epi16(a, n) wasm_i16x8_shl(a, n)
#define _mm_slli_epi32(a, n) wasm_i32x4_shl(a, n)
#define _mm_srai_epi16(a, n) wasm_i16x8_shr(a, n)
#define _mm_srai_epi32(a, n) wasm_i32x4_shr(a, n)
#define _mm_srli_epi16(a, n) wasm_u16x8_shr(a, n)
#define _mm_srli_epi32(a, n) wasm_u32x4_shr(a, n)
