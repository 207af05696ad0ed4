package imageio

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"image/color"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/jpeg"
)

// page is a TIFF of one page in the making: tags of one kind and their
// numbers, and its chunks.
type page struct {
	tags   []uint16
	values map[uint16][]uint32
	chunks [][]byte
	tiled  bool
}

func newPage(w, h, bits, samples, photometric, compression int, chunks ...[]byte) *page {
	p := &page{values: map[uint16][]uint32{}, chunks: chunks}
	depths := make([]uint32, samples)
	for i := range depths {
		depths[i] = uint32(bits)
	}
	p.set(0x100, uint32(w)).set(0x101, uint32(h)).set(0x102, depths...).set(0x103, uint32(compression))
	return p.set(0x106, uint32(photometric)).set(0x115, uint32(samples)).set(tagRowsInStrip, uint32(h))
}

func (p *page) set(tag uint16, n ...uint32) *page {
	if p.values[tag] == nil {
		p.tags = append(p.tags, tag)
	}
	p.values[tag] = n
	return p
}

// bytes lays the page out, little-endian, all numbers as LONG.
func (p *page) bytes() []byte {
	le := binary.LittleEndian
	out := []byte("II*\x00\x00\x00\x00\x00")
	var at, lengths []uint32
	for _, c := range p.chunks {
		at, lengths = append(at, uint32(len(out))), append(lengths, uint32(len(c)))
		out = append(out, c...)
	}
	if p.tiled {
		p.set(tagTileAt, at...).set(tagTileLen, lengths...)
	} else {
		p.set(tagStripAt, at...).set(tagStripLen, lengths...)
	}
	slices.Sort(p.tags)
	where := map[uint16]uint32{}
	for _, tag := range p.tags {
		where[tag] = uint32(len(out))
		for _, v := range p.values[tag] {
			out = le.AppendUint32(out, v)
		}
	}
	le.PutUint32(out[4:], uint32(len(out)))
	out = le.AppendUint16(out, uint16(len(p.tags)))
	for _, tag := range p.tags {
		v := p.values[tag]
		out = le.AppendUint16(le.AppendUint16(out, tag), 4)
		out = le.AppendUint32(out, uint32(len(v)))
		if len(v) == 1 {
			out = le.AppendUint32(out, v[0])
		} else {
			out = le.AppendUint32(out, where[tag])
		}
	}
	return append(out, 0, 0, 0, 0)
}

func zipped(data []byte) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

func grey(v ...uint8) []color.Color {
	var out []color.Color
	for _, n := range v {
		out = append(out, color.Gray{n})
	}
	return out
}

