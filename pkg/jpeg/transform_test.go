package jpeg

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"reflect"
	"slices"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// readAll returns the coefficients of a file that must be sound.
func readAll(t testing.TB, data []byte) *Coefficients {
	t.Helper()
	c, faults, err := ReadCoefficients(t.Context(), data, DecodeOptions{})
	if err != nil || len(faults) > 0 {
		t.Fatalf("coefficients: %v, faults %v", err, faults)
	}
	return c
}

// sameBlocks compares the blocks that hold samples, and all else that
// transformations touch.
func sameBlocks(t testing.TB, got, want *Coefficients) {
	t.Helper()
	if got.Width != want.Width || got.Height != want.Height || !slices.Equal(got.Components, want.Components) {
		t.Fatalf("%d x %d, %v, not %d x %d, %v", got.Width, got.Height, got.Components, want.Width, want.Height, want.Components)
	}
	for i := range want.Planes {
		g, w := &got.Planes[i], &want.Planes[i]
		if g.Quant != w.Quant {
			t.Fatalf("component %d: quantization differs", i)
		}
		across, down := want.blocks(i)
		for y := range down {
			for x := range across {
				if g.Blocks[y*g.Stride+x] != w.Blocks[y*w.Stride+x] {
					t.Fatalf("component %d: block %d, %d differs:\n%v, not\n%v", i, x, y, g.Blocks[y*g.Stride+x], w.Blocks[y*w.Stride+x])
				}
			}
		}
	}
}

// drawn makes a file of random samples with any sampling; components beyond
// the third make it CMYK.
func drawn(t testing.TB, w, h int, factors []image.Point, o EncodeOptions) []byte {
	t.Helper()
	c := drawnCoefficients(w, h, factors)
	var b bytes.Buffer
	if err := c.Encode(&b, o); err != nil {
		t.Fatalf("%d x %d, %v: %v", w, h, factors, err)
	}
	return b.Bytes()
}

func drawnCoefficients(w, h int, factors []image.Point) *Coefficients {
	colors := []Color{0, Gray, Other, YCbCr, CMYK}
	c := &Coefficients{Header: Header{Width: w, Height: h, Precision: 8, Color: colors[len(factors)]}}
	for i, f := range factors {
		c.Components = append(c.Components, Component{ID: byte(i + 1), H: f.X, V: f.Y})
	}
	for i := range factors {
		p := CoefficientPlane{}
		for k := range p.Quant {
			p.Quant[k] = uint16(3 + i + k/3) // not symmetric
		}
		divisors := dct.NewDivisors(&p.Quant)
		p.Stride, p.Rows = c.paddedBlocks(i)
		samples := encGray(8*p.Stride, 8*p.Rows, 30, uint64(i+w+h))
		p.Blocks = make([]dct.Block, p.Stride*p.Rows)
		for j := range p.Blocks {
			dct.Forward(&p.Blocks[j], samples.Pix[j/p.Stride*8*samples.Stride+j%p.Stride*8:], samples.Stride, divisors)
		}
		c.Planes = append(c.Planes, p)
	}
	return c
}

// samplings are usual ones and some that are not.
func samplings() [][]image.Point {
	one := image.Pt(1, 1)
	return [][]image.Point{
		{one}, {{2, 2}}, {one, one, one}, {{2, 1}, one, one}, {{2, 2}, one, one}, {{1, 2}, one, one}, {{4, 1}, one, one},
		{{2, 2}, {2, 1}, {1, 2}}, {{3, 1}, one, one}, {{1, 1}, {2, 2}, one}, {one, one, one, one}, {{2, 2}, one, one, {2, 2}}, {{2, 1}, one},
	}
}

func TestTransformsAreThoseOfJpegtran(t *testing.T) {
	encTool(t, "jpegtran")
	args := map[Transform]string{
		MirrorX: "-flip horizontal", Rotate180: "-rotate 180", MirrorY: "-flip vertical", Transpose: "-transpose",
		Rotate90: "-rotate 90", Transverse: "-transverse", Rotate270: "-rotate 270",
	}
	for i, factors := range samplings() {
		for _, size := range []image.Point{{48, 96}, {96, 32}, {33, 40}, {24, 16}, {8, 72}, {1, 1}} {
			data := drawn(t, size.X, size.Y, factors, EncodeOptions{Progressive: i%2 == 1})
			c := readAll(t, data)
			for turn, arg := range args {
				t.Run(fmt.Sprintf("%v %v %s", factors, size, arg), func(t *testing.T) {
					want, perfect := jpegtran(t, data, arg)
					got, err := c.Transform(turn)
					if perfect != (err == nil) || err != nil && !errors.Is(err, ErrNotExact) {
						t.Fatalf("error %v, and jpegtran finds it possible: %t", err, perfect)
					}
					if perfect {
						theirs := readAll(t, want)
						if len(factors) == 1 {
							theirs.Components = got.Components // which jpegtran makes 1 x 1
						}
						sameBlocks(t, got, theirs)
						sameBlocks(t, readAll(t, encoded(t, got)), got)
					}
				})
			}
		}
	}
}

