package imageio

import (
	"bytes"
	"encoding/binary"
	"image"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// TestTIFFsWithNothingToMendArePassedOn holds that the strips or tiles of the
// result are those of the file, and the picture the same.
func TestTIFFsWithNothingToMendArePassedOn(t *testing.T) {
	samples := func(n int) []byte {
		out := make([]byte, n)
		for i := range out {
			out[i] = byte(i * 37)
		}
		return out
	}
	tiles := newPage(20, 20, 8, 3, 2, 8).set(tagTileWidth, 16).set(tagTileHeight, 16)
	tiles.tiled = true
	for n := range 4 {
		tiles.chunks = append(tiles.chunks, zipped(samples(16*16*3+n)))
	}
	colours := make([]uint32, 3*16)
	for i := range colours {
		colours[i] = uint32(i * 1365)
	}
	for name, p := range map[string]*page{
		"strips":          newPage(4, 2, 8, 3, 2, 1, samples(12), samples(12)).set(tagRowsInStrip, 1),
		"odd strips":      newPage(3, 2, 8, 1, 1, 1, samples(3), samples(3)).set(tagRowsInStrip, 1),
		"tiles":           tiles,
		"planes":          newPage(2, 1, 8, 3, 2, 1, []byte{1, 2}, []byte{3, 4}, []byte{5, 6}).set(0x11c, 2),
		"16 bits":         newPage(4, 1, 16, 4, 2, 8, zipped(samples(32))).set(tagExtra, 2).set(tagPredictor, 2),
		"a palette":       newPage(4, 1, 4, 1, 3, 1, samples(2)).set(tagColours, colours...),
		"a fax":           newPage(8, 2, 1, 1, 0, 4, stripes()),
		"floating point":  newPage(2, 1, 32, 1, 1, 8, zipped(predicted(0.2, 1))).set(tagFormat, 3).set(tagPredictor, 3),
		"chroma for four": newPage(2, 2, 8, 3, 6, 1, []byte{10, 20, 30, 40, 128, 128}).set(tagSubsampling, 2<<16|2),
	} {
		file := p.set(0x131, 0).bytes()
		out, photo := retained(t, file, EncodeOptions{Format: TIFF})
		if out == nil || len(photo.Notes) != 1 {
			t.Errorf("%s: %d bytes, notes %q", name, len(out), photo.Notes)
			continue
		}
		if got, want := decode(t, out), decode(t, file); distance(got.Image, want.Image) != 0 {
			t.Errorf("%s: the picture is another", name)
		}
		l, err := parseLayout(out)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for n, want := range p.chunks {
			if got, err := l.data(n); err != nil || !bytes.Equal(got, want) || l.at[n]%2 != 0 {
				t.Errorf("%s: part %d at %d is %x, want %x", name, n, l.at[n], got, want)
			}
		}
	}
}

// stacked is a grey TIFF all of whose rows are the same bytes.
func stacked(w, h int, row []byte) []byte {
	p := newPage(w, h, 8, 1, 1, 1, row).set(tagRowsInStrip, 1).set(tagFillOrder, 2)
	var at, lengths []uint32
	for range h {
		at, lengths = append(at, 8), append(lengths, uint32(len(row)))
	}
	file := p.set(0x9999, at...).set(0x999a, lengths...).bytes()
	le := binary.LittleEndian
	for i := int(le.Uint32(file[4:])) + 2; i+12 <= len(file); i += 12 {
		switch le.Uint16(file[i:]) { // the real tags give way to those
		case tagStripAt, tagStripLen:
			le.PutUint16(file[i:], 0x9998)
		case 0x9999:
			le.PutUint16(file[i:], tagStripAt)
		case 0x999a:
			le.PutUint16(file[i:], tagStripLen)
		}
	}
	return file
}

func TestTIFFsThatAreWrittenAnew(t *testing.T) {
	for name, file := range map[string][]byte{
		"strips on one another": stacked(4, 400, make([]byte, 4000)),
		"turned":                newPage(4, 2, 8, 1, 1, 1, make([]byte, 8)).set(0x112, 6).bytes(),
		"inks":                  newPage(2, 1, 8, 4, 5, 1, make([]byte, 8)).bytes(),
		"L*a*b*":                newPage(2, 1, 8, 3, 8, 1, make([]byte, 6)).bytes(),
		"BigTIFF":               newPage(2, 1, 8, 1, 1, 1, make([]byte, 2)).big(),
	} {
		out, p := retained(t, file, EncodeOptions{Format: TIFF})
		if out != nil {
			t.Errorf("%s: passed on, notes %q", name, p.Notes)
		}
		if p.Image == nil {
			t.Errorf("%s: not read", name)
		}
	}
	whole := newPage(4, 2, 8, 1, 1, 1, make([]byte, 8)).bytes()
	if out, _ := retained(t, whole, EncodeOptions{Format: TIFF}, image.Rect(0, 0, 1, 1)); out != nil {
		t.Error("a retouched one was passed on")
	}
}

func TestTIFFsThatArePassedOnObeyTheRulesOfMetadata(t *testing.T) {
	for _, order := range []ifd.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		var b bytes.Buffer
		source := Photo{Image: scene(24, 16)}
		source.Metadata.EXIF = richEXIF(order)
		if err := EncodeContext(t.Context(), &b, source, EncodeOptions{Format: TIFF, Metadata: MetadataAll}); err != nil {
			t.Fatal(err)
		}
		for choice, c := range map[string]struct{ has, not []string }{
			MetadataKeep: {[]string{"Model 5", "A harbour"}, []string{"SERIAL12345", "Owner", "secret"}},
			MetadataAll:  {[]string{"Model 5", "SERIAL12345", "secret notes"}, nil},
			MetadataNone: {nil, []string{"Model 5", "A harbour", "SERIAL", "secret"}},
		} {
			out, p := retained(t, b.Bytes(), EncodeOptions{Format: TIFF, Metadata: choice})
			if out == nil {
				t.Errorf("%s, %s: not passed on: %q", order, choice, p.Warnings)
				continue
			}
			for _, text := range c.has {
				if !strings.Contains(string(out), text) {
					t.Errorf("%s, %s: %q is missing", order, choice, text)
				}
			}
			for _, text := range c.not {
				if strings.Contains(string(out), text) {
					t.Errorf("%s, %s: %q is in it", order, choice, text)
				}
			}
		}
	}
}
