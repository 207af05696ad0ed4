package jpeg

import (
	"bytes"
	"image"
	"image/color"
	stdjpeg "image/jpeg"
	"io"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/sample"
)

func TestOptionsOutOfRangeAreErrors(t *testing.T) {
	segment := func(marker byte, data string) EncodeOptions {
		return EncodeOptions{Segments: []Segment{{0xe1, nil}, {marker, []byte(data)}}}
	}
	for name, c := range map[string]struct {
		size  image.Point
		comps []Component
		o     EncodeOptions
		fault string // "": none
	}{
		"quality 101":         {image.Pt(1, 1), nil, EncodeOptions{Quality: 101}, "a quality of 101"},
		"quality -1":          {image.Pt(1, 1), nil, EncodeOptions{Quality: -1}, "a quality of -1"},
		"restart -1":          {image.Pt(1, 1), nil, EncodeOptions{Restart: -1}, "a restart interval of -1"},
		"restart 65536":       {image.Pt(1, 1), nil, EncodeOptions{Restart: 65536}, "a restart interval of 65536"},
		"no width":            {image.Pt(0, 1), nil, EncodeOptions{}, "a size of 0 x 1"},
		"no height":           {image.Pt(1, 0), nil, EncodeOptions{}, "a size of 1 x 0"},
		"too wide":            {image.Pt(65536, 1), nil, EncodeOptions{}, "a size of 65536 x 1"},
		"too high":            {image.Pt(1, 65536), nil, EncodeOptions{}, "a size of 1 x 65536"},
		"as large as can be":  {image.Pt(65535, 65535), nil, EncodeOptions{Quality: 100, Restart: 65535}, ""},
		"a long segment":      {image.Pt(1, 1), nil, segment(0xe2, strings.Repeat("a", 65534)), "segment 1: 65534 bytes"},
		"a segment that fits": {image.Pt(1, 1), nil, segment(0xe2, strings.Repeat("a", 65533)), ""},
		"another marker":      {image.Pt(1, 1), nil, segment(0xdb, ""), "segment 1: marker 0xdb"},
		"a comment":           {image.Pt(1, 1), nil, segment(0xfe, "hello"), ""},
		"an Adobe segment":    {image.Pt(1, 1), nil, segment(0xee, "Adobe\x00"), "the Adobe segment"},
		"another APP14":       {image.Pt(1, 1), nil, segment(0xee, "adobe"), ""},
		"no components":       {image.Pt(1, 1), []Component{}, EncodeOptions{}, "0 components"},
		"two components":      {image.Pt(1, 1), make([]Component, 2), EncodeOptions{}, "2 components"},
		"five components":     {image.Pt(1, 1), make([]Component, 5), EncodeOptions{}, "5 components"},
		"factor 0":            {image.Pt(1, 1), []Component{{1, 1, 1}, {2, 1, 0}, {3, 1, 1}}, EncodeOptions{}, "component 1: sampling factors of 1 x 0"},
		"factor 5":            {image.Pt(1, 1), []Component{{1, 5, 1}, {2, 1, 1}, {3, 1, 1}}, EncodeOptions{}, "component 0: sampling factors of 5 x 1"},
		"an ID twice":         {image.Pt(1, 1), []Component{{1, 1, 1}, {1, 1, 1}, {3, 1, 1}}, EncodeOptions{}, "the ID 1"},
		"11 blocks an MCU":    {image.Pt(1, 1), []Component{{1, 3, 3}, {2, 1, 1}, {3, 1, 1}}, EncodeOptions{}, "more than 10 blocks"},
		"10 blocks an MCU":    {image.Pt(1, 1), []Component{{1, 4, 2}, {2, 1, 1}, {3, 1, 1}}, EncodeOptions{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if c.comps == nil {
				c.comps = []Component{{}}
			}
			_, err := NewEncoder(io.Discard, c.size, c.comps, c.o)
			if (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
				t.Errorf("the error is %v, not %q", err, c.fault)
			}
		})
	}
	if err := Encode(io.Discard, image.NewGray(image.Rectangle{}), EncodeOptions{}); err == nil {
		t.Error("an empty picture is written")
	}
}

