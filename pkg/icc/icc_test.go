package icc

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"strings"
	"testing"
)

// The colours are pairs of one colour in both spaces, as other programs give
// them.
func TestMatrixProfilesOfKnownSpaces(t *testing.T) {
	p3, err := FromCICP(12, 13)
	if err != nil {
		t.Fatal(err)
	}
	bt2020, err := FromCICP(9, 13)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		profile  []byte
		in, want [3]byte
	}{
		"red of sRGB in Display P3":       {p3, [3]byte{234, 51, 35}, [3]byte{255, 0, 0}},
		"a red that sRGB has not":         {p3, [3]byte{255, 0, 0}, [3]byte{255, 0, 0}},
		"grey in Display P3":              {p3, [3]byte{119, 119, 119}, [3]byte{119, 119, 119}},
		"red of sRGB in Adobe RGB":        {AdobeRGB(), [3]byte{219, 0, 0}, [3]byte{255, 0, 0}},
		"green of sRGB in Adobe RGB":      {AdobeRGB(), [3]byte{144, 255, 60}, [3]byte{0, 255, 0}},
		"white in Adobe RGB":              {AdobeRGB(), [3]byte{255, 255, 255}, [3]byte{255, 255, 255}},
		"black in Adobe RGB":              {AdobeRGB(), [3]byte{0, 0, 0}, [3]byte{0, 0, 0}},
		"red of sRGB in BT.2020":          {bt2020, [3]byte{208, 74, 35}, [3]byte{255, 0, 0}},
		"grey of gamma 1.8, of version 2": {version2(sRGBPrimaries(), 1024, power(1.8)), [3]byte{128, 128, 128}, [3]byte{146, 146, 146}},
	} {
		got := make([]byte, 4)
		transformOf(t, c.profile).RGB(got, []byte{c.in[0], c.in[1], c.in[2], 77})
		for i, want := range c.want {
			if d := int(got[i]) - int(want); d < -2 || d > 2 || got[3] != 77 {
				t.Errorf("%s: %v, want %v", name, got, c.want)
				break
			}
		}
	}
}

func TestSRGBByAnyProfileIsIdentity(t *testing.T) {
	lab8 := tables(3, 33, 1, straight, func(v values) values {
		return lightToLab(1)(values{decodeSRGB(v[0]), decodeSRGB(v[1]), decodeSRGB(v[2])})
	})
	linear := thrice(sampled(2, straight))
	m := adapted(sRGBPrimaries())
	for i := range m {
		m[i] *= 32768.0 / 65535
	}
	matrix := appendFixed(nil, append(m, 0, 0, 0)...)
	for name, c := range map[string]struct {
		profile []byte
		within  int // levels that 8 bits in a table cost
	}{
		"curves and matrix, version 4":  {matrixProfile("", sRGBPrimaries(), srgbCurve()), 0},
		"curves and matrix, version 2":  {version2(sRGBPrimaries(), 4096, decodeSRGB), 1},
		"8-bit tables to Lab":           {assemble("RGB ", "Lab ", []tag{{"A2B0", lab8}}), 16},
		"16-bit tables to XYZ":          {assemble("RGB ", "XYZ ", []tag{{"A2B0", tables(3, 9, 2, decodeSRGB, lightToXYZ)}}), 1},
		"16-bit tables to Lab":          {assemble("RGB ", "Lab ", []tag{{"A2B1", tables(3, 33, 2, straight, legacyLab)}}), 1},
		"curves and matrix in a table":  {assemble("RGB ", "XYZ ", []tag{{"A2B0", aToB(3, nil, nil, thrice(curveTag(srgbCurve())), matrix, linear)}}), 1},
		"all parts of version 4 to XYZ": {assemble("RGB ", "XYZ ", []tag{{"A2B0", aToB(3, thrice(curveTag(srgbCurve())), tableOf(3, 2, 2, straightModel), linear, matrix, linear)}}), 1},
		"all parts of version 4 to Lab": {assemble("RGB ", "Lab ", []tag{{"A2B0", aToB(3, linear, tableOf(3, 33, 2, encodedToLab), nil, nil, linear)}}), 1},
	} {
		tr := transformOf(t, c.profile)
		src := noise(4096)
		got := make([]byte, len(src))
		tr.RGB(got, src)
		if d := worst(got, src); d > c.within {
			t.Errorf("%s: changes colours by up to %d levels", name, d)
		}
		if c.within <= 1 && !tr.Identity() {
			t.Errorf("%s: is not known as sRGB", name)
		}
	}
}

