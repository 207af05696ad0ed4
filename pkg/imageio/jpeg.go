package imageio

import (
	"bytes"
	"encoding/binary"
	"iter"

	"github.com/photoq/photoq/pkg/jpeg"
)

// The markers of JPEG that matter here (ITU-T T.81, table B.1).
const (
	markRST0 = 0xd0
	markRST7 = 0xd7
	markSOI  = 0xd8
	markEOI  = 0xd9
	markSOS  = 0xda
	markAPP1 = 0xe1
	markAPP2 = 0xe2
)

// segment is a marker segment of a JPEG.
type segment struct {
	marker byte
	at     int    // of the marker's 0xff in the file
	body   []byte // without marker and length; cut off where the file ends
}

// segments walks the marker segments of a JPEG up to the first scan, which
// is the last to come. Bytes between segments are skipped, as decoders do.
func segments(data []byte) iter.Seq[segment] {
	return func(yield func(segment) bool) {
		for at := 2; ; {
			next := bytes.IndexByte(data[min(at, len(data)):], 0xff)
			if next < 0 {
				return
			}
			at += next
			for at+1 < len(data) && data[at+1] == 0xff { // fill bytes
				at++
			}
			if at+4 > len(data) {
				return
			}
			marker := data[at+1]
			if marker == 0 || marker == markSOI || marker >= markRST0 && marker <= markRST7 {
				at += 2
				continue
			}
			if marker == markEOI {
				return
			}
			size := int(binary.BigEndian.Uint16(data[at+2:]))
			if size < 2 {
				return
			}
			end := at + 2 + size
			if !yield(segment{marker, at, data[at+4 : max(at+4, min(end, len(data)))]}) || marker == markSOS {
				return
			}
			at = end
		}
	}
}

// jpegHeader reads the frame header.
func jpegHeader(data []byte) (Header, error) {
	h := Header{Format: JPEG}
	j, err := jpeg.ReadHeader(data)
	if err != nil {
		return h, jpegError(err)
	}
	h.jpeg, h.Width, h.Height = j, j.Width, j.Height
	h.Memory = j.Memory(jpeg.DecodeOptions{}) + 2*j.PictureBytes(jpeg.DecodeOptions{})
	return h, nil
}

// jpegExtras collects the metadata and the colour profile of a JPEG.
func jpegExtras(data []byte) extras {
	var x extras
	var chunks []iccChunk
	for s := range segments(data) {
		switch {
		case s.marker == markAPP1 && x.exif == nil && bytes.HasPrefix(s.body, []byte("Exif\x00")) && len(s.body) > 6:
			x.exif = s.body[6:]
		case s.marker == markAPP1 && x.xmp == nil:
			if packet, ok := bytes.CutPrefix(s.body, []byte(xmpMark)); ok {
				x.xmp = packet
			}
		case s.marker == markAPP2:
			if body, ok := bytes.CutPrefix(s.body, []byte(iccMark)); ok && len(body) >= 2 {
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
