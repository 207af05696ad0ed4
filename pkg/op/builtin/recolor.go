package builtin

import (
	"context"
	"fmt"
	"image"
	"image/draw"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "recolor",
		Summary:  "take the colours out of the photo, or give it another one",
		New:      func() op.Operation { return &recolor{Style: "grayscale"} },
		Examples: []string{"recolor", "recolor=grayscale", "recolor=sepia"},
	})
}

// recolor changes a photo's colours and leaves its transparency alone.
// Brightness is the luma of ITU-R BT.601, which JPEG's Y is already.
type recolor struct {
	Style string `param:"style,main" help:"grayscale: shades of grey; sepia: shades of brown, like an old print"`
}

func (r *recolor) Validate() error {
	switch r.Style {
	case "grayscale", "sepia":
		return nil
	}
	return fmt.Errorf("style=%q is not grayscale or sepia%s", r.Style, fault.DidYouMean(r.Style, []string{"grayscale", "sepia"}))
}

func (r *recolor) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	if r.Style == "sepia" {
		return p.WithImage(sepia(p.Image)), nil
	}
	return p.WithImage(grayscale(p.Image)), nil
}

// grayscale returns Gray or Gray16 where nothing is transparent. The grey of
// a YCbCr photo is its Y plane, shared.
func grayscale(m image.Image) image.Image {
	switch m := m.(type) {
	case *image.Gray, *image.Gray16:
		return m
	case *image.YCbCr:
		return &image.Gray{Pix: m.Y, Stride: m.YStride, Rect: m.Rect}
	case *image.RGBA:
		if m.Opaque() {
			dst := image.NewGray(m.Rect)
			eachRow(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect, 1, 4, func(to, from []byte) { to[0] = luma(from) })
			return dst
		}
		dst := image.NewRGBA(m.Rect)
		eachRow(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect, 4, 4, greyWithAlpha)
		return dst
	case *image.NRGBA:
		dst := image.NewNRGBA(m.Rect)
		eachRow(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect, 4, 4, greyWithAlpha)
		return dst
	case *image.RGBA64:
		if m.Opaque() {
			dst := image.NewGray16(m.Rect)
			eachRow(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect, 2, 8, func(to, from []byte) { put16(to, luma16(from)) })
			return dst
		}
		dst := image.NewRGBA64(m.Rect)
		eachRow(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect, 8, 8, greyWithAlpha16)
		return dst
	case *image.NRGBA64:
		dst := image.NewNRGBA64(m.Rect)
		eachRow(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect, 8, 8, greyWithAlpha16)
		return dst
	}
	dst := image.NewGray(m.Bounds())
	draw.Draw(dst, dst.Rect, m, m.Bounds().Min, draw.Src)
	return dst
}

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

func greyWithAlpha(to, from []byte) {
	y := luma(from)
	to[0], to[1], to[2], to[3] = y, y, y, from[3]
}

func greyWithAlpha16(to, from []byte) {
	y := luma16(from)
	put16(to, y)
	put16(to[2:], y)
	put16(to[4:], y)
	put16(to[6:], get16(from[6:]))
}