func TestTIFFsOfManyKinds(t *testing.T) {
	rgb := func(r, g, b uint8) color.Color { return color.NRGBA{r, g, b, 255} }
	for name, c := range map[string]struct {
		page *page
		want []color.Color // in rows of 2
	}{
		"planes":           {newPage(2, 1, 8, 3, 2, 1, []byte{1, 2}, []byte{3, 4}, []byte{5, 6}).set(0x11c, 2), []color.Color{rgb(1, 3, 5), rgb(2, 4, 6)}},
		"planes, deflated": {newPage(2, 1, 8, 3, 2, 8, zipped([]byte{1, 1}), zipped([]byte{3, 1}), zipped([]byte{5, 1})).set(0x11c, 2).set(tagPredictor, 2), []color.Color{rgb(1, 3, 5), rgb(2, 4, 6)}},
		"packed bits":      {newPage(2, 1, 8, 3, 2, 32773, []byte{0xff, 1, 0x80, 0, 3}, []byte{1, 3, 4}, []byte{0xff, 5}).set(0x11c, 2), []color.Color{rgb(1, 3, 5), rgb(1, 4, 5)}},
		"inks":             {newPage(2, 1, 8, 4, 5, 1, []byte{0, 0, 0, 0, 0, 0, 0, 255}), nil},
		"four bits":        {newPage(2, 1, 4, 1, 1, 1, []byte{0x3f}), grey(0x33, 255)},
		"two bits, white":  {newPage(2, 1, 2, 1, 0, 1, []byte{0x10}), grey(255, 255-85)},
		"a palette of 4":   {newPage(2, 1, 2, 1, 3, 1, []byte{0x60}).set(tagColours, 0, 1<<8, 2<<8, 3<<8, 0, 4<<8, 5<<8, 6<<8, 0, 7<<8, 8<<8, 9<<8), []color.Color{rgb(1, 4, 7), rgb(2, 5, 8)}},
		"grey with alpha":  {newPage(2, 1, 8, 2, 1, 1, []byte{10, 20, 30, 255}).set(tagExtra, 2), []color.Color{color.NRGBA{10, 10, 10, 20}, rgb(30, 30, 30)}},
		"extra samples":    {newPage(2, 1, 8, 5, 2, 1, []byte{1, 2, 3, 9, 9, 4, 5, 6, 9, 9}).set(tagExtra, 0, 0), []color.Color{rgb(1, 2, 3), rgb(4, 5, 6)}},
		"16 bits, planes": {newPage(2, 1, 16, 3, 2, 1, []byte{1, 2, 3, 4}, []byte{5, 6, 7, 8}, []byte{9, 10, 11, 12}).set(0x11c, 2),
			[]color.Color{color.RGBA64{0x201, 0x605, 0xa09, 65535}, color.RGBA64{0x403, 0x807, 0xc0b, 65535}}},
		"chroma for four": {newPage(2, 2, 8, 3, 6, 1, []byte{10, 20, 30, 40, 128, 128}).set(tagSubsampling, 2<<16|2), grey(10, 20, 30, 40)},
	} {
		p, err := Decode(t.Context(), c.page.bytes(), DecodeOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.want == nil {
			if p.Image.Bounds().Dx() != 2 {
				t.Errorf("%s: %v", name, p.Image.Bounds())
			}
			continue
		}
		for i, want := range c.want {
			got := color.NRGBA64Model.Convert(p.Image.At(i%2, i/2))
			if got != color.NRGBA64Model.Convert(want) {
				t.Errorf("%s: pixel %d is %v (%T), want %v", name, i, got, p.Image, want)
			}
		}
	}
}

func TestTilesLieInTheirPlaces(t *testing.T) {
	p := newPage(3, 3, 8, 4, 5, 1).set(tagTileWidth, 2).set(tagTileHeight, 2)
	p.tiled = true
	for tile := range 4 {
		p.chunks = append(p.chunks, bytes.Repeat([]byte{byte(10 * tile), 0, 0, 0}, 4))
	}
	l, err := parseLayout(p.bytes())
	if err != nil {
		t.Fatal(err)
	}
	m, err := l.decode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for y := range 3 {
		for x := range 3 {
			if c, want := m.(*image.CMYK).CMYKAt(x, y).C, byte(10*(x/2+y/2*2)); c != want {
				t.Errorf("(%d, %d) is %d, want %d", x, y, c, want)
			}
		}
	}
}

func TestATileMayReachOutOfALargePicture(t *testing.T) {
	p := newPage(5000, 5000, 1, 1, 1, 8, zipped(make([]byte, 5008/8*5008))).set(tagTileWidth, 5008).set(tagTileHeight, 5008)
	p.tiled = true
	l, err := parseLayout(p.bytes())
	if err != nil {
		t.Fatal(err)
	}
	if m, err := l.decode(t.Context()); err != nil || m.Bounds().Dx() != 5000 {
		t.Errorf("%v", err)
	}
}

func TestJPEGsInTIFFs(t *testing.T) {
	var b bytes.Buffer
	m := image.NewGray(image.Rect(0, 0, 8, 8))
	for i := range m.Pix {
		m.Pix[i] = 100
	}
	if err := jpeg.Encode(&b, m, jpeg.EncodeOptions{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	p, err := Decode(t.Context(), newPage(8, 8, 8, 1, 1, 7, b.Bytes()).bytes(), DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if c := p.Image.(*image.Gray).GrayAt(4, 4).Y; c < 99 || c > 101 {
		t.Errorf("grey is %d", c)
	}
	if _, err := Decode(t.Context(), newPage(7, 8, 8, 1, 1, 7, b.Bytes()).bytes(), DecodeOptions{}); fault.KindOf(err) != fault.Unreadable {
		t.Errorf("a JPEG that is too large: %v", err)
	}
}

func TestDamagedTIFFsAreErrors(t *testing.T) {
	for name, p := range map[string]*page{
		"too few bytes":  newPage(2, 2, 8, 4, 5, 1, []byte{1, 2, 3}),
		"too few chunks": newPage(2, 2, 8, 4, 5, 1).set(tagRowsInStrip, 1),
		"a tile of none": newPage(2, 2, 8, 4, 5, 1, make([]byte, 16)).set(tagTileWidth, 0),
		"no bits":        newPage(2, 2, 0, 4, 5, 1, make([]byte, 16)),
		"huge tiles":     newPage(2, 2, 8, 4, 5, 1, make([]byte, 16)).set(tagTileWidth, 1<<31-1).set(tagTileHeight, 1<<31-1),
	} {
		if _, err := Decode(t.Context(), p.bytes(), DecodeOptions{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestTIFFsThatClaimMuchAllocateLittle(t *testing.T) {
	many := make([]uint32, 4000)
	chunk := zipped(make([]byte, 100))
	strips := newPage(4000, 4000, 16, 8, 5, 8, chunk).set(tagRowsInStrip, 1)
	data := strips.set(tagStripAt, many...).set(tagStripLen, many...)
	tile := newPage(1, 60000, 16, 8, 5, 8, chunk).set(tagTileWidth, 1<<24).set(tagTileHeight, 60000)
	tile.tiled = true
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 5000, 5000)), jpeg.EncodeOptions{}); err != nil {
		t.Fatal(err)
	}
	inside := newPage(1, 1, 8, 1, 1, packJPEG, picture.Bytes()).set(tagTileWidth, 5000).set(tagTileHeight, 5000)
	fax := newPage(1, 60000, 1, 1, 0, packGroup4, make([]byte, 8<<10)).set(tagTileWidth, 1<<24).set(tagTileHeight, 60000)
	inside.tiled, fax.tiled = true, true
	for name, file := range map[string][]byte{
		"empty strips": data.bytes(),
		"a huge tile":  tile.bytes(),
		"a huge JPEG":  inside.bytes(),
		"a wide fax":   fax.bytes(),
		"chroma":       newPage(8000, 8000, 8, 3, 6, 1, []byte{1, 2, 3, 4, 5, 6}).bytes(),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Decode(t.Context(), file, DecodeOptions{})
		runtime.ReadMemStats(&after)
		if fault.KindOf(err) != fault.Unreadable {
			t.Errorf("%s: %v", name, err)
		}
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 8<<20 {
			t.Errorf("%s: %d bytes were allocated", name, spent)
		}
	}
}

func TestTIFFsThatAreNotReadSayOfWhatKindTheyAre(t *testing.T) {
	pixels := make([]byte, 64)
	for want, p := range map[string]*page{
		"L*a*b* colours of ITU-T":  newPage(2, 2, 8, 3, 10, 1, pixels),
		"L*a*b* colours of this":   newPage(2, 2, 32, 3, 8, 1, pixels),
		"below 0":                  newPage(2, 2, 16, 1, 1, 1, pixels).set(tagFormat, 2),
		"1 samples of 64 bits":     newPage(2, 2, 64, 1, 1, 1, pixels),
		"3 samples of 24 bits":     newPage(2, 2, 24, 3, 2, 1, pixels),
		"the predictor 3":          newPage(2, 2, 8, 4, 5, 1, pixels).set(tagPredictor, 3),
		"JPEG 2000 compression":    newPage(2, 2, 8, 3, 2, 34712, pixels),
		"(12345) compression":      newPage(2, 2, 8, 3, 2, 12345, pixels),
		"samples of different dep": newPage(2, 2, 8, 3, 2, 1, pixels).set(0x102, 8, 8, 16),
	} {
		_, err := Decode(t.Context(), p.bytes(), DecodeOptions{})
		if fault.KindOf(err) != fault.Unsupported || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestColoursOfTIFFsThatAreMultipliedByTheirOpacity(t *testing.T) {
	for name, p := range map[string]*page{
		"8 bits":             newPage(1, 1, 8, 4, 2, 1, []byte{100, 50, 0, 128}).set(tagExtra, 1),
		"8 bits in planes":   newPage(1, 1, 8, 4, 2, 1, []byte{100}, []byte{50}, []byte{0}, []byte{128}).set(tagExtra, 1).set(0x11c, 2),
		"16 bits":            newPage(1, 1, 16, 4, 2, 1, []byte{100, 100, 50, 50, 0, 0, 128, 128}).set(tagExtra, 1),
		"grey and its alpha": newPage(1, 1, 8, 2, 1, 1, []byte{100, 128}).set(tagExtra, 1),
	} {
		photo, err := Decode(t.Context(), p.bytes(), DecodeOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		// 100 of 128 is 199 of 255.
		c := color.NRGBAModel.Convert(photo.Image.At(0, 0)).(color.NRGBA)
		if c.R != 199 || c.A != 128 || name != "grey and its alpha" && (c.G != 99 || c.B != 0) {
			t.Errorf("%s: the colour is %v of %T", name, c, photo.Image)
		}
	}
}

func FuzzTIFF(f *testing.F) {
	f.Add(newPage(2, 1, 8, 3, 2, 8, zipped([]byte{1, 1}), zipped([]byte{3, 1}), zipped([]byte{5, 1})).set(0x11c, 2).bytes())
	f.Add(newPage(2, 2, 8, 3, 6, 1, []byte{10, 20, 30, 40, 128, 128}).set(tagSubsampling, 2<<16|2).bytes())
	f.Add(newPage(2, 1, 2, 1, 3, 32773, []byte{0, 0x60}).bytes())
	f.Add(newPage(8, 2, 1, 1, 1, 4, stripes()).bytes())
	f.Add(newPage(2, 1, 32, 1, 1, 8, zipped([]byte{63, 0, 128, 128, 0, 0, 0, 0})).set(tagFormat, 3).set(tagPredictor, 3).bytes())
	f.Add(newPage(2, 1, 16, 3, 8, 50000, zstandard(make([]byte, 12))).big())
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := parseLayout(data)
		if err != nil || int64(l.size.X)*int64(l.size.Y) > 1<<20 || int64(l.chunk.X)*int64(l.chunk.Y) > 1<<20 {
			return
		}
		if m, err := l.decode(t.Context()); err == nil && m.Bounds().Size() != l.size {
			t.Errorf("%v, and not %v", m.Bounds(), l.size)
		}
	})
}

func FuzzOtherFormats(f *testing.F) {
	f.Add([]byte("BM\x00\x00\x00\x00\x00\x00\x00\x00\x3e\x00\x00\x00\x28\x00\x00\x00\x04\x00\x00\x00\x02\x00\x00\x00\x01\x00\x08\x00\x01\x00\x00\x00" +
		string(make([]byte, 28)) + "\x04\x01\x00\x00\x00\x03abc\x00\x00\x01"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x01\x00\x00ANMF\x10\x00\x00\x00" + string(make([]byte, 16))))
	f.Add([]byte("\xff\x0a\x00\x10\x20\x30"))
	f.Add([]byte("IIRO\x08\x00\x00\x00\x00\x00\xff\xd8\xff\xd9"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Open(data, Limits{Pixels: 1 << 16})
		if err != nil || file.header.Format == JXL || file.header.heif != nil {
			return // their codecs have targets of their own
		}
		p, err := file.Decode(t.Context(), DecodeOptions{})
		if err == nil && p.Size() != file.Size() {
			t.Errorf("%v, and not %v", p.Size(), file.Size())
		}
	})
}
