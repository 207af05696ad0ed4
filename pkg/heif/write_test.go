package heif

import (
	"bytes"
	"image"
	"testing"
)

func TestWhatIsWrittenIsRead(t *testing.T) {
	main := Coded{Config: []byte{0x81, 1, 12, 0}, Data: []byte("main"), Channels: 3, Bits: 10}
	alpha := Coded{Config: []byte{0x81, 1, 28, 0}, Data: []byte("transparency"), Channels: 1, Bits: 8}
	srgb := Colour{1, 13, 6, true}
	for name, s := range map[string]Still{
		"alone":    {Main: main, Colour: srgb},
		"alpha":    {Main: main, Alpha: &alpha, Colour: srgb},
		"metadata": {Main: main, Colour: srgb, ICC: []byte("profile"), EXIF: []byte("II*\x00\x08\x00\x00\x00"), XMP: []byte("<xmp/>")},
		"all":      {Main: main, Alpha: &alpha, Colour: Colour{9, 16, 9, false}, ICC: []byte("p"), EXIF: []byte("MM\x00*\x00\x00\x00\x08"), XMP: []byte("<x/>")},
		"grey":     {Main: alpha, Colour: srgb, XMP: []byte("<x/>")},
	} {
		s.Size = image.Pt(70000, 3)
		file, err := WriteAVIF(s)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again, err := WriteAVIF(s); err != nil || !bytes.Equal(again, file) {
			t.Errorf("%s: a second run differs: %v", name, err)
		}
		f, err := Parse(file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkPicture(t, name, f.Main, s.Main, s.Size)
		if (f.Alpha != nil) != (s.Alpha != nil) || f.Premultiplied {
			t.Errorf("%s: alpha is %v, premultiplied %v", name, f.Alpha, f.Premultiplied)
		} else if f.Alpha != nil {
			checkPicture(t, name, f.Alpha, *s.Alpha, s.Size)
		}
		if !bytes.Equal(f.EXIF, s.EXIF) || !bytes.Equal(f.XMP, s.XMP) || !bytes.Equal(f.Main.ICC, s.ICC) {
			t.Errorf("%s: metadata %q, %q, %q", name, f.EXIF, f.XMP, f.Main.ICC)
		}
		want := s.Colour
		if s.ICC != nil {
			want.Primaries, want.Transfer = 2, 2
		}
		if f.Main.Colour == nil || *f.Main.Colour != want {
			t.Errorf("%s: colour %v", name, f.Main.Colour)
		}
	}
}

func checkPicture(t *testing.T, name string, p *Picture, want Coded, size image.Point) {
	t.Helper()
	data, err := p.Data(0)
	if err != nil || !bytes.Equal(data, want.Data) || !bytes.Equal(p.Config, want.Config) {
		t.Errorf("%s: %q, %x, %v", name, data, p.Config, err)
	}
	if p.Codec != "av01" || p.Size != size || p.Bits != want.Bits || len(p.Changes) != 0 {
		t.Errorf("%s: %s of %v with %d bits", name, p.Codec, p.Size, p.Bits)
	}
}
