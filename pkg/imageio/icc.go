package imageio

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
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

// iccSpace returns the colour space that a profile is for, like "RGB " or
// "GRAY" (ICC.1:2022, section 7.2.6), or an error for what is no profile.
func iccSpace(icc []byte) (string, error) {
	const headerSize = 128
	if len(icc) < headerSize || len(icc) > maxICC || string(icc[36:40]) != "acsp" {
		return "", errors.New("it is no ICC profile")
	}
	if size := binary.BigEndian.Uint32(icc); int64(size) > int64(len(icc)) {
		return "", errors.New("it is cut off")
	}
	return string(icc[16:20]), nil
}

// iccFor returns the profile if it describes pixels of m's kind, and nil if
// not: a grey picture with an RGB profile would be an invalid file.
func iccFor(icc []byte, m image.Image) []byte {
	space, err := iccSpace(icc)
	if err != nil {
		return nil
	}
	want := "RGB "
	switch m.(type) {
	case *image.Gray, *image.Gray16:
		want = "GRAY"
	case *image.CMYK:
		want = "CMYK"
	}
	if space != want {
		return nil
	}
	return icc
}
