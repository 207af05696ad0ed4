package metadata

import (
	"bytes"
	"regexp"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// PatchedEXIF returns a whole block for a picture of that size that stands
// upright: Orientation is 1, the sizes are right, and the thumbnail is gone,
// which shows the photo as it was before it was worked on. Everything else
// stays where it is, so that maker notes remain readable.
func PatchedEXIF(block []byte, width, height int) []byte {
	b, err := parse(bytes.Clone(block))
	if err != nil {
		return nil
	}
	tags := b.First()
	for _, e := range tags {
		switch e.Tag {
		case ifd.Orientation:
			b.Set(e, ifd.Short, 1)
		case ifd.Width:
			b.Set(e, ifd.Long, uint32(width))
		case ifd.Height:
			b.Set(e, ifd.Long, uint32(height))
		}
	}
	for _, e := range b.Directory(b.Lookup(tags, ifd.ExifIFD)) {
		switch e.Tag {
		case ifd.PixelX:
			b.Set(e, ifd.Long, uint32(width))
		case ifd.PixelY:
			b.Set(e, ifd.Long, uint32(height))
		}
	}
	dropThumbnail(b)
	return b.Data
}

// dropThumbnail takes out the link to the second directory and wipes the
// picture that it has.
func dropThumbnail(b ifd.Block) {
	start := int64(b.Order.Uint32(b.Data[4:]))
	link := start + 2 + 12*int64(b.Order.Uint16(b.Data[start:]))
	if link+4 > int64(len(b.Data)) {
		return
	}
	second := b.Directory(b.Order.Uint32(b.Data[link:]))
	at, size := int64(b.Lookup(second, ifd.ThumbAt)), int64(b.Lookup(second, ifd.ThumbLen))
	if at >= 8 && at+size <= int64(len(b.Data)) && bytes.HasPrefix(b.Data[at:], []byte("\xff\xd8")) {
		clear(b.Data[at : at+size])
	}
	b.Order.PutUint32(b.Data[link:], 0)
}

// PatchedXMP returns a packet for a picture that stands upright. It is nil
// for one that is not simple: that speaks of parts of the file that are not
// written again, like gain maps, or that goes on elsewhere.
func PatchedXMP(packet []byte) []byte {
	for _, mark := range []string{"hdrgm:", "HDRGainMap", "GContainer", "Container:Directory", "HasExtendedXMP"} {
		if bytes.Contains(packet, []byte(mark)) {
			return nil
		}
	}
	turned := regexp.MustCompile(`(tiff:Orientation(?:=["']|>)\s*)[2-8]`)
	return turned.ReplaceAll(packet, []byte("${1}1"))
}
