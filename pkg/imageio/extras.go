package imageio

import (
	"bytes"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/icc"
	"github.com/photoq/photoq/pkg/metadata"
)

// extras is what a file holds besides pixels, as slices of the file.
type extras struct {
	metadata.Block
	icc         []byte
	isSRGB      bool        // the file says that its colours are sRGB's
	greys       bool        // the picture has no other colours, whatever it is decoded to
	orientation Orientation // where it is not in the EXIF block; 0: not said
	warnings    []string
}

func (x *extras) warn(format string, args ...any) {
	x.warnings = append(x.warnings, fmt.Sprintf(format, args...))
}

// readExtras collects what the file holds besides pixels. It never fails:
// what is damaged is left out, with a warning. The EXIF block is one that
// metadata.CheckEXIF takes.
func readExtras(h Header, data []byte) (x extras) {
	defer func() {
		if r := recover(); r != nil {
			x = extras{}
			x.warn("metadata ignored: %v", r)
		}
	}()
	switch h.Format {
	case JPEG:
		x = jpegExtras(data)
	case PNG:
		x = pngExtras(data)
	case GIF:
		x = gifExtras(data)
	case WebP:
		x = webpExtras(data)
	case TIFF:
		x = tiffExtras(data)
	case JXL:
		x = jxlExtras(h)
	case Raw:
		x = rawExtras(h, data)
	case HEIC, AVIF:
		x = heifExtras(h)
	}
	x.bound("EXIF", &x.EXIF)
	x.bound("XMP", &x.XMP)
	x.bound("IPTC", &x.IPTC)
	x.bound("Photoshop's metadata", &x.Photoshop)
	x.parseEXIF()
	x.parseXMP()
	return x
}

// bound leaves out what is empty or too large.
func (x *extras) bound(what string, block *[]byte) {
	if len(*block) > maxMetadata {
		x.warn("%s ignored: larger than 4 MiB", what)
	}
	if len(*block) == 0 || len(*block) > maxMetadata {
		*block = nil
	}
}

// parseXMP leaves out a packet that is damaged.
func (x *extras) parseXMP() {
	if x.XMP == nil {
		return
	}
	x.XMP = bytes.TrimRight(x.XMP, "\x00")
	if err := metadata.CheckXMP(x.XMP); err != nil {
		x.warn("XMP ignored: %v", err)
		x.XMP = nil
	}
}

// parseEXIF finds the orientation, and leaves out a block that is damaged.
func (x *extras) parseEXIF() {
	if x.EXIF == nil {
		return
	}
	if err := metadata.CheckEXIF(x.EXIF); err != nil {
		x.warn("EXIF ignored: %v", err)
		x.EXIF = nil
		return
	}
	if x.orientation == 0 {
		x.orientation = Orientation(metadata.Orientation(x.EXIF))
	}
}

// attach gives the photo its metadata and colour profile and turns it
// upright. decoded is of the kind that the file's pixels are. The profile
// stays only if it is for the pixels as they are.
func (x extras) attach(p Photo, decoded image.Image) Photo {
	p.Metadata = x.Block.Clone()
	data, warning := x.profile(decoded)
	if spaceOf(decoded) != icc.CMYK {
		p.ICC = bytes.Clone(data)
	}
	if warning != "" {
		x.warn("%s", warning)
	}
	p.Warnings = append(p.Warnings, x.warnings...)
	p.Image = Orient(p.Image, x.orientation)
	return p
}

// profile returns the profile of the pixels that were decoded, and says what
// is wrong with the one that the file has. Pixels in CMYK have become sRGB
// with the profile's help.
func (x extras) profile(decoded image.Image) (data []byte, warning string) {
	if x.icc == nil {
		if !x.isSRGB && spaceOf(decoded) == icc.RGB && metadata.AdobeRGB(x.EXIF) {
			return icc.AdobeRGB(), ""
		}
		return nil, ""
	}
	data, err := profileFor(x.icc, decoded, x.greys)
	if err != nil {
		return nil, fmt.Sprintf("colour profile ignored: %v", err)
	}
	return data, ""
}
