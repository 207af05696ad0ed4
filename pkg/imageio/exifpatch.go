package imageio

import (
	"bytes"
	"regexp"
)

// patchedEXIF returns a whole block for a picture of that size that stands
// upright: Orientation is 1, the sizes are right, and the thumbnail is gone,
// which shows the photo as it was before it was worked on. Everything else
// stays where it is, so that maker notes remain readable.
func patchedEXIF(block []byte, width, height int) []byte {
	b, err := parseEXIF(bytes.Clone(block))
	if err != nil {
		return nil
	}
	tags := b.first()
	for _, e := range tags {
		switch e.tag {
		case tagOrientation:
			b.set(e, kindShort, 1)
		case tagWidth:
			b.set(e, kindLong, uint32(width))
		case tagHeight:
			b.set(e, kindLong, uint32(height))
		}
	}
	for _, e := range b.directory(b.lookup(tags, tagExifIFD)) {
		switch e.tag {
		case tagPixelX:
			b.set(e, kindLong, uint32(width))
		case tagPixelY:
			b.set(e, kindLong, uint32(height))
		}
	}
	b.dropThumbnail()
	return b.data
}

// set overwrites an entry in place with one number.
func (b tiffBlock) set(e entry, kind uint16, n uint32) {
	b.order.PutUint16(b.data[e.at+2:], kind)
	b.order.PutUint32(b.data[e.at+4:], 1)
	if kind == kindShort {
		b.order.PutUint16(b.data[e.at+8:], uint16(n))
		b.order.PutUint16(b.data[e.at+10:], 0)
		return
	}
	b.order.PutUint32(b.data[e.at+8:], n)
}

// dropThumbnail takes out the link to the second directory and wipes the
// picture that it has.
func (b tiffBlock) dropThumbnail() {
	start := int64(b.order.Uint32(b.data[4:]))
	link := start + 2 + 12*int64(b.order.Uint16(b.data[start:]))
	if link+4 > int64(len(b.data)) {
		return
	}
	second := b.directory(b.order.Uint32(b.data[link:]))
	at, size := int64(b.lookup(second, tagThumbAt)), int64(b.lookup(second, tagThumbLen))
	if at >= 8 && at+size <= int64(len(b.data)) && bytes.HasPrefix(b.data[at:], []byte("\xff\xd8")) {
		clear(b.data[at : at+size])
	}
	b.order.PutUint32(b.data[link:], 0)
}

// patchedXMP returns a packet for a picture that stands upright. It is nil
// for one that is not simple: that speaks of parts of the file that are not
// written again, like gain maps, or that goes on elsewhere.
func patchedXMP(packet []byte) []byte {
	for _, mark := range []string{"hdrgm:", "HDRGainMap", "GContainer", "Container:Directory", "HasExtendedXMP"} {
		if bytes.Contains(packet, []byte(mark)) {
			return nil
		}
	}
	turned := regexp.MustCompile(`(tiff:Orientation(?:=["']|>)\s*)[2-8]`)
	return turned.ReplaceAll(packet, []byte("${1}1"))
}
