package imageio

import (
	"bytes"
	"encoding/binary"

	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/metadata"
)

// jpegParts is what the segments of a JPEG hold, while it is put together.
type jpegParts struct {
	extras
	icc       []iccChunk
	extended  [][]byte // segments of XMP, with their marks
	photoshop []byte
}

// jpegExtras collects the metadata and the colour profile of a JPEG.
func jpegExtras(data []byte) extras {
	var p jpegParts
	for _, s := range jpeg.Segments(data) {
		p.take(s)
	}
	x := p.extras
	icc, err := joinICC(p.icc)
	if err != nil {
		x.warn("colour profile ignored: %v", err)
	}
	x.icc = icc
	x.IPTC, x.Photoshop = metadata.SplitPhotoshop(p.photoshop)
	switch {
	case len(p.extended) == 0:
	case x.XMP == nil:
		x.warn("a part of XMP ignored: the packet that it extends is missing")
	default:
		if x.XMP, err = metadata.JoinXMP(x.XMP, p.extended); err != nil {
			x.warn("a part of XMP ignored: %v", err)
		}
	}
	return x
}

// take sorts a segment in.
func (p *jpegParts) take(s jpeg.Segment) {
	has := func(mark string) bool { return bytes.HasPrefix(s.Data, []byte(mark)) }
	switch {
	case s.Marker == markAPP0:
		if has("JFIF\x00") && p.Density == (metadata.Density{}) {
			p.Density = jfifDensity(s.Data)
		}
	case s.Marker == markAPP1:
		p.takeAPP1(s.Data)
	case s.Marker == markAPP2 && has(iccMark) && len(s.Data) >= len(iccMark)+2:
		body := s.Data[len(iccMark):]
		p.icc = append(p.icc, iccChunk{body[0], body[1], body[2:]})
	case s.Marker == markAPP13 && has(photoshopMark):
		p.photoshop = append(p.photoshop, s.Data[len(photoshopMark):]...)
	case s.Marker == markCOM:
		p.Comments = append(p.Comments, string(s.Data))
	case isIndependent(s.Marker):
		p.Others = append(p.Others, metadata.Segment(s))
	}
}

// isIndependent reports whether segments with a marker are, by custom, about
// the photo alone: not about other pictures in the file, how it is coded, or
// which bytes it has. Their formats are makers' own.
func isIndependent(marker byte) bool {
	switch marker {
	case 0xe3, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xec:
		return true
	}
	return false
}

// takeAPP1 sorts EXIF, which may go on in further segments, and XMP in.
func (p *jpegParts) takeAPP1(body []byte) {
	switch {
	case bytes.HasPrefix(body, []byte("Exif\x00")) && len(body) > 6:
		if p.EXIF == nil {
			p.EXIF = body[6:]
		} else if !bytes.HasPrefix(body[6:], []byte("II*\x00")) && !bytes.HasPrefix(body[6:], []byte("MM\x00*")) {
			p.EXIF = append(p.EXIF[:len(p.EXIF):len(p.EXIF)], body[6:]...)
		}
	case bytes.HasPrefix(body, []byte(xmpMark)):
		if p.XMP == nil {
			p.XMP = body[len(xmpMark):]
		}
	case bytes.HasPrefix(body, []byte(metadata.ExtendedMark)):
		p.extended = append(p.extended, body)
	}
}

// jfifDensity reads the density of a JFIF segment (JFIF 1.02).
func jfifDensity(body []byte) metadata.Density {
	if len(body) < 12 || body[7] > 2 {
		return metadata.Density{}
	}
	return metadata.Density{
		X:    uint32(binary.BigEndian.Uint16(body[8:])),
		Y:    uint32(binary.BigEndian.Uint16(body[10:])),
		Unit: metadata.Unit(body[7]),
	}
}

// jfif returns the segment of JFIF that tells a density; nil where that cannot
// be said in it.
func jfif(d metadata.Density) []byte {
	if d.Unit == metadata.PerMetre {
		d = d.In(metadata.PerInch)
	}
	if d.X == 0 || d.Y == 0 || d.X > 65535 || d.Y > 65535 {
		return nil
	}
	b := append([]byte("JFIF\x00\x01\x01"), byte(d.Unit))
	b = binary.BigEndian.AppendUint16(b, uint16(d.X))
	b = binary.BigEndian.AppendUint16(b, uint16(d.Y))
	return append(b, 0, 0) // no thumbnail
}
