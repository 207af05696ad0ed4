package imageio

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"image"
	"io"

	"github.com/photoq/photoq/pkg/icc"
)

// The marks that tell JPEG's application segments apart.
const (
	exifMark = "Exif\x00\x00"
	xmpMark  = "http://ns.adobe.com/xap/1.0/\x00"
	iccMark  = "ICC_PROFILE\x00"

	photoshopMark = "Photoshop 3.0\x00"
)

// maxICC bounds a colour profile, in bytes.
const maxICC = 16 << 20

// iccChunk is a part of a profile in a JPEG (ICC.1:2022, annex B.4).
type iccChunk struct {
	number, count byte // from 1
	data          []byte
}

// joinICC puts a profile together. No chunks are no profile and no error.
func joinICC(chunks []iccChunk) ([]byte, error) {
	if len(chunks) == 0 {
		return nil, nil
	}
	count := int(chunks[0].count)
	parts := make([][]byte, count)
	for _, c := range chunks {
		n := int(c.number)
		if int(c.count) != count || n < 1 || n > count || parts[n-1] != nil {
			return nil, fmt.Errorf("part %d of %d does not fit", c.number, c.count)
		}
		parts[n-1] = c.data
	}
	for i, part := range parts {
		if part == nil {
			return nil, fmt.Errorf("part %d of %d is missing", i+1, count)
		}
	}
	return bytes.Join(parts, nil), nil
}

// inflate unpacks a chunk of a PNG that is at most that long, in bytes.
func inflate(packed []byte, most int64) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("larger than %d MiB", most>>20)
	}
	return data, err
}

// profileFor returns the profile if it is a whole one for the pixels that were
// decoded, and otherwise says why not. One that is not converted from may stay
// with the photo. greys tells that colours of a
// picture in RGB are all grey, as PNG has them beside transparency.
func profileFor(data []byte, decoded image.Image, greys bool) ([]byte, error) {
	if len(data) > maxICC {
		return nil, fmt.Errorf("larger than %d MiB", maxICC>>20)
	}
	p, err := icc.Parse(data)
	if err == nil {
		_, err = p.ToSRGB()
	}
	if p == nil || err != nil && (p.Space == icc.CMYK || !errors.Is(err, icc.ErrUnsupported)) {
		return nil, err
	}
	if p.Space != spaceOf(decoded) && (p.Space != icc.Gray || !greys) {
		return nil, fmt.Errorf("it is for %q, which the pixels are not in", p.Space)
	}
	return data, nil
}

// iccSpace returns the colour space that a profile is for, like "RGB " or
// "GRAY" (ICC.1:2022, section 7.2.6), or nothing for what is no profile.
func iccSpace(data []byte) icc.Space {
	const headerSize = 128
	if len(data) < headerSize || len(data) > maxICC || string(data[36:40]) != "acsp" {
		return ""
	}
	return icc.Space(data[16:20])
}

// spaceOf is the colour space of a picture's pixels.
func spaceOf(m image.Image) icc.Space {
	switch m.(type) {
	case *image.Gray, *image.Gray16:
		return icc.Gray
	case *image.CMYK:
		return icc.CMYK
	}
	return icc.RGB
}

// iccFor returns the profile if it describes pixels of m's kind, and nil if
// not: a grey picture with an RGB profile would be an invalid file.
func iccFor(data []byte, m image.Image) []byte {
	if iccSpace(data) != spaceOf(m) {
		return nil
	}
	return data
}
