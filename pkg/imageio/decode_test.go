package imageio

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/image/bmp"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/metadata/ifd"
)

func gifOf(t testing.TB, w, h int, frame image.Rectangle) []byte {
	t.Helper()
	m := image.NewPaletted(frame, color.Palette{color.NRGBA{}, color.NRGBA{200, 10, 20, 255}})
	for i := range m.Pix {
		m.Pix[i] = 1
	}
	var b bytes.Buffer
	anim := &gif.GIF{Image: []*image.Paletted{m, m}, Delay: []int{1, 1}, Config: image.Config{Width: w, Height: h, ColorModel: m.Palette}}
	if err := gif.EncodeAll(&b, anim); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func bmpOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := bmp.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// seeds are small files of every format.
func seeds(t testing.TB) [][]byte {
	picture := scene(12, 8)
	exif := richEXIF(binary.BigEndian)
	progressive := flatJPEG(9, 9, 0, 10, 20, 30, 40)
	return [][]byte{
		jpegOf(t, picture), inJPEG(jpegOf(t, picture), markAPP1, append([]byte(exifMark), exif...)), progressive,
		pngOf(t, picture), inPNG(pngOf(t, picture), "eXIf", exif), pngOf(t, image.NewGray16(picture.Rect)),
		gifOf(t, 12, 8, image.Rect(2, 2, 9, 7)), bmpOf(t, picture), tiffOf(12, 8, ascii(0x0110, "Model")),
		webpOf(12, 8, 1, 2, 3, 4), webpOf(12, 8, 1, 2, 3, 4, chunk{"EXIF", exif}),
		jpegOf(t, picture)[:400], []byte("GIF89a"), []byte("BM"), []byte("II*\x00\x08\x00\x00\x00"),
	}
}

func decode(t *testing.T, data []byte) Photo {
	t.Helper()
	p, err := Decode(t.Context(), data, DecodeOptions{Limits: Limits{Pixels: 1e7}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTypesOfPictures(t *testing.T) {
	r := image.Rect(0, 0, 9, 5)
	for name, c := range map[string]struct {
		data []byte
		want image.Image
	}{
		"jpeg":              {jpegOf(t, scene(9, 5)), &image.YCbCr{}},
		"grey jpeg":         {jpegOf(t, image.NewGray(r)), &image.Gray{}},
		"rgb jpeg":          {flatJPEG(9, 5, 0, 200, 100, 50), &image.RGBA{}},
		"cmyk jpeg":         {flatJPEG(9, 5, 0, 200, 100, 50, 10), &image.RGBA{}},
		"grey png":          {pngOf(t, image.NewGray(r)), &image.Gray{}},
		"deep grey png":     {pngOf(t, image.NewGray16(r)), &image.Gray16{}},
		"png":               {pngOf(t, scene(9, 5)), &image.RGBA{}},
		"transparent png":   {pngOf(t, image.NewNRGBA(r)), &image.NRGBA{}},
		"deep png":          {pngOf(t, image.NewNRGBA64(r)), &image.NRGBA64{}},
		"palette png":       {pngOf(t, image.NewPaletted(r, color.Palette{color.Black, color.White})), &image.RGBA{}},
		"palette with hole": {pngOf(t, image.NewPaletted(r, color.Palette{color.Black, color.NRGBA{}})), &image.NRGBA{}},
		"gif":               {gifOf(t, 9, 5, image.Rect(3, 1, 7, 4)), &image.NRGBA{}},
		"bmp":               {bmpOf(t, scene(9, 5)), &image.RGBA{}},
		"tiff":              {tiffOf(9, 5), &image.Gray{}},
		"webp":              {webpOf(9, 5, 1, 2, 3, 4), &image.NRGBA{}},
	} {
		t.Run(name, func(t *testing.T) {
			p := decode(t, c.data)
			if reflect.TypeOf(p.Image) != reflect.TypeOf(c.want) || p.Image.Bounds() != r {
				t.Errorf("%T %v, want %T", p.Image, p.Image.Bounds(), c.want)
			}
			if len(p.Warnings) > 0 {
				t.Errorf("warnings %q", p.Warnings)
			}
		})
	}
}

// The colours of inks are those that Little CMS gives for them.
func TestColours(t *testing.T) {
	near := func(got color.Color, r, g, b, a int) bool {
		c := color.NRGBAModel.Convert(got).(color.NRGBA)
		for _, d := range [4]int{int(c.R) - r, int(c.G) - g, int(c.B) - b, int(c.A) - a} {
			if d < -2 || d > 2 {
				return false
			}
		}
		return true
	}
	for name, c := range map[string]struct {
		data       []byte
		r, g, b, a int
	}{
		"rgb jpeg":          {flatJPEG(9, 5, 0, 200, 100, 50), 200, 100, 50, 255},
		"ycbcr jpeg":        {flatJPEG(9, 5, 1, 150, 128, 128), 150, 150, 150, 255},
		"adobe's cmyk jpeg": {flatJPEG(9, 5, 0, 200, 100, 50, 255), 193, 110, 73, 255}, // inverted: 255 is no ink
		"cmyk jpeg":         {flatJPEG(9, 5, -1, 55, 155, 205, 0), 193, 110, 73, 255},
		"adobe's ycck jpeg": {flatJPEG(9, 5, 2, 150, 128, 128, 255), 119, 101, 102, 255},
		"webp without loss": {webpOf(9, 5, 10, 20, 30, 40), 10, 20, 30, 40},
		"frame of a gif":    {gifOf(t, 9, 5, image.Rect(3, 1, 7, 4)), 200, 10, 20, 255},
		"bmp":               {bmpOf(t, filled(9, 5, color.NRGBA{7, 8, 9, 255})), 7, 8, 9, 255},
	} {
		p := decode(t, c.data)
		if got := p.Image.At(4, 2); !near(got, c.r, c.g, c.b, c.a) {
			t.Errorf("%s: %v", name, color.NRGBAModel.Convert(got))
		}
	}
	if _, _, _, a := decode(t, gifOf(t, 9, 5, image.Rect(3, 1, 7, 4))).Image.At(0, 0).RGBA(); a != 0 {
		t.Error("a GIF's canvas is not transparent")
	}
}

func filled(w, h int, c color.NRGBA) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := 0; i < len(m.Pix); i += 4 {
		m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3] = c.R, c.G, c.B, c.A
	}
	return m
}

// The planes of a lossy WebP are narrower than those of image.YCbCr.
func TestFullRange(t *testing.T) {
	m := image.NewYCbCr(image.Rect(0, 0, 4, 1), image.YCbCrSubsampleRatio444)
	copy(m.Y, []byte{0, 16, 235, 255})
	copy(m.Cb, []byte{16, 128, 240, 128})
	copy(m.Cr, []byte{0, 128, 255, 184})
	fullRange(m)
	if !bytes.Equal(m.Y, []byte{0, 0, 255, 255}) || !bytes.Equal(m.Cb, []byte{1, 128, 255, 128}) || !bytes.Equal(m.Cr, []byte{0, 128, 255, 192}) {
		t.Errorf("%v %v %v", m.Y, m.Cb, m.Cr)
	}
}

func TestOrientationIsApplied(t *testing.T) {
	upright := scene(24, 16)
	for o := Upright; o <= Rotate270; o++ {
		// Stored turned the other way round, it must come out upright.
		stored := Orient(upright, inverse(o))
		exif := turnedEXIF(o)
		for name, data := range map[string][]byte{
			"jpeg":            inJPEG(jpegOf(t, stored), markAPP1, append([]byte(exifMark), exif...)),
			"png":             inPNG(pngOf(t, stored), "eXIf", exif),
			"png raw profile": inPNG(pngOf(t, stored), "tEXt", []byte("Raw profile type exif\x00\nexif\n"+hexProfile(exif))),
		} {
			p := decode(t, data)
			if p.Image.Bounds() != upright.Rect {
				t.Errorf("%s %d: %v", name, o, p.Image.Bounds())
				continue
			}
			if worst := distance(p.Image, upright); worst > 60 || name != "jpeg" && worst > 0 {
				t.Errorf("%s %d: differs by %d", name, o, worst)
			}
			if len(p.Warnings) > 0 {
				t.Errorf("%s %d: %q", name, o, p.Warnings)
			}
		}
		want := image.Pt(9, 5)
		if o.Swaps() {
			want = image.Pt(5, 9)
		}
		tiff := tiffOf(9, 5, short(ifd.Orientation, uint16(o), binary.LittleEndian))
		for name, data := range map[string][]byte{"webp": webpOf(9, 5, 1, 2, 3, 4, chunk{"EXIF", exif}), "tiff": tiff} {
			if got := decode(t, data).Image.Bounds().Size(); got != want {
				t.Errorf("%s %d: %v, want %v", name, o, got, want)
			}
		}
	}
}

// inverse returns what undoes o.
func inverse(o Orientation) Orientation {
	switch o {
	case Rotate90:
		return Rotate270
	case Rotate270:
		return Rotate90
	}
	return o
}

func hexProfile(exif []byte) string {
	const digits = "0123456789abcdef"
	var b strings.Builder
	b.WriteString("      26\n")
	for i, c := range exif {
		b.WriteByte(digits[c>>4])
		b.WriteByte(digits[c&15])
		if i%36 == 35 {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// distance is the largest difference of a channel, of 255.
func distance(a, b image.Image) int {
	worst := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r, g, bl, al := a.At(x, y).RGBA()
			r2, g2, bl2, al2 := b.At(x, y).RGBA()
			for _, pair := range [4][2]uint32{{r, r2}, {g, g2}, {bl, bl2}, {al, al2}} {
				d := int(pair[0]>>8) - int(pair[1]>>8)
				worst = max(worst, d, -d)
			}
		}
	}
	return worst
}

func TestTruncatedFiles(t *testing.T) {
	whole := jpegOf(t, scene(64, 64))
	cut := whole[:len(whole)*2/3]
	_, err := Decode(t.Context(), cut, DecodeOptions{})
	if fault.KindOf(err) != fault.Unreadable || !strings.Contains(err.Error(), "at byte") || !strings.Contains(fault.HintOf(err), "--tolerant") {
		t.Errorf("%v; %s", err, fault.HintOf(err))
	}
	p, err := Decode(t.Context(), cut, DecodeOptions{Tolerant: true})
	if err != nil || p.Image.Bounds() != image.Rect(0, 0, 64, 64) || len(p.Warnings) == 0 || !strings.Contains(p.Warnings[0], "MCU") {
		t.Fatalf("%v %q", err, p.Warnings)
	}
	complete := decode(t, whole).Image.(*image.YCbCr)
	got := p.Image.(*image.YCbCr)
	if got.YCbCrAt(3, 3) != complete.YCbCrAt(3, 3) || got.YCbCrAt(63, 63) != (color.YCbCr{128, 128, 128}) {
		t.Errorf("first pixel %v, last %v", got.YCbCrAt(3, 3), got.YCbCrAt(63, 63))
	}
	for name, data := range map[string][]byte{"png": pngOf(t, scene(64, 64)), "gif": gifOf(t, 9, 9, image.Rect(0, 0, 9, 9)), "tiff": tiffOf(9, 9)} {
		if _, err := Decode(t.Context(), data[:len(data)*2/3], DecodeOptions{Tolerant: true}); fault.KindOf(err) != fault.Unreadable {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMissingEndMarkerIsAWarning(t *testing.T) {
	whole := jpegOf(t, scene(64, 64))
	if _, err := Decode(t.Context(), whole[:len(whole)-2], DecodeOptions{}); fault.KindOf(err) != fault.Unreadable {
		t.Errorf("strict: %v", err)
	}
	p, err := Decode(t.Context(), whole[:len(whole)-2], DecodeOptions{Tolerant: true})
	if err != nil || len(p.Warnings) != 1 || distance(p.Image, decode(t, whole).Image) != 0 {
		t.Errorf("%q", p.Warnings)
	}
}

// Bytes that belong to no segment, as some cameras leave them, harm nothing:
// the photo is taken, with a warning. What harms pixels is not.
func TestBytesBetweenSegmentsAreAWarning(t *testing.T) {
	whole := inJPEG(jpegOf(t, scene(64, 64)), 0xe5, []byte("a camera's"))
	table := bytes.Index(whole, []byte("\xff\xdb"))
	odd := bytes.Join([][]byte{whole[:table], []byte("?>"), whole[table:]}, nil)
	for _, o := range []DecodeOptions{{}, {Size: image.Pt(8, 8)}, {Tolerant: true}} {
		want, err := Decode(t.Context(), whole, o)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Decode(t.Context(), odd, o)
		if err != nil || len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "2 extraneous bytes") || distance(p.Image, want.Image) != 0 {
			t.Errorf("%+v: %v %q", o, err, p.Warnings)
		}
	}
	if _, err := Decode(t.Context(), odd[:len(odd)*2/3], DecodeOptions{}); fault.KindOf(err) != fault.Unreadable || strings.Contains(err.Error(), "extraneous") {
		t.Errorf("and truncated: %v", err)
	}
	f, err := Open(odd, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if warnings, err := f.Rewrite(t.Context(), &b, nil, EncodeOptions{}); err != nil || len(warnings) != 1 {
		t.Errorf("rewrite: %v %q", err, warnings)
	}
}

func TestDamage(t *testing.T) {
	whole := jpegOf(t, scene(64, 64))
	flipped := bytes.Clone(whole)
	for i := len(whole) / 2; i < len(whole)/2+30; i++ {
		flipped[i] = 0xff
	}
	badPNG := pngOf(t, scene(64, 64))
	badPNG[60] ^= 1
	for name, data := range map[string][]byte{"jpeg": flipped, "png": badPNG} {
		if _, err := Decode(t.Context(), data, DecodeOptions{Tolerant: true}); fault.KindOf(err) != fault.Unreadable {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTrailingBytesDoNoHarm(t *testing.T) {
	for name, data := range map[string][]byte{"jpeg": jpegOf(t, scene(9, 9)), "png": pngOf(t, scene(9, 9)), "gif": gifOf(t, 9, 9, image.Rect(0, 0, 9, 9)), "tiff": tiffOf(9, 9)} {
		p := decode(t, append(data, "PK\x03\x04 and more"...))
		if p.Image.Bounds() != image.Rect(0, 0, 9, 9) || len(p.Warnings) > 0 {
			t.Errorf("%s: %v %q", name, p.Image.Bounds(), p.Warnings)
		}
	}
}

func TestDecodeEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, data := range seeds(t)[:6] {
		if _, err := Decode(ctx, data, DecodeOptions{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	}
}

// A text whose checksum is wrong is no reason to lose a photo; pixels whose
// checksum is wrong are.
func TestDamageBesideThePixelsOfAPNGIsNoError(t *testing.T) {
	whole := inPNG(pngOf(t, scene(64, 64)), "tEXt", []byte("Title\x00sun"))
	text := bytes.Index(whole, []byte("Title"))
	pixels := bytes.Index(whole, []byte("IDAT"))
	for name, c := range map[string]struct {
		at    int
		whole bool
	}{"in a text": {text, true}, "in the text's checksum": {text + len("Title\x00sun"), true}, "in the pixels": {pixels + 10, false}} {
		data := bytes.Clone(whole)
		data[c.at] ^= 1
		_, err := Decode(t.Context(), data, DecodeOptions{})
		if c.whole && err != nil || !c.whole && fault.KindOf(err) != fault.Unreadable {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, data := range seeds(f) {
		f.Add(data, true)
	}
	f.Fuzz(func(t *testing.T, data []byte, tolerant bool) {
		p, err := Decode(context.Background(), data, DecodeOptions{Limits: Limits{Pixels: 1 << 16}, Tolerant: tolerant})
		if err != nil {
			if fault.KindOf(err) == "" {
				t.Errorf("without a kind: %v", err)
			}
			return
		}
		if !isPhoto(p.Image) || p.Image.Bounds().Min != (image.Point{}) || p.Image.Bounds().Empty() {
			t.Fatalf("%T %v", p.Image, p.Image.Bounds())
		}
		for _, format := range []Format{JPEG, PNG} {
			var b bytes.Buffer
			if err := Encode(&b, p, EncodeOptions{Format: format, Metadata: MetadataAll}); err != nil {
				t.Fatalf("encode %s: %v", format, err)
			}
			again, err := Decode(context.Background(), b.Bytes(), DecodeOptions{})
			if err != nil || again.Image.Bounds() != p.Image.Bounds() {
				t.Fatalf("decode what was encoded as %s: %v", format, err)
			}
		}
	})
}