func TestSegmentsStandInOrderBehindJFIF(t *testing.T) {
	long := bytes.Repeat([]byte{0xff}, 65533)
	o := EncodeOptions{Segments: []Segment{{0xe1, []byte("one")}, {0xef, long}, {0xfe, nil}, {0xe0, []byte("JFXX\x00")}}}
	head := "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
	tail := "\xff\xe1\x00\x05one\xff\xef\xff\xff" + string(long) + "\xff\xfe\x00\x02\xff\xe0\x00\x07JFXX\x00\xff\xdb"
	data := encBytes(t, encGray(9, 9, 0, 1), o)
	if !bytes.HasPrefix(data, []byte(head+tail)) {
		t.Errorf("the file begins with % x", data[:60])
	}
	// A caller's JFIF segment, with a density maybe, stands for the own one.
	own := "JFIF\x00\x01\x02\x01\x01\x2c\x01\x2c\x00\x00"
	o.Segments = append(o.Segments, Segment{0xe0, []byte(own)})
	data = encBytes(t, encGray(9, 9, 0, 1), o)
	if !bytes.HasPrefix(data, []byte("\xff\xd8\xff\xe0\x00\x10"+own+tail)) {
		t.Errorf("the file begins with % x", data[:60])
	}
}

// Whatever kind a picture is and wherever it begins, its pixels stay.
func TestEachKindOfPictureKeepsItsPixels(t *testing.T) {
	scene := sample.Scene(90, 70, 2)
	draw := func(set func(x, y int, c color.Color)) {
		for y := range 70 {
			for x := range 90 {
				set(x, y, scene.At(x, y))
			}
		}
	}
	nrgba, deep, grey := image.NewNRGBA(scene.Rect), image.NewRGBA64(scene.Rect), image.NewGray(scene.Rect)
	draw(nrgba.Set)
	draw(deep.Set)
	draw(grey.Set)
	smooth := encSmooth(90, 70, image.YCbCrSubsampleRatio420)
	part := image.Rect(3, 5, 80, 66)
	even := image.Rect(4, 6, 80, 66)
	for name, m := range map[string]image.Image{
		"RGBA": scene, "NRGBA": nrgba, "RGBA64": deep, "grey": grey,
		"a part of RGBA": scene.SubImage(part), "a part of NRGBA": nrgba.SubImage(part), "a part of grey": grey.SubImage(part),
		"a part of CMYK": encInk(90, 70).SubImage(part),
		"an odd part":    smooth.SubImage(part), "an even part": smooth.SubImage(even),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := stdjpeg.Decode(bytes.NewReader(encBytes(t, m, EncodeOptions{Quality: 100})))
			if err != nil {
				t.Fatal(err)
			}
			bounds := m.Bounds()
			if got.Bounds().Size() != bounds.Size() {
				t.Fatalf("the size is %v", got.Bounds())
			}
			for y := range bounds.Dy() {
				for x := range bounds.Dx() {
					r0, g0, b0, _ := m.At(bounds.Min.X+x, bounds.Min.Y+y).RGBA()
					r1, g1, b1, _ := got.At(x, y).RGBA()
					if far(r0, r1) || far(g0, g1) || far(b0, b1) {
						t.Fatalf("pixel %d, %d is %v, not %v", x, y, got.At(x, y), m.At(bounds.Min.X+x, bounds.Min.Y+y))
					}
				}
			}
		})
	}
}

func far(a, b uint32) bool { return max(a, b)-min(a, b) > 6<<8 }

func TestOneFileIsWrittenOfOnePicture(t *testing.T) {
	m := encRough(100, 80, 40, image.YCbCrSubsampleRatio420)
	for _, o := range encModes(77) {
		if a, b := encBytes(t, m, o), encBytes(t, m, o); !bytes.Equal(a, b) {
			t.Errorf("%s: two files differ", encMode(o))
		}
	}
	if !bytes.Equal(encBytes(t, m, EncodeOptions{}), encBytes(t, m, EncodeOptions{Quality: 75})) {
		t.Error("quality 0 is not 75")
	}
}
