package imageio

import (
	"bytes"
	"encoding/binary"
	"image"
	"io"
	"strings"
	"testing"

	"github.com/bep/imagemeta"

	"github.com/photoq/photoq/pkg/metadata"
	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// richEXIF is a block as a camera writes it, with what must not get out.
func richEXIF(order ifd.ByteOrder) []byte {
	return exifOf(order,
		[]ifd.Entry{
			ascii(0x010e, "A harbour"), ascii(0x010f, "Maker"), ascii(0x0110, "Model 5"), short(ifd.Orientation, 6, order),
			ascii(0x0131, "Firmware 1.2"), ascii(0x0132, "2026:11:22 20:01:24"), ascii(0x013b, "Ann"), ascii(0x8298, "\xa9 M\xfcller"),
			long(ifd.Width, 4000, order),
		},
		[]ifd.Entry{
			rational(0x829a, 10, 1250, order), rational(0x829d, 28, 10, order), short(0x8827, 400, order),
			{Tag: 0x9000, Kind: ifd.Undefined, Count: 4, Value: []byte("0232")},
			ascii(0x9003, "2026:11:22 20:01:24"), ascii(0x9010, "+01:00"), ascii(0x9291, "049"), rational(0x920a, 50, 1, order),
			{Tag: ifd.MakerNote, Kind: ifd.Undefined, Count: 12, Value: []byte("secret notes")},
			ascii(0xa430, "Owner Name"), ascii(0xa431, "SERIAL12345"), ascii(0xa434, "Lens 50mm"), ascii(0xa435, "LENSSERIAL"),
			long(ifd.PixelX, 4000, order), long(ifd.PixelY, 3000, order),
		},
		[]ifd.Entry{ascii(1, "N"), rational(2, 48, 1, order)})
}

// withThumbnail adds a second directory with a picture to a block.
func withThumbnail(block []byte, order ifd.ByteOrder) []byte {
	b := ifd.Block{Data: bytes.Clone(block), Order: order}
	start := order.Uint32(b.Data[4:])
	link := start + 2 + 12*uint32(order.Uint16(b.Data[start:]))
	order.PutUint32(b.Data[link:], uint32(len(b.Data)))
	thumb := "\xff\xd8THUMBNAIL\xff\xd9"
	second := order.AppendUint16(nil, 2)
	for _, e := range []ifd.Entry{long(ifd.ThumbAt, uint32(len(b.Data)+30), order), long(ifd.ThumbLen, uint32(len(thumb)), order)} {
		second = order.AppendUint16(second, e.Tag)
		second = order.AppendUint16(second, e.Kind)
		second = order.AppendUint32(second, 1)
		second = append(second, e.Value...)
	}
	second = order.AppendUint32(second, 0)
	return append(append(b.Data, second...), thumb...)
}

// written encodes a photo with that block and reads the result with a
// library that is not ours.
func written(t *testing.T, format Format, metadata string, block []byte) ([]byte, map[string]any) {
	t.Helper()
	m := scene(24, 16)
	p := decode(t, inJPEG(jpegOf(t, m), markAPP1, append([]byte(exifMark), block...)))
	if p.Metadata.XMP == nil {
		p.Metadata.XMP = []byte(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF>`)
	}
	var b bytes.Buffer
	if err := Encode(&b, p, EncodeOptions{Format: format, Metadata: metadata}); err != nil {
		t.Fatal(err)
	}
	tags := map[string]any{}
	kind := imagemeta.JPEG
	if format == PNG {
		kind = imagemeta.PNG
	}
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(b.Bytes()), ImageFormat: kind, Sources: imagemeta.EXIF,
		ShouldHandleTag: func(imagemeta.TagInfo) bool { return true },
		HandleTag: func(i imagemeta.TagInfo) error {
			tags[i.Tag] = i.Value
			return nil
		},
	})
	if err != nil {
		t.Fatalf("read what was written: %v", err)
	}
	if again := decode(t, b.Bytes()); again.Image.Bounds() != p.Image.Bounds() || len(again.Warnings) > 0 {
		t.Errorf("%s: read back as %v, %q", format, again.Image.Bounds(), again.Warnings)
	}
	return b.Bytes(), tags
}

func TestMetadataKeep(t *testing.T) {
	for _, order := range []ifd.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, format := range []Format{JPEG, PNG} {
			data, tags := written(t, format, MetadataKeep, withThumbnail(richEXIF(order), order))
			for name, want := range map[string]string{
				"Make": "Maker", "Model": "Model 5", "ImageDescription": "A harbour", "Artist": "Ann",
				"DateTimeOriginal": "2026:11:22 20:01:24", "OffsetTime": "+01:00", "LensModel": "Lens 50mm",
			} {
				if tags[name] != want {
					t.Errorf("%s %v: %s is %v", format, order, name, tags[name])
				}
			}
			if r, ok := tags["ExposureTime"].(imagemeta.Rat[uint32]); !ok || r.String() != "1/125" {
				t.Errorf("%s %v: exposure %v", format, order, tags["ExposureTime"])
			}
			for _, kept := range []string{"\xa9 M\xfcller\x00", "049\x00"} {
				if !bytes.Contains(data, []byte(kept)) {
					t.Errorf("%s %v: %q did not come through byte for byte", format, order, kept)
				}
			}
			for _, secret := range []string{"secret", "Owner", "SERIAL", "THUMBNAIL", "Firmware", "tiff:"} {
				if bytes.Contains(data, []byte(secret)) {
					t.Errorf("%s %v: %q got out", format, order, secret)
				}
			}
			for _, name := range []string{"GPSLatitude", "GPSLatitudeRef", "Orientation", "MakerNote"} {
				if v, has := tags[name]; has {
					t.Errorf("%s %v: %s is %v", format, order, name, v)
				}
			}
		}
	}
}

func TestMetadataAll(t *testing.T) {
	for _, order := range []ifd.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, format := range []Format{JPEG, PNG} {
			data, tags := written(t, format, MetadataAll, withThumbnail(richEXIF(order), order))
			if tags["Orientation"] != uint16(1) {
				t.Errorf("orientation %v", tags["Orientation"])
			}
			// The photo was turned: 24 x 16 became 16 x 24.
			if tags["ExifImageWidth"] != uint32(16) || tags["ExifImageHeight"] != uint32(24) || tags["ImageWidth"] != uint32(16) {
				t.Errorf("size %v x %v, %v", tags["ExifImageWidth"], tags["ExifImageHeight"], tags["ImageWidth"])
			}
			for _, kept := range []string{"secret notes", "Owner Name", "SERIAL12345", "Firmware", `tiff:Orientation="1"`} {
				if !bytes.Contains(data, []byte(kept)) {
					t.Errorf("%s: %q is missing", format, kept)
				}
			}
			if bytes.Contains(data, []byte("THUMBNAIL")) {
				t.Errorf("%s: the old thumbnail got out", format)
			}
		}
	}
}

func TestMetadataNone(t *testing.T) {
	for _, format := range []Format{JPEG, PNG} {
		data, tags := written(t, format, MetadataNone, richEXIF(binary.LittleEndian))
		if len(tags) > 0 || bytes.Contains(data, []byte("Maker")) || bytes.Contains(data, []byte("Exif")) {
			t.Errorf("%s: %v", format, tags)
		}
	}
}

func TestBrokenEXIFIsAWarning(t *testing.T) {
	order := binary.LittleEndian
	loop := exifOf(order, []ifd.Entry{short(ifd.Orientation, 6, order), long(ifd.ExifIFD, 8, order)}, nil, nil)
	many := exifOf(order, []ifd.Entry{short(ifd.Orientation, 6, order)}, nil, nil)
	order.PutUint16(many[8:], 65535)
	far := exifOf(order, []ifd.Entry{short(ifd.Orientation, 6, order), {Tag: 0x010f, Kind: ifd.ASCII, Count: 1 << 31, Value: []byte{0xff, 0xff, 0xff, 0xff}}}, nil, nil)
	for name, c := range map[string]struct {
		block  []byte
		turned bool
		warns  bool
	}{
		"a loop":           {loop, true, false},
		"65535 entries":    {many, true, false},
		"a value far away": {far, true, false},
		"nonsense":         {[]byte("what is this?"), false, true},
		"cut off":          {[]byte("II*\x00"), false, true},
		"an IFD far away":  {[]byte("MM\x00*\xff\xff\xff\xff"), false, true},
		"orientation 9":    {exifOf(order, []ifd.Entry{short(ifd.Orientation, 9, order)}, nil, nil), false, false},
	} {
		p := decode(t, inJPEG(jpegOf(t, scene(24, 16)), markAPP1, append([]byte(exifMark), c.block...)))
		if turned := p.Image.Bounds().Dx() == 16; turned != c.turned || (len(p.Warnings) > 0) != c.warns {
			t.Errorf("%s: turned %v, warnings %q", name, turned, p.Warnings)
		}
		for _, metadata := range []string{MetadataKeep, MetadataAll} {
			var b bytes.Buffer
			if err := Encode(&b, p, EncodeOptions{Format: JPEG, Metadata: metadata}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if again := decode(t, b.Bytes()); again.Image.Bounds() != p.Image.Bounds() {
				t.Errorf("%s: turned again", name)
			}
		}
	}
}

func TestICC(t *testing.T) {
	icc := profile("RGB ", 150_000) // three segments of a JPEG
	p := Photo{Image: scene(9, 9), ICC: icc}
	for _, format := range []Format{JPEG, PNG} {
		for _, metadata := range []string{MetadataKeep, MetadataNone} {
			var b bytes.Buffer
			if err := Encode(&b, p, EncodeOptions{Format: format, Metadata: metadata}); err != nil {
				t.Fatal(err)
			}
			if got := decode(t, b.Bytes()); !bytes.Equal(got.ICC, icc) || len(got.Warnings) > 0 {
				t.Errorf("%s: %d bytes, %q", format, len(got.ICC), got.Warnings)
			}
		}
	}
	if got := decode(t, webpOf(9, 5, 1, 2, 3, 4, chunk{"ICCP", icc})); !bytes.Equal(got.ICC, icc) {
		t.Error("WebP")
	}
	grey := profile("GRAY", 200)
	tiff := tiffOf(9, 5, ifd.Entry{Tag: ifd.ICC, Kind: ifd.Undefined, Count: uint32(len(grey)), Value: grey})
	if got := decode(t, tiff); !bytes.Equal(got.ICC, grey) {
		t.Error("TIFF")
	}
}

func TestICCThatDoesNotFitIsLeftOut(t *testing.T) {
	for space, m := range map[string]image.Image{"RGB ": image.NewGray(image.Rect(0, 0, 4, 4)), "GRAY": scene(4, 4), "CMYK": scene(4, 4), "????": scene(4, 4)} {
		for _, format := range []Format{JPEG, PNG} {
			var b bytes.Buffer
			if err := Encode(&b, Photo{Image: m, ICC: profile(space, 200)}, EncodeOptions{Format: format}); err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(b.Bytes(), []byte("acsp")) || bytes.Contains(b.Bytes(), []byte("iCCP")) {
				t.Errorf("%s of %s", space, format)
			}
		}
	}
	chunked := func(number, count byte) []byte {
		return append(append([]byte(iccMark), number, count), profile("RGB ", 200)...)
	}
	for name, data := range map[string][]byte{
		"for CMYK":     inJPEG(jpegOf(t, scene(9, 9)), markAPP2, append([]byte(iccMark+"\x01\x01"), profile("CMYK", 0)...)),
		"for RGB":      inJPEG(flatJPEG(9, 9, 0, 1, 2, 3, 4), markAPP2, append([]byte(iccMark+"\x01\x01"), profile("RGB ", 0)...)),
		"cut off":      inJPEG(jpegOf(t, scene(9, 9)), markAPP2, append([]byte(iccMark+"\x01\x01"), profile("RGB ", 0)[:500]...)),
		"without tags": inJPEG(jpegOf(t, scene(9, 9)), markAPP2, append([]byte(iccMark+"\x01\x01"), emptied(profile("RGB ", 0))...)),
		"part 5 of 2":  inJPEG(jpegOf(t, scene(9, 9)), markAPP2, chunked(5, 2)),
		"part 1 of 2":  inJPEG(jpegOf(t, scene(9, 9)), markAPP2, chunked(1, 2)),
		"part 0 of 0":  inJPEG(jpegOf(t, scene(9, 9)), markAPP2, chunked(0, 0)),
		"no profile":   inPNG(pngOf(t, scene(9, 9)), "iCCP", []byte("x\x00\x00junk")),
	} {
		p := decode(t, data)
		if p.ICC != nil || len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "colour profile ignored") {
			t.Errorf("%s: %d bytes, %q", name, len(p.ICC), p.Warnings)
		}
	}
}

// emptied is a profile without any tag.
func emptied(icc []byte) []byte {
	copy(icc[128:], "\x00\x00\x00\x00")
	return icc
}

func TestGIFExtras(t *testing.T) {
	packet := `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>`
	ramp := []byte{1}
	for i := 255; i >= 0; i-- {
		ramp = append(ramp, byte(i))
	}
	head := "GIF89a\x01\x00\x01\x00\x80\x00\x00abcdef" // a table of two colours
	comment := "\x21\xfe\x03two\x06 parts\x00"
	picture := "\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
	data := []byte(head + "\x21\xff\x0bXMP DataXMP" + packet + string(ramp) + "\x00" + picture + comment + ";")
	p := decode(t, data)
	if string(p.Metadata.XMP) != packet || len(p.Metadata.Comments) != 1 || p.Metadata.Comments[0] != "two parts" || len(p.Warnings) > 0 {
		t.Errorf("%q, %q, %q", p.Metadata.XMP, p.Metadata.Comments, p.Warnings)
	}
	for end := range data {
		gifExtras(data[:end]) // must not reach beyond
	}
}

// A lossless result has the thumbnail of the picture that it has become.
func TestThumbnailOfRewritten(t *testing.T) {
	block := withThumbnail(richEXIF(binary.BigEndian), binary.BigEndian)
	data := inJPEG(jpegOf(t, scene(96, 64)), markAPP1, append([]byte(exifMark), block...))
	f, err := Open(data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	moves := []Move{{Turn: Rotate180}, {Cut: image.Rect(16, 32, 48, 96)}} // the file itself says to turn by 90 degrees
	if _, err := f.Rewrite(t.Context(), &b, moves, EncodeOptions{Metadata: MetadataAll}); err != nil {
		t.Fatal(err)
	}
	p := decode(t, b.Bytes())
	exif, err := ifd.Parse(p.Metadata.EXIF)
	if err != nil {
		t.Fatal(err)
	}
	at, size := exif.Lookup(exif.Second(), ifd.ThumbAt), exif.Lookup(exif.Second(), ifd.ThumbLen)
	small := decode(t, exif.Data[at:at+size])
	if small.Image.Bounds() != image.Rect(0, 0, 32, 64) || distance(small.Image, p.Image) > 40 { // it is small, and of low quality
		t.Errorf("%v, differs by %d", small.Image.Bounds(), distance(small.Image, p.Image))
	}
}

// A packet that no JPEG can hold is missed by nobody: other formats have it,
// and for JPEGs there is a warning, decoded or not.
func TestXMPThatDoesNotFitIsAWarning(t *testing.T) {
	packet := func(comment int) []byte {
		return []byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
			`<!--` + strings.Repeat("x", comment) + `--><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>`)
	}
	for _, c := range []struct {
		comment  int
		format   Format
		metadata string
		lost     bool
	}{
		{70_000, JPEG, MetadataAll, true},
		{70_000, PNG, MetadataAll, false},
		{70_000, JPEG, MetadataKeep, false},
		{60_000, JPEG, MetadataAll, false},
	} {
		p := Photo{Image: scene(20, 10), Metadata: Metadata{XMP: packet(c.comment)}}
		o := EncodeOptions{Format: c.format, Metadata: c.metadata}
		warned := strings.Contains(strings.Join(Prepare(p, o).Warnings, "\n"), "XMP left out")
		written := bytes.Contains(encode(t, p, o), []byte("Rating"))
		if warned != c.lost || written != (!c.lost && c.metadata == MetadataAll) {
			t.Errorf("%+v: there is a warning: %v, and the rating is there: %v", c, warned, written)
		}
	}
	f, err := Open(jpegOf(t, scene(32, 16)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	f.extras.XMP = packet(70_000) // which only extended segments bring into a JPEG
	warnings, err := f.Rewrite(t.Context(), io.Discard, []Move{{Turn: 3}}, EncodeOptions{Metadata: MetadataAll})
	if err != nil || !strings.Contains(strings.Join(warnings, "\n"), "XMP left out") {
		t.Errorf("without loss: %v, %v", warnings, err)
	}
}

// EXIF that takes several segments of a JPEG is whole for those who read them
// all, as photoq does, and there is a warning for the others.
func TestEXIFOfSeveralSegmentsIsAWarning(t *testing.T) {
	order := binary.LittleEndian
	for _, c := range []struct {
		notes    int
		format   Format
		metadata string
		warned   bool
	}{
		{90_000, JPEG, MetadataAll, true},
		{90_000, PNG, MetadataAll, false},
		{90_000, JPEG, MetadataKeep, false},
		{60_000, JPEG, MetadataAll, false},
	} {
		notes := ifd.Entry{Tag: ifd.MakerNote, Kind: ifd.Undefined, Count: uint32(c.notes), Value: bytes.Repeat([]byte("n"), c.notes)}
		p := Photo{Image: scene(20, 10)}
		p.Metadata.EXIF = exifOf(order, []ifd.Entry{ascii(0x8298, "Ann")}, []ifd.Entry{notes, ascii(0xa434, "Lens 50mm")}, nil)
		o := EncodeOptions{Format: c.format, Metadata: c.metadata}
		if warned := strings.Contains(strings.Join(Prepare(p, o).Warnings, "\n"), "EXIF of 90"); warned != c.warned {
			t.Errorf("%+v: there is a warning: %v", c, warned)
		}
		got := decode(t, encode(t, p, o)).Metadata.EXIF
		if c.metadata == MetadataAll && !bytes.Contains(got, notes.Value) || !bytes.Contains(got, []byte("Lens 50mm")) {
			t.Errorf("%+v: a part is missing: %d bytes", c, len(got))
		}
	}
}

func TestXMPWithoutItsBeginIsAWarning(t *testing.T) {
	data := inJPEG(jpegOf(t, scene(8, 8)), markAPP1, append([]byte(metadata.ExtendedMark), make([]byte, 60)...))
	p := decode(t, data)
	if len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "a part of XMP ignored") || p.Metadata.XMP != nil {
		t.Errorf("%q", p.Warnings)
	}
}
