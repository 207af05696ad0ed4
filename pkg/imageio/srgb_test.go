package imageio

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/icc"
	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/metadata"
)

// In Adobe RGB, 219 of red is all of sRGB's.
func TestToSRGBOfEveryType(t *testing.T) {
	r := image.Rect(0, 0, 5, 3)
	for _, m := range []image.Image{
		image.NewRGBA(r), image.NewNRGBA(r), image.NewRGBA64(r), image.NewNRGBA64(r), image.NewYCbCr(r, image.YCbCrSubsampleRatio420),
	} {
		m = colored(m, color.NRGBA{219, 0, 0, 255})
		before := m.At(2, 1)
		p := Photo{Image: m, ICC: profile("RGB ", 0)}.ToSRGB()
		got := color.NRGBAModel.Convert(p.Image.At(2, 1)).(color.NRGBA)
		if got.R < 252 || got.G > 5 || got.B > 5 || got.A != 255 || p.ICC != nil || len(p.Warnings) > 0 {
			t.Errorf("%T: %v, %q", m, got, p.Warnings)
		}
		if m.At(2, 1) != before {
			t.Errorf("%T: the picture itself was changed", m)
		}
		if deep(m) != deep(p.Image) {
			t.Errorf("%T became %T", m, p.Image)
		}
	}
}

func deep(m image.Image) bool {
	switch m.(type) {
	case *image.RGBA64, *image.NRGBA64, *image.Gray16:
		return true
	}
	return false
}

// colored fills a picture with a colour.
func colored(m image.Image, c color.NRGBA) image.Image {
	if planes, is := m.(*image.YCbCr); is {
		y, cb, cr := color.RGBToYCbCr(c.R, c.G, c.B)
		for i := range planes.Y {
			planes.Y[i] = y
		}
		for i := range planes.Cb {
			planes.Cb[i], planes.Cr[i] = cb, cr
		}
		return planes
	}
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			m.(interface{ Set(x, y int, c color.Color) }).Set(x, y, c)
		}
	}
	return m
}

func TestToSRGBKeepsTransparency(t *testing.T) {
	r := image.Rect(0, 0, 2, 2)
	for _, m := range []image.Image{image.NewRGBA(r), image.NewNRGBA(r), image.NewRGBA64(r), image.NewNRGBA64(r)} {
		m = colored(m, color.NRGBA{219, 0, 0, 128})
		got := color.NRGBAModel.Convert(Photo{Image: m, ICC: profile("RGB ", 0)}.ToSRGB().Image.At(1, 1)).(color.NRGBA)
		if got.R < 251 || got.G > 3 || got.B > 3 || got.A != 128 {
			t.Errorf("%T: %v", m, got)
		}
	}
}

func TestSRGBStaysAsItIs(t *testing.T) {
	m := scene(4, 4)
	for name, data := range map[string][]byte{"no profile": nil, "a profile of sRGB": srgbProfile()} {
		p := Photo{Image: m, ICC: data}.ToSRGB()
		if p.Image != image.Image(m) || p.ICC != nil || len(p.Warnings) > 0 {
			t.Errorf("%s: %T, %d bytes, %q", name, p.Image, len(p.ICC), p.Warnings)
		}
	}
}

// srgbProfile has the curve and the primaries of sRGB: those of BT.709 with a
// curve that is taken off Display P3.
func srgbProfile() []byte {
	p3, _ := icc.FromCICP(12, 13)
	linear, _ := icc.FromCICP(1, 8)
	// Both have the same tags in the same order; the colorants differ.
	for i := 4; i < 7; i++ {
		at := 132 + 12*i + 4
		from, to := int(linear[at+2])<<8|int(linear[at+3]), int(p3[at+2])<<8|int(p3[at+3])
		copy(p3[to:to+20], linear[from:])
	}
	return p3
}

