// The door between photoq and dav1d: one picture at a time.
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dav1d/dav1d.h"

#define EXPORT(name) __attribute__((export_name(#name))) name

static Dav1dContext *decoder;
static Dav1dPicture picture;

__attribute__((import_module("photoq"), import_name("alive"))) void alive(void);

// The linker puts this before the function that decodes a row of superblocks
// of a tile: the place to be asked to stop.
int __real_dav1d_decode_tile_sbrow(void *t);
int __wrap_dav1d_decode_tile_sbrow(void *t) {
	alive();
	return __real_dav1d_decode_tile_sbrow(t);
}

static void forget(const uint8_t *data, void *cookie) {}

// decode decodes the first picture of a stream of OBUs, in the operating
// point that is named, and of one of several layers the highest. It returns
// 0, or the decoder's error as a negative errno, and fills info: width,
// height, layout (0 to 3: 4:0:0, 4:2:0, 4:2:2, 4:4:4), bits, and for each
// plane its address, width, height and stride in bytes; then the colour
// range, primaries, transfer and matrix. A picture of more pixels than limit
// is an error.
int EXPORT(decode)(const uint8_t *bytes, uint32_t size, uint32_t point, uint32_t limit, uint32_t *info) {
	Dav1dSettings s;
	Dav1dData data;
	int err, pushed;

	if (picture.data[0]) dav1d_picture_unref(&picture);
	if (decoder) dav1d_close(&decoder);
	dav1d_default_settings(&s);
	s.n_threads = 1;
	s.max_frame_delay = 1;
	s.all_layers = 0;
	s.operating_point = point;
	s.frame_size_limit = limit;
	if ((err = dav1d_open(&decoder, &s))) return err;
	memset(&data, 0, sizeof data);
	if ((err = dav1d_data_wrap(&data, bytes, size, forget, NULL))) return err;
	for (;;) {
		pushed = 0;
		if (data.sz) {
			err = dav1d_send_data(decoder, &data);
			if (err && err != DAV1D_ERR(EAGAIN)) return err;
			pushed = !err;
		}
		err = dav1d_get_picture(decoder, &picture);
		if (!err) break;
		if (err != DAV1D_ERR(EAGAIN) || (!data.sz && !pushed)) return err;
	}
	int layout = picture.p.layout;
	int sx = layout == DAV1D_PIXEL_LAYOUT_I420 || layout == DAV1D_PIXEL_LAYOUT_I422;
	int sy = layout == DAV1D_PIXEL_LAYOUT_I420;
	info[0] = picture.p.w;
	info[1] = picture.p.h;
	info[2] = layout;
	info[3] = picture.p.bpc;
	for (int c = 0; c < (layout == DAV1D_PIXEL_LAYOUT_I400 ? 1 : 3); c++) {
		info[4 + 4 * c] = (uint32_t)picture.data[c];
		info[5 + 4 * c] = c ? (picture.p.w + sx) >> sx : picture.p.w;
		info[6 + 4 * c] = c ? (picture.p.h + sy) >> sy : picture.p.h;
		info[7 + 4 * c] = picture.stride[c > 0];
	}
	info[16] = picture.seq_hdr->color_range;
	info[17] = picture.seq_hdr->pri;
	info[18] = picture.seq_hdr->trc;
	info[19] = picture.seq_hdr->mtrx;
	return 0;
}
