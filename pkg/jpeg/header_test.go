package jpeg

import (
	"bytes"
	"context"
	"errors"
	"image"
	"strings"
	"testing"
)

// segmentBytes writes a marker segment.
func segmentBytes(marker byte, body string) string {
	n := len(body) + 2
	return "\xff" + string([]byte{marker, byte(n >> 8), byte(n)}) + body
}

// frameBytes writes a frame header of 16 x 8 pixels.
func frameBytes(marker byte, components ...string) string {
	body := "\x08\x00\x08\x00\x10" + string([]byte{byte(len(components))}) + strings.Join(components, "")
	return segmentBytes(marker, body)
}

func TestReadHeaderTellsColors(t *testing.T) {
	jfif := segmentBytes(markAPP0, "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")
	adobe := func(transform string) string {
		return segmentBytes(markAPP14, "Adobe\x00\x64\x00\x00\x00\x00"+transform)
	}
	part := func(ids string) (components []string) {
		for i := range len(ids) {
			components = append(components, ids[i:i+1]+"\x11\x00")
		}
		return components
	}
	for name, c := range map[string]struct {
		before, ids, after string
		color              Color
		inverted           bool
	}{
		"grey":                         {"", "\x01", "", Gray, false},
		"plain":                        {"", "\x01\x02\x03", "", YCbCr, false},
		"odd IDs":                      {"", "\x05\x02\x09", "", YCbCr, false},
		"RGB by its IDs":               {"", "RGB", "", RGB, false},
		"JFIF before IDs":              {jfif, "RGB", "", YCbCr, false},
		"Adobe's RGB":                  {adobe("\x00"), "\x01\x02\x03", "", RGB, false},
		"Adobe's RGB, told later":      {"", "\x01\x02\x03", adobe("\x00"), RGB, false},
		"Adobe's YCbCr":                {adobe("\x01"), "RGB", "", YCbCr, false},
		"Adobe's something":            {adobe("\x07"), "\x01\x02\x03", "", YCbCr, false},
		"JFIF before Adobe":            {jfif + adobe("\x00"), "\x01\x02\x03", "", YCbCr, false},
		"four":                         {"", "\x01\x02\x03\x04", "", CMYK, false},
		"Adobe's CMYK":                 {adobe("\x00"), "CMYK", "", CMYK, true},
		"Adobe's YCCK":                 {adobe("\x02"), "\x01\x02\x03\x04", "", YCCK, true},
		"two":                          {"", "\x01\x02", "", Other, false},
		"Adobe's segment is too short": {segmentBytes(markAPP14, "Adobe\x00\x64\x00\x00\x00"), "RGB", "", RGB, false},
	} {
		data := "\xff\xd8" + c.before + frameBytes(markSOF0, part(c.ids)...) + c.after + "\xff\xda"
		h, err := ReadHeader([]byte(data))
		if err != nil || h.Color != c.color || h.Inverted != c.inverted || h.Width != 16 || h.Height != 8 || len(h.Components) != len(c.ids) {
			t.Errorf("%s: %+v, %v", name, h, err)
		}
	}
}

