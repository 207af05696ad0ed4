// What pkg/webp calls: libwebp's encoder over pictures in memory.
#include <stdlib.h>
#include "src/webp/encode.h"

__attribute__((import_module("photoq"), import_name("alive"))) void alive(void);

// wanted is what libwebp calls at each percent of its work: the place to be
// asked to stop.
static int wanted(int percent, const WebPPicture* p) {
  alive();
  return 1;
}

// finish encodes p and returns the file, which the caller frees, or NULL.
// result is set to the file's length and to libwebp's WebPEncodingError.
static uint8_t* finish(const WebPConfig* c, WebPPicture* p, uint32_t result[2]) {
  WebPMemoryWriter w;
  WebPMemoryWriterInit(&w);
  p->writer = WebPMemoryWrite;
  p->custom_ptr = &w;
  p->progress_hook = wanted;
  const int ok = WebPValidateConfig(c) && WebPEncode(c, p);
  result[0] = ok ? (uint32_t)w.size : 0;
  result[1] = (uint32_t)p->error_code;
  if (ok) return w.mem;
  WebPMemoryWriterClear(&w);
  return NULL;
}

// encode_planes writes a lossy file of planes without gaps: y, and u and v at
// half the size, rounded up; a is NULL where there is no transparency.
uint8_t* encode_planes(uint8_t* y, uint8_t* u, uint8_t* v, uint8_t* a, int width, int height, int quality, int method, uint32_t result[2]) {
  WebPConfig c;
  WebPPicture p;
  result[0] = result[1] = 0;
  if (!WebPConfigInit(&c) || !WebPPictureInit(&p)) return NULL;
  c.quality = (float)quality;
  c.method = method;
  p.width = width;
  p.height = height;
  p.y = y;
  p.u = u;
  p.v = v;
  p.y_stride = width;
  p.uv_stride = (width + 1) / 2;
  if (a != NULL) {
    p.a = a;
    p.a_stride = width;
    p.colorspace = WEBP_YUV420A;
  }
  return finish(&c, &p, result);
}

// encode_argb writes a lossless file of pixels 0xAARRGGBB. level is that of
// WebPConfigLosslessPreset. Colours of transparent pixels are kept.
uint8_t* encode_argb(uint32_t* argb, int width, int height, int level, uint32_t result[2]) {
  WebPConfig c;
  WebPPicture p;
  result[0] = result[1] = 0;
  if (!WebPConfigInit(&c) || !WebPPictureInit(&p) || !WebPConfigLosslessPreset(&c, level)) return NULL;
  c.exact = 1;
  p.use_argb = 1;
  p.width = width;
  p.height = height;
  p.argb = argb;
  p.argb_stride = width;
  return finish(&c, &p, result);
}
