package imageio

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"github.com/photoq/photoq/pkg/metadata"
)

// maxTexts bounds how many text chunks of a PNG are kept.
const maxTexts = 256

// pngExtras collects what a PNG holds besides pixels.
func pngExtras(data []byte) extras {
	var x extras
	x.pngColours(data)
	for c := range pngChunks(data) {
		switch c.name {
		case "eXIf":
			x.EXIF = bytes.TrimPrefix(c.body, []byte(exifMark)) // some writers prepend JPEG's mark
		case "pHYs":
			if len(c.body) == 9 && c.body[8] <= 1 {
				x.Density = metadata.Density{X: binary.BigEndian.Uint32(c.body), Y: binary.BigEndian.Uint32(c.body[4:])}
				if c.body[8] == 1 {
					x.Density.Unit = metadata.PerMetre
				}
			}
		case "tEXt", "zTXt", "iTXt":
			x.pngText(c)
		}
	}
	return x
}

// pngText takes a text chunk, which may hold metadata of another kind.
func (x *extras) pngText(c chunk) {
	name, value, ok := pngTextOf(c)
	kind, raw := strings.CutPrefix(name, "Raw profile type ")
	switch {
	case !ok:
	case name == "XML:com.adobe.xmp":
		x.XMP = value
	case raw:
		x.rawProfile(kind, value)
	case len(x.Texts) < maxTexts && len(value) <= maxText:
		if c.name != "iTXt" {
			value = []byte(latin1(value))
		}
		x.Texts = append(x.Texts, metadata.Text{Name: name, Value: string(value)})
	}
}

// maxText bounds a text that is kept, in bytes.
const maxText = 64 << 10

// latin1 turns text into UTF-8.
func latin1(s []byte) string {
	var b strings.Builder
	for _, c := range s {
		b.WriteRune(rune(c))
	}
	return b.String()
}

// pngTextOf unpacks a text chunk (PNG, third edition, section 11.3.3).
func pngTextOf(c chunk) (name string, value []byte, ok bool) {
	keyword, rest, ok := bytes.Cut(c.body, []byte{0})
	if !ok {
		return "", nil, false
	}
	packed := c.name == "zTXt"
	switch c.name {
	case "iTXt": // whether it is packed, how, a language, and the name in it
		if len(rest) < 2 {
			return "", nil, false
		}
		packed = rest[0] == 1
		method := rest[1]
		_, rest, ok = bytes.Cut(rest[2:], []byte{0})
		if ok {
			_, rest, ok = bytes.Cut(rest, []byte{0})
		}
		if !ok || packed && method != 0 {
			return "", nil, false
		}
	case "zTXt":
		if len(rest) < 1 || rest[0] != 0 {
			return "", nil, false
		}
		rest = rest[1:]
	}
	if packed {
		unpacked, err := inflate(rest, 3*maxMetadata)
		if err != nil {
			return "", nil, false
		}
		rest = unpacked
	}
	return string(keyword), rest, true
}

// rawProfile reads metadata as ImageMagick writes it: the kind, the length in
// decimal, and the bytes in hexadecimal.
func (x *extras) rawProfile(kind string, text []byte) {
	fields := bytes.Fields(text)
	if len(fields) < 3 {
		return
	}
	digits := bytes.Join(fields[2:], nil)
	raw := make([]byte, hex.DecodedLen(len(digits)))
	if _, err := hex.Decode(raw, digits); err != nil {
		return
	}
	packet, isXMP := bytes.CutPrefix(raw, []byte(xmpMark))
	switch {
	case isXMP || kind == "xmp":
		if x.XMP == nil {
			x.XMP = packet
		}
	case kind == "exif" || kind == "APP1":
		if x.EXIF == nil {
			x.EXIF = bytes.TrimPrefix(raw, []byte(exifMark))
		}
	case kind == "iptc" || kind == "8bim":
		raw = bytes.TrimPrefix(raw, []byte(photoshopMark))
		if bytes.HasPrefix(raw, []byte{0x1c}) {
			x.IPTC = raw
		} else {
			x.IPTC, x.Photoshop = metadata.SplitPhotoshop(raw)
		}
	}
}
