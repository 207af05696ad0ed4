package imageio

import (
	"bytes"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/metadata"
)

// extras is what a file holds besides pixels, as slices of the file.
type extras struct {
	metadata.Block
	icc         []byte
	orientation Orientation // where it is not in the EXIF block; 0: not said
	warnings    []string
}

func (x *extras) warn(format string, args ...any) {
	x.warnings = append(x.warnings, fmt.Sprintf(format, args...))
}

// readExtras collects what the file holds besides pixels. It never fails:
// what is damaged is left out, with a warning. The EXIF block is one that
// metadata.CheckEXIF takes.
func readExtras(f Format, data []byte) (x extras) {
	defer func() {
		if r := recover(); r != nil {
			x = extras{}
			x.warn("metadata ignored: %v", r)
		}
	}()
	switch f {
	case JPEG:
		x = jpegExtras(data)
	case PNG:
		x = pngExtras(data)
	case WebP:
		x = webpExtras(data)
	case TIFF:
		x = tiffExtras(data)
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
// upright. The profile stays only if it is for the pixels as they are.
func (x extras) attach(p Photo, decoded image.Image) Photo {
	p.Metadata = x.Block.Clone()
	if x.icc != nil {
		icc, err := keptICC(x.icc, decoded)
		if err != nil {
			x.warn("colour profile ignored: %v", err)
		}
		p.ICC = bytes.Clone(icc)
	}
	p.Warnings = append(p.Warnings, x.warnings...)
	p.Image = Orient(p.Image, x.orientation)
	return p
}

// keptICC returns the profile if it is one for the pixels that were decoded.
func keptICC(icc []byte, decoded image.Image) ([]byte, error) {
	space, err := iccSpace(icc)
	if err != nil {
		return nil, err
	}
	if _, inks := decoded.(*image.CMYK); inks {
		return nil, fmt.Errorf("it is for CMYK, and the pixels have become RGB")
	}
	if iccFor(icc, decoded) == nil {
		return nil, fmt.Errorf("it is for %q, which the pixels are not in", space)
	}
	return icc, nil
}
