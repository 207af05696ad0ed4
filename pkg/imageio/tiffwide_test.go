package imageio

import (
	"encoding/binary"
	"image/color"
	"math"
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// stripes is a fax (Group 4) of 8 x 2: four of 0 and four of 1 above eight of 1.
func stripes() []byte { return []byte{0x36, 0xc9, 0xa8, 0xa0, 0x02, 0x00, 0x20} }

func zstandard(data []byte) []byte {
	w, _ := zstd.NewWriter(nil)
	defer w.Close()
	return w.EncodeAll(data, nil)
}

// floats lays numbers out, little-endian.
func floats(numbers ...float32) []byte {
	var out []byte
	for _, n := range numbers {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(n))
	}
	return out
}

// predicted is a row of numbers with Photoshop's predictor: the differences
// of bytes, of which the highest of all numbers stand first.
func predicted(numbers ...float32) []byte {
	var out []byte
	for shift := 24; shift >= 0; shift -= 8 {
		for _, n := range numbers {
			out = append(out, byte(math.Float32bits(n)>>shift))
		}
	}
	for i := len(out) - 1; i > 0; i-- {
		out[i] -= out[i-1]
	}
	return out
}

// big lays the page out as a BigTIFF, big-endian, all numbers as LONG8.
func (p *page) big() []byte {
	be := binary.BigEndian
	out := []byte("MM\x00+\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	var at, lengths []uint32
	for _, c := range p.chunks {
		at, lengths = append(at, uint32(len(out))), append(lengths, uint32(len(c)))
		out = append(out, c...)
	}
	p.set(tagStripAt, at...).set(tagStripLen, lengths...)
	slices.Sort(p.tags)
	where := map[uint16]int{}
	for _, tag := range p.tags {
		where[tag] = len(out)
		for _, v := range p.values[tag] {
			out = be.AppendUint64(out, uint64(v))
		}
	}
	be.PutUint64(out[8:], uint64(len(out)))
	out = be.AppendUint64(out, uint64(len(p.tags)))
	for _, tag := range p.tags {
		v := p.values[tag]
		out = be.AppendUint64(be.AppendUint16(be.AppendUint16(out, tag), 16), uint64(len(v)))
		if len(v) == 1 {
			out = be.AppendUint64(out, uint64(v[0]))
		} else {
			out = be.AppendUint64(out, uint64(where[tag]))
		}
	}
	return append(out, make([]byte, 8)...)
}

func TestTIFFsOfWideSamplesAndRareKinds(t *testing.T) {
	half := func(n ...uint16) []byte {
		var out []byte
		for _, v := range n {
			out = binary.LittleEndian.AppendUint16(out, v)
		}
		return out
	}
	one, less := math.Float64bits(1), math.Float64bits(0.2)
	doubles := binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, less), one-less) // the difference
	black, white := color.Gray16{0}, color.Gray16{65535}
	grey := func(v uint16) color.Color { return color.Gray16{v} }
	// 0.2 of the light of white is 0.4845 in sRGB: 1.055*0.2^(1/2.4) - 0.055.
	const fifth = 31754
	for name, c := range map[string]struct {
		file []byte
		want []color.Color // of the first pixels
	}{
		"a fax, black is 0": {newPage(8, 2, 1, 1, 1, 4, stripes()).bytes(), []color.Color{black, black, black, black, white}},
		"a fax, white is 0": {newPage(8, 2, 1, 1, 0, 4, stripes()).bytes(), []color.Color{white, white, white, white, black}},
		"bits in the other order": {newPage(8, 1, 1, 1, 1, 1, []byte{0b11}).set(tagFillOrder, 2).bytes(),
			[]color.Color{white, white, black}},
		"32 bits":            {newPage(2, 1, 32, 1, 1, 1, []byte{9, 9, 1, 2, 9, 9, 3, 4}).bytes(), []color.Color{grey(0x201), grey(0x403)}},
		"32 bits, predicted": {newPage(2, 1, 32, 1, 1, 1, []byte{9, 9, 1, 2, 0, 0, 2, 2}).set(tagPredictor, 2).bytes(), []color.Color{grey(0x201), grey(0x403)}},
		"light":              {newPage(3, 1, 32, 1, 1, 1, floats(0.2, 7, -1)).set(tagFormat, 3).bytes(), []color.Color{grey(fifth), white, black}},
		"light, predicted":   {newPage(2, 1, 32, 1, 1, 8, zipped(predicted(0.2, 1))).set(tagFormat, 3).set(tagPredictor, 3).bytes(), []color.Color{grey(fifth), white}},
		"light of twice the depth, predicted": {newPage(2, 1, 64, 1, 1, 8, zipped(doubles)).set(tagFormat, 3).set(tagPredictor, 2).bytes(),
			[]color.Color{grey(fifth), white}},
		"light of half depth": {newPage(3, 1, 16, 1, 1, 1, half(0x3266, 0x3c00, 0x7e00)).set(tagFormat, 3).bytes(), []color.Color{grey(fifth - 4), white, black}},
		"light beside its opacity": {newPage(1, 1, 32, 4, 2, 1, floats(0.2, 1, 0, 0.2)).set(tagFormat, 3).set(tagExtra, 2).bytes(),
			[]color.Color{color.NRGBA64{fifth, 65535, 0, 13107}}},
		"Zstandard":             {newPage(2, 1, 8, 1, 1, 50000, zstandard([]byte{7, 9})).bytes(), []color.Color{color.Gray{7}, color.Gray{9}}},
		"BigTIFF":               {newPage(2, 1, 8, 1, 1, 8, zipped([]byte{7, 9})).big(), []color.Color{color.Gray{7}, color.Gray{9}}},
		"BigTIFF of two strips": {newPage(1, 2, 16, 3, 2, 1, []byte{1, 2, 3, 4, 5, 6}, make([]byte, 6)).set(tagRowsInStrip, 1).big(), []color.Color{color.NRGBA64{0x102, 0x304, 0x506, 65535}}},
		"L*a*b*, no colour":     {newPage(2, 1, 8, 3, 8, 1, []byte{255, 0, 0, 0, 0, 0}).bytes(), []color.Color{white, black}},
		"L*a*b* without a sign": {newPage(2, 1, 8, 3, 9, 1, []byte{255, 128, 128, 0, 128, 128}).bytes(), []color.Color{white, black}},
	} {
		p, err := Decode(t.Context(), c.file, DecodeOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, want := range c.want {
			got := color.NRGBA64Model.Convert(p.Image.At(i, 0))
			if got != color.NRGBA64Model.Convert(want) {
				t.Errorf("%s: pixel %d is %v (%T), want %v", name, i, got, p.Image, color.NRGBA64Model.Convert(want))
			}
		}
	}
}

