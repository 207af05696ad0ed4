package ifd

// The tags that are read or written by name (TIFF 6.0, EXIF 3.0, DNG 1.7).
const (
	SubfileType = 0x00fe
	Width       = 0x0100
	Height      = 0x0101
	Bits        = 0x0102
	Compression = 0x0103
	Photometric = 0x0106
	Orientation = 0x0112
	Samples     = 0x0115
	Planar      = 0x011c
	SubIFDs     = 0x014a
	ThumbAt     = 0x0201
	ThumbLen    = 0x0202
	XMP         = 0x02bc
	IPTC        = 0x83bb
	Photoshop   = 0x8649
	ExifIFD     = 0x8769
	ICC         = 0x8773
	GPSIFD      = 0x8825
	MakerNote   = 0x927c
	ColorSpace  = 0xa001
	PixelX      = 0xa002
	PixelY      = 0xa003
	InteropIFD  = 0xa005
	DNGVersion  = 0xc612
)
