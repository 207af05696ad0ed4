package metadata

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// IPTCInEXIF returns a block for files that have no place for IPTC and
// Photoshop's resources, as WebP and AVIF: they stand in EXIF then, under the
// tags that TIFF has for them.
func (b Block) IPTCInEXIF() Block {
	var added []ifd.Entry
	if len(b.IPTC) > 0 {
		added = append(added, IPTCEntry(b.IPTC))
	}
	if len(b.Photoshop) > 0 {
		e := ifd.Bytes(ifd.Photoshop, b.Photoshop)
		e.Kind = ifd.Byte
		added = append(added, e)
	}
	if len(added) == 0 {
		return b
	}
	b.IPTC, b.Photoshop = nil, nil
	if block, err := parse(b.EXIF); err == nil {
		b.EXIF = block.AddFirst(added...)
	} else {
		b.EXIF = ifd.Write(binary.BigEndian, ifd.Dirs{added})
	}
	return b
}

// IPTCEntry is the entry with which TIFF holds IPTC: padded to whole numbers of
// 32 bits, as which it has to be declared.
func IPTCEntry(records []byte) ifd.Entry {
	padded := append(slices.Clone(records), make([]byte, -len(records)&3)...)
	return ifd.Entry{Tag: ifd.IPTC, Kind: ifd.Long, Count: uint32(len(padded) / 4), Value: padded}
}

// textProperties tells which properties of XMP say what texts of a PNG say:
// the text's name after a bar, then the property and its kind of list.
const textProperties = `
Title|dc:title Alt
Author|dc:creator Seq
Description|dc:description Alt
Copyright|dc:rights Alt
Software|xmp:CreatorTool
Comment|exif:UserComment Alt
`

// TextsInXMP returns a block for files that have no place for the texts of a
// PNG: those with names that the standard gives stand in XMP then, unless the
// photo has a packet of its own.
func (b Block) TextsInXMP() Block {
	texts := b.Texts
	b.Texts = nil
	if len(texts) == 0 || b.XMP != nil {
		return b
	}
	var body strings.Builder
	for line := range strings.Lines(textProperties) {
		name, property, _ := strings.Cut(strings.TrimSpace(line), "|")
		for _, t := range texts {
			if t.Name != name || name == "" {
				continue
			}
			property, list, _ := strings.Cut(property, " ")
			v := value{list: list, items: []item{{text: clean(t.Value)}}}
			if list == "Alt" {
				v.items[0].lang = "x-default"
			}
			writeProperty(&body, property, v)
			break
		}
	}
	if body.Len() > 0 {
		b.XMP = wrapXMP("\n    xmlns:dc=\""+nsDC+"\"\n    xmlns:xmp=\""+nsXMP+"\"\n    xmlns:exif=\""+nsEXIF+"\"", body.String())
	}
	return b
}
