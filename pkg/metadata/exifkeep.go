package metadata

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// maxValue bounds a value that is copied under Keep, in bytes.
const maxValue = 8 << 10

// keptEXIF returns what Keep leaves of a block: dates, camera, exposure,
// description, author and copyright, and nothing that names a place, a person
// who is not the author, or a single device. It is nil when nothing is left.
// Tags that the standard demands and that are missing are added, so that the
// block is a sound one (EXIF 3.0, section 4.6).
func keptEXIF(block []byte, p Picture) []byte {
	b, err := parse(block)
	if err != nil {
		return turnedEXIF(p)
	}
	dirs := chooseEXIF(b, func(d ifd.Name, e ifd.Entry) bool {
		if len(e.Value) > maxValue {
			return false
		}
		switch d {
		case ifd.InFirst:
			return keptFirst(e.Tag)
		case ifd.InExif:
			return keptExif(e.Tag)
		case ifd.InInterop:
			return e.Tag <= 2 // which rules the file keeps: R98, or R03 for Adobe RGB
		}
		return false
	})
	if !says(dirs) && p.orientation() == 1 {
		return nil
	}
	return ifd.Write(b.Order, completed(b.Order, dirs, p))
}

// turnedEXIF returns a block that tells how a picture is to be turned and
// nothing else; nil if it stands upright.
func turnedEXIF(p Picture) []byte {
	if p.orientation() == 1 {
		return nil
	}
	order := ifd.ByteOrder(binary.BigEndian)
	return ifd.Write(order, ifd.Dirs{ifd.InFirst: {ifd.Shorts(order, ifd.Orientation, uint16(p.orientation()))}})
}

// orientation is 1 to 8.
func (p Picture) orientation() uint32 { return uint32(max(1, p.Orientation)) }

// says reports whether the entries tell anything of a photo.
func says(dirs ifd.Dirs) bool {
	for d, entries := range dirs {
		for _, e := range entries {
			if ifd.Name(d) != ifd.InInterop && !isFormal(ifd.Name(d), e.Tag) {
				return true
			}
		}
	}
	return false
}

// isFormal reports whether a tag is about the block or the file.
func isFormal(d ifd.Name, tag uint16) bool {
	switch tag {
	case 0x011a, 0x011b, 0x0128, 0x0213: // resolution and chroma
		return d == ifd.InFirst
	case 0x9000, 0x9101, 0xa000, ifd.ColorSpace, ifd.PixelX, ifd.PixelY:
		return d == ifd.InExif
	}
	return false
}

// completed adds what the standard demands and is missing.
func completed(order ifd.ByteOrder, dirs ifd.Dirs, p Picture) ifd.Dirs {
	need := func(d ifd.Name, e ifd.Entry) {
		if _, has := ifd.Find(dirs[d], e.Tag); !has {
			dirs[d] = append(dirs[d], e)
		}
	}
	if p.orientation() != 1 {
		need(ifd.InFirst, ifd.Shorts(order, ifd.Orientation, uint16(p.orientation())))
	}
	need(ifd.InFirst, ifd.Ratio(order, 0x011a, 72, 1)) // XResolution
	need(ifd.InFirst, ifd.Ratio(order, 0x011b, 72, 1)) // YResolution
	need(ifd.InFirst, ifd.Shorts(order, 0x0128, 2))    // ResolutionUnit: inch
	need(ifd.InFirst, ifd.Shorts(order, 0x0213, 1))    // YCbCrPositioning: centred, as JFIF has it
	need(ifd.InExif, ifd.Bytes(0x9000, []byte("0232")))
	need(ifd.InExif, ifd.Bytes(0x9101, []byte{1, 2, 3, 0})) // ComponentsConfiguration: Y, Cb, Cr
	need(ifd.InExif, ifd.Bytes(0xa000, []byte("0100")))     // FlashpixVersion
	need(ifd.InExif, ifd.Shorts(order, ifd.ColorSpace, 0xffff))
	dirs[ifd.InExif] = slices.DeleteFunc(dirs[ifd.InExif], func(e ifd.Entry) bool {
		return e.Tag == ifd.PixelX || e.Tag == ifd.PixelY
	})
	need(ifd.InExif, ifd.Longs(order, ifd.PixelX, uint32(p.Width)))
	need(ifd.InExif, ifd.Longs(order, ifd.PixelY, uint32(p.Height)))
	return dirs
}

