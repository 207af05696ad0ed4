package jpeg

import (
	"bytes"
	"context"
	"image"
	stdjpeg "image/jpeg"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// Whatever the picture, the size, the sampling and the options: the standard
// library reads it, at the right size, and as the same pixels as the plainest
// file; at quality 100 these are the picture's own but for rounding.
func FuzzEncode(f *testing.F) {
	f.Add([]byte("seed"), uint8(1), uint8(1), uint8(0), uint8(90), uint8(0), uint8(0))
	f.Add([]byte{0, 255}, uint8(40), uint8(33), uint8(2), uint8(100), uint8(1), uint8(3))
	f.Add([]byte{9, 200, 3, 0, 255, 255, 17}, uint8(17), uint8(70), uint8(6), uint8(1), uint8(2), uint8(1))
	f.Add([]byte{128}, uint8(255), uint8(9), uint8(5), uint8(50), uint8(3), uint8(200))
	f.Fuzz(func(t *testing.T, data []byte, w, h, kind, quality, mode, restart uint8) {
		size := image.Rect(0, 0, max(1, int(w)), max(1, int(h)))
		fill := func(pix []byte, from int) {
			for i := range pix {
				if len(data) > 0 {
					pix[i] = data[(i+from)%len(data)]
				}
			}
		}
		var m image.Image
		if ratios := encRatios(); int(kind) < len(ratios) {
			p := image.NewYCbCr(size, ratios[kind])
			fill(p.Y, 0)
			fill(p.Cb, 3)
			fill(p.Cr, 7)
			m = p
		} else {
			p := image.NewGray(size)
			fill(p.Pix, 0)
			m = p
		}
		o := EncodeOptions{Quality: min(int(quality), 100), Optimize: mode&1 != 0, Progressive: mode&2 != 0, Restart: int(restart)}
		file := encBytes(t, m, encForStandard(o, m))
		plain, err := stdjpeg.Decode(bytes.NewReader(encBytes(t, m, EncodeOptions{Quality: o.Quality})))
		if err != nil {
			t.Fatal(err)
		}
		if worst := encMaxError(t, file, plain); worst != 0 {
			t.Errorf("%s: a sample is %d off the plainest file's", encMode(o), worst)
		}
		if worst := encMaxError(t, file, m); worst > 4 && o.Quality == 100 {
			t.Errorf("%s: a sample is %d off", encMode(o), worst)
		}
	})
}

// Whatever coefficients there are, they are read as they were written.
func FuzzEncodeCoefficients(f *testing.F) {
	f.Add(uint64(1), uint16(77), uint16(59), uint8(3), uint8(0), uint8(0))
	f.Add(uint64(2), uint16(1), uint16(1), uint8(12), uint8(2), uint8(1))
	f.Add(uint64(3), uint16(300), uint16(20), uint8(0), uint8(3), uint8(200))
	headers := encHeaders()
	names := slices.Sorted(maps.Keys(headers))
	f.Fuzz(func(t *testing.T, seed uint64, w, h uint16, kind, mode, restart uint8) {
		header := headers[names[int(kind)%len(names)]]
		header.Width, header.Height = 1+int(w)%400, 1+int(h)%400
		c := encDraw(header, rand.New(rand.NewPCG(seed, 0)))
		o := EncodeOptions{Optimize: mode&1 != 0, Progressive: mode&2 != 0, Restart: int(restart)}
		got, faults, err := ReadCoefficients(context.Background(), encCoefficients(t, c, o), DecodeOptions{})
		if err != nil || len(faults) > 0 {
			t.Fatalf("%s: read: %v %v", encMode(o), err, faults)
		}
		blocks := 0
		for _, n := range c.Components {
			blocks += n.H * n.V
		}
		encCompare(t, got, c, o.Progressive || blocks > 10 || len(c.Planes) == 1)
	})
}
