package main

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"
)

// lab is a colour in CIE 1976 L*a*b*.
type lab struct{ l, a, b float64 }

// deltaE is CIEDE2000 (Sharma, Wu and Dalal: The CIEDE2000 color-difference
// formula, 2005), with all weights 1.
func deltaE(p, q lab) float64 {
	pow7 := func(x float64) float64 { return math.Pow(x, 7) }
	const far = 6103515625 // 25 to the 7th
	chroma := (math.Hypot(p.a, p.b) + math.Hypot(q.a, q.b)) / 2
	g := 1 + 0.5*(1-math.Sqrt(pow7(chroma)/(pow7(chroma)+far)))
	c1, h1 := math.Hypot(g*p.a, p.b), hue(g*p.a, p.b)
	c2, h2 := math.Hypot(g*q.a, q.b), hue(g*q.a, q.b)
	dl, dc, dh, h := q.l-p.l, c2-c1, h2-h1, h1+h2
	switch {
	case c1*c2 == 0:
		dh = 0
	case math.Abs(dh) <= 180:
		h /= 2
	case h < 360:
		h = (h + 360) / 2
	default:
		h = (h - 360) / 2
	}
	if c1*c2 != 0 && math.Abs(dh) > 180 {
		dh -= math.Copysign(360, dh)
	}
	dH := 2 * math.Sqrt(c1*c2) * math.Sin(radians(dh/2))
	c, l := (c1+c2)/2, (p.l+q.l)/2-50
	t := 1 - 0.17*math.Cos(radians(h-30)) + 0.24*math.Cos(radians(2*h)) +
		0.32*math.Cos(radians(3*h+6)) - 0.20*math.Cos(radians(4*h-63))
	sl := 1 + 0.015*l*l/math.Sqrt(20+l*l)
	sc, sh := 1+0.045*c, 1+0.015*c*t
	turn := (h - 275) / 25
	rt := -math.Sin(radians(60*math.Exp(-turn*turn))) * 2 * math.Sqrt(pow7(c)/(pow7(c)+far))
	dl, dc, dH = dl/sl, dc/sc, dH/sh
	return math.Sqrt(dl*dl + dc*dc + dH*dH + rt*dc*dH)
}

// hue is an angle in degrees from 0 to 360.
func hue(a, b float64) float64 {
	h := math.Atan2(b, a) * 180 / math.Pi
	if h < 0 {
		h += 360
	}
	return h
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

// The pairs of table 1 of the paper.
func TestDeltaEIsThatOfThePaper(t *testing.T) {
	for _, c := range []struct {
		p, q lab
		want float64
	}{
		{lab{50, 2.6772, -79.7751}, lab{50, 0, -82.7485}, 2.0425},
		{lab{50, 3.1571, -77.2803}, lab{50, 0, -82.7485}, 2.8615},
		{lab{50, 2.8361, -74.0200}, lab{50, 0, -82.7485}, 3.4412},
		{lab{50, -1.3802, -84.2814}, lab{50, 0, -82.7485}, 1.0000},
		{lab{50, -1.1848, -84.8006}, lab{50, 0, -82.7485}, 1.0000},
		{lab{50, -0.9009, -85.5211}, lab{50, 0, -82.7485}, 1.0000},
		{lab{50, 0, 0}, lab{50, -1, 2}, 2.3669},
		{lab{50, -1, 2}, lab{50, 0, 0}, 2.3669},
		{lab{50, 2.4900, -0.0010}, lab{50, -2.4900, 0.0009}, 7.1792},
		{lab{50, 2.4900, -0.0010}, lab{50, -2.4900, 0.0011}, 7.2195},
		{lab{50, -0.0010, 2.4900}, lab{50, 0.0009, -2.4900}, 4.8045},
		{lab{50, -0.0010, 2.4900}, lab{50, 0.0011, -2.4900}, 4.7461},
		{lab{50, 2.5, 0}, lab{50, 0, -2.5}, 4.3065},
		{lab{50, 2.5, 0}, lab{73, 25, -18}, 27.1492},
		{lab{50, 2.5, 0}, lab{61, -5, 29}, 22.8977},
		{lab{50, 2.5, 0}, lab{56, -27, -3}, 31.9030},
		{lab{50, 2.5, 0}, lab{58, 24, 15}, 19.4535},
		{lab{50, 2.5, 0}, lab{50, 3.1736, 0.5854}, 1.0000},
		{lab{60.2574, -34.0099, 36.2677}, lab{60.4626, -34.1751, 39.4387}, 1.2644},
		{lab{63.0109, -31.0961, -5.8663}, lab{62.8187, -29.7946, -4.0864}, 1.2630},
		{lab{61.2901, 3.7196, -5.3901}, lab{61.4292, 2.2480, -4.9620}, 1.8731},
		{lab{35.0831, -44.1164, 3.7933}, lab{35.0232, -40.0716, 1.5901}, 1.8645},
		{lab{22.7233, 20.0904, -46.6940}, lab{23.0331, 14.9730, -42.5619}, 2.0373},
		{lab{36.4612, 47.8580, 18.3852}, lab{36.2715, 50.5065, 21.2231}, 1.4146},
		{lab{90.8027, -2.0831, 1.4410}, lab{91.1528, -1.6435, 0.0447}, 1.4441},
		{lab{90.9257, -0.5406, -0.9208}, lab{88.6381, -0.8985, -0.7239}, 1.5381},
		{lab{6.7747, -0.2908, -2.4247}, lab{5.8714, -0.0985, -2.2286}, 0.6377},
		{lab{2.0776, 0.0795, -1.1350}, lab{0.9033, -0.0636, -0.5514}, 0.9082},
	} {
		if got := deltaE(c.p, c.q); math.Abs(got-c.want) > 0.00005 {
			t.Errorf("%v, %v: %.4f, want %.4f", c.p, c.q, got, c.want)
		}
	}
}

// labOf turns colours of sRGB into Lab relative to its own white, D65.
func labOf() func(r, g, b byte) lab {
	var light [256]float64
	for i := range light {
		v := float64(i) / 255
		light[i] = v / 12.92
		if v > 0.04045 {
			light[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	root := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	return func(r8, g8, b8 byte) lab {
		r, g, b := light[r8], light[g8], light[b8]
		x := root((0.4124564*r + 0.3575761*g + 0.1804375*b) / 0.95047)
		y := root(0.2126729*r + 0.7151522*g + 0.0721750*b)
		z := root((0.0193339*r + 0.1191920*g + 0.9503041*b) / 1.08883)
		return lab{116*y - 16, 500 * (x - y), 200 * (y - z)}
	}
}

// meanDeltaE compares what both pictures have, on white.
func meanDeltaE(m, n image.Image) float64 {
	size := image.Rectangle{Max: m.Bounds().Size()}.Intersect(image.Rectangle{Max: n.Bounds().Size()})
	p, q, toLab, sum := onWhite(m, size), onWhite(n, size), labOf(), 0.0
	for i := 0; i < len(p.Pix); i += 4 {
		if [3]byte(p.Pix[i:]) != [3]byte(q.Pix[i:]) {
			sum += deltaE(toLab(p.Pix[i], p.Pix[i+1], p.Pix[i+2]), toLab(q.Pix[i], q.Pix[i+1], q.Pix[i+2]))
		}
	}
	return sum / float64(size.Dx()*size.Dy())
}

func onWhite(m image.Image, r image.Rectangle) *image.RGBA {
	dst := image.NewRGBA(r)
	draw.Draw(dst, r, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(dst, r, m, m.Bounds().Min, draw.Over)
	return dst
}