func TestFramesThatCannotBeDecodedAreNamed(t *testing.T) {
	one := "\x01\x11\x00"
	for name, c := range map[string]struct {
		file string
		want string
	}{
		"lossless":           {frameBytes(0xc3, one), "lossless coding is not supported"},
		"lossless, coded":    {frameBytes(0xcb, one), "lossless coding is not supported"},
		"hierarchical":       {frameBytes(0xc5, one), "hierarchical coding is not supported"},
		"12 bits":            {segmentBytes(0xc1, "\x0c\x00\x08\x00\x08\x01"+one), "a precision of 12 bits is not supported"},
		"height by DNL":      {segmentBytes(0xc0, "\x08\x00\x00\x00\x08\x01"+one), "DNL"},
		"no width":           {segmentBytes(0xc0, "\x08\x00\x08\x00\x00\x01"+one), "the picture is empty"},
		"no components":      {segmentBytes(0xc0, "\x08\x00\x08\x00\x08\x00"), "the picture is empty"},
		"five components":    {frameBytes(0xc0, one, one, one, one, one), "5 components is not supported"},
		"too short":          {segmentBytes(0xc0, "\x08\x00\x08\x00\x08\x02"+one), "wrong length"},
		"sampling of 0":      {frameBytes(0xc0, "\x01\x01\x00"), "sampling factors"},
		"sampling of 5":      {frameBytes(0xc0, "\x01\x15\x00"), "sampling factors"},
		"no frame":           {"\xff\xd9", "no picture"},
		"a scan first":       {"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00", "scan before a frame header"},
		"an unknown marker":  {"\xff\x02", "unknown marker 0x02"},
		"no marker":          {"", "premature end of the file"},
		"cut in a segment":   {"\xff\xc0\x00\x0b\x08", "premature end of the file in a segment"},
		"segment of nothing": {"\xff\xc0\x00\x01\x08", "wrong length"},
	} {
		_, err := NewDecoder(context.Background(), []byte("\xff\xd8"+c.file), DecodeOptions{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		var unsupported UnsupportedError
		var fault *Fault
		if errors.As(err, &unsupported) == errors.As(err, &fault) {
			t.Errorf("%s: %T", name, err)
		}
	}
	if _, err := ReadHeader([]byte("\x89PNG")); !errors.Is(err, errNoSOI) {
		t.Errorf("a PNG: %v", err)
	}
}

func TestTablesAreHeldToTheirRanges(t *testing.T) {
	data := oddFile(t, image.Pt(16, 16), oddSamplings()["grey"], EncodeOptions{})
	head, rest := string(data[:2]), string(data[2:])
	zeros := strings.Repeat("\x00", 16)
	for name, c := range map[string]struct {
		extra string
		good  bool
	}{
		"a table of 16 bits":           {segmentBytes(markDQT, "\x13"+strings.Repeat("\x01\x02", 64)), true},
		"two tables":                   {segmentBytes(markDQT, "\x02"+strings.Repeat("a", 64)+"\x03"+strings.Repeat("b", 64)), true},
		"a fifth table":                {segmentBytes(markDQT, "\x04"+strings.Repeat("a", 64)), false},
		"half a table":                 {segmentBytes(markDQT, "\x03"+strings.Repeat("a", 32)), false},
		"an empty DHT":                 {segmentBytes(markDHT, ""), true},
		"an empty table":               {segmentBytes(markDHT, "\x13"+zeros), true},
		"a bad table that is not used": {segmentBytes(markDHT, "\x13\x03"+zeros[1:]+"abc"), true},
		"a fifth":                      {segmentBytes(markDHT, "\x14"+zeros), false},
		"a third class":                {segmentBytes(markDHT, "\x20"+zeros), false},
		"values missing":               {segmentBytes(markDHT, "\x13\x01"+zeros[1:]), false},
		"a byte too much":              {segmentBytes(markDHT, "\x13"+zeros+"\x00"), false},
		"an interval of three bytes":   {segmentBytes(markDRI, "\x00\x00\x00"), false},
		"an interval of nothing":       {segmentBytes(markDRI, "\x00\x00"), true},
		"arithmetic conditioning":      {segmentBytes(markDAC, "\x00\x21"), true},
		"bad conditioning":             {segmentBytes(markDAC, "\x00\x12"), false},
		"a comment without length":     {"\xff\xfe\x00\x00", true},
		"JFIF 2":                       {segmentBytes(markAPP0, "JFIF\x00\x02\x02\x00\x00\x01\x00\x01\x00\x00"), false},
	} {
		_, _, err := Decode(context.Background(), []byte(head+c.extra+rest), DecodeOptions{})
		if (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSegmentsShareTheFilesBytes(t *testing.T) {
	want := []Segment{{0xe1, []byte("Exif\x00\x00something")}, {0xfe, []byte("a comment")}, {0xe2, nil}}
	data := oddFile(t, image.Pt(16, 16), oddSamplings()["4:2:0"], EncodeOptions{Segments: want})
	d, err := NewDecoder(context.Background(), data, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var got []Segment
	for _, s := range d.Segments() {
		if s.Marker != markAPP0 && s.Marker != markAPP14 {
			got = append(got, s)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d segments", len(got))
	}
	for i, s := range got {
		if s.Marker != want[i].Marker || !bytes.Equal(s.Data, want[i].Data) {
			t.Errorf("segment %d is %x %q", i, s.Marker, s.Data)
		}
	}
	at := bytes.Index(data, []byte("a comment"))
	if &got[1].Data[0] != &data[at] {
		t.Error("the comment is a copy")
	}
}

func TestSegmentsAreLimited(t *testing.T) {
	data := standardJPEG(t, 16, 16)
	for _, c := range []struct {
		count   int
		refused bool
	}{{maxSegments, false}, {maxSegments + 1, true}} {
		many := append(bytes.Clone(data[:2]), strings.Repeat("\xff\xe5\x00\x02", c.count)...)
		many = append(many, data[2:]...)
		_, headerErr := ReadHeader(many)
		_, err := NewDecoder(context.Background(), many, DecodeOptions{Tolerant: true})
		for _, err := range []error{headerErr, err} {
			var limit *LimitError
			if errors.As(err, &limit) != c.refused || c.refused && limit.What != "segments" {
				t.Errorf("%d segments: %v", c.count, err)
			}
		}
	}
}

// The estimate of memory is another where the first scan is not for all
// components.
func TestMemoryIsThatOfCoefficientsWhereTheyAreKept(t *testing.T) {
	data := oddFile(t, image.Pt(320, 320), oddSamplings()["4:4:4"], EncodeOptions{})
	at := bytes.Index(data, []byte{0xff, markSOS})
	apart := append(bytes.Clone(data[:at]), "\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"...)
	var got [2]int64
	for i, data := range [][]byte{data, apart} {
		h, err := ReadHeader(data)
		if err != nil {
			t.Fatal(err)
		}
		got[i] = h.Memory(DecodeOptions{})
	}
	if least := int64(3 * 320 * 320); got[0] > least || got[1] < got[0]+least {
		t.Errorf("%d bytes, and %d with coefficients", got[0], got[1])
	}
}

func TestMotionJPEGDoesWithoutHuffmanTables(t *testing.T) {
	data := standardJPEG(t, 48, 32)
	at := bytes.Index(data, []byte{0xff, markDHT})
	end := at + 2 + int(data[at+2])<<8 + int(data[at+3])
	bare := append(bytes.Clone(data[:at]), data[end:]...)
	if err := comparePlanes(wholePlanes(mustDecode(t, bare, DecodeOptions{})), wholePlanes(mustDecode(t, data, DecodeOptions{}))); err != nil {
		t.Error(err)
	}
}
