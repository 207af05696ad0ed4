package metadata

import (
	"bytes"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// The tags of colours in EXIF.
const (
	colorSpace   = 0xa001 // 1: sRGB; 0xffff: another
	interopIFD   = 0xa005
	interopIndex = 0x0001 // of the directory of interoperability
)

// AdobeRGB reports whether a block of EXIF says, as cameras do (DCF 2.0,
// optional files), that the picture is in Adobe RGB: its colour space is not
// sRGB, and its rules of interoperability are R03.
func AdobeRGB(block []byte) bool {
	b, err := parse(block)
	if err != nil {
		return false
	}
	exif := b.Directory(b.Lookup(b.First(), ifd.ExifIFD))
	e, _ := ifd.Find(b.Directory(b.Lookup(exif, interopIFD)), interopIndex)
	return bytes.HasPrefix(e.Value, []byte("R03")) && b.Lookup(exif, colorSpace) != 1
}

// InSRGB returns a block that says, where it speaks of colours, that the
// picture is in sRGB.
func InSRGB(block []byte) []byte {
	b, err := parse(bytes.Clone(block))
	if err != nil {
		return block
	}
	exif := b.Directory(b.Lookup(b.First(), ifd.ExifIFD))
	if e, has := ifd.Find(exif, colorSpace); has {
		b.Set(e, ifd.Short, 1)
	}
	e, _ := ifd.Find(b.Directory(b.Lookup(exif, interopIFD)), interopIndex)
	if bytes.HasPrefix(e.Value, []byte("R03")) {
		copy(e.Value, "R98")
	}
	return b.Data
}
