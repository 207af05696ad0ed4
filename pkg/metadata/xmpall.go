package metadata

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// edit replaces the bytes of a packet from one place to another.
type edit struct {
	from, to int
	text     string
}

func applied(packet []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(x, y edit) int { return cmp.Compare(x.from, y.from) })
	var out []byte
	at := 0
	for _, e := range edits {
		if e.from < at {
			continue // inside of what is gone already
		}
		out = append(append(out, packet[at:e.from]...), e.text...)
		at = e.to
	}
	return append(out, packet[at:]...)
}

// allXMP returns a packet for a picture that is turned otherwise or has another
// size. What speaks of pictures and films that stood in the same file and are
// not written again is taken out, and so are thumbnails of the old picture;
// all other bytes stay as they are. It is nil for a packet that cannot be read.
func allXMP(packet []byte, p Picture) []byte {
	if len(packet) == 0 {
		return nil
	}
	rdf, err := parseXMP(packet)
	if err != nil {
		return nil
	}
	var edits []edit
	for _, q := range rdf.properties() {
		switch text := corrected(q.space, q.name, p); {
		case isGone(q.space, q.name) && q.attr != nil:
			edits = append(edits, edit{q.attr.from, q.attr.to, ""})
		case isGone(q.space, q.name):
			edits = append(edits, edit{q.element.from, q.element.to, ""})
		case text == "":
		case q.attr != nil:
			edits = append(edits, edit{q.attr.valueFrom, q.attr.valueTo, text})
		case len(q.element.inside) == 0 && q.element.shut > q.element.open:
			edits = append(edits, edit{q.element.open, q.element.shut, text})
		}
	}
	return applied(packet, edits)
}

// corrected returns what a property is to say of the picture; empty for those
// that stay as they are.
func corrected(space, name string, p Picture) string {
	switch {
	case space == nsTIFF && name == "Orientation":
		return strconv.Itoa(max(1, p.Orientation))
	case space == nsTIFF && name == "ImageWidth", space == nsEXIF && name == "PixelXDimension":
		return strconv.Itoa(p.Width)
	case space == nsTIFF && name == "ImageLength", space == nsEXIF && name == "PixelYDimension":
		return strconv.Itoa(p.Height)
	case space == nsEXIF && name == "ColorSpace" && p.colorSpace != 0:
		return strconv.Itoa(int(p.colorSpace)) // EXIF's is kept up with the pixels
	}
	return ""
}

// isGone reports whether a property speaks of what is not written again: gain
// maps, films, the directory of a file's parts, and thumbnails.
func isGone(space, name string) bool {
	switch space {
	case "http://ns.adobe.com/hdr-gain-map/1.0/", "http://ns.apple.com/HDRGainMap/1.0/",
		"http://ns.google.com/photos/1.0/container/":
		return true
	case "http://ns.google.com/photos/1.0/camera/":
		return strings.HasPrefix(name, "MicroVideo") || strings.HasPrefix(name, "MotionPhoto")
	case nsXMP:
		return name == "Thumbnails"
	case nsNote:
		return name == "HasExtendedXMP"
	}
	return false
}
