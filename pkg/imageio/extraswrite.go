package imageio

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"unicode/utf8"

	"github.com/photoq/photoq/pkg/metadata"
	"github.com/photoq/photoq/pkg/png"
)

// pngXMPMark begins an iTXt chunk that holds XMP as it is.
const pngXMPMark = "XML:com.adobe.xmp\x00\x00\x00\x00\x00"

// pngExtraChunks returns the chunks that stand between IHDR and the pixels:
// iCCP, which comes before any palette, pHYs, eXIf, iTXt with XMP, IPTC in the
// form that ImageMagick has introduced, and texts.
func pngExtraChunks(x extras) ([]byte, error) {
	var out []byte
	if x.icc != nil {
		packed, err := deflated(x.icc)
		if err != nil {
			return nil, err
		}
		out = png.AppendChunk(out, "iCCP", append([]byte("ICC profile\x00\x00"), packed...))
	}
	out = appendPHYs(out, x.Density)
	if x.EXIF != nil {
		out = png.AppendChunk(out, "eXIf", x.EXIF)
	}
	if x.XMP != nil {
		out = png.AppendChunk(out, "iTXt", append([]byte(pngXMPMark), x.XMP...))
	}
	if row := metadata.JoinPhotoshop(x.IPTC, x.Photoshop); row != nil {
		text := fmt.Sprintf("\niptc\n%8d\n%s\n", len(row), hex.EncodeToString(row))
		packed, err := deflated([]byte(text))
		if err != nil {
			return nil, err
		}
		out = png.AppendChunk(out, "zTXt", append([]byte("Raw profile type iptc\x00\x00"), packed...))
	}
	for _, t := range x.Texts {
		out = appendPNGText(out, t.Name, t.Value)
	}
	for _, c := range x.Comments {
		if !utf8.ValidString(c) {
			c = latin1([]byte(c))
		}
		out = appendPNGText(out, "Comment", c)
	}
	return out, nil
}

func deflated(data []byte) ([]byte, error) {
	var packed bytes.Buffer
	zip := zlib.NewWriter(&packed)
	if _, err := zip.Write(data); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// appendPHYs appends the density of the pixels, if it says one.
func appendPHYs(out []byte, d metadata.Density) []byte {
	var unit byte
	if d.Unit != metadata.Ratio {
		d, unit = d.In(metadata.PerMetre), 1
	}
	if d.X == 0 || d.Y == 0 || unit == 0 && d.X == d.Y {
		return out
	}
	body := binary.BigEndian.AppendUint32(nil, d.X)
	body = binary.BigEndian.AppendUint32(body, d.Y)
	return png.AppendChunk(out, "pHYs", append(body, unit))
}

// appendPNGText appends a text: as tEXt if it is ASCII, else as iTXt.
func appendPNGText(out []byte, name, value string) []byte {
	if name == "" || len(name) > 79 {
		return out
	}
	kind, between := "tEXt", "\x00"
	for _, c := range []byte(value) {
		if c >= 0x80 {
			kind, between = "iTXt", "\x00\x00\x00\x00\x00"
			break
		}
	}
	return png.AppendChunk(out, kind, []byte(name+between+value))
}
