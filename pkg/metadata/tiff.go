package metadata

import "github.com/photoq/photoq/pkg/metadata/ifd"

// FromTIFF returns the EXIF that a TIFF file or a raw file of a camera holds in
// its first directory and those below it: put together anew, without the tags
// that describe the file itself. It is nil when there is none.
func FromTIFF(b ifd.Block) []byte {
	return copyEXIF(b, func(d ifd.Name, tag uint16) bool {
		switch d {
		case ifd.InFirst:
			return describesPhoto(tag)
		case ifd.InExif:
			return tag != ifd.MakerNote // its offsets would be wrong
		}
		return true
	})
}

// describesPhoto reports whether a tag of a TIFF's first directory is about
// the photo and not about how the file is laid out.
func describesPhoto(tag uint16) bool {
	switch tag {
	case 0x010e, 0x010f, 0x0110, 0x0131, 0x0132, 0x013b, 0x013c, 0x8298, 0x9c9b, 0x9c9c, 0x9c9d, 0x9c9e, 0x9c9f:
		return true
	}
	return false
}
