package retouch

import (
	"image"
	"image/color"
	"math"
)

// patch is a part of a photo in the colours that retouching looks at, reduced
// where it is large.
type patch struct {
	at   image.Rectangle // in the photo
	step int             // pixels of the photo to one of the patch, each way
	w, h int
	rgb  []float32 // three values a pixel, 0 to 255
}

// newPatch takes the part r of a photo of any type, as far as it has one. With
// a step over 1 each of its pixels is the mean of some of the step x step
// that it stands for, and what is left at the right and below is dropped.
func newPatch(m image.Image, r image.Rectangle, step int) *patch {
	r = r.Intersect(m.Bounds())
	p := &patch{step: step, w: r.Dx() / step, h: r.Dy() / step}
	p.at = image.Rectangle{Min: r.Min, Max: r.Min.Add(image.Pt(p.w*step, p.h*step))}
	p.rgb = make([]float32, 3*p.w*p.h)
	at := reader(m)
	const most = 2 // places a side that are looked at in a pixel of the patch
	n := min(step, most)
	for y := range p.h {
		for x := range p.w {
			var sum [3]float32
			for k := range n * n {
				red, green, blue := at(r.Min.X+x*step+(2*(k%n)+1)*step/(2*n), r.Min.Y+y*step+(2*(k/n)+1)*step/(2*n))
				sum[0], sum[1], sum[2] = sum[0]+red, sum[1]+green, sum[2]+blue
			}
			for c := range sum {
				p.rgb[3*(y*p.w+x)+c] = sum[c] / float32(n*n)
			}
		}
	}
	return p
}

// reader returns what reads a pixel of m: R, G and B from 0 to 255.
func reader(m image.Image) func(x, y int) (r, g, b float32) {
	other := func(x, y int) (float32, float32, float32) {
		c := color.NRGBA64Model.Convert(m.At(x, y)).(color.NRGBA64)
		return float32(c.R) / 257, float32(c.G) / 257, float32(c.B) / 257
	}
	switch m := m.(type) {
	case *image.YCbCr:
		return func(x, y int) (float32, float32, float32) {
			c := m.COffset(x, y)
			r, g, b := color.YCbCrToRGB(m.Y[m.YOffset(x, y)], m.Cb[c], m.Cr[c])
			return float32(r), float32(g), float32(b)
		}
	case *image.RGBA:
		return func(x, y int) (float32, float32, float32) {
			i := m.PixOffset(x, y)
			if m.Pix[i+3] != 0xff {
				return other(x, y)
			}
			return float32(m.Pix[i]), float32(m.Pix[i+1]), float32(m.Pix[i+2])
		}
	}
	return other
}

// place returns the middle of pixel i, in pixels of the photo.
func (p *patch) place(i int) (x, y float64) {
	step := float64(p.step)
	return float64(p.at.Min.X) + step*(float64(i%p.w)+0.5), float64(p.at.Min.Y) + step*(float64(i/p.w)+0.5)
}

// field interpolates values of the patch's pixels at a place of the photo.
func (p *patch) field(values []float32, x, y float64) float32 {
	u, v := (x-float64(p.at.Min.X))/float64(p.step)-0.5, (y-float64(p.at.Min.Y))/float64(p.step)-0.5
	u, v = min(max(u, 0), float64(p.w-1)), min(max(v, 0), float64(p.h-1))
	i, j := min(int(u), max(0, p.w-2)), min(int(v), max(0, p.h-2))
	fu, fv := float32(u-float64(i)), float32(v-float64(j))
	right, below := min(1, p.w-1), min(1, p.h-1)*p.w
	at := values[j*p.w+i:]
	top, bottom := at[0]*(1-fu)+at[right]*fu, at[below]*(1-fu)+at[below+right]*fu
	return top*(1-fv) + bottom*fv
}

// lights turns values of R, G and B into CIE L*a*b*.
type lights struct {
	linear [257]float64  // the light of each value (IEC 61966-2-1), the last one twice
	root   [4097]float64 // f of CIELAB, by 4096ths of light
}

func newLights() *lights {
	t := &lights{}
	for i := range t.linear {
		v := float64(min(i, 255)) / 255
		t.linear[i] = v / 12.92
		if v > 0.04045 {
			t.linear[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	for i := range t.root {
		v := float64(i) / 4096
		t.root[i] = (24389.0/27*v + 16) / 116
		if v > 216.0/24389 {
			t.root[i] = math.Cbrt(v)
		}
	}
	return t
}

// f interpolates.
func (t *lights) f(v float64) float64 {
	v = min(max(v, 0), 1) * 4096
	i := min(int(v), 4095)
	return t.root[i] + (t.root[i+1]-t.root[i])*(v-float64(i))
}

// light interpolates: of 16 bits a channel there are values between.
func (t *lights) light(v float32) float64 {
	i := int(v)
	return t.linear[i] + (t.linear[i+1]-t.linear[i])*float64(v-float32(i))
}

// lab returns a colour of sRGB, from 0 to 255, under D65.
func (t *lights) lab(rgb []float32) (l, a, b float64) {
	red, green, blue := t.light(rgb[0]), t.light(rgb[1]), t.light(rgb[2])
	x := t.f((0.4124564*red + 0.3575761*green + 0.1804375*blue) / 0.95047)
	y := t.f(0.2126729*red + 0.7151522*green + 0.0721750*blue)
	z := t.f((0.0193339*red + 0.1191920*green + 0.9503041*blue) / 1.08883)
	return 116*y - 16, 500 * (x - y), 200 * (y - z)
}

// rgb sets rgb to a colour that lab returns. What sRGB has not is clipped.
func (t *lights) rgb(rgb []float32, l, a, b float64) {
	fy := (l + 16) / 116
	inverse := func(f float64) float64 {
		if c := f * f * f; c > 216.0/24389 {
			return c
		}
		return (116*f - 16) * 27 / 24389
	}
	x, y, z := 0.95047*inverse(fy+a/500), inverse(fy), 1.08883*inverse(fy-b/200)
	encode := func(v float64) float32 {
		v = min(max(v, 0), 1)
		if v <= 0.0031308 {
			return float32(255 * 12.92 * v)
		}
		return float32(255 * (1.055*math.Pow(v, 1/2.4) - 0.055))
	}
	rgb[0] = encode(3.2404542*x - 1.5371385*y - 0.4985314*z)
	rgb[1] = encode(-0.9692660*x + 1.8760108*y + 0.0415560*z)
	rgb[2] = encode(0.0556434*x - 0.2040259*y + 1.0572252*z)
}
