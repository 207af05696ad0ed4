package imageio

import (
	"bytes"
	"encoding/binary"
	"image"

	"github.com/photoq/photoq/pkg/heif"
	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/jxl"
)

// Header is what a file's first bytes say, read without decoding it.
type Header struct {
	Format        Format
	Width, Height int // in pixels, before the orientation is applied
	// Memory is how many bytes decoding holds at its peak, the result
	// included and data itself not. It is an estimate on the safe side.
	Memory int64

	jpeg  jpeg.Header     // if it is one
	jxl   jxl.Header      // if it is JPEG XL
	heif  *heif.File      // if it is HEIC or AVIF
	frame image.Rectangle // the part of the coded picture that is the photo
	turn  Orientation     // as the container says

	preview  []byte // the JPEG in a raw file
	animated bool   // a WebP of several frames
}

// ReadHeader reads the header of a photo. It allocates nothing by what the
// header claims. Errors are of the kinds
//
//   - fault.Unreadable: it is no photo, or its header is damaged;
//   - fault.Unsupported: a format or variant that Decode does not take;
//   - fault.TooLarge: over a limit. The header is returned with the error.
func ReadHeader(data []byte, limits Limits) (Header, error) {
	if err := limits.CheckBytes(int64(len(data))); err != nil {
		return Header{Format: Sniff(data)}, err
	}
	h, err := parseHeader(data)
	if err != nil {
		return Header{Format: h.Format}, err
	}
	if h.Width <= 0 || h.Height <= 0 {
		return Header{Format: h.Format}, unreadable("%s of %d x %d pixels", h.Format.title(), h.Width, h.Height)
	}
	return h, limits.check(h)
}

func parseHeader(data []byte) (Header, error) {
	f := Sniff(data)
	switch f {
	case JPEG:
		return jpegHeader(data)
	case PNG:
		return pngHeader(data)
	case GIF:
		return gifHeader(data)
	case WebP:
		return webpHeader(data)
	case TIFF:
		return tiffHeader(data)
	case BMP:
		return bmpHeader(data)
	case HEIC, AVIF:
		return heifHeader(f, data)
	case Raw:
		return rawHeader(data)
	case JXL:
		return jxlHeader(data)
	case Unknown:
		if len(data) == 0 {
			return Header{}, unreadable("is empty")
		}
		return Header{}, unreadable("is no photo that photoq knows")
	}
	return Header{Format: f}, unsupported(convertHint, "%s is not read", f.title())
}

// title is the format's name as people write it.
func (f Format) title() string {
	switch f {
	case JPEG, PNG, GIF, TIFF, BMP, HEIC, AVIF:
		return string(bytes.ToUpper([]byte(f)))
	case WebP:
		return "WebP"
	case JXL:
		return "JPEG XL"
	case Raw:
		return "a camera's raw format"
	}
	return string(f)
}

// gifHeader reads the logical screen descriptor (GIF89a, section 18).
func gifHeader(data []byte) (Header, error) {
	h := Header{Format: GIF}
	if len(data) < 13 {
		return h, unreadable("GIF ends in its header")
	}
	h.Width = int(binary.LittleEndian.Uint16(data[6:]))
	h.Height = int(binary.LittleEndian.Uint16(data[8:]))
	h.Memory = int64(h.Width) * int64(h.Height) * (1 + 4) // indexes, and the result
	return h, nil
}
