package jpeg

import (
	"bytes"
	"image"
	"image/color"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// patched runs Patch, which must succeed.
func patched(t testing.TB, source []byte, m image.Image, touched []image.Rectangle, o PatchOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Patch(t.Context(), &b, source, m, touched, o); err != nil {
		t.Fatalf("%v, %v: %v", m.Bounds(), touched, err)
	}
	return b.Bytes()
}

// scribble decodes a file and draws something else in the rectangles, and
// only there.
func scribble(t testing.TB, source []byte, touched []image.Rectangle, r *rand.Rand) image.Image {
	t.Helper()
	m, _, err := Decode(t.Context(), source, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, rect := range touched {
		rect = rect.Intersect(m.Bounds())
		for y := rect.Min.Y; y < rect.Max.Y; y++ {
			for x := rect.Min.X; x < rect.Max.X; x++ {
				c := [4]byte{byte(r.IntN(256)), byte(100 + r.IntN(9)), byte(150 - r.IntN(9)), byte(r.IntN(60))}
				setPixel(m, x, y, c)
			}
		}
	}
	return m
}

func setPixel(m image.Image, x, y int, c [4]byte) {
	switch m := m.(type) {
	case *image.Gray:
		m.Pix[m.PixOffset(x, y)] = c[0]
	case *image.YCbCr:
		i := m.COffset(x, y)
		m.Y[m.YOffset(x, y)], m.Cb[i], m.Cr[i] = c[0], c[1], c[2]
	case *image.RGBA:
		m.SetRGBA(x, y, color.RGBA{c[0], c[1], c[2], 255})
	case *image.CMYK:
		m.SetCMYK(x, y, color.CMYK{c[0], c[1], c[2], c[3]})
	}
}

// planesOfImage are those of a picture that is stored in planes, or whose
// pixels are the components' samples.
func planesOfImage(h Header, m image.Image) (planes []Plane) {
	switch m := m.(type) {
	case *image.Gray:
		return []Plane{{m.Pix, m.Stride, h.Width, h.Height}}
	case *image.YCbCr:
		for i, c := range h.Components {
			size := h.planeSize(c, 8)
			pix, stride := [][]byte{m.Y, m.Cb, m.Cr}[i], []int{m.YStride, m.CStride, m.CStride}[i]
			planes = append(planes, Plane{pix, stride, size.X, size.Y})
		}
	case *image.RGBA:
		planes = interleaved(h, m.Pix, m.Stride, 0)
	case *image.CMYK:
		planes = interleaved(h, m.Pix, m.Stride, map[bool]byte{true: 255}[h.Inverted])
	}
	return planes
}

func interleaved(h Header, pix []byte, stride int, flip byte) (planes []Plane) {
	for i := range h.Components {
		p := Plane{make([]byte, h.Width*h.Height), h.Width, h.Width, h.Height}
		for j := range p.Pix {
			p.Pix[j] = pix[j/h.Width*stride+j%h.Width*4+i] ^ flip
		}
		planes = append(planes, p)
	}
	return planes
}

// touches reports by another way than Patch's whether the MCU that begins at
// (x, y) has a pixel in common with a rectangle.
func touches(h Header, x, y int, touched []image.Rectangle) bool {
	mcu := image.Rect(x, y, x+h.MCU().X, y+h.MCU().Y).Intersect(image.Rect(0, 0, h.Width, h.Height))
	return slices.ContainsFunc(touched, mcu.Overlaps)
}

// transformedAt is what the block must become, given its component's plane.
func transformedAt(p Plane, q *dct.Table, x, y int) (b dct.Block) {
	var samples [64]byte
	for i := range samples {
		sx, sy := min(8*x+i%8, p.Width-1), min(8*y+i/8, p.Height-1)
		samples[i] = p.Pix[sy*p.Stride+sx]
	}
	dct.Forward(&b, samples[:], 8, dct.NewDivisors(q))
	return b
}

// checkPatched proves block by block what Patch promises.
func checkPatched(t testing.TB, source, out []byte, planes []Plane, touched []image.Rectangle) {
	t.Helper()
	before, after := readAll(t, source), readAll(t, out)
	if !slices.Equal(before.Components, after.Components) || before.Width != after.Width || before.Height != after.Height ||
		before.Color != after.Color || before.Inverted != after.Inverted || before.Restart != after.Restart {
		t.Fatalf("the header became %+v, restart %d, from %+v, restart %d", after.Header, after.Restart, before.Header, before.Restart)
	}
	hmax, vmax := before.maxSampling()
	// Scans of one component have no padding.
	inFile := before.Process != Progressive && len(before.Components) > 1
	for i, c := range before.Components {
		a, b := &before.Planes[i], &after.Planes[i]
		if a.Quant != b.Quant {
			t.Fatalf("component %d: quantization differs", i)
		}
		across, down := before.blocks(i)
		for j := range a.Blocks {
			x, y := j%a.Stride, j/a.Stride
			mx, my := x/c.H*8*hmax, y/c.V*8*vmax
			if len(before.Components) == 1 {
				mx, my = 8*x, 8*y
			}
			real := x < across && y < down
			switch {
			case !touches(before.Header, mx, my, touched):
				if a.Blocks[j] != b.Blocks[j] && (real || inFile) {
					t.Fatalf("component %d: block %d, %d is not touched, and became\n%v, from\n%v", i, x, y, b.Blocks[j], a.Blocks[j])
				}
			case real:
				if want := transformedAt(planes[i], &a.Quant, x, y); b.Blocks[j] != want {
					t.Fatalf("component %d: block %d, %d became\n%v, and should be\n%v", i, x, y, b.Blocks[j], want)
				}
			}
		}
	}
}