func straightModel(v values) values { return v }

func encodedToLab(v values) values {
	return lightToLab(1)(values{decodeSRGB(v[0]), decodeSRGB(v[1]), decodeSRGB(v[2])})
}

func legacyLab(v values) values {
	return lightToLab(65280.0 / 65535)(values{decodeSRGB(v[0]), decodeSRGB(v[1]), decodeSRGB(v[2])})
}

func worst(a, b []byte) (d int) {
	for i := range a {
		d = max(d, int(a[i])-int(b[i]), int(b[i])-int(a[i]))
	}
	return d
}

func TestOthersAreNotTakenForSRGB(t *testing.T) {
	p3, _ := FromCICP(12, 13)
	for name, profile := range map[string][]byte{
		"Display P3": p3, "Adobe RGB": AdobeRGB(), "gamma 2.2": version2(sRGBPrimaries(), 1024, power(2.2)),
		"grey of gamma 1.8": assemble("GRAY", "XYZ ", []tag{{"kTRC", gamma(1.8)}}),
	} {
		if transformOf(t, profile).Identity() {
			t.Errorf("%s is taken for sRGB", name)
		}
	}
	if !transformOf(t, assemble("GRAY", "XYZ ", []tag{{"kTRC", curveTag(srgbCurve())}})).Identity() {
		t.Error("greys of sRGB are not known as such")
	}
}

func TestGreysStayGrey(t *testing.T) {
	for name, c := range map[string]struct {
		profile  []byte
		in, want byte
	}{
		"gamma 1.8":              {assemble("GRAY", "XYZ ", []tag{{"kTRC", gamma(1.8)}}), 128, 146},
		"a curve to L*":          {assemble("GRAY", "Lab ", []tag{{"kTRC", sampled(0, nil)}}), 128, 119}, // L* 50.2
		"a grey of wide colours": {version2(adobePrimaries(), 1024, power(1.8)), 128, 146},
		"a table for grey":       {assemble("GRAY", "XYZ ", []tag{{"A2B0", tables(1, 255, 2, straight, greyModel)}}), 128, 188},
	} {
		tr := transformOf(t, c.profile)
		var got, rgb, gray16, rgb16 [8]byte
		tr.Gray(got[:1], []byte{c.in})
		tr.Gray16(gray16[:2], []byte{c.in, c.in})
		tr.RGB(rgb[:4], []byte{c.in, c.in, c.in, 9})
		tr.RGB16(rgb16[:], []byte{c.in, c.in, c.in, c.in, c.in, c.in, 8, 9})
		if got[0] != c.want || gray16[0] != c.want && gray16[0] != c.want-1 {
			t.Errorf("%s: %d of 8 bits, %d of 16, want %d", name, got[0], gray16[0], c.want)
		}
		for i := range 3 {
			if worst(rgb[i:i+1], got[:1]) > 1 || worst(rgb16[2*i:2*i+1], gray16[:1]) > 1 {
				t.Errorf("%s: %v and %v as RGB", name, rgb[:4], rgb16)
			}
		}
		if rgb[3] != 9 || rgb16[6] != 8 || rgb16[7] != 9 {
			t.Errorf("%s: opacity is not kept", name)
		}
	}
}

// greyModel is a device whose values are light.
func greyModel(v values) values { return lightToXYZ(values{v[0], v[0], v[0]}) }

