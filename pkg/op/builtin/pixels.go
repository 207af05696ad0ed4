package builtin

import "image"

// eachRow calls f for each pixel of src with the bytes of that pixel in dst
// and in src, which have to and from bytes a pixel.
func eachRow(dst []byte, dstStride int, src []byte, srcStride int, r image.Rectangle, to, from int, f func(to, from []byte)) {
	for y := range r.Dy() {
		out, in := dst[y*dstStride:], src[y*srcStride:]
		for range r.Dx() {
			f(out[:to:to], in[:from:from])
			out, in = out[to:], in[from:]
		}
	}
}

// luma weights are those of color.YCbCr, in 65536ths.
func luma(p []byte) byte {
	return byte((19595*uint32(p[0]) + 38470*uint32(p[1]) + 7471*uint32(p[2]) + 1<<15) >> 16)
}

func luma16(p []byte) uint16 {
	return uint16((19595*uint64(get16(p)) + 38470*uint64(get16(p[2:])) + 7471*uint64(get16(p[4:])) + 1<<15) >> 16)
}

func get16(p []byte) uint16 { return uint16(p[0])<<8 | uint16(p[1]) }

func put16(p []byte, v uint16) { p[0], p[1] = byte(v>>8), byte(v) }
