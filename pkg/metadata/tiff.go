package metadata

import "github.com/photoq/photoq/pkg/metadata/ifd"

// FromTIFF returns the EXIF that a TIFF file or a raw file of a camera holds in
// its first directory and those below it: put together anew, without the tags
// that describe the file itself. It is nil when there is none.
func FromTIFF(b ifd.Block) []byte {
	dirs := chooseEXIF(b, func(d ifd.Name, e ifd.Entry) bool {
		return len(e.Value) <= Max && ifd.KindSize(e.Kind) > 0 && (d != ifd.InFirst || describesPhoto(e.Tag))
	})
	if !says(dirs) {
		return nil
	}
	return ifd.Write(b.Order, dirs)
}

// describesPhoto reports whether a tag of a TIFF's first directory is about
// the photo and not about how the file is laid out.
func describesPhoto(tag uint16) bool {
	switch tag {
	case 0x0129, // page number
		0x011c, 0x011e, 0x011f, 0x0120, 0x0121, // planes, position, free space
		0x0122, 0x0123, 0x0124, 0x0125, 0x012d, // grey response, fax, transfer function
		0x013d, 0x013e, 0x013f, 0x0140, 0x0141, // predictor, white point, primaries, colour map, halftone
		0x0142, 0x0143, 0x0144, 0x0145, 0x014a, 0x014c, 0x014d, 0x014e, 0x0150, 0x0151, 0x0152, 0x0153, 0x0154, 0x0155,
		0x015b,                 // JPEG tables
		0x0211, 0x0212, 0x0214, // YCbCr
		0x828d, 0x828e, ifd.XMP, ifd.IPTC, ifd.Photoshop, ifd.ICC, 0x935c, 0x9216, 0x9217: // blocks of their own
		return false
	case 0x010d, 0x010e, 0x010f, 0x0110: // names of the document, the photo, the camera
		return true
	}
	return tag >= 0x011a && tag < ifd.DNGVersion && (tag < 0x0200 || tag > 0x0210)
}
