package imageio

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"testing"

	"github.com/photoq/photoq/pkg/heif"
	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/metadata"
	"github.com/photoq/photoq/pkg/png"
)

// retained opens and decodes a file, retouches it in those places of the
// upright photo, and writes it; nil where that would mean to compress all of it.
func retained(t *testing.T, data []byte, o EncodeOptions, touched ...image.Rectangle) ([]byte, Photo) {
	t.Helper()
	f, err := Open(data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.Decode(t.Context(), DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range touched {
		m := Crop(p.Image, p.Image.Bounds())
		if planes, ok := m.(*image.YCbCr); ok {
			for y := r.Min.Y; y < r.Max.Y; y++ {
				for x := r.Min.X; x < r.Max.X; x++ {
					planes.Y[planes.YOffset(x, y)] = 16
				}
			}
		}
		p = p.Retouched(m, r)
	}
	var b bytes.Buffer
	kept, err := f.Retain(t.Context(), &b, &p, o)
	if err != nil {
		t.Fatal(err)
	}
	if !kept {
		return nil, p
	}
	return b.Bytes(), p
}

// scans returns what stands from a JPEG's first quantization table on.
func scans(data []byte) []byte { return data[bytes.Index(data, []byte{0xff, 0xdb}):] }

func TestUntouchedJPEGsArePassedOn(t *testing.T) {
	for name, options := range map[string]jpeg.EncodeOptions{
		"baseline": {}, "progressive": {Progressive: true}, "restarts": {Restart: 2}, "optimized": {Optimize: true},
	} {
		source := encoded(t, 61, 47, image.YCbCrSubsampleRatio420, options)
		for o := Upright; o <= Rotate270; o++ {
			photo := open(t, source, o).data
			for _, choice := range []string{MetadataKeep, MetadataAll, MetadataNone} {
				out, p := retained(t, append(bytes.Clone(photo), "and a film"...), EncodeOptions{Format: JPEG, Metadata: choice})
				if !bytes.Equal(scans(out), scans(source)) {
					t.Fatalf("%s, orientation %d, %s: the picture's data are others", name, o, choice)
				}
				if len(p.Notes) != 1 || p.Notes[0] != "the picture's data are passed on as they are" {
					t.Errorf("%s: notes %q", name, p.Notes)
				}
				if got, want := decode(t, out), decode(t, photo); distance(got.Image, want.Image) != 0 {
					t.Errorf("%s, orientation %d, %s: the photo does not stand as it stood", name, o, choice)
				}
			}
		}
	}
}

func TestPassingOnObeysTheRulesOfMetadata(t *testing.T) {
	source := jpegOf(t, scene(24, 16))
	block := withThumbnail(richEXIF(binary.LittleEndian), binary.LittleEndian)
	photo := inJPEG(source, markAPP1, append([]byte(exifMark), block...))
	for choice, c := range map[string]struct{ has, not []string }{
		MetadataKeep: {[]string{"Model 5", "A harbour"}, []string{"SERIAL12345", "Owner", "secret", "THUMBNAIL"}},
		MetadataAll:  {[]string{"Model 5", "SERIAL12345", "secret notes"}, []string{"THUMBNAIL"}},
		MetadataNone: {nil, []string{"Model 5", "A harbour", "SERIAL", "secret", "THUMBNAIL"}},
	} {
		for _, touched := range [][]image.Rectangle{nil, {image.Rect(3, 3, 5, 5)}} {
			out, _ := retained(t, photo, EncodeOptions{Format: JPEG, Metadata: choice}, touched...)
			for _, text := range c.has {
				if !bytes.Contains(out, []byte(text)) {
					t.Errorf("%s: %q is missing", choice, text)
				}
			}
			for _, text := range c.not {
				if bytes.Contains(out, []byte(text)) {
					t.Errorf("%s: %q is in it", choice, text)
				}
			}
			f, err := Open(out, Limits{})
			if err != nil || f.extras.orientation != Rotate90 || len(f.extras.warnings) > 0 {
				t.Errorf("%s: orientation %d, %v %q", choice, f.extras.orientation, err, f.extras.warnings)
			}
			if n := metadata.ThumbnailBytes(f.extras.EXIF); (n > 0) != (choice == MetadataAll) {
				t.Errorf("%s: a thumbnail of %d bytes", choice, n)
			}
		}
	}
}

func TestOnlyTouchedBlocksAreCompressedAnew(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422} {
		for o := Upright; o <= Rotate270; o++ {
			photo := open(t, encoded(t, 96, 64, ratio, jpeg.EncodeOptions{}), o).data
			spot := image.Rect(17, 18, 22, 24)
			out, p := retained(t, photo, EncodeOptions{Format: JPEG}, spot)
			if out == nil || len(p.Notes) != 1 || p.Notes[0] != "compressed anew only where it was retouched" {
				t.Fatalf("orientation %d: %d bytes, notes %q", o, len(out), p.Notes)
			}
			before, after := decode(t, photo).Image.(*image.YCbCr), decode(t, out).Image.(*image.YCbCr)
			near := image.Rect(16, 16, 32, 32)
			for y := range before.Rect.Dy() {
				for x := range before.Rect.Dx() {
					if !image.Pt(x, y).In(near) && before.YCbCrAt(x, y) != after.YCbCrAt(x, y) {
						t.Fatalf("orientation %d: %d, %d changed", o, x, y)
					}
				}
			}
			if y := after.YCbCrAt(19, 21).Y; y > 50 {
				t.Errorf("orientation %d: a touched pixel has a luma of %d", o, y)
			}
		}
	}
}

// Of a picture of odd size, the chroma cannot be turned as it is.
func TestTurnedJPEGsOfOddSizesAreRetouchedOnlyWhereTouched(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio411} {
		for o := Upright; o <= Rotate270; o++ {
			photo := open(t, encoded(t, 97, 65, ratio, jpeg.EncodeOptions{}), o).data
			spot := image.Rect(40, 40, 44, 43)
			out, _ := retained(t, photo, EncodeOptions{Format: JPEG}, spot)
			if out == nil {
				t.Fatalf("%v, orientation %d: written anew", ratio, o)
			}
			before, after := decode(t, photo).Image.(*image.YCbCr), decode(t, out).Image.(*image.YCbCr)
			near := spot.Inset(-32)
			for y := range before.Rect.Dy() {
				for x := range before.Rect.Dx() {
					if !image.Pt(x, y).In(near) && before.YCbCrAt(x, y) != after.YCbCrAt(x, y) {
						t.Fatalf("%v, orientation %d: %d, %d changed", ratio, o, x, y)
					}
				}
			}
			if y := after.YCbCrAt(42, 41).Y; y > 60 {
				t.Errorf("%v, orientation %d: a touched pixel has a luma of %d", ratio, o, y)
			}
		}
	}
}

