package imageio

// tiffHeader reads the first directory of a TIFF (TIFF 6.0, section 2) and
// refuses what the decoder would get wrong. Raw files of cameras are TIFFs
// too, whose first directory is a preview or cannot be shown as it is.
func tiffHeader(data []byte) (Header, error) {
	h := Header{Format: TIFF}
	b, err := parseTIFF(data)
	if err != nil {
		return h, unreadable("TIFF has a damaged header: %w", err)
	}
	tags := b.first()
	if isRaw(b, tags) {
		h.Format = Raw
		return h, unsupported(convertHint, "%s is not read", h.Format.title())
	}
	width, height := b.lookup(tags, tagWidth), b.lookup(tags, tagHeight)
	if width == 0 || height == 0 || width > 1<<31-1 || height > 1<<31-1 {
		return h, unreadable("TIFF of %d x %d pixels", width, height)
	}
	h.Width, h.Height = int(width), int(height)
	if kind := unsupportedTIFF(b, tags); kind != "" {
		return h, unsupported(convertHint, "TIFF with %s is not read", kind)
	}
	result := int64(4)
	if b.lookup(tags, tagBits) == 16 {
		result = 8
	}
	// The result, a second copy to turn it, and a strip, which may be the
	// whole picture at 8 bytes a pixel.
	h.Memory = saturate(h.Width, h.Height, 2*result+8)
	return h, nil
}

func isRaw(b tiffBlock, tags []entry) bool {
	if len(b.data) >= 10 && string(b.data[8:10]) == "CR" { // Canon's CR2
		return true
	}
	if _, ok := find(tags, tagDNGVersion); ok {
		return true
	}
	const mosaic, linearRaw = 32803, 34892
	switch b.lookup(tags, tagPhotometric) {
	case mosaic, linearRaw:
		return true
	}
	_, nested := find(tags, tagSubIFDs)
	return nested && b.lookup(tags, tagSubfileType)&1 != 0
}

// unsupportedTIFF names what the decoder does not do, or is empty.
func unsupportedTIFF(b tiffBlock, tags []entry) string {
	samples := b.lookup(tags, tagSamples)
	switch b.lookup(tags, tagPhotometric) {
	case 5:
		return "CMYK colours"
	case 6:
		return "YCbCr colours"
	case 8, 9, 10:
		return "CIE L*a*b* colours"
	}
	switch b.lookup(tags, tagCompression) {
	case 6, 7:
		return "JPEG inside"
	}
	if b.lookup(tags, tagPlanar) == 2 && samples > 1 {
		return "separate planes"
	}
	return ""
}

// tiffExtras collects what the first directory holds besides pixels. The
// EXIF is put together anew, without the tags that describe the file itself.
func tiffExtras(data []byte) extras {
	var x extras
	b, err := parseTIFF(data)
	if err != nil {
		return x
	}
	tags := b.first()
	x.orientation = b.orientation()
	if e, ok := find(tags, tagICC); ok {
		x.icc = e.value
	}
	if e, ok := find(tags, tagXMP); ok {
		x.xmp = e.value
	}
	x.exif = copyEXIF(b, func(d directory, tag uint16) bool {
		switch d {
		case inFirst:
			return describesPhoto(tag)
		case inExif:
			return tag != tagMakerNote // its offsets would be wrong
		}
		return true
	})
	return x
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
