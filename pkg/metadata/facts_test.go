package metadata

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// richEXIF is a block as a camera writes it.
func richEXIF(order ifd.ByteOrder) []byte {
	return ifd.Write(order, ifd.Dirs{
		{
			ifd.Text(0x010e, "A harbour"), ifd.Text(0x010f, "NIKON CORPORATION"), ifd.Text(0x0110, "NIKON D70"),
			ifd.Shorts(order, ifd.Orientation, 6), ifd.Text(0x0132, "2026:11:22 20:01:24"), ifd.Text(0x013b, "Ann"),
			ifd.Text(0x8298, "\xa9 M\xfcller\x00Editor"), ifd.Longs(order, ifd.Width, 4000),
			ifd.Bytes(0x9c9b, []byte("T\x00\xe4\x00\x00\x00")),
		},
		{
			ifd.Ratio(order, 0x829a, 10, 1250), ifd.Bytes(0x9000, []byte("0232")),
			ifd.Text(0x9003, "2026:11:22 20:01:24"), ifd.Text(0x9011, "+01:00"), ifd.Text(0x9291, "25"),
			ifd.Bytes(ifd.MakerNote, []byte("secret notes")), ifd.Text(0xa431, "SERIAL12345"), ifd.Text(0xa434, "Lens 50mm "),
			ifd.Longs(order, ifd.PixelX, 4000), ifd.Longs(order, ifd.PixelY, 3000),
		},
		{ifd.Text(1, "N"), ifd.Ratio(order, 2, 48, 1)},
	})
}

func TestFacts(t *testing.T) {
	for _, order := range []ifd.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		f := Block{EXIF: richEXIF(order)}.Facts()
		when := time.Date(2026, 11, 22, 20, 1, 24, 250e6, time.FixedZone("", 3600))
		if !f.Taken.Equal(when) || f.Taken.Hour() != 20 {
			t.Errorf("%v: taken %v", order, f.Taken)
		}
		f.Taken = time.Time{}
		want := Facts{
			Make: "NIKON CORPORATION", Model: "NIKON D70", Lens: "Lens 50mm", Title: "Tä", Description: "A harbour",
			Artist: "Ann", Copyright: "© Müller, Editor",
		}
		if f != want {
			t.Errorf("%v: %+v", order, f)
		}
	}
	if f := (Block{EXIF: []byte("II*\x00")}).Facts(); f != (Facts{}) {
		t.Errorf("of nothing: %+v", f)
	}
}

func TestCameraNamesTheMakerOnce(t *testing.T) {
	for want, f := range map[string]Facts{
		"NIKON D70":    {Make: "NIKON CORPORATION", Model: "NIKON D70"},
		"Canon EOS 5D": {Make: "Canon", Model: "Canon EOS 5D"},
		"Apple iPhone": {Make: "Apple", Model: "iPhone"},
		"Pixel":        {Model: "Pixel"},
		"Leica":        {Make: "Leica"},
	} {
		if got := f.Camera(); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
