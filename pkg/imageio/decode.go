package imageio

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"github.com/photoq/photoq/pkg/fault"
)

// DecodeOptions say what Decode accepts.
type DecodeOptions struct {
	Limits Limits
	// Tolerant takes a truncated JPEG as far as it goes; what is missing is
	// grey, and a warning says so. Without it, damage is an error.
	Tolerant bool
}

// Decode reads a photo. The result is upright, and its image is of one of
// the types of Photo.Image. Damaged metadata and colour profiles are left
// out, with a warning; damaged pixels are an error. Of an animation or a file
// of several pages, it reads the first. Bytes after the picture's end do no
// harm.
//
// Errors are those of ReadHeader; or of the kind fault.Unreadable or
// fault.Unsupported when the pixels cannot be decoded, also where a decoder
// panics; or ctx's own. The photo shares nothing with data.
func Decode(ctx context.Context, data []byte, o DecodeOptions) (Photo, error) {
	h, err := ReadHeader(data, o.Limits)
	if err != nil {
		return Photo{}, err
	}
	if err := plausible(h, data); err != nil && !(o.Tolerant && h.Format == JPEG) {
		return Photo{}, err
	}
	decoded, warnings, err := decodePixels(ctx, h, data, o.Tolerant)
	if cancelled := ctx.Err(); cancelled != nil {
		return Photo{}, cancelled
	}
	if err != nil {
		return Photo{}, classify(h.Format, err)
	}
	p := Photo{Image: normalize(decoded), Format: h.Format, Warnings: warnings}
	return readExtras(h.Format, data).attach(p, decoded), nil
}

// plausible refuses files that are too short to hold what their header
// claims, before a decoder allocates it.
func plausible(h Header, data []byte) error {
	short := false
	switch h.Format {
	case JPEG:
		// Every block costs a bit at the least, in whichever scan it comes.
		blocks := int64((h.Width+7)/8) * int64((h.Height+7)/8)
		short = blocks > 8*int64(len(data))
	case PNG:
		// Deflate packs 1032 bytes into one at the best.
		short = pngUnpacked(data)/1032 > int64(len(data))
	}
	if !short {
		return nil
	}
	err := fmt.Errorf("decode %s: the file ends early: %d bytes are too few for %d x %d pixels", h.Format, len(data), h.Width, h.Height)
	return fault.New(fault.Unreadable, err, truncatedHint(h.Format))
}

// decodePixels runs the format's decoder.
func decodePixels(ctx context.Context, h Header, data []byte, tolerant bool) (m image.Image, warnings []string, err error) {
	defer func() {
		if r := recover(); r != nil {
			m, err = nil, fmt.Errorf("the decoder panicked: %v", r)
		}
	}()
	r := reader{ctx, bytes.NewReader(data)}
	switch h.Format {
	case JPEG:
		return decodeJPEG(ctx, data, tolerant)
	case PNG:
		m, err = png.Decode(r)
	case GIF:
		m, err = decodeGIF(r, h)
	case WebP:
		m, err = webp.Decode(r)
		m = fullRange(m)
	case TIFF:
		m, err = tiff.Decode(r)
	case BMP:
		m, err = bmp.Decode(r)
	}
	return m, nil, err
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

// decodeJPEG decodes a JPEG with the standard library.
func decodeJPEG(ctx context.Context, data []byte, tolerant bool) (image.Image, []string, error) {
	f, err := findFrame(data)
	if err != nil {
		return nil, nil, err
	}
	inks, before := len(f.ids) == 4 && !hasAdobe(data), len(data)
	if inks {
		data = withAdobe(data)
		f.at += len(data) - before
	}
	decode := func(data []byte) (image.Image, error) { return jpeg.Decode(reader{ctx, bytes.NewReader(data)}) }
	m, err := decode(data)
	var warnings []string
	if endsEarly(err) {
		m, warnings, err = salvage(data, f, tolerant, decode)
	}
	if cmyk, ok := m.(*image.CMYK); ok && inks {
		// The decoder takes Adobe's files to be inverted, and others are not.
		for i := range cmyk.Pix {
			cmyk.Pix[i] = ^cmyk.Pix[i]
		}
	}
	return m, warnings, err
}

func hasAdobe(data []byte) bool {
	for s := range segments(data) {
		if s.marker == markAPP14 && len(s.body) >= 12 && bytes.HasPrefix(s.body, []byte("Adobe")) {
			return true
		}
	}
	return false
}

// withAdobe adds the segment without which the decoder refuses CMYK.
func withAdobe(data []byte) []byte {
	segment := []byte{0xff, markAPP14, 0, 0, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0}
	binary.BigEndian.PutUint16(segment[2:], uint16(len(segment)-2))
	return bytes.Join([][]byte{data[:2], segment, data[2:]}, nil)
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