func TestWhatIsToBecomeAnotherIsNotPassedOn(t *testing.T) {
	baseline := encoded(t, 40, 30, image.YCbCrSubsampleRatio420, jpeg.EncodeOptions{})
	coloured := inJPEG(baseline, markAPP2, append([]byte(iccMark+"\x01\x01"), profile("RGB ", 200)...))
	inks := flatJPEG(16, 16, 0, 10, 20, 30, 40)
	still, deep := pngOf(t, scene(20, 20)), inPNG(pngOf(t, scene(20, 20)), "eXIf", turnedEXIF(Rotate90))
	for name, c := range map[string]struct {
		data    []byte
		o       EncodeOptions
		touched []image.Rectangle
		kept    bool
	}{
		"as it is":                  {baseline, EncodeOptions{Format: JPEG, Chroma: ChromaAuto}, nil, true},
		"another format":            {baseline, EncodeOptions{Format: PNG}, nil, false},
		"other chroma":              {baseline, EncodeOptions{Format: JPEG, Chroma: Chroma444}, nil, false},
		"progressive":               {baseline, EncodeOptions{Format: JPEG, Progressive: true}, nil, false},
		"already sRGB":              {baseline, EncodeOptions{Format: JPEG, ICC: ICCSRGB}, nil, true},
		"a profile that is no use":  {coloured, EncodeOptions{Format: JPEG, ICC: ICCKeep}, nil, true},
		"inks":                      {inks, EncodeOptions{Format: JPEG}, nil, true},
		"inks to sRGB":              {inks, EncodeOptions{Format: JPEG, ICC: ICCSRGB}, nil, false},
		"inks that are retouched":   {inks, EncodeOptions{Format: JPEG}, []image.Rectangle{image.Rect(1, 1, 2, 2)}, false},
		"a PNG":                     {still, EncodeOptions{Format: PNG}, nil, true},
		"a PNG that is retouched":   {still, EncodeOptions{Format: PNG}, []image.Rectangle{image.Rect(1, 1, 2, 2)}, false},
		"a PNG that lies on a side": {deep, EncodeOptions{Format: PNG}, nil, false},
		"a WebP":                    {webpOf(9, 9, 1, 2, 3, 255), EncodeOptions{Format: WebP}, nil, true},
	} {
		if out, p := retained(t, c.data, c.o, c.touched...); (out != nil) != c.kept {
			t.Errorf("%s: kept %v, notes %q", name, out != nil, p.Notes)
		}
	}
}

