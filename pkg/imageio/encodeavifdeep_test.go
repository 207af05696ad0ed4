package imageio

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/photoq/photoq/pkg/av1"
	"github.com/photoq/photoq/pkg/heif"
)

// glow is a picture of 16 bits whose steps are smaller than those of 8.
func glow(w, h int, alpha bool) *image.NRGBA64 {
	m := image.NewNRGBA64(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := 20000 + 6000*math.Sin(float64(x)/90) + 5000*math.Cos(float64(y)/70)
			c := color.NRGBA64{uint16(v), uint16(0.9*v + 3000), uint16(45000 - v), 65535}
			if alpha {
				c.A = uint16(70 * (x + y))
			}
			m.SetNRGBA64(x, y, c)
		}
	}
	return m
}

// deepPSNR is that of the colours of two pictures, of 16 bits, in dB.
func deepPSNR(a, b image.Image) float64 {
	var sum float64
	size := b.Bounds().Size()
	for y := range size.Y {
		for x := range size.X {
			c, d := color.NRGBA64Model.Convert(a.At(x, y)).(color.NRGBA64), color.NRGBA64Model.Convert(b.At(x, y)).(color.NRGBA64)
			for _, v := range [3]float64{float64(c.R) - float64(d.R), float64(c.G) - float64(d.G), float64(c.B) - float64(d.B)} {
				sum += v * v
			}
		}
	}
	return 10 * math.Log10(65535*65535*float64(3*size.X*size.Y)/sum)
}

func TestAVIFOfSixteenBitsHasTen(t *testing.T) {
	m := glow(200, 120, false)
	grey := image.NewGray16(m.Rect)
	for i := range m.Rect.Dx() * m.Rect.Dy() {
		copy(grey.Pix[2*i:], m.Pix[8*i:8*i+2])
	}
	opaque := &image.RGBA64{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
	for name, p := range map[string]image.Image{"Gray16": grey, "RGBA64": opaque, "NRGBA64": m} {
		for _, c := range []struct {
			quality int
			chroma  string
			floor   float64 // in dB; 8 bits come to 59 with nothing else lost
		}{{100, Chroma444, 62}, {95, Chroma444, 54}, {95, Chroma422, 54}, {85, Chroma420, 50}, {60, "", 44}} {
			o := EncodeOptions{Format: AVIF, Quality: c.quality, Chroma: c.chroma}
			data := encode(t, Photo{Image: p}, o)
			file, err := heif.Parse(data)
			if err != nil || file.Main.Bits != 10 || file.Main.Config[2]&0x60 != 0x40 || file.Alpha != nil {
				t.Fatalf("%s with %+v: %+v, %v", name, o, file.Main, err)
			}
			got := decode(t, data).Image
			if fmt.Sprintf("%T", got) != map[bool]string{true: "*image.Gray16", false: "*image.RGBA64"}[name == "Gray16"] {
				t.Errorf("%s became %T", name, got)
			}
			if db := deepPSNR(got, p); db < c.floor {
				t.Errorf("%s with %+v: %.1f dB", name, o, db)
			}
		}
	}
}

func TestAVIFKeepsDeepAlpha(t *testing.T) {
	m := glow(150, 70, true)
	multiplied := image.NewRGBA64(m.Rect)
	for y := range 70 {
		for x := range 150 {
			multiplied.Set(x, y, m.At(x, y))
		}
	}
	for name, p := range map[string]image.Image{"NRGBA64": m, "RGBA64": multiplied} {
		got, ok := decode(t, encode(t, Photo{Image: p}, EncodeOptions{Format: AVIF, Quality: 90})).Image.(*image.NRGBA64)
		if !ok {
			t.Fatalf("%s became %T", name, got)
		}
		for y := range 70 {
			for x := range 150 {
				want, a := m.NRGBA64At(x, y), got.NRGBA64At(x, y)
				if d := int(a.A) - int(want.A); max(d, -d) > 33 { // half a step of ten bits
					t.Fatalf("%s: the alpha of (%d, %d) is %d, not %d", name, x, y, a.A, want.A)
				}
				if d := int(a.R) - int(want.R); want.A > 600 && max(d, -d) > 2000 {
					t.Fatalf("%s: the red of (%d, %d) is %d, not %d", name, x, y, a.R, want.R)
				}
			}
		}
	}
}

// The planes are as ITU-R BT.601 has them, computed with fractions.
func TestDeepPlanesAreAsTheFormulaSays(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, size := range sizes()[:6] {
		m := image.NewRGBA64(image.Rectangle{Max: size})
		for i := 0; i < len(m.Pix); i += 8 {
			for k := range 3 {
				binary.BigEndian.PutUint16(m.Pix[i+2*k:], []uint16{0, 65535, uint16(random.Uint32())}[random.IntN(3)])
			}
			m.Pix[i+6], m.Pix[i+7] = 255, 255
		}
		for chroma, square := range map[av1.Chroma]image.Point{av1.Whole: {1, 1}, av1.Wide: {2, 1}, av1.Half: {2, 2}} {
			p, _ := deepPlanes(m, chroma)
			width, height := p.ChromaSize()
			for cy := range height {
				for cx := range width {
					part := image.Rectangle{Max: square}.Add(image.Pt(cx*square.X, cy*square.Y)).Intersect(m.Rect)
					luma, cb, cr := formulaDeep(m, part)
					at := [3]int{part.Min.Y*size.X + part.Min.X, cy*width + cx, cy*width + cx}
					for i, want := range [3]float64{luma, cb, cr} {
						plane := [3][]byte{p.Y, p.Cb, p.Cr}[i]
						if got := float64(binary.LittleEndian.Uint16(plane[2*at[i]:])); math.Abs(got-min(want, 1023)) > 0.51 {
							t.Fatalf("%v of %v: sample (%d, %d) of plane %d is %.0f, not %.2f", chroma, size, cx, cy, i, got, want)
						}
					}
				}
			}
		}
	}
}

// formulaDeep returns the luma of a part's first pixel, and its mean chroma.
func formulaDeep(m *image.RGBA64, part image.Rectangle) (luma, cb, cr float64) {
	n := float64(part.Dx() * part.Dy())
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			c := m.RGBA64At(x, y)
			r, g, b := float64(c.R)/65535, float64(c.G)/65535, float64(c.B)/65535
			v := 0.299*r + 0.587*g + 0.114*b
			if x == part.Min.X && y == part.Min.Y {
				luma = 1023 * v
			}
			cb += (512 + 1023*(b-v)/1.772) / n
			cr += (512 + 1023*(r-v)/1.402) / n
		}
	}
	return luma, cb, cr
}