func TestProfilesThatCannotBeUsedStayWithAWarning(t *testing.T) {
	m := scene(4, 4)
	for name, data := range map[string][]byte{"nothing of the kind": []byte("profile"), "inks": profile("CMYK", 0)} {
		p := Photo{Image: m, ICC: data, Warnings: []string{"first"}}.ToSRGB()
		if p.Image != image.Image(m) || !bytes.Equal(p.ICC, data) || len(p.Warnings) != 2 || !strings.Contains(p.Warnings[1], "not converted") {
			t.Errorf("%s: %q", name, p.Warnings)
		}
	}
}

// Greys of 128 are lighter in sRGB: 146 from gamma 1.8, 129 from 2.2.
func TestPicturesThatHaveLostTheirKindBecomeSRGB(t *testing.T) {
	grey := image.NewGray(image.Rect(0, 0, 3, 3))
	grey16 := image.NewGray16(grey.Rect)
	for i := range grey.Pix {
		grey.Pix[i], grey16.Pix[2*i], grey16.Pix[2*i+1] = 128, 128, 128
	}
	sepia := colored(image.NewRGBA(grey.Rect), color.NRGBA{128, 128, 128, 255})
	for name, c := range map[string]struct {
		p    Photo
		want byte
		icc  bool
	}{
		"grey in Adobe RGB":        {Photo{Image: grey, ICC: profile("RGB ", 0)}, 129, false},
		"RGB in greys of 1.8":      {Photo{Image: sepia, ICC: profile("GRAY", 0)}, 146, false},
		"grey in greys of 1.8":     {Photo{Image: grey, ICC: profile("GRAY", 0)}, 128, true},
		"16 bits in greys of 1.8":  {Photo{Image: grey16, ICC: profile("GRAY", 0)}, 128, true},
		"RGB in Adobe RGB":         {Photo{Image: sepia, ICC: profile("RGB ", 0)}, 128, true},
		"grey without any profile": {Photo{Image: grey}, 128, false},
	} {
		var b bytes.Buffer
		if err := Encode(&b, c.p, EncodeOptions{Format: PNG}); err != nil {
			t.Fatal(err)
		}
		got := decode(t, b.Bytes())
		if v := color.GrayModel.Convert(got.Image.At(1, 1)).(color.Gray).Y; v != c.want || (got.ICC != nil) != c.icc {
			t.Errorf("%s: %d, profile of %d bytes", name, v, len(got.ICC))
		}
	}
	for _, p := range []Photo{{Image: grey, ICC: profile("GRAY", 0)}, {Image: grey16, ICC: profile("GRAY", 0)}} {
		if y := color.GrayModel.Convert(Prepare(p, EncodeOptions{ICC: ICCSRGB}).Image.At(0, 0)).(color.Gray).Y; y != 146 {
			t.Errorf("%T in sRGB: %d", p.Image, y)
		}
	}
}

func TestInksBecomeSRGBByTheirProfile(t *testing.T) {
	plain := flatJPEG(9, 5, 0, 200, 100, 50, 255)
	with := func(space string) []byte {
		return inJPEG(plain, markAPP2, append([]byte(iccMark+"\x01\x01"), profile(space, 0)...))
	}
	for name, c := range map[string]struct {
		data  []byte
		warns bool
	}{"their own": {with("CMYK"), false}, "none": {plain, false}, "another's": {with("RGB "), true}} {
		for _, size := range []image.Point{{}, {X: 3, Y: 2}} {
			p, err := Decode(t.Context(), c.data, DecodeOptions{Size: size})
			if err != nil {
				t.Fatal(err)
			}
			got := color.NRGBAModel.Convert(p.Image.At(1, 1)).(color.NRGBA)
			if p.ICC != nil || (len(p.Warnings) > 0) != c.warns || got != (color.NRGBA{193, 110, 73, 255}) {
				t.Errorf("%s at %v: %v, %q", name, size, got, p.Warnings)
			}
		}
	}
}