func TestWhatFollowsTheColoursOfAJPEGIsNotPassedOn(t *testing.T) {
	data := jpegOf(t, scene(24, 16))
	for name, c := range map[string]struct {
		marker byte
		body   string
	}{
		"a thumbnail":            {markAPP0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x02SECRET"},
		"more, as phones write":  {markAPP0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00SECRET"},
		"behind Adobe's segment": {0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01SECRET"},
	} {
		for _, touched := range [][]image.Rectangle{nil, {image.Rect(3, 3, 5, 5)}} {
			out, _ := retained(t, inJPEG(data, c.marker, []byte(c.body)), EncodeOptions{Format: JPEG}, touched...)
			if out == nil || bytes.Contains(out, []byte("SECRET")) || !bytes.Contains(out, []byte(c.body[:12])) {
				t.Errorf("%s: % x", name, out[:min(len(out), 60)])
			}
		}
	}
}

func TestUntouchedPNGsKeepTheirDataAndColours(t *testing.T) {
	source := pngOf(t, scene(30, 20))
	photo := inPNG(inPNG(inPNG(source, "gAMA", []byte{0, 0, 0xb1, 0x8f}), "tEXt", []byte("Comment\x00secret")), "tEXt", []byte("Title\x00A harbour"))
	photo = append(photo, "behind the end"...)
	out, _ := retained(t, photo, EncodeOptions{Format: PNG})
	idat := func(data []byte) (all []byte) {
		for c := range pngChunks(data) {
			if c.name == "IDAT" {
				all = append(all, c.body...)
			}
		}
		return all
	}
	if !bytes.Equal(idat(out), idat(source)) || distance(decode(t, out).Image, decode(t, photo).Image) != 0 {
		t.Error("the pixels' data are others")
	}
	for text, want := range map[string]bool{"secret": false, "A harbour": true, "gAMA": true, "behind": false} {
		if bytes.Contains(out, []byte(text)) != want {
			t.Errorf("%q is in it: %v", text, !want)
		}
	}
	// Damage that a decoder bears is not passed on.
	if retainPNG(png.AppendChunk(source[:pngHeaderEnd], "IDAT", nil), extras{}, EncodeOptions{}) != nil {
		t.Error("a PNG without an end was passed on")
	}
}

func TestUntouchedWebPsKeepTheirData(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 20, 20))
	for i := range m.Pix {
		m.Pix[i] = byte(i)
	}
	var lossy bytes.Buffer
	if err := Encode(&lossy, Photo{Image: m, Metadata: Metadata{EXIF: richEXIF(binary.BigEndian)}}, EncodeOptions{Format: WebP, Metadata: MetadataKeep}); err != nil {
		t.Fatal(err)
	}
	for _, photo := range [][]byte{lossy.Bytes(), webpOf(9, 9, 1, 2, 3, 4), webpOf(9, 9, 1, 2, 3, 255, chunk{"XYZ ", []byte("secret")})} {
		for _, choice := range []string{MetadataKeep, MetadataNone} {
			out, _ := retained(t, photo, EncodeOptions{Format: WebP, Metadata: choice})
			var got, want []chunk
			for c := range webpChunks(out) {
				got = append(got, c)
			}
			for c := range webpChunks(photo) {
				want = append(want, c)
			}
			for _, c := range want {
				pixels := c.name == "VP8 " || c.name == "VP8L" || c.name == "ALPH"
				same := false
				for _, g := range got {
					same = same || g.name == c.name && bytes.Equal(g.body, c.body)
				}
				if pixels && !same || c.name == "XYZ " && same {
					t.Errorf("%s: %q is in the result: %v", choice, c.name, same)
				}
			}
			if distance(decode(t, out).Image, decode(t, photo).Image) != 0 {
				t.Errorf("%s: the pixels are others", choice)
			}
		}
	}
	if out, _ := retained(t, lossy.Bytes(), EncodeOptions{Format: WebP, Lossless: true}); out != nil {
		t.Error("a lossy WebP is passed on as a lossless one")
	}
}

func TestUntouchedAVIFsKeepTheirData(t *testing.T) {
	clear := image.NewNRGBA(image.Rect(0, 0, 40, 24))
	for i := range clear.Pix {
		clear.Pix[i] = byte(i)
	}
	for _, m := range []image.Image{planes(40, 24, image.YCbCrSubsampleRatio420), clear} {
		var b bytes.Buffer
		if err := Encode(&b, Photo{Image: m, Metadata: Metadata{EXIF: richEXIF(binary.BigEndian)}}, EncodeOptions{Format: AVIF, Metadata: MetadataAll}); err != nil {
			t.Fatal(err)
		}
		for choice, want := range map[string][2]bool{MetadataKeep: {true, false}, MetadataAll: {true, true}, MetadataNone: {false, false}} {
			out, _ := retained(t, b.Bytes(), EncodeOptions{Format: AVIF, Metadata: choice})
			before, err := heif.Parse(b.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			after, err := heif.Parse(out)
			if err != nil {
				t.Fatalf("%T, %s: %v", m, choice, err)
			}
			data, _ := before.Main.Data(0)
			if got, _ := after.Main.Data(0); !bytes.Equal(got, data) || (after.Alpha != nil) != (before.Alpha != nil) {
				t.Errorf("%T, %s: the coded picture is another", m, choice)
			}
			if distance(decode(t, out).Image, decode(t, b.Bytes()).Image) != 0 {
				t.Errorf("%T, %s: the pixels are others", m, choice)
			}
			if has := [2]bool{bytes.Contains(out, []byte("Model 5")), bytes.Contains(out, []byte("SERIAL12345"))}; has != want {
				t.Errorf("%T, %s: has %v of model and serial number", m, choice, has)
			}
		}
		if out, _ := retained(t, b.Bytes(), EncodeOptions{Format: AVIF, Chroma: Chroma444}); out != nil {
			t.Error("another chroma is not made")
		}
	}
}

func TestRetainEndsWithItsContext(t *testing.T) {
	data := encoded(t, 40, 30, image.YCbCrSubsampleRatio420, jpeg.EncodeOptions{})
	f, err := Open(data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	p := decode(t, data)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if kept, err := f.Retain(ctx, &bytes.Buffer{}, &p, EncodeOptions{Format: JPEG}); kept || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", kept, err)
	}
	small := p.WithImage(filled(8, 8, color.NRGBA{A: 255}))
	if kept, err := f.Retain(t.Context(), &bytes.Buffer{}, &small, EncodeOptions{Format: JPEG}); kept || err != nil {
		t.Errorf("another picture: %v, %v", kept, err)
	}
}
