package imageio

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/gif"
	"image/png"
	"io"

	"github.com/photoq/photoq/pkg/fault"
)

// plausible refuses files that are too short to hold what their header
// claims, before a decoder allocates it.
func plausible(h Header, data []byte) error {
	// Deflate packs 1032 bytes into one at the best.
	if h.Format != PNG || pngUnpacked(data)/1032 <= int64(len(data)) {
		return nil
	}
	err := fmt.Errorf("decode %s: the file ends early: %d bytes are too few for %d x %d pixels", h.Format, len(data), h.Width, h.Height)
	return fault.New(fault.Unreadable, err, "")
}

// decodeOther runs the decoder of a format other than JPEG.
func decodeOther(ctx context.Context, h Header, data []byte) (m image.Image, err error) {
	r := reader{ctx, bytes.NewReader(data)}
	switch h.Format {
	case PNG:
		m, err = png.Decode(cancelled{ctx, pngPixels(data)})
	case GIF:
		m, err = decodeGIF(r, h)
	case WebP:
		m, err = decodeWebP(r, h, data)
	case TIFF:
		m, err = decodeTIFF(r, data)
	case BMP:
		m, err = decodeBMP(r, h, data)
	}
	return m, err
}

// reader ends a decoder's work when its context ends.
type reader struct {
	ctx   context.Context
	bytes *bytes.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.bytes.Read(p)
}

func (r reader) ReadAt(p []byte, at int64) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.bytes.ReadAt(p, at)
}

// cancelled is reader for what is read from one end to the other.
type cancelled struct {
	ctx  context.Context
	from io.Reader
}

func (r cancelled) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(p)
}

// decodeGIF puts the first frame on its canvas, which is transparent.
func decodeGIF(r reader, h Header) (image.Image, error) {
	frame, err := gif.Decode(r)
	if err != nil {
		return nil, err
	}
	canvas := image.Rect(0, 0, h.Width, h.Height)
	if frame.Bounds() == canvas {
		return frame, nil
	}
	m := image.NewNRGBA(canvas)
	draw.Draw(m, frame.Bounds(), frame, frame.Bounds().Min, draw.Src)
	return m, nil
}

// fullRange stretches the planes of a lossy WebP, whose luma is 16 to 235
// and chroma 16 to 240 (RFC 6386, section 2), to the 0 to 255 that
// image.YCbCr means. m is the decoder's own and is changed in place.
func fullRange(m image.Image) image.Image {
	var planes *image.YCbCr
	switch m := m.(type) {
	case *image.YCbCr:
		planes = m
	case *image.NYCbCrA:
		planes = &m.YCbCr
	default:
		return m
	}
	var luma, chroma [256]byte
	for i := range 256 {
		luma[i] = byte(min(max((i-16)*255+109, 0)/219, 255))
		chroma[i] = byte(min(max((i-128)*255+128*224+112, 0)/224, 255))
	}
	for i, y := range planes.Y {
		planes.Y[i] = luma[y]
	}
	for i := range planes.Cb {
		planes.Cb[i], planes.Cr[i] = chroma[planes.Cb[i]], chroma[planes.Cr[i]]
	}
	return m
}
