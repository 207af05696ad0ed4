package imageio

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// Format names a file format for pictures, in lower case: "jpeg".
type Format string

// The formats that photoq knows by name. It reads and writes fewer: see
// ReadHeader and CanWrite.
const (
	Unknown Format = ""
	JPEG    Format = "jpeg"
	PNG     Format = "png"
	GIF     Format = "gif"
	WebP    Format = "webp"
	TIFF    Format = "tiff"
	BMP     Format = "bmp"
	HEIC    Format = "heic"
	AVIF    Format = "avif"
	JXL     Format = "jxl"
	Raw     Format = "raw" // DNG, CR2, NEF, ARW and their like
)

// CanWrite reports whether Encode makes the format.
func (f Format) CanWrite() bool { return slices.Contains(Writable(), string(f)) }

// Writable lists the formats that Encode makes.
func Writable() []string {
	return []string{string(JPEG), string(PNG), string(WebP), string(AVIF), string(TIFF)}
}

// Extension is the usual ending of a file of this format, with its dot.
func (f Format) Extension() string {
	switch f {
	case JPEG:
		return ".jpg"
	case Unknown:
		return ""
	}
	return "." + string(f)
}

// FormatOf guesses a file's format by the ending of its name; Unknown when
// the ending is not one of a photo.
func FormatOf(name string) Format {
	switch strings.ToLower(path.Ext(name)) {
	case ".jpg", ".jpeg", ".jpe", ".jfif":
		return JPEG
	case ".png":
		return PNG
	case ".gif":
		return GIF
	case ".webp":
		return WebP
	case ".tif", ".tiff":
		return TIFF
	case ".bmp", ".dib":
		return BMP
	case ".heic", ".heif", ".hif":
		return HEIC
	case ".avif":
		return AVIF
	case ".jxl":
		return JXL
	case ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".raf":
		return Raw
	}
	return Unknown
}

// SniffLen is how many bytes of a file Sniff wants to see.
const SniffLen = 512

// Sniff tells a format by a file's first bytes, whatever its name says. Most
// raw files look like TIFF and are reported so.
func Sniff(data []byte) Format {
	has := func(at int, magic string) bool {
		return len(data) >= at+len(magic) && string(data[at:at+len(magic)]) == magic
	}
	switch {
	case has(0, "\xff\xd8\xff"):
		return JPEG
	case has(0, "\x89PNG\r\n\x1a\n"):
		return PNG
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return GIF
	case has(0, "RIFF") && has(8, "WEBP"):
		return WebP
	case has(0, "II*\x00"), has(0, "MM\x00*"), has(0, "II+\x00"), has(0, "MM\x00+"):
		return TIFF
	case has(0, "IIRO"), has(0, "IIRS"), has(0, "MMOR"), has(0, "IIU\x00"), has(0, "FUJIFILMCCD-RAW"):
		return Raw
	case has(0, "BM") && len(data) >= 18 && data[15] == 0 && data[16] == 0:
		return BMP
	case has(0, "\xff\x0a"), has(0, "\x00\x00\x00\x0cJXL \r\n\x87\n"):
		return JXL
	case has(4, "ftyp"):
		return sniffBrands(data)
	}
	return Unknown
}

// sniffBrands reads the brands of an ISO base media file (ISO/IEC 14496-12).
func sniffBrands(data []byte) Format {
	brands := data[8:min(len(data), 64)]
	switch {
	case bytes.Contains(brands, []byte("avif")), bytes.Contains(brands, []byte("avis")):
		return AVIF
	case bytes.Contains(brands, []byte("crx ")):
		return Raw
	}
	for _, brand := range []string{"heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"} {
		if bytes.Contains(brands, []byte(brand)) {
			return HEIC
		}
	}
	return Unknown
}
