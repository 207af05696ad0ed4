package imageio

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/webp"
)

// bitmap writes a BMP whose header has 40 bytes and the masks.
func bitmap(w, h, bits, compression int, masks []uint32, palette, pixels []byte) []byte {
	le := binary.LittleEndian
	size := 40
	if len(masks) == 4 {
		size = 56
	}
	end := 14 + 40 + 4*len(masks) + len(palette)
	out := le.AppendUint32([]byte("BM\x00\x00\x00\x00\x00\x00\x00\x00"), uint32(end))
	out = le.AppendUint32(out, uint32(size))
	out = le.AppendUint32(le.AppendUint32(out, uint32(w)), uint32(int32(h)))
	out = le.AppendUint16(le.AppendUint16(out, 1), uint16(bits))
	for _, v := range []uint32{uint32(compression), 0, 0, 0, uint32(len(palette) / 4), 0} {
		out = le.AppendUint32(out, v)
	}
	for _, m := range masks {
		out = le.AppendUint32(out, m)
	}
	return append(append(out, palette...), pixels...)
}

func TestBMPsOfManyKinds(t *testing.T) {
	palette := []byte{0, 0, 0, 0, 30, 40, 200, 0, 220, 60, 20, 0, 9, 9, 9, 0}
	k, r, b := color.NRGBA{0, 0, 0, 255}, color.NRGBA{200, 40, 30, 255}, color.NRGBA{20, 60, 220, 255}
	for name, c := range map[string]struct {
		data []byte
		want [8]color.NRGBA // 4 x 2
	}{
		"runs of 8 bits": {
			bitmap(4, 2, 8, 1, nil, palette, []byte{4, 1, 0, 0, 2, 2, 0, 1, 0, 1}), // what is left out is black
			[8]color.NRGBA{b, b, k, k, r, r, r, r},
		},
		"runs of 8 bits, apart": {
			bitmap(4, 2, 8, 1, nil, palette, []byte{0, 3, 1, 2, 1, 0, 1, 2, 0, 2, 1, 1, 1, 2, 0, 1}), // moved to (5, 1)
			[8]color.NRGBA{k, k, k, k, r, b, r, b},
		},
		"runs of 4 bits": {
			bitmap(4, 2, 4, 2, nil, palette, []byte{4, 0x12, 0, 0, 0, 4, 0x20, 0x11, 0, 1}),
			[8]color.NRGBA{b, k, r, r, r, b, r, b},
		},
		"2 bits, from the top": {
			bitmap(4, -2, 2, 0, nil, palette, []byte{0x16, 0, 0, 0, 0x92, 0, 0, 0}),
			[8]color.NRGBA{k, r, r, b, b, r, k, b},
		},
		"16 bits, 5 6 5": {
			bitmap(4, 2, 16, 3, []uint32{0xf800, 0x7e0, 0x1f}, nil, []byte{0, 0xf8, 0, 0, 0x1f, 0, 0xe0, 7, 0, 0, 0, 0, 0, 0, 0xff, 0xff}),
			[8]color.NRGBA{k, k, k, {255, 255, 255, 255}, {255, 0, 0, 255}, k, {0, 0, 255, 255}, {0, 255, 0, 255}},
		},
		"32 bits with alpha": {
			bitmap(4, 2, 32, 3, []uint32{0xff, 0xff00, 0xff0000, 0xff000000}, nil, bytes.Repeat([]byte{200, 40, 30, 128}, 8)),
			[8]color.NRGBA{{200, 40, 30, 128}, {200, 40, 30, 128}, {200, 40, 30, 128}, {200, 40, 30, 128}, {200, 40, 30, 128}, {200, 40, 30, 128}, {200, 40, 30, 128}, {200, 40, 30, 128}},
		},
	} {
		p, err := Decode(t.Context(), c.data, DecodeOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, want := range c.want {
			if got := color.NRGBAModel.Convert(p.Image.At(i%4, i/4)); got != want {
				t.Errorf("%s: (%d, %d) is %v, want %v", name, i%4, i/4, got, want)
			}
		}
	}
}

func TestTheLargestPreviewOfARawFileIsThePhoto(t *testing.T) {
	preview := func(w, h int, level uint8) []byte {
		m := image.NewGray(image.Rect(0, 0, w, h))
		for i := range m.Pix {
			m.Pix[i] = level
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, m, jpeg.EncodeOptions{Quality: 95}); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	small, large := preview(8, 8, 40), preview(24, 16, 200)
	// A mosaic, whose thumbnail is one preview; the other is just there.
	file := newPage(100, 80, 8, 1, 32803, 1, small, large)
	file.set(0x201, 8).set(0x202, uint32(len(small))).set(0x112, 6)
	listed, err := Decode(t.Context(), file.bytes(), DecodeOptions{})
	if err != nil || listed.Format != Raw || listed.Size() != image.Pt(8, 8) {
		t.Fatalf("%v of %v, %v", listed.Format, listed.Size(), err)
	}
	file.set(0x201, 8+uint32(len(small))).set(0x202, uint32(len(large)))
	p, err := Decode(t.Context(), file.bytes(), DecodeOptions{})
	if err != nil || p.Size() != image.Pt(16, 24) {
		t.Fatalf("%v, %v", p.Size(), err)
	}
	if c := color.GrayModel.Convert(p.Image.At(8, 12)).(color.Gray).Y; c < 199 || c > 201 {
		t.Errorf("grey is %d", c)
	}
	if len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "preview of 24 x 16") {
		t.Errorf("warnings are %q", p.Warnings)
	}
	file.set(0x201, 0).set(0x202, 0)
	if scanned, err := Decode(t.Context(), file.bytes(), DecodeOptions{}); err != nil || scanned.Size() != image.Pt(16, 24) {
		t.Errorf("where none is listed: %v, %v", scanned.Size(), err)
	}
}

// A preview that is a photo is a note; only one for lists is a warning.
func TestSmallPreviewsOfRawFilesAreWarnedOf(t *testing.T) {
	for width, small := range map[int]bool{1600: true, 1800: false} {
		var p Photo
		sayRaw(&p, Header{Width: width, Height: 1200})
		if (len(p.Warnings) == 1) != small || len(p.Warnings)+len(p.Notes) != 1 {
			t.Errorf("%d x 1200: warnings %q, notes %q", width, p.Warnings, p.Notes)
		}
	}
}

func TestTheFirstFrameOfAnAnimatedWebPIsOnItsCanvas(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 4, 2))
	for i := range m.Pix {
		m.Pix[i] = []byte{200, 40, 30, 255}[i%4]
	}
	still, err := webp.EncodeLossless(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	frame := append([]byte{1, 0, 0, 2, 0, 0, 3, 0, 0, 1, 0, 0, 0, 0, 0, 0}, still[12:]...) // at (2, 4)
	file, err := riff([]chunk{{"VP8X", []byte{2, 0, 0, 0, 7, 0, 0, 9, 0, 0}}, {"ANIM", make([]byte, 6)}, {"ANMF", frame}, {"ANMF", frame}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := Decode(t.Context(), file, DecodeOptions{})
	if err != nil || p.Size() != image.Pt(8, 10) {
		t.Fatalf("%v, %v", p.Size(), err)
	}
	for at, want := range map[image.Point]color.NRGBA{{2, 4}: {200, 40, 30, 255}, {5, 5}: {200, 40, 30, 255}, {1, 4}: {}, {6, 5}: {}, {2, 6}: {}} {
		if got := color.NRGBAModel.Convert(p.Image.At(at.X, at.Y)); got != want {
			t.Errorf("%v is %v, want %v", at, got, want)
		}
	}
	frame[0] = 3 // now it hangs over the edge
	outside, _ := riff([]chunk{{"VP8X", []byte{2, 0, 0, 0, 7, 0, 0, 9, 0, 0}}, {"ANMF", frame}})
	if _, err := Decode(t.Context(), outside, DecodeOptions{}); err == nil {
		t.Error("a frame outside of its canvas is taken")
	}
}

// The same inks in a JPEG are those of TestInksBecomeSRGBByTheirProfile.
func TestInksOfTIFFsBecomeSRGB(t *testing.T) {
	for name, page := range map[string]*page{
		"8 bits":         newPage(1, 1, 8, 4, 5, 1, []byte{55, 155, 205, 0}),
		"16 bits":        newPage(1, 1, 16, 4, 5, 1, []byte{55, 55, 155, 155, 205, 205, 0, 0}),
		"more than four": newPage(1, 1, 8, 5, 5, 1, []byte{55, 155, 205, 0, 99}).set(tagExtra, 0),
	} {
		p, err := Decode(t.Context(), page.bytes(), DecodeOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := color.NRGBAModel.Convert(p.Image.At(0, 0)); got != (color.NRGBA{193, 110, 73, 255}) {
			t.Errorf("%s: %v", name, got)
		}
	}
}
