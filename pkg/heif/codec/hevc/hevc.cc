// The door between photoq and libde265: one picture at a time.
#include <cstdint>
#include <cstdlib>

#include "libde265/de265.h"
#include "libde265/image.h"
#include "libde265/sps.h"

#define EXPORT(name) __attribute__((export_name(#name))) name

static de265_decoder_context *decoder;
static const de265_image *picture;

extern "C" {

__attribute__((import_module("photoq"), import_name("alive"))) void alive(void);

// The linker puts this before the function that reads whether a slice ends
// after a coding tree unit: the place to be asked to stop.
int __real__Z21decode_CABAC_term_bitP13CABAC_decoder(void *d);
int __wrap__Z21decode_CABAC_term_bitP13CABAC_decoder(void *d) {
	alive();
	return __real__Z21decode_CABAC_term_bitP13CABAC_decoder(d);
}

// decode decodes the first picture of NAL units that each have a length of 4
// bytes, big-endian, before them. It returns 0, or the decoder's error, and
// fills info: width, height, chroma format, bits of luma and of chroma, and
// for each plane its address, width, height and stride in bytes; then whether
// it has damaged places, whether samples use the whole range, and the matrix.
int EXPORT(decode)(const uint8_t *data, uint32_t size, uint32_t *info) {
	if (decoder) de265_free_decoder(decoder);
	picture = nullptr;
	decoder = de265_new_decoder();
	if (!decoder) return DE265_ERROR_OUT_OF_MEMORY;
	while (size >= 4) {
		uint32_t n = uint32_t(data[0]) << 24 | uint32_t(data[1]) << 16 | uint32_t(data[2]) << 8 | data[3];
		data += 4, size -= 4;
		if (n > size) return DE265_ERROR_PREMATURE_END_OF_SLICE;
		de265_error err = de265_push_NAL(decoder, data, n, 0, nullptr);
		if (err != DE265_OK) return err;
		data += n, size -= n;
	}
	de265_error err = de265_flush_data(decoder);
	if (err != DE265_OK) return err;
	for (int more = 1; more && !picture;) {
		more = 0;
		err = de265_decode(decoder, &more);
		picture = de265_get_next_picture(decoder);
		if (err == DE265_ERROR_WAITING_FOR_INPUT_DATA) break;
		if (err != DE265_OK) return err;
	}
	if (!picture) return DE265_ERROR_WAITING_FOR_INPUT_DATA;
	int chroma = de265_get_chroma_format(picture);
	info[0] = de265_get_image_width(picture, 0);
	info[1] = de265_get_image_height(picture, 0);
	info[2] = chroma;
	info[3] = de265_get_bits_per_pixel(picture, 0);
	info[4] = chroma ? de265_get_bits_per_pixel(picture, 1) : 0;
	for (int c = 0; c < (chroma ? 3 : 1); c++) {
		int stride = 0;
		info[5 + 4 * c] = (uint32_t)de265_get_image_plane(picture, c, &stride);
		info[6 + 4 * c] = de265_get_image_width(picture, c);
		info[7 + 4 * c] = de265_get_image_height(picture, c);
		info[8 + 4 * c] = stride;
	}
	info[17] = picture->integrity != INTEGRITY_CORRECT;
	info[18] = de265_get_image_full_range_flag(picture);
	info[19] = de265_get_image_matrix_coefficients(picture);
	return 0;
}
}
