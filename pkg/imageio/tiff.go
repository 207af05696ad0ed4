package imageio

import (
	"github.com/photoq/photoq/pkg/metadata"
	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// tiffHeader reads the first directory of a TIFF (TIFF 6.0, section 2) and
// refuses what the decoder would get wrong. Raw files of cameras are TIFFs
// too, whose first directory is a preview or cannot be shown as it is.
func tiffHeader(data []byte) (Header, error) {
	h := Header{Format: TIFF}
	b, err := ifd.ParseTIFF(data)
	if err != nil {
		return h, unreadable("TIFF has a damaged header: %w", err)
	}
	tags := b.First()
	if isRaw(b, tags) {
		return rawHeader(data)
	}
	width, height := b.Lookup(tags, ifd.Width), b.Lookup(tags, ifd.Height)
	if width == 0 || height == 0 || width > 1<<31-1 || height > 1<<31-1 {
		return h, unreadable("TIFF of %d x %d pixels", width, height)
	}
	h.Width, h.Height = int(width), int(height)
	if kind := unsupportedTIFF(b, tags); kind != "" {
		return h, unsupported(convertHint, "TIFF with %s is not read", kind)
	}
	result := int64(4)
	if b.Lookup(tags, ifd.Bits) >= 16 {
		result = 8
	}
	// The result, a second copy to turn it, and a strip, which may be the
	// whole picture at 8 bytes a pixel.
	h.Memory = saturate(h.Width, h.Height, 2*result+8)
	if l, err := parseLayout(data); err == nil && h.Memory < 1<<50 {
		sample := int64(l.samples * l.sampleBytes())
		stored := int64(l.samples * l.storedBytes())
		h.Memory += saturate(h.Width, h.Height, sample) + saturate(l.chunk.X, min(l.chunk.Y, l.size.Y), stored)
	}
	return h, nil
}

func isRaw(b ifd.Block, tags []ifd.Entry) bool {
	if len(b.Data) >= 10 && string(b.Data[8:10]) == "CR" { // Canon's CR2
		return true
	}
	if _, ok := ifd.Find(tags, ifd.DNGVersion); ok {
		return true
	}
	const mosaic, linearRaw = 32803, 34892
	switch b.Lookup(tags, ifd.Photometric) {
	case mosaic, linearRaw:
		return true
	}
	_, nested := ifd.Find(tags, ifd.SubIFDs)
	return nested && b.Lookup(tags, ifd.SubfileType)&1 != 0
}

// unsupportedTIFF names what is not read, or is empty.
func unsupportedTIFF(b ifd.Block, tags []ifd.Entry) string {
	switch b.Lookup(tags, ifd.Photometric) {
	case 10:
		return "L*a*b* colours of ITU-T"
	}
	if b.Lookup(tags, ifd.Compression) == 6 {
		return "a JPEG of the old kind inside"
	}
	return ""
}

// tiffExtras collects what the first directory holds besides pixels. The
// EXIF is put together anew, without the tags that describe the file itself.
func tiffExtras(data []byte) extras {
	var x extras
	b, err := ifd.ParseTIFF(data)
	if err != nil {
		return x
	}
	tags := b.First()
	if turn := b.Lookup(tags, ifd.Orientation); turn <= 8 {
		x.orientation = Orientation(turn)
	}
	page := b.Lookup(tags, ifd.Photometric)
	if e, ok := ifd.Find(tags, ifd.ICC); ok && page != pageCIELab && page != pageICCLab {
		x.icc = e.Value
	}
	if e, ok := ifd.Find(tags, ifd.XMP); ok {
		x.XMP = e.Value
	}
	if e, ok := ifd.Find(tags, ifd.Photoshop); ok {
		x.IPTC, x.Photoshop = metadata.SplitPhotoshop(e.Value)
	}
	// Where both have it, IPTC's own tag is the one that is kept up.
	if e, ok := ifd.Find(tags, ifd.IPTC); ok {
		x.IPTC = e.Value
	}
	x.EXIF = metadata.FromTIFF(b)
	return x
}
