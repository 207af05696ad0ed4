// What pkg/av1 calls: libaom's encoder for one picture in memory.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "aom/aom_encoder.h"
#include "aom/aomcx.h"

#define EXPORT(name) __attribute__((export_name(#name))) name

__attribute__((import_module("photoq"), import_name("alive"))) void alive(void);

// The linker puts this before a function that is called for each superblock:
// the place to be asked to stop.
void __real_av1_set_cost_upd_freq(void *encoder, void *thread, const void *tile, int row, int column);
void __wrap_av1_set_cost_upd_freq(void *encoder, void *thread, const void *tile, int row, int column) {
  alive();
  __real_av1_set_cost_upd_freq(encoder, thread, tile, row, column);
}

// encode makes the bytes of a still picture of planes without gaps: y, and u
// and v of a size by layout, 0 to 3: 4:0:0 (no u and v), 4:2:0, 4:2:2, 4:4:4.
// Samples are in the full range; those of more than 8 bits take two bytes.
// matrix is that of H.273. It returns the bytes, which stay valid, or NULL, and
// sets result to their length and to libaom's error.
const uint8_t *EXPORT(encode)(uint8_t *y, uint8_t *u, uint8_t *v, int layout, int bits, int width, int height, int matrix, int quantizer, int speed, uint32_t result[2]) {
  static aom_codec_ctx_t codec;
  aom_codec_enc_cfg_t c;
  aom_image_t m;
  aom_codec_iface_t *encoder = aom_codec_av1_cx();
  static const aom_img_fmt_t formats[] = { AOM_IMG_FMT_I420, AOM_IMG_FMT_I420, AOM_IMG_FMT_I422, AOM_IMG_FMT_I444 };
  static const unsigned profiles[] = { 0, 0, 2, 1 };
  const int deep = bits > 8;

  result[0] = 0;
  if ((result[1] = aom_codec_enc_config_default(encoder, &c, AOM_USAGE_ALL_INTRA)) != AOM_CODEC_OK) return NULL;
  c.g_profile = profiles[layout];
  c.g_bit_depth = c.g_input_bit_depth = bits;
  c.g_w = width;
  c.g_h = height;
  c.g_limit = 1;
  c.g_threads = 1;
  c.g_lag_in_frames = 0;
  c.monochrome = layout == 0;
  c.rc_end_usage = AOM_Q;
  c.rc_min_quantizer = 0;
  c.rc_max_quantizer = 63;
  if ((result[1] = aom_codec_enc_init(&codec, encoder, &c, deep ? AOM_CODEC_USE_HIGHBITDEPTH : 0)) != AOM_CODEC_OK) return NULL;
  aom_codec_control(&codec, AOME_SET_CPUUSED, speed);
  aom_codec_control(&codec, AOME_SET_CQ_LEVEL, quantizer);
  aom_codec_control(&codec, AV1E_SET_ROW_MT, 0);
  aom_codec_control(&codec, AV1E_SET_COLOR_RANGE, AOM_CR_FULL_RANGE);
  aom_codec_control(&codec, AV1E_SET_MATRIX_COEFFICIENTS, matrix);

  if (!aom_img_wrap(&m, formats[layout] | (deep ? AOM_IMG_FMT_HIGHBITDEPTH : 0), width, height, 1, y)) {
    result[1] = AOM_CODEC_INVALID_PARAM;
    return NULL;
  }
  m.bit_depth = bits;
  m.range = AOM_CR_FULL_RANGE;
  m.mc = matrix;
  m.monochrome = layout == 0;
  m.planes[0] = y;
  m.planes[1] = u;
  m.planes[2] = v;
  m.stride[0] = width << deep;
  m.stride[1] = m.stride[2] = (layout == 3 ? width : (width + 1) / 2) << deep;
  if ((result[1] = aom_codec_encode(&codec, &m, 0, 1, 0)) != AOM_CODEC_OK) return NULL;
  aom_codec_iter_t at = NULL;
  const aom_codec_cx_pkt_t *packet;
  while ((packet = aom_codec_get_cx_data(&codec, &at)) != NULL) {
    if (packet->kind != AOM_CODEC_CX_FRAME_PKT) continue;
    result[0] = packet->data.frame.sz;
    return packet->data.frame.buf;
  }
  result[1] = AOM_CODEC_ERROR;
  return NULL;
}