func TestColoursThatFilesName(t *testing.T) {
	p3, _ := icc.FromCICP(12, 13)
	photo, grey := pngOf(t, scene(9, 9)), image.NewNRGBA(image.Rect(0, 0, 3, 3))
	iccp := func(data []byte) []byte {
		chunks, err := pngExtraChunks(extras{icc: data})
		if err != nil {
			t.Fatal(err)
		}
		return chunks[8 : len(chunks)-4]
	}
	both := inPNG(inPNG(photo, "iCCP", iccp(profile("RGB ", 0))), "cICP", []byte{12, 13, 0, 1})
	for name, c := range map[string]struct {
		data  []byte
		want  []byte
		warns bool
	}{
		"Display P3 by numbers":  {inPNG(photo, "cICP", []byte{12, 13, 0, 1}), p3, false},
		"sRGB by numbers":        {inPNG(photo, "cICP", []byte{1, 13, 0, 1}), nil, false},
		"numbers before profile": {both, p3, false},
		"HDR by numbers":         {inPNG(photo, "cICP", []byte{9, 16, 0, 1}), nil, true},
		"a profile":              {inPNG(photo, "iCCP", iccp(profile("RGB ", 0))), profile("RGB ", 0), false},
		"sRGB by name":           {inPNG(photo, "sRGB", []byte{0}), nil, false},
		"greys, not RGB":         {inPNG(pngOf(t, grey), "iCCP", iccp(profile("GRAY", 0))), nil, true},
	} {
		p := decode(t, c.data)
		if !bytes.Equal(p.ICC, c.want) || (len(p.Warnings) > 0) != c.warns {
			t.Errorf("%s: %d bytes, %q", name, len(p.ICC), p.Warnings)
		}
	}
}

// adobeEXIF says that a picture is in Adobe RGB, without a profile.
func adobeEXIF() []byte {
	b := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x87\x69\x00\x04\x00\x00\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00")
	b = append(b, "\x00\x02\xa0\x01\x00\x03\x00\x00\x00\x01\xff\xff\x00\x00\xa0\x05\x00\x04\x00\x00\x00\x01\x00\x00\x00\x38\x00\x00\x00\x00"...)
	return append(b, "\x00\x01\x00\x01\x00\x02\x00\x00\x00\x04R03\x00\x00\x00\x00\x00"...)
}

func TestAdobeRGBOfCameras(t *testing.T) {
	data := inJPEG(jpegOf(t, scene(9, 9)), markAPP1, append([]byte(exifMark), adobeEXIF()...))
	p := decode(t, data)
	if !bytes.Equal(p.ICC, icc.AdobeRGB()) {
		t.Errorf("a profile of %d bytes", len(p.ICC))
	}
	var b bytes.Buffer
	if err := Encode(&b, p, EncodeOptions{Format: JPEG, Metadata: MetadataAll, ICC: ICCSRGB}); err != nil {
		t.Fatal(err)
	}
	again := decode(t, b.Bytes())
	if again.ICC != nil || metadata.AdobeRGB(again.Metadata.EXIF) || len(again.Metadata.EXIF) == 0 {
		t.Errorf("after it has become sRGB: a profile of %d bytes, %q", len(again.ICC), again.Metadata.EXIF)
	}
}

func TestRewriteDoesNotConvertColours(t *testing.T) {
	data := encoded(t, 64, 32, image.YCbCrSubsampleRatio420, jpeg.EncodeOptions{})
	for name, c := range map[string]struct {
		icc  []byte
		want error
	}{"Adobe RGB": {profile("RGB ", 0), ErrColours}, "sRGB": {srgbProfile(), nil}, "none": {nil, nil}} {
		f := open(t, data, Upright)
		f.extras.icc = c.icc
		var b bytes.Buffer
		if _, err := f.Rewrite(t.Context(), &b, nil, EncodeOptions{ICC: ICCSRGB}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		} else if bytes.Contains(b.Bytes(), []byte("acsp")) {
			t.Errorf("%s: the profile is there", name)
		}
	}
	inks, err := Open(flatJPEG(16, 16, 0, 200, 100, 50, 255), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := inks.Rewrite(t.Context(), &bytes.Buffer{}, nil, EncodeOptions{ICC: ICCSRGB}); !errors.Is(err, ErrColours) {
		t.Errorf("CMYK: %v", err)
	}
}
