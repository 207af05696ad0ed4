package imageio

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"iter"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/wasm"
	"github.com/photoq/photoq/pkg/webp"
)

// encodeWebP writes a WebP. It gives up with ctx's error.
func encodeWebP(ctx context.Context, w io.Writer, m image.Image, o EncodeOptions, x extras) error {
	var file []byte
	var err error
	if o.Lossless {
		file, err = webp.EncodeLossless(ctx, straight8(m))
	} else {
		file, err = webp.Encode(ctx, webpPlanes(m), o.quality())
	}
	if cancelled := ctx.Err(); cancelled != nil {
		return cancelled
	}
	if err != nil {
		hint := "write it as PNG, or resize it"
		if !errors.Is(err, wasm.ErrMemory) {
			hint = ""
		}
		return fault.New(fault.Operation, fmt.Errorf("encode webp: %w", err), hint)
	}
	if file, err = webpContainer(file, m.Bounds().Size(), x); err != nil {
		return fault.New(fault.Operation, fmt.Errorf("encode webp: %w", err), "use --metadata none")
	}
	if _, err := w.Write(file); err != nil {
		return fmt.Errorf("encode webp: %w", err)
	}
	return nil
}

// AlphaMemory is what Encode holds besides Memory where the picture of that
// size is not opaque.
func (o EncodeOptions) AlphaMemory(size image.Point) int64 {
	if o.Format != WebP || o.Lossless {
		return 0
	}
	return webp.Memory(size.X, size.Y, true, false) - webp.Memory(size.X, size.Y, false, false)
}

// webpPlanes returns the planes of a lossy WebP.
func webpPlanes(m image.Image) webp.Planes {
	size := m.Bounds().Size()
	p := webp.Planes{Width: size.X, Height: size.Y}
	chroma := ((size.X + 1) / 2) * ((size.Y + 1) / 2)
	if wide, ok := m.(*image.Gray16); ok {
		m = gray8(wide)
	}
	switch m := m.(type) {
	case *image.Gray:
		p.Y = limited(m.Pix, m.Stride, size.X, size.Y, lumaSpan)
		p.Cb = make([]byte, chroma)
		for i := range p.Cb {
			p.Cb[i] = 128
		}
		p.Cr = p.Cb
		return p
	case *image.YCbCr:
		return withPlanes(p, sampled(m, image.YCbCrSubsampleRatio420, true))
	}
	colours := straight8(m)
	if !colours.Opaque() {
		p.A = make([]byte, 0, size.X*size.Y)
		for y := range size.Y {
			row := colours.Pix[y*colours.Stride:][:4*size.X]
			for x := 3; x < len(row); x += 4 {
				p.A = append(p.A, row[x])
			}
		}
	}
	opaque := &image.RGBA{Pix: colours.Pix, Stride: colours.Stride, Rect: colours.Rect} // the fourth channel is not looked at
	return withPlanes(p, ycc.FromImage(opaque, image.YCbCrSubsampleRatio420))
}

// withPlanes fills in what m, whose chroma is halved, holds.
func withPlanes(p webp.Planes, m *image.YCbCr) webp.Planes {
	p.Y = limited(m.Y, m.YStride, p.Width, p.Height, lumaSpan)
	p.Cb = limited(m.Cb, m.CStride, (p.Width+1)/2, (p.Height+1)/2, chromaSpan)
	p.Cr = limited(m.Cr, m.CStride, (p.Width+1)/2, (p.Height+1)/2, chromaSpan)
	return p
}

// How many steps above 16 the largest sample has in the limited range of
// ITU-R BT.601, section 2.5.3.
const (
	lumaSpan   = 219
	chromaSpan = 224
)

// limited returns a plane of the full range in the limited one, in rows
// without gaps.
func limited(pix []byte, stride, width, height, span int) []byte {
	var table [256]byte
	for v := range table {
		if span == lumaSpan {
			table[v] = byte(16 + (v*lumaSpan+127)/255)
		} else {
			// Around 128, which stays as it is.
			table[v] = byte((128*255 + (v-128)*chromaSpan + 127) / 255)
		}
	}
	out := make([]byte, width*height)
	for y := range height {
		row := out[y*width:][:width]
		for x, v := range pix[y*stride:][:width] {
			row[x] = table[v]
		}
	}
	return out
}

// The flags of VP8X (RFC 9649, section 2.7).
const (
	webpXMP   = 1 << 2
	webpEXIF  = 1 << 3
	webpAlpha = 1 << 4
	webpICC   = 1 << 5
)

// webpContainer puts what stands besides the pixels into a file of pixels.
// Without any, the file stays as it is.
func webpContainer(file []byte, size image.Point, x extras) ([]byte, error) {
	if x.icc == nil && x.EXIF == nil && x.XMP == nil {
		return file, nil
	}
	return webpFile(webpChunks(file), size, x)
}

// webpFile makes a file of the pixels among the chunks, and of x: a simple one
// where that is enough.
func webpFile(all iter.Seq[chunk], size image.Point, x extras) ([]byte, error) {
	head := make([]byte, 10)
	put24 := func(at, v int) { head[at], head[at+1], head[at+2] = byte(v), byte(v>>8), byte(v>>16) }
	put24(4, size.X-1)
	put24(7, size.Y-1)
	var pixels []chunk
	for c := range all {
		switch {
		case c.name != "VP8 " && c.name != "VP8L" && c.name != "ALPH":
			continue // a new VP8X is made
		case c.name == "ALPH", c.name == "VP8L" && len(c.body) > 4 && c.body[4]&0x10 != 0:
			head[0] |= webpAlpha
		}
		pixels = append(pixels, c)
	}
	if x.icc == nil && x.EXIF == nil && x.XMP == nil && head[0]&webpAlpha == 0 {
		return riff(pixels)
	}
	chunks := []chunk{{"VP8X", head}}
	if x.icc != nil {
		head[0] |= webpICC
		chunks = append(chunks, chunk{"ICCP", x.icc})
	}
	chunks = append(chunks, pixels...)
	if x.EXIF != nil {
		head[0] |= webpEXIF
		chunks = append(chunks, chunk{"EXIF", x.EXIF})
	}
	if x.XMP != nil {
		head[0] |= webpXMP
		chunks = append(chunks, chunk{"XMP ", x.XMP})
	}
	return riff(chunks)
}

// riff joins the chunks of a WebP.
func riff(chunks []chunk) ([]byte, error) {
	size := int64(4)
	for _, c := range chunks {
		size += 8 + int64(len(c.body)+len(c.body)&1)
	}
	if size > 1<<32-10 {
		return nil, errors.New("the file would be larger than 4 GiB")
	}
	out := append(make([]byte, 0, size+8), "RIFF"...)
	out = append(binary.LittleEndian.AppendUint32(out, uint32(size)), "WEBP"...)
	for _, c := range chunks {
		out = binary.LittleEndian.AppendUint32(append(out, c.name...), uint32(len(c.body)))
		out = append(out, c.body...)
		if len(c.body)&1 != 0 {
			out = append(out, 0)
		}
	}
	return out, nil
}