// The tables against the way itself, in floating point.
func TestCompiledFormsAreNearTheExactWay(t *testing.T) {
	p3, _ := FromCICP(12, 13)
	soft := assemble("RGB ", "Lab ", []tag{{"A2B0", tables(3, 17, 2, straight, encodedToLab)}})
	inks := assemble("CMYK", "Lab ", []tag{{"A2B0", tables(4, 9, 2, straight, inkModel)}})
	src := noise(4096)
	for name, c := range map[string]struct {
		profile []byte
		mean    float64 // levels
	}{
		"matrix": {p3, 0.28}, "table": {soft, 0.4}, "inks": {inks, 0.7}, "press": {Press(), 0.4},
	} {
		tr := transformOf(t, c.profile)
		got := make([]byte, len(src))
		channels := 3
		if tr.Space() == CMYK {
			channels = 4
			tr.CMYK(got, src)
		} else {
			tr.RGB(got, src)
		}
		if d := meanFault(tr, src, got, channels); d > c.mean {
			t.Errorf("%s: %.3f levels off on average", name, d)
		}
	}
}

// meanFault is the distance, in levels of 8 bits, from what the way gives;
// rounding alone makes it 0.25.
func meanFault(tr *Transform, src, got []byte, channels int) float64 {
	sum := 0.0
	for i := 0; i < len(src); i += 4 {
		var v values
		for c := range channels {
			v[c] = float64(src[i+c]) / 255
		}
		v = encoded(tr.way.light(v))
		for c := range 3 {
			sum += math.Abs(min(max(v[c], 0), 1)*255 - float64(got[i+c]))
		}
	}
	return sum / float64(len(src)/4*3)
}

func TestSixteenBitsAreFinerThanEight(t *testing.T) {
	p3, _ := FromCICP(12, 13)
	soft := assemble("RGB ", "XYZ ", []tag{{"A2B0", tables(3, 9, 2, decodeSRGB, lightToXYZ)}})
	for name, c := range map[string]struct {
		profile []byte
		within  float64 // of 65535
	}{
		"matrix": {p3, 2}, "table": {soft, 700},
	} {
		tr := transformOf(t, c.profile)
		src := noise(2048)
		got := make([]byte, len(src))
		tr.RGB16(got, src)
		for i := 0; i < len(src); i += 8 {
			in := values{float64(get16(src[i:])) / 65535, float64(get16(src[i+2:])) / 65535, float64(get16(src[i+4:])) / 65535}
			want := encoded(tr.way.light(in))
			for k := range 3 {
				if d := math.Abs(min(max(want[k], 0), 1)*65535 - float64(get16(got[i+2*k:]))); d > c.within {
					t.Fatalf("%s: %v is %.0f of 65535 off", name, src[i:i+8], d)
				}
			}
		}
	}
}

