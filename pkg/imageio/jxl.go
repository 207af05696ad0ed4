package imageio

import (
	"context"
	"errors"
	"image"

	"github.com/photoq/photoq/pkg/icc"
	"github.com/photoq/photoq/pkg/jxl"
	"github.com/photoq/photoq/pkg/wasm"
)

// jxlHeader reads the header of a JPEG XL.
func jxlHeader(data []byte) (Header, error) {
	h := Header{Format: JXL}
	j, err := jxl.ReadHeader(data)
	if err != nil {
		return h, unreadable("JPEG XL: %w", err)
	}
	h.jxl = j
	h.Width, h.Height = j.Width, j.Height
	if j.Orientation > 4 {
		h.Width, h.Height = h.Height, h.Width // it comes out upright
	}
	h.Memory = saturate(h.Width, h.Height, 16)
	if h.Memory < 1<<50 {
		h.Memory += j.Memory()
	}
	return h, nil
}

// jxlExtras hands on metadata and makes a profile of the colours. The codec has turned the picture, whatever
// EXIF says.
func jxlExtras(h Header) extras {
	x := extras{orientation: Upright}
	x.EXIF, x.XMP = h.jxl.EXIF, h.jxl.XMP
	switch c := h.jxl.Colours; {
	case c == nil:
	case c.Profile:
		x.warn("colours taken for sRGB: the colour profile of a JPEG XL without loss is not read")
	default:
		profile, err := icc.FromChromaticities(c.Chromaticities, c.Transfer, c.Gamma)
		if err != nil {
			x.warn("colours taken for sRGB: %v", err)
		}
		x.icc = profile
	}
	return x
}

func (f *File) decodeJXL(ctx context.Context) (image.Image, []string, error) {
	m, err := jxl.Decode(ctx, f.header.jxl, f.data)
	if errors.Is(err, wasm.ErrMemory) {
		err = unsupported(convertHint, "decode jxl: %w", err)
	}
	return m, nil, err
}
