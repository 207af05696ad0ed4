package face

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"
)

func TestInterpolationIsItsTwin(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const stride, rows = 4 * 9, 5
	for _, pix := range [][]uint8{make([]uint8, rows*stride), make([]uint8, rows*stride)} {
		for i := range pix {
			pix[i] = uint8(r.IntN(2) * 255)
		}
		for i := range pix[:stride*3] {
			pix[i] = uint8(r.IntN(256))
		}
		for count := range 20 {
			at, fx, fy := make([]int32, count), make([]float32, count), make([]float32, count)
			for i := range at {
				at[i] = int32(4*r.IntN(8) + stride*r.IntN(rows-1))
				fx[i], fy[i] = r.Float32(), r.Float32()*float32(i&1)
			}
			got, want := make([]float32, 3*count+4), make([]float32, 3*count+4)
			interpolate(got[:3*count], pix, stride, at, fx, fy, -1, 2.0/255)
			interpolateGo(want[:3*count], pix, stride, at, fx, fy, -1, 2.0/255)
			for i := range want {
				if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
					t.Fatalf("%d spots: value %d is %g, and its twin's %g", count, i, got[i], want[i])
				}
			}
		}
	}
}

// slope is a picture whose red grows by 2 from pixel to pixel to the right, and
// whose green grows by 3 downwards.
func slope(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{uint8(2 * x), uint8(3 * y), 200, 255})
		}
	}
	return m
}

func TestRegionsAreSampledWhereTheyLie(t *testing.T) {
	p := newPicture(slope(120, 80))
	const side = 24
	for _, c := range []struct {
		r         region
		tolerance float64 // of what smaller copies round
	}{
		{region{60, 40, 24, 0, false}, 1e-3}, {region{60.5, 39.25, 12, 0, false}, 1e-3}, {region{50, 40, 30, 0.7, false}, 1e-3},
		{region{60, 40, 60, math.Pi, false}, 1}, {region{60, 40, 79, 0, false}, 1.5}, {region{10, 10, 40, -1, false}, 1.5}, {region{50, 40, 30, 0.7, true}, 1e-3},
	} {
		dst := make([]float32, 3*side*side)
		p.sample(dst, side, c.r, 0, 255)
		for i := range side * side {
			at := c.r.at((float64(i%side)+0.5)/side, (float64(i/side)+0.5)/side)
			want := [3]float64{2 * (at.X - 0.5), 3 * (at.Y - 0.5), 200}
			if at.X < -2 || at.Y < -2 || at.X > 122 || at.Y > 82 {
				want = [3]float64{}
			} else if at.X < 2 || at.Y < 2 || at.X > 118 || at.Y > 78 {
				continue // the last pixels go on
			}
			for k, w := range want {
				if d := math.Abs(float64(dst[3*i+k]) - w); !(d <= c.tolerance) {
					t.Fatalf("%+v: channel %d of pixel %d, at %v, is %g, not %g", c.r, k, i, at, dst[3*i+k], w)
				}
			}
		}
	}
}

func TestWhatIsBesideThePhotoIsBlack(t *testing.T) {
	p := newPicture(plain(40, 30, color.White))
	dst := make([]float32, 3*16*16)
	for _, r := range []region{{x: -500, y: 10, size: 100}, {x: 20, y: 500, size: 100, angle: 2}, {x: math.NaN(), size: 10}, {x: 20, y: 15, size: math.Inf(1)}} {
		p.sample(dst, 16, r, -1, 1)
		for i, v := range dst {
			if v != -1 {
				t.Fatalf("%+v: value %d is %g", r, i, v)
			}
		}
	}
}

func TestHalvesAreMeans(t *testing.T) {
	for _, size := range []image.Point{{2, 2}, {3, 5}, {17, 8}, {40, 33}} {
		l := level{size.X, size.Y, make([]uint8, 4*size.X*size.Y)}
		r := rand.New(rand.NewPCG(5, 6))
		for i := range l.pix {
			l.pix[i] = uint8(r.IntN(256)) | uint8(255*r.IntN(2))
		}
		half := l.half()
		if half.w != size.X/2 || half.h != size.Y/2 {
			t.Fatalf("%v: half of it is %d x %d", size, half.w, half.h)
		}
		at := func(x, y, c int) int { return int(l.pix[4*(y*l.w+x)+c]) }
		for i, v := range half.pix {
			x, y, c := i/4%half.w, i/4/half.w, i%4
			if want := (at(2*x, 2*y, c) + at(2*x+1, 2*y, c) + at(2*x, 2*y+1, c) + at(2*x+1, 2*y+1, c) + 2) / 4; int(v) != want {
				t.Fatalf("%v: channel %d of %d, %d is %d, not %d", size, c, x, y, v, want)
			}
		}
	}
}

func TestPicturesOfAllTypesAreSeenAlike(t *testing.T) {
	m := slope(30, 20)
	want := newPicture(m).levels[0]
	planes := image.NewYCbCr(m.Rect, image.YCbCrSubsampleRatio444)
	grey, grey16 := image.NewGray(m.Rect), image.NewGray16(m.Rect)
	kinds := map[string]interface {
		image.Image
		Set(x, y int, c color.Color)
	}{"RGBA": image.NewRGBA(m.Rect), "RGBA64": image.NewRGBA64(m.Rect), "NRGBA64": image.NewNRGBA64(m.Rect), "Gray": grey, "Gray16": grey16}
	for y := range 20 {
		for x := range 30 {
			c := m.NRGBAAt(x, y)
			i := planes.YOffset(x, y)
			planes.Y[i], planes.Cb[i], planes.Cr[i] = color.RGBToYCbCr(c.R, c.G, c.B)
			for _, k := range kinds {
				k.Set(x, y, c)
			}
		}
	}
	pictures := map[string]image.Image{"YCbCr": planes}
	for name, k := range kinds {
		pictures[name] = k
	}
	for name, k := range pictures {
		got := newPicture(k).levels[0]
		for i := range 600 {
			for c := range 3 {
				w := want.pix[4*i+c]
				if name == "Gray" || name == "Gray16" {
					w = grey.Pix[i]
				}
				if d := int(got.pix[4*i+c]) - int(w); d < -2 || d > 2 {
					t.Fatalf("%s: channel %d of pixel %d is %d, not %d", name, c, i, got.pix[4*i+c], w)
				}
			}
		}
	}
	clear := newPicture(image.NewNRGBA(image.Rect(0, 0, 4, 4))).levels[0]
	if got := fmt.Sprint(clear.pix[:3]); got != "[127 127 127]" {
		t.Errorf("what is transparent is %s", got)
	}
}
