package metadata

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// maxValue bounds a value that is copied, in bytes.
const maxValue = 8 << 10

// KeptEXIF returns what metadata "keep" leaves of a block: dates, camera,
// exposure, description, artist and copyright, and nothing that names a
// place, a person who is not the author, or a single device. It is nil when
// nothing is left.
func KeptEXIF(block []byte) []byte {
	b, err := parse(block)
	if err != nil {
		return nil
	}
	return copyEXIF(b, func(d ifd.Name, tag uint16) bool {
		switch d {
		case ifd.InFirst:
			return keptFirst(tag)
		case ifd.InExif:
			return keptExif(tag)
		}
		return false
	})
}

func keptFirst(tag uint16) bool {
	switch tag {
	case 0x010e, // ImageDescription
		0x010f, 0x0110, // Make, Model
		0x0132, // DateTime
		0x013b, // Artist
		0x8298: // Copyright
		return true
	}
	return false
}

func keptExif(tag uint16) bool {
	switch tag {
	case 0x829a, 0x829d, // ExposureTime, FNumber
		0x8822,                         // ExposureProgram
		0x8827, 0x8830, 0x8831, 0x8832, // sensitivity
		0x9000,         // ExifVersion
		0x9003, 0x9004, // DateTimeOriginal, DateTimeDigitized
		0x9010, 0x9011, 0x9012, // their offsets from UTC
		0x9201, 0x9202, 0x9203, 0x9204, 0x9205, // shutter, aperture, brightness, bias, widest aperture
		0x9206, 0x9207, 0x9208, 0x9209, 0x920a, // distance, metering, light, flash, focal length
		0x9290, 0x9291, 0x9292, // fractions of seconds
		0xa217,                                                                         // SensingMethod
		0xa401, 0xa402, 0xa403, 0xa404, 0xa405, 0xa406, 0xa407, 0xa408, 0xa409, 0xa40a, // mode, white balance, zoom, 35 mm, scene
		0xa432, 0xa433, 0xa434: // LensSpecification, LensMake, LensModel
		return true
	}
	return false
}

// copyEXIF returns a block with those entries of b that keep wants and that
// are sound; nil when there are none. Values are copied byte for byte, in
// b's byte order. The same block always gives the same bytes.
func copyEXIF(b ifd.Block, keep func(d ifd.Name, tag uint16) bool) []byte {
	tags := b.First()
	var dirs [3][]ifd.Entry
	for d, entries := range [3][]ifd.Entry{
		tags,
		b.Directory(b.Lookup(tags, ifd.ExifIFD)),
		b.Directory(b.Lookup(tags, ifd.GPSIFD)),
	} {
		for _, e := range entries {
			if keep(ifd.Name(d), e.Tag) && e.Tag != ifd.ExifIFD && e.Tag != ifd.GPSIFD && sound(e) {
				dirs[d] = append(dirs[d], e)
			}
		}
		slices.SortStableFunc(dirs[d], func(x, y ifd.Entry) int { return cmp.Compare(x.Tag, y.Tag) })
		dirs[d] = slices.CompactFunc(dirs[d], func(x, y ifd.Entry) bool { return x.Tag == y.Tag })
	}
	onlyVersion := len(dirs[ifd.InExif]) == 1 && dirs[ifd.InExif][0].Tag == 0x9000
	if len(dirs[ifd.InFirst])+len(dirs[ifd.InGPS]) == 0 && (len(dirs[ifd.InExif]) == 0 || onlyVersion) {
		return nil
	}
	return ifd.Write(b.Order, dirs)
}

// sound reports whether an entry has a value that is worth copying.
func sound(e ifd.Entry) bool {
	if e.Value == nil || len(e.Value) > maxValue {
		return false
	}
	return e.Kind != ifd.ASCII || len(bytes.Trim(e.Value, "\x00 ")) > 0
}
