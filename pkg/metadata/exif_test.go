package metadata

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

func orders() []ifd.ByteOrder { return []ifd.ByteOrder{binary.LittleEndian, binary.BigEndian} }

// withThumbnail appends a second directory and a picture to a block.
func withThumbnail(block []byte, order ifd.ByteOrder, thumb string) []byte {
	b := ifd.Block{Data: bytes.Clone(block), Order: order}
	link, _ := b.Link(order.Uint32(b.Data[4:]))
	order.PutUint32(b.Data[link:], uint32(len(b.Data)))
	second := order.AppendUint16(nil, 2)
	for _, e := range []ifd.Entry{
		ifd.Longs(order, ifd.ThumbAt, uint32(len(b.Data)+30)), ifd.Longs(order, ifd.ThumbLen, uint32(len(thumb))),
	} {
		second = order.AppendUint16(second, e.Tag)
		second = order.AppendUint16(second, e.Kind)
		second = order.AppendUint32(second, 1)
		second = append(second, e.Value...)
	}
	return append(append(b.Data, append(second, 0, 0, 0, 0)...), thumb...)
}

// thumbnailOf returns the small picture of a block.
func thumbnailOf(t *testing.T, block []byte) string {
	t.Helper()
	b, err := parse(block)
	if err != nil {
		t.Fatal(err)
	}
	at, size := b.Lookup(b.Second(), ifd.ThumbAt), b.Lookup(b.Second(), ifd.ThumbLen)
	return string(b.Data[at : at+size])
}

func TestTheThumbnailBecomesThePicturesOwn(t *testing.T) {
	const old = "\xff\xd8 the old picture \xff\xd9"
	for _, order := range orders() {
		block := withThumbnail(richEXIF(order), order, old)
		if got := ThumbnailBytes(block); got != len(old) {
			t.Errorf("%d bytes", got)
		}
		for name, c := range map[string]struct {
			block []byte
			thumb string
		}{
			"shorter":               {block, "\xff\xd8new\xff\xd9"},
			"longer":                {block, "\xff\xd8 a new picture that takes more room \xff\xd9"},
			"longer, in the middle": {append(bytes.Clone(block), "trailing"...), "\xff\xd8 a new picture that takes more room \xff\xd9"},
			"none":                  {block, ""},
		} {
			got := allEXIF(c.block, Picture{Width: 9, Height: 8, Thumbnail: []byte(c.thumb)})
			if bytes.Contains(got, []byte("old picture")) || thumbnailOf(t, got) != c.thumb {
				t.Errorf("%v, %s: %q", order, name, thumbnailOf(t, got))
			}
		}
	}
}

func TestKeepCompletesWhatIsRequired(t *testing.T) {
	for _, order := range orders() {
		block := ifd.Write(order, ifd.Dirs{{ifd.Text(0x010f, "Maker")}})
		b, err := parse(keptEXIF(block, Picture{Width: 640, Height: 480}))
		if err != nil {
			t.Fatal(err)
		}
		exif := b.Directory(b.Lookup(b.First(), ifd.ExifIFD))
		if w, h := b.Lookup(exif, ifd.PixelX), b.Lookup(exif, ifd.PixelY); w != 640 || h != 480 {
			t.Errorf("%v: %d x %d", order, w, h)
		}
		for _, tag := range []uint16{0x9000, 0x9101, 0xa000, ifd.ColorSpace} {
			if _, ok := ifd.Find(exif, tag); !ok {
				t.Errorf("%v: %#x is missing", order, tag)
			}
		}
	}
}

func TestKeepOfNothingIsNothing(t *testing.T) {
	order := binary.BigEndian
	for name, dirs := range map[string]ifd.Dirs{
		"a place":       {nil, nil, {ifd.Text(1, "N"), ifd.Ratio(order, 2, 48, 1)}},
		"an owner":      {nil, {ifd.Text(0xa430, "Owner"), ifd.Bytes(0x9000, []byte("0232"))}},
		"an empty text": {{ifd.Text(0x010e, "   ")}},
		"a resolution":  {{ifd.Ratio(order, 0x011a, 300, 1)}},
	} {
		if got := keptEXIF(ifd.Write(order, dirs), Picture{Width: 1, Height: 1}); got != nil {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestDensityIsRead(t *testing.T) {
	for _, order := range orders() {
		block := ifd.Write(order, ifd.Dirs{{
			ifd.Ratio(order, 0x011a, 3000, 10), ifd.Ratio(order, 0x011b, 1199, 2), ifd.Shorts(order, 0x0128, 2),
		}})
		if got := densityOf(block); got != (Density{300, 600, PerInch}) {
			t.Errorf("%v: %v", order, got)
		}
	}
	for from, want := range map[Density]Density{
		{300, 300, PerInch}:       {11811, 11811, PerMetre},
		{11811, 11811, PerMetre}:  {11811, 11811, PerMetre},
		{100, 50, PerCentimetre}:  {10000, 5000, PerMetre},
		{2, 1, Ratio}:             {},
		{}:                        {},
		{4000000000, 1, PerMetre}: {4000000000, 1, PerMetre},
	} {
		if got := from.In(PerMetre); got != want {
			t.Errorf("%v is %v", from, got)
		}
	}
	if got := (Density{11811, 2835, PerMetre}).In(PerInch); got != (Density{300, 72, PerInch}) {
		t.Errorf("%v", got)
	}
}

func TestIPTCInEXIF(t *testing.T) {
	records := []byte("\x1c\x02\x74\x00\x03(c)")
	for name, exif := range map[string][]byte{"none": nil, "little": richEXIF(binary.LittleEndian), "big": richEXIF(binary.BigEndian)} {
		got := Block{EXIF: exif, IPTC: records, Photoshop: []byte("8BIM")}.IPTCInEXIF()
		b, err := parse(got.EXIF)
		if err != nil || got.IPTC != nil || got.Photoshop != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if e, _ := ifd.Find(b.First(), ifd.IPTC); !bytes.HasPrefix(e.Value, records) || len(e.Value)%4 != 0 {
			t.Errorf("%s: %q", name, e.Value)
		}
		if exif != nil && (Block{EXIF: got.EXIF}).Facts() != (Block{EXIF: exif}).Facts() {
			t.Errorf("%s: the rest has changed", name)
		}
	}
}

func TestFromTIFF(t *testing.T) {
	for _, order := range orders() {
		notes := ifd.Bytes(ifd.MakerNote, []byte("notes of a maker"))
		notes.Start = 1000
		file := ifd.Write(order, ifd.Dirs{
			{ifd.Longs(order, ifd.Width, 5), ifd.Longs(order, 0x0111, 8), ifd.Text(0x0131, "Software"), ifd.Shorts(order, ifd.Orientation, 6)},
			{notes, ifd.Text(0x9003, "2026:11:22 20:01:24")}, {ifd.Text(1, "N")}, {ifd.Text(1, "R98")},
		})
		b, err := ifd.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := parse(FromTIFF(b))
		if err != nil {
			t.Fatal(err)
		}
		first := got.First()
		exif := got.Directory(got.Lookup(first, ifd.ExifIFD))
		if e, _ := ifd.Find(exif, ifd.MakerNote); e.Start != 1000 {
			t.Errorf("%v: notes at %d", order, e.Start)
		}
		if len(first) != 3 || len(exif) != 3 { // software and two links; notes, date and a link
			t.Errorf("%v: %d and %d entries", order, len(first), len(exif))
		}
	}
}
