package imageio

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"

	"github.com/photoq/photoq/pkg/jpeg"
)

// maxSegment is the most that a JPEG segment holds after its length field.
const maxSegment = 65533

// jpegSegments returns the application segments of a JPEG: EXIF, XMP, and
// the profile in parts. Blocks that do not fit into a segment are left out.
func jpegSegments(x extras) []jpeg.Segment {
	var out []jpeg.Segment
	add := func(marker byte, parts ...[]byte) {
		body := bytes.Join(parts, nil)
		if len(body) <= maxSegment {
			out = append(out, jpeg.Segment{Marker: marker, Data: body})
		}
	}
	if x.EXIF != nil {
		add(markAPP1, []byte(exifMark), x.EXIF)
	}
	if x.XMP != nil {
		add(markAPP1, []byte(xmpMark), x.XMP)
	}
	const part = maxSegment - len(iccMark) - 2
	count := (len(x.icc) + part - 1) / part
	if count > 255 {
		return out // more than the format can number
	}
	for i := range count {
		chunk := x.icc[i*part : min((i+1)*part, len(x.icc))]
		add(markAPP2, []byte(iccMark), []byte{byte(i + 1), byte(count)}, chunk)
	}
	return out
}

// pngExtraChunks returns the chunks that stand between IHDR and the pixels:
// iCCP, which comes before any palette, eXIf, and iTXt with XMP.
func pngExtraChunks(x extras) ([]byte, error) {
	var out []byte
	if x.icc != nil {
		var packed bytes.Buffer
		packed.WriteString("ICC profile\x00\x00")
		zip := zlib.NewWriter(&packed)
		if _, err := zip.Write(x.icc); err != nil {
			return nil, err
		}
		if err := zip.Close(); err != nil {
			return nil, err
		}
		out = appendPNGChunk(out, "iCCP", packed.Bytes())
	}
	if x.EXIF != nil {
		out = appendPNGChunk(out, "eXIf", x.EXIF)
	}
	if x.XMP != nil {
		out = appendPNGChunk(out, "iTXt", append([]byte(pngXMPMark), x.XMP...))
	}
	return out, nil
}

func appendPNGChunk(out []byte, name string, body []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(body)))
	from := len(out)
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[from:]))
}
