package icc

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// transformOf parses what the tests have made.
func transformOf(t testing.TB, data []byte) *Transform {
	t.Helper()
	p, err := Parse(data)
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	tr, err := p.ToSRGB()
	if err != nil {
		t.Fatalf("make the transform: %v", err)
	}
	return tr
}

// version2 makes a profile with sampled curves, as older programs do.
func version2(p primaries, samples int, f curve) []byte {
	c := adapted(p)
	return assemble("RGB ", "XYZ ", []tag{
		{"rXYZ", xyzTag(c[0], c[3], c[6])}, {"rTRC", sampled(samples, f)},
		{"gXYZ", xyzTag(c[1], c[4], c[7])}, {"gTRC", sampled(samples, f)},
		{"bXYZ", xyzTag(c[2], c[5], c[8])}, {"bTRC", sampled(samples, f)},
	})
}

func sampled(n int, f curve) []byte {
	b := binary.BigEndian.AppendUint32([]byte("curv\x00\x00\x00\x00"), uint32(n))
	for i := range n {
		b = binary.BigEndian.AppendUint16(b, sample16(f(float64(i)/float64(n-1))))
	}
	return b
}

func gamma(g float64) []byte {
	return binary.BigEndian.AppendUint16([]byte("curv\x00\x00\x00\x00\x00\x00\x00\x01"), uint16(g*256+0.5))
}

func sample16(x float64) uint16 { return uint16(min(max(x, 0), 1)*65535 + 0.5) }

// model says what XYZ or Lab, encoded from 0 to 1, a device's colour has.
type model func(values) values

// cube samples a model at the points of a table.
func cube(in, side, bytes int, f model) []byte {
	points := 1
	for range in {
		points *= side
	}
	var b []byte
	for n := range points {
		var v values
		for i := in - 1; i >= 0; i-- {
			v[i] = float64(n%side) / float64(side-1)
			n /= side
		}
		v = f(v)
		for i := range 3 {
			if bytes == 1 {
				b = append(b, byte(min(max(v[i], 0), 1)*255+0.5))
			} else {
				b = binary.BigEndian.AppendUint16(b, sample16(v[i]))
			}
		}
	}
	return b
}

// tables makes a lut8Type or lut16Type with the curve f before the table.
func tables(in, side, bytes int, f curve, m model) []byte {
	b := []byte("mft1\x00\x00\x00\x00")
	if bytes == 2 {
		b[3] = '2'
	}
	b = append(b, byte(in), 3, byte(side), 0)
	b = appendFixed(b, 1, 0, 0, 0, 1, 0, 0, 0, 1)
	if bytes == 2 {
		b = append(b, 1, 0, 1, 0) // 256 samples a curve
	}
	curves := func(n int, f curve) {
		for range n {
			for i := range 256 {
				if bytes == 1 {
					b = append(b, byte(f(float64(i)/255)*255+0.5))
				} else {
					b = binary.BigEndian.AppendUint16(b, sample16(f(float64(i)/255)))
				}
			}
		}
	}
	curves(in, f)
	b = append(b, cube(in, side, bytes, m)...)
	curves(3, straight)
	return b
}

// aToB makes a lutAToBType of parts; nil leaves one out.
func aToB(in int, a, table, m, matrix, b []byte) []byte {
	out := append([]byte("mAB \x00\x00\x00\x00"), byte(in), 3, 0, 0)
	out = append(out, make([]byte, 20)...)
	for i, part := range [][]byte{b, matrix, m, table, a} {
		if part != nil {
			binary.BigEndian.PutUint32(out[12+4*i:], uint32(len(out)))
			out = append(out, part...)
			out = append(out, make([]byte, -len(out)&3)...)
		}
	}
	return out
}

// tableOf is a table with its head, for aToB.
func tableOf(in, side, bytes int, m model) []byte {
	b := make([]byte, 20)
	for i := range in {
		b[i] = byte(side)
	}
	b[16] = byte(bytes)
	return append(b, cube(in, side, bytes, m)...)
}

// thrice repeats a curve for three values.
func thrice(c []byte) []byte {
	c = append(c[:len(c):len(c)], make([]byte, -len(c)&3)...)
	return append(append(c, c...), c[:len(c):len(c)]...)
}

// lightToXYZ is the model of linear light of sRGB's primaries.
func lightToXYZ(v values) values {
	m := adapted(sRGBPrimaries())
	affine(m, []float64{0, 0, 0})(&v)
	for i := range 3 {
		v[i] *= 32768.0 / 65535
	}
	return v
}

// lightToLab is lightToXYZ in Lab; white is where L* is 100.
func lightToLab(full float64) model {
	return func(v values) values {
		affine(adapted(sRGBPrimaries()), []float64{0, 0, 0})(&v)
		w := white()
		x, y, z := rootOf(v[0]/w[0]), rootOf(v[1]/w[1]), rootOf(v[2]/w[2])
		return values{(116*y - 16) / 100 * full, (500*(x-y) + 128) / 255 * full, (200*(y-z) + 128) / 255 * full}
	}
}

// rootOf is the function f of CIE 1976 L*a*b*, by bisection of its inverse.
func rootOf(t float64) float64 {
	low, high := -1.0, 2.0
	for range 60 {
		if mid := (low + high) / 2; lightOf(mid) < t {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// inkModel is light through filters: no press, but of four values.
func inkModel(v values) values {
	rest := 1 - v[3]
	return lightToLab(65280.0 / 65535)(values{(1 - v[0]) * rest, (1 - v[1]) * rest, (1 - v[2]) * rest})
}

// noise is n pixels of four bytes.
func noise(n int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, 4*n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func decodeSRGB(x float64) float64 { return parametric(3, srgbCurve())(x) }
