package icc

import (
	"testing"
)

// FuzzProfile: whatever a profile holds, reading it ends, and converting stays
// within the pixels.
func FuzzProfile(f *testing.F) {
	f.Add(AdobeRGB())
	f.Add(version2(sRGBPrimaries(), 16, power(2.2)))
	f.Add(assemble("GRAY", "Lab ", []tag{{"kTRC", gamma(1.8)}}))
	f.Add(assemble("RGB ", "Lab ", []tag{{"A2B0", tables(3, 2, 1, straight, encodedToLab)}}))
	f.Add(assemble("CMYK", "Lab ", []tag{{"A2B1", tables(4, 2, 2, straight, inkModel)}}))
	linear := thrice(sampled(2, straight))
	f.Add(assemble("RGB ", "XYZ ", []tag{{"A2B0", aToB(3, thrice(curveTag(srgbCurve())), tableOf(3, 2, 1, straightModel), linear,
		appendFixed(nil, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0), linear)}}))
	for kind, params := range []parameters{{2.4}, {2.4, 1, 0}, {2.4, 1, 0, 0}, {2.4, 1, 0, 0, 0}, {2.4, 1, 0, 0, 0, 0, 0}} {
		c := curveTag(params)
		c[9] = byte(kind)
		f.Add(assemble("GRAY", "XYZ ", []tag{{"kTRC", c}}))
	}
	src := noise(16)
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse(data)
		if err != nil {
			return
		}
		_ = p.Description()
		tr, err := p.ToSRGB()
		if err != nil {
			return
		}
		dst := make([]byte, len(src))
		if tr.Space() == CMYK {
			tr.CMYK(dst, src)
			return
		}
		tr.RGB(dst, src)
		tr.RGB16(dst, src)
		tr.Gray(dst, src)
	})
}

func BenchmarkRGB(b *testing.B) {
	p3, _ := FromCICP(12, 13)
	soft := assemble("RGB ", "Lab ", []tag{{"A2B0", tables(3, 17, 2, straight, encodedToLab)}})
	for name, profile := range map[string][]byte{"matrix": p3, "table": soft} {
		b.Run(name, func(b *testing.B) {
			tr, pix := transformOf(b, profile), noise(1<<18)
			b.SetBytes(int64(len(pix)))
			for b.Loop() {
				tr.RGB(pix, pix)
			}
		})
	}
}

func BenchmarkCMYK(b *testing.B) {
	tr, err := PressTransform()
	if err != nil {
		b.Fatal(err)
	}
	src, dst := noise(1<<18), make([]byte, 1<<20)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		tr.CMYK(dst, src)
	}
}