// encoded writes coefficients.
func encoded(t testing.TB, c *Coefficients) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := c.Encode(&b, EncodeOptions{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTurningBackGivesThePictureBack(t *testing.T) {
	back := map[Transform][]Transform{
		Identity: {Identity}, MirrorX: {MirrorX}, Rotate180: {Rotate180}, MirrorY: {MirrorY}, Transpose: {Transpose},
		Rotate90: {Rotate270}, Transverse: {Transverse}, Rotate270: {Rotate90, Identity},
	}
	for _, factors := range samplings() {
		c := drawnCoefficients(96, 192, factors)
		c.Restart, c.Segments = 3, []Segment{{0xe1, []byte("a")}}
		before := reflect.ValueOf(*drawnCoefficients(96, 192, factors))
		for turn, rest := range back {
			m := c
			for _, next := range append([]Transform{turn}, rest...) {
				turned, err := m.Transform(next)
				if err != nil {
					t.Fatalf("%v, %d: %v", factors, next, err)
				}
				m = turned
			}
			sameBlocks(t, m, c)
			if m.Restart != c.Restart || !reflect.DeepEqual(m.Segments, c.Segments) {
				t.Errorf("%v, %d: restarts or segments are lost", factors, turn)
			}
		}
		four := c
		for range 4 {
			four, _ = four.Transform(Rotate90)
		}
		sameBlocks(t, four, c)
		if !reflect.DeepEqual(c.Planes, before.FieldByName("Planes").Interface()) {
			t.Errorf("%v: the source was changed", factors)
		}
	}
}

// What each transformation means is settled by pixels, too, not by jpegtran
// alone.
func TestTransformsTurnPixels(t *testing.T) {
	data := encBytes(t, encRough(48, 32, 20, image.YCbCrSubsampleRatio420), EncodeOptions{Quality: 90})
	before := lumaOf(t, data)
	for turn, from := range map[Transform]func(x, y int) (int, int){
		Identity: func(x, y int) (int, int) { return x, y }, MirrorX: func(x, y int) (int, int) { return 47 - x, y },
		Rotate180: func(x, y int) (int, int) { return 47 - x, 31 - y }, MirrorY: func(x, y int) (int, int) { return x, 31 - y },
		Transpose: func(x, y int) (int, int) { return y, x }, Rotate90: func(x, y int) (int, int) { return y, 31 - x },
		Transverse: func(x, y int) (int, int) { return 47 - y, 31 - x }, Rotate270: func(x, y int) (int, int) { return 47 - y, x },
	} {
		c, err := readAll(t, data).Transform(turn)
		if err != nil {
			t.Fatal(err)
		}
		after := lumaOf(t, encoded(t, c))
		for y := range after.Height {
			for x := range after.Width {
				fx, fy := from(x, y)
				if d := abs(int(after.Pix[y*after.Stride+x]) - int(before.Pix[fy*before.Stride+fx])); d > 1 {
					t.Fatalf("transformation %d: pixel %d, %d is wrong by %d", turn, x, y, d)
				}
			}
		}
	}
}

// lumaOf decodes a file's first plane.
func lumaOf(t testing.TB, data []byte) Plane { return planesOf(t, data)[0] }

// planesOf decodes a file's planes.
func planesOf(t testing.TB, data []byte) []Plane {
	t.Helper()
	d, err := NewDecoder(t.Context(), data, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	planes, err := d.planes()
	if err != nil {
		t.Fatal(err)
	}
	return planes
}

func TestCropKeepsPixels(t *testing.T) {
	for i, factors := range samplings() {
		data := drawn(t, 145, 110, factors, EncodeOptions{Progressive: i%2 == 1, Restart: i % 3})
		c := readAll(t, data)
		before, mcu := planesOf(t, data), c.MCU()
		for _, r := range []image.Rectangle{
			image.Rect(0, 0, 145, 110), image.Rect(0, 0, 1, 1), image.Rect(mcu.X, 2*mcu.Y, 145, 110),
			image.Rect(2*mcu.X, mcu.Y, 2*mcu.X+41, mcu.Y+33), image.Rect(0, mcu.Y, mcu.X, 2*mcu.Y),
		} {
			m, err := c.Crop(r)
			if err != nil {
				t.Fatalf("%v, %v: %v", factors, r, err)
			}
			for j, p := range planesOf(t, encoded(t, m)) {
				hmax, vmax := c.maxSampling()
				left, top := r.Min.X*factors[j].X/hmax, r.Min.Y*factors[j].Y/vmax
				for y := range p.Height {
					row := before[j].Pix[(top+y)*before[j].Stride+left:][:p.Width]
					if !bytes.Equal(p.Pix[y*p.Stride:][:p.Width], row) {
						t.Fatalf("%v, %v: component %d: row %d differs", factors, r, j, y)
					}
				}
			}
		}
	}
}