func keptFirst(tag uint16) bool {
	switch tag {
	case 0x010e, // ImageDescription
		0x010f, 0x0110, // Make, Model
		0x011a, 0x011b, 0x0128, // resolution and its unit
		0x0132,                         // DateTime
		0x013b,                         // Artist
		0x0213,                         // YCbCrPositioning
		0x8298,                         // Copyright
		0x9c9b, 0x9c9c, 0x9c9d, 0x9c9f: // title, comment, author and subject as Windows writes them
		return true
	}
	return false
}

func keptExif(tag uint16) bool {
	switch tag {
	case 0x829a, 0x829d, // ExposureTime, FNumber
		0x8822,                         // ExposureProgram
		0x8827, 0x8830, 0x8831, 0x8832, // sensitivity
		0x8833, 0x8834, 0x8835, // ISO speed and its latitude
		0x9000,         // ExifVersion
		0x9003, 0x9004, // DateTimeOriginal, DateTimeDigitized
		0x9010, 0x9011, 0x9012, // their offsets from UTC
		0x9101, 0x9102, // ComponentsConfiguration, CompressedBitsPerPixel
		0x9201, 0x9202, 0x9203, 0x9204, 0x9205, // shutter, aperture, brightness, bias, widest aperture
		0x9206, 0x9207, 0x9208, 0x9209, 0x920a, // distance, metering, light, flash, focal length
		0x9290, 0x9291, 0x9292, // fractions of seconds
		0xa000, ifd.ColorSpace, // FlashpixVersion
		0xa20e, 0xa20f, 0xa210, 0xa215, 0xa217, // resolution and index of the sensor, its method
		0xa300, 0xa301, // FileSource, SceneType
		0xa401, 0xa402, 0xa403, 0xa404, 0xa405, 0xa406, 0xa407, 0xa408, 0xa409, 0xa40a, 0xa40c, // mode, white balance, zoom, 35 mm, scene
		0xa432, 0xa433, 0xa434, // LensSpecification, LensMake, LensModel
		0xa436,                 // ImageTitle
		0xa437,                 // Photographer
		0xa460, 0xa461, 0xa462, // composite images
		0xa500: // Gamma
		return true
	}
	return false
}

// chooseEXIF returns those entries of b that keep wants and that are sound,
// each tag once, in order.
func chooseEXIF(b ifd.Block, keep func(ifd.Name, ifd.Entry) bool) ifd.Dirs {
	tags := b.First()
	exif := b.Directory(b.Lookup(tags, ifd.ExifIFD))
	var dirs ifd.Dirs
	for d, entries := range (ifd.Dirs{
		tags, exif,
		b.Directory(b.Lookup(tags, ifd.GPSIFD)),
		b.Directory(b.Lookup(exif, ifd.InteropIFD)),
	}) {
		for _, e := range entries {
			if !isLink(ifd.Name(d), e.Tag) && sound(e) && keep(ifd.Name(d), e) {
				dirs[d] = append(dirs[d], e)
			}
		}
		slices.SortStableFunc(dirs[d], func(x, y ifd.Entry) int { return cmp.Compare(x.Tag, y.Tag) })
		dirs[d] = slices.CompactFunc(dirs[d], func(x, y ifd.Entry) bool { return x.Tag == y.Tag })
	}
	return dirs
}

func isLink(d ifd.Name, tag uint16) bool {
	return tag == ifd.ExifIFD || tag == ifd.GPSIFD || d == ifd.InExif && tag == ifd.InteropIFD
}

// sound reports whether an entry has a value that is worth copying.
func sound(e ifd.Entry) bool {
	if e.Value == nil {
		return false
	}
	return e.Kind != ifd.ASCII || len(bytes.Trim(e.Value, "\x00 ")) > 0
}
