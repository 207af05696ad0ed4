package metadata

import (
	"bytes"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// allEXIF returns a whole block for a picture: Orientation and the sizes are
// right, and the thumbnail is the picture's own, or gone:
// the old one shows the photo as it was before it was worked on. Everything else
// stays where it is, so that maker notes remain readable.
func allEXIF(block []byte, p Picture) []byte {
	b, err := parse(bytes.Clone(block))
	if err != nil {
		return nil
	}
	tags := b.First()
	for _, e := range tags {
		switch e.Tag {
		case ifd.Orientation:
			b.Set(e, ifd.Short, p.orientation())
		case ifd.Width:
			b.Set(e, ifd.Long, uint32(p.Width))
		case ifd.Height:
			b.Set(e, ifd.Long, uint32(p.Height))
		}
	}
	for _, e := range b.Directory(b.Lookup(tags, ifd.ExifIFD)) {
		switch e.Tag {
		case ifd.PixelX:
			b.Set(e, ifd.Long, uint32(p.Width))
		case ifd.PixelY:
			b.Set(e, ifd.Long, uint32(p.Height))
		}
	}
	return changeThumbnail(b, p)
}

// ThumbnailBytes is how long the small JPEG of the photo is that a block of
// EXIF has; 0 if it has none.
func ThumbnailBytes(block []byte) int {
	b, err := parse(block)
	if err != nil {
		return 0
	}
	second := b.Second()
	if b.Lookup(second, ifd.ThumbAt) == 0 {
		return 0
	}
	return int(b.Lookup(second, ifd.ThumbLen))
}

// changeThumbnail puts another picture in the place of the one in the second
// directory, or at the block's end. Without one, the directory goes.
func changeThumbnail(b ifd.Block, p Picture) []byte {
	thumb := p.Thumbnail
	link, ok := b.Link(b.Order.Uint32(b.Data[4:]))
	if !ok || b.Order.Uint32(b.Data[link:]) == 0 {
		return b.Data
	}
	second := b.Second()
	place, hasPlace := ifd.Find(second, ifd.ThumbAt)
	length, hasLength := ifd.Find(second, ifd.ThumbLen)
	at, size := int64(b.Lookup(second, ifd.ThumbAt)), int64(b.Lookup(second, ifd.ThumbLen))
	inside := at >= 8 && at+size <= int64(len(b.Data)) && bytes.HasPrefix(b.Data[at:], []byte("\xff\xd8"))
	if inside {
		clear(b.Data[at : at+size])
	}
	if len(thumb) == 0 || !hasPlace || !hasLength {
		b.Order.PutUint32(b.Data[link:], 0)
		return b.Data
	}
	if inside && at+size == int64(len(b.Data)) && at >= int64(endOf(second, link)) {
		b.Data = b.Data[:at] // it was the last: no room is lost
	}
	if !inside || int64(len(thumb)) > size || at >= int64(len(b.Data)) {
		at = int64(len(b.Data))
		b.Data = append(b.Data, make([]byte, len(thumb))...)
	}
	copy(b.Data[at:], thumb)
	b.Set(place, ifd.Long, uint32(at))
	b.Set(length, ifd.Long, uint32(len(thumb)))
	for _, e := range second {
		if e.Tag == ifd.Orientation {
			b.Set(e, ifd.Short, p.orientation())
		}
	}
	return b.Data
}

// endOf returns where entries end, and the link at an offset.
func endOf(entries []ifd.Entry, link int) int {
	end := link + 4
	for _, e := range entries {
		end = max(end, e.At+12)
	}
	return end
}