// TestLabOfTIFFs holds the three encodings of one colour, L* 53.24, a* 67.2,
// b* 52.4, against its sRGB, adapted to D65 after Bradford: (234, 56, 41).
func TestLabOfTIFFs(t *testing.T) {
	le := func(n ...int) []byte {
		var out []byte
		for _, v := range n {
			out = binary.LittleEndian.AppendUint16(out, uint16(v))
		}
		return out
	}
	for name, p := range map[string]*page{
		"8 bits":                 newPage(1, 1, 8, 3, 8, 1, []byte{136, 67, 52}),
		"16 bits":                newPage(1, 1, 16, 3, 8, 1, le(34891, 17203, 13414)),
		"16 bits without a sign": newPage(1, 1, 16, 3, 9, 1, le(34755, 49971, 46182)),
		"light":                  newPage(1, 1, 32, 3, 8, 1, floats(53.24, 67.2, 52.4)).set(tagFormat, 3),
	} {
		photo, err := Decode(t.Context(), p.bytes(), DecodeOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		c := color.NRGBAModel.Convert(photo.Image.At(0, 0)).(color.NRGBA)
		for i, d := range []int{int(c.R) - 234, int(c.G) - 56, int(c.B) - 41} {
			if d < -2 || d > 2 {
				t.Errorf("%s: the colour is %v; sample %d is off by %d", name, c, i, d)
			}
		}
	}
}
