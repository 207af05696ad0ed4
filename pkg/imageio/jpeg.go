package imageio

import (
	"bytes"

	"github.com/photoq/photoq/pkg/jpeg"
)

// The markers of application segments that matter here (ITU-T T.81, table B.1).
const (
	markAPP1 = 0xe1
	markAPP2 = 0xe2
)

// jpegHeader reads the frame header.
func jpegHeader(data []byte) (Header, error) {
	h := Header{Format: JPEG}
	j, err := jpeg.ReadHeader(data)
	if err != nil {
		return h, jpegError(err, false) // nothing is left to be tolerant of
	}
	h.jpeg, h.Width, h.Height = j, j.Width, j.Height
	h.Memory = j.Memory(jpeg.DecodeOptions{}) + 2*j.PictureBytes(jpeg.DecodeOptions{})
	return h, nil
}

// jpegExtras collects the metadata and the colour profile of a JPEG.
func jpegExtras(data []byte) extras {
	var x extras
	var chunks []iccChunk
	for _, s := range jpeg.Segments(data) {
		switch {
		case s.Marker == markAPP1 && x.EXIF == nil && bytes.HasPrefix(s.Data, []byte("Exif\x00")) && len(s.Data) > 6:
			x.EXIF = s.Data[6:]
		case s.Marker == markAPP1 && x.XMP == nil:
			if packet, ok := bytes.CutPrefix(s.Data, []byte(xmpMark)); ok {
				x.XMP = packet
			}
		case s.Marker == markAPP2:
			if body, ok := bytes.CutPrefix(s.Data, []byte(iccMark)); ok && len(body) >= 2 {
				chunks = append(chunks, iccChunk{body[0], body[1], body[2:]})
			}
		}
	}
	icc, err := joinICC(chunks)
	if err != nil {
		x.warn("colour profile ignored: %v", err)
	}
	x.icc = icc
	return x
}