func TestDamagedProfilesAreErrors(t *testing.T) {
	good := AdobeRGB()
	changed := func(at int, to string) []byte {
		b := bytes.Clone(good)
		copy(b[at:], to)
		return b
	}
	for name, c := range map[string]struct {
		data        []byte
		want        string
		unsupported bool
	}{
		"nothing":          {nil, "no ICC profile", false},
		"no mark":          {changed(36, "xxxx"), "no ICC profile", false},
		"cut off":          {good[:len(good)-1], "cut off", false},
		"a size of zero":   {changed(0, "\x00\x00\x00\x00"), "its size as 0 bytes", false},
		"too many tags":    {changed(128, "\x00\x00\x01\x00"), "claims to have 256 tags", false},
		"a link":           {changed(12, "link"), `class "link"`, true},
		"another space":    {changed(16, "6CLR"), `"6CLR"`, true},
		"no such space":    {changed(20, "Luv "), `connection space "Luv "`, false},
		"a missing tag":    {changed(132+4*12, "xxxx"), "rXYZ is missing", false},
		"a missing curve":  {changed(132+7*12, "xxxx"), "rTRC", false},
		"CMYK, no table":   {changed(16, "CMYK"), "without a table", true},
		"grey, no curve":   {changed(16, "GRAY"), "kTRC", false},
		"a tag outside":    {changed(132+4*12+4, "\x7f\xff\xff\xff"), "rXYZ is missing", false},
		"a short table":    {assemble("CMYK", "Lab ", []tag{{"A2B0", tables(4, 9, 2, straight, inkModel)[:20000]}}), "ends within its table", false},
		"one point a side": {assemble("CMYK", "Lab ", []tag{{"A2B0", tables(4, 1, 2, straight, inkModel)}}), "1 points a side", false},
		"a wrong table":    {assemble("RGB ", "Lab ", []tag{{"A2B0", tables(4, 2, 2, straight, inkModel)}}), "for 4 values", false},
	} {
		p, err := Parse(c.data)
		if err == nil {
			_, err = p.ToSRGB()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) || errors.Is(err, ErrUnsupported) != c.unsupported {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPressIsTheFileThatREADMENames(t *testing.T) {
	const want = "a1525c7b76775420a0f11aad3b1886e8d500122f58d7fae86566c9066183c7c3"
	if sum := sha256.Sum256(Press()); hex.EncodeToString(sum[:]) != want {
		t.Errorf("its checksum is %x", sum)
	}
	tr, err := PressTransform()
	if err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 12)
	tr.CMYK(got, []byte{0, 0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0})
	if worst(got[:4], []byte{255, 255, 255, 255}) > 1 || got[4] > 50 || got[8] > 60 || got[10] < 150 {
		t.Errorf("paper, all inks and cyan are %v", got)
	}
}

func TestCICP(t *testing.T) {
	for _, c := range []struct {
		primaries, transfer int
		name                string // empty: like sRGB
		unsupported         bool
	}{
		{1, 13, "", false}, {2, 2, "", false}, {1, 1, "", false}, {1, 6, "", false},
		{12, 13, "Display P3, transfer 13 of H.273", false}, {9, 1, "BT.2020, transfer 1 of H.273", false},
		{1, 8, "BT.709, transfer 8 of H.273", false}, {1, 4, "BT.709, transfer 4 of H.273", false},
		{9, 16, "", true}, {9, 18, "", true}, {3, 13, "", true}, {-1, 1000, "", true},
	} {
		data, err := FromCICP(c.primaries, c.transfer)
		if errors.Is(err, ErrUnsupported) != c.unsupported {
			t.Errorf("%d, %d: %v", c.primaries, c.transfer, err)
		}
		if (data == nil) != (c.name == "") {
			t.Errorf("%d, %d: a profile of %d bytes", c.primaries, c.transfer, len(data))
		} else if data != nil {
			if p, err := Parse(data); err != nil || p.Description() != c.name {
				t.Errorf("%d, %d: %v %v", c.primaries, c.transfer, p, err)
			}
			transformOf(t, data)
		}
	}
}

func TestChromaticities(t *testing.T) {
	daylight := [2]float64{0.3127, 0.3290}
	p3 := [4][2]float64{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, daylight}
	named, err := FromCICP(12, 13)
	if err != nil {
		t.Fatal(err)
	}
	convert := func(profile []byte) (rgba [4]byte) {
		p, err := Parse(profile)
		if err != nil {
			t.Fatal(err)
		}
		transform, err := p.ToSRGB()
		if err != nil {
			t.Fatal(err)
		}
		rgba = [4]byte{180, 90, 60, 255}
		transform.RGB(rgba[:], rgba[:])
		return rgba
	}
	numbered, err := FromChromaticities(p3, 13, 0)
	if err != nil || convert(numbered) != convert(named) {
		t.Errorf("Display P3 by its numbers is another: %v", err)
	}
	// 180 and 90 by a gamma of 1 are brighter than by that of sRGB.
	linear, err := FromChromaticities(p3, 0, 1)
	if err != nil || convert(linear)[1] < 150 {
		t.Errorf("by a gamma of 1 it is %v, %v", convert(linear), err)
	}
	for name, c := range map[string]struct {
		p        [4][2]float64
		transfer int
		gamma    float64
	}{
		"no primaries":   {[4][2]float64{3: daylight}, 13, 0},
		"a white of 0":   {[4][2]float64{p3[0], p3[1], p3[2], {0.3, 0}}, 13, 0},
		"PQ":             {p3, 16, 0},
		"a gamma of 0":   {p3, 0, 0},
		"a gamma of 100": {p3, 0, 100},
	} {
		if _, err := FromChromaticities(c.p, c.transfer, c.gamma); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
