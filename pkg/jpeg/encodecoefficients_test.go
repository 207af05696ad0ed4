package jpeg

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// encHeaders are pictures of all kinds.
func encHeaders() map[string]Header {
	header := func(c Color, factors ...[2]int) Header {
		h := Header{Width: 77, Height: 59, Precision: 8, Color: c}
		for i, f := range factors {
			h.Components = append(h.Components, Component{byte(i + 1), f[0], f[1]})
		}
		return h
	}
	one := [2]int{1, 1}
	inverted := header(CMYK, one, one, one, one)
	inverted.Inverted = true
	ycck := header(YCCK, [2]int{2, 2}, one, one, [2]int{2, 2})
	ycck.Inverted = true
	rgb := header(RGB, one, one, one)
	rgb.Components[0].ID, rgb.Components[1].ID, rgb.Components[2].ID = 'R', 'G', 'B'
	return map[string]Header{
		"grey":              header(Gray, one),
		"grey with factors": header(Gray, [2]int{2, 2}),
		"4:4:4":             header(YCbCr, one, one, one),
		"4:2:0":             header(YCbCr, [2]int{2, 2}, one, one),
		"4:1:0":             header(YCbCr, [2]int{4, 2}, one, one),
		"3 to 2":            header(YCbCr, [2]int{3, 1}, [2]int{2, 1}, one),
		"large chroma":      header(YCbCr, one, [2]int{2, 1}, [2]int{1, 2}),
		"12 blocks":         header(YCbCr, [2]int{2, 2}, [2]int{2, 2}, [2]int{2, 2}),
		"RGB":               rgb,
		"CMYK":              header(CMYK, one, one, one, one),
		"CMYK inverted":     inverted,
		"YCCK":              ycck,
		"two":               header(Other, one, one),
	}
}

// encDraw makes up coefficients, few of them in most blocks and many in some,
// up to the limits.
func encDraw(h Header, r *rand.Rand) *Coefficients {
	c := &Coefficients{Header: h, Segments: []Segment{{0xfe, []byte("made up")}}}
	hmax, vmax := h.maxSampling()
	for _, n := range h.Components {
		p := CoefficientPlane{Stride: ceilDiv(h.Width, 8*hmax) * n.H, Rows: ceilDiv(h.Height, 8*vmax) * n.V}
		for i := range p.Quant {
			p.Quant[i] = uint16(1 + r.IntN(255))
		}
		p.Blocks = make([]dct.Block, p.Stride*p.Rows)
		for i := range p.Blocks {
			b := &p.Blocks[i]
			b[0] = int16(r.IntN(2048) - 1024)
			for range []int{0, 2, 7, 63}[r.IntN(4)] {
				b[1+r.IntN(63)] = int16((r.IntN(2047) - 1023) >> r.IntN(11))
			}
		}
		c.Planes = append(c.Planes, p)
	}
	return c
}

func encCoefficients(t testing.TB, c *Coefficients, o EncodeOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := c.Encode(&b, o); err != nil {
		t.Fatalf("%s: %v", encMode(o), err)
	}
	return b.Bytes()
}

func TestCoefficientsStayInAllModes(t *testing.T) {
	for name, h := range encHeaders() {
		c := encDraw(h, rand.New(rand.NewPCG(1, 2)))
		c.Planes[0].Quant[63] = 1000 // needs 16 bits
		for _, o := range encModes(0) {
			t.Run(name+"/"+encMode(o), func(t *testing.T) {
				got, faults, err := ReadCoefficients(context.Background(), encCoefficients(t, c, o), DecodeOptions{})
				if err != nil || len(faults) > 0 {
					t.Fatalf("read: %v %v", err, faults)
				}
				if fmt.Sprint(got.Components, got.Color, got.Inverted, got.Segments) != fmt.Sprint(c.Components, c.Color, c.Inverted, c.Segments) {
					t.Errorf("the header is %v %v, not %v %v", got.Header, got.Segments, c.Header, c.Segments)
				}
				if got.Restart != o.Restart {
					t.Errorf("the restart interval is %d", got.Restart)
				}
				encCompare(t, got, c, o.Progressive || name == "12 blocks" || len(h.Components) == 1)
			})
		}
	}
}

// encCompare compares all blocks; padding loses its AC where it has no scan.
func encCompare(t *testing.T, got, want *Coefficients, noPadding bool) {
	t.Helper()
	for i, p := range want.Planes {
		size := want.planeSize(want.Components[i], 8)
		q := got.Planes[i]
		if q.Quant != p.Quant {
			t.Errorf("component %d: the table is %v, not %v", i, q.Quant, p.Quant)
		}
		for y := range p.Rows {
			for x := range p.Stride {
				if noPadding && (x*8 >= size.X || y*8 >= size.Y) {
					continue
				}
				if a, b := q.Blocks[y*q.Stride+x], p.Blocks[y*p.Stride+x]; a != b {
					t.Fatalf("component %d: block %d, %d is %v, not %v", i, x, y, a, b)
				}
			}
		}
	}
}

// What one mode writes is, to libjpeg, the same picture as another.
func TestLibjpegDecodesAllModesToTheSame(t *testing.T) {
	encTool(t, "djpeg")
	for name, h := range encHeaders() {
		if h.Color == Other || name == "3 to 2" || name == "large chroma" {
			continue // not to be had from djpeg
		}
		c := encDraw(h, rand.New(rand.NewPCG(3, 4)))
		var first []byte
		for _, o := range encModes(0) {
			got := encRun(t, encCoefficients(t, c, o), "djpeg", "-dct", "int", "-nosmooth")
			if first == nil {
				first = got
			}
			if !bytes.Equal(got, first) {
				t.Errorf("%s, %s: the pixels are others", name, encMode(o))
			}
		}
	}
}

func TestTheFilesOwnRestartIntervalAndSegmentsCount(t *testing.T) {
	c := encDraw(encHeaders()["4:2:0"], rand.New(rand.NewPCG(5, 6)))
	c.Restart = 4
	if !bytes.Contains(encCoefficients(t, c, EncodeOptions{}), []byte("\xff\xdd\x00\x04\x00\x04")) {
		t.Error("the picture's own interval is not written")
	}
	data := encCoefficients(t, c, EncodeOptions{Restart: 9, Segments: []Segment{{0xe5, []byte("more")}}})
	if !bytes.Contains(data, []byte("\xff\xdd\x00\x04\x00\x09")) {
		t.Error("the interval asked for is not written")
	}
	if !bytes.Contains(data, []byte("\xff\xfe\x00\x09made up\xff\xe5\x00\x06more")) {
		t.Error("the segments are not written in order")
	}
	if len(c.Segments) != 1 {
		t.Errorf("the picture has %d segments now", len(c.Segments))
	}
}

func TestCoefficientsOutOfRangeAreErrors(t *testing.T) {
	for name, c := range map[string]struct {
		change func(c *Coefficients)
		fault  string // "": none
	}{
		"AC 1023":              {func(c *Coefficients) { c.Planes[1].Blocks[2][63] = 1023 }, ""},
		"AC -1023":             {func(c *Coefficients) { c.Planes[1].Blocks[2][63] = -1023 }, ""},
		"AC 1024":              {func(c *Coefficients) { c.Planes[1].Blocks[2][63] = 1024 }, "component 1, block 2, 0"},
		"AC -1024":             {func(c *Coefficients) { c.Planes[1].Blocks[2][1] = -1024 }, "component 1, block 2, 0"},
		"a step of 2047":       {func(c *Coefficients) { c.Planes[0].Blocks[0][0], c.Planes[0].Blocks[1][0] = -1024, 1023 }, ""},
		"a step of 2048":       {func(c *Coefficients) { c.Planes[0].Blocks[0][0], c.Planes[0].Blocks[1][0] = -1024, 1024 }, "beyond"},
		"the lowest DC":        {func(c *Coefficients) { c.Planes[0].Blocks[0][0] = -32768 }, "beyond"},
		"a plane too few":      {func(c *Coefficients) { c.Planes = c.Planes[:2] }, "2 planes for 3 components"},
		"a row too few":        {func(c *Coefficients) { c.Planes[2].Rows-- }, "fewer blocks"},
		"a column too few":     {func(c *Coefficients) { c.Planes[2].Stride-- }, "fewer blocks"},
		"a block too few":      {func(c *Coefficients) { c.Planes[2].Blocks = c.Planes[2].Blocks[1:] }, "fewer blocks"},
		"12 bits":              {func(c *Coefficients) { c.Precision = 12 }, "8 bits a sample is not supported"},
		"an impossible colour": {func(c *Coefficients) { c.Color = CMYK }, "3 components do not make the colour"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, o := range encModes(0) {
				o.Restart = 0
				p := encDraw(encHeaders()["4:2:0"], rand.New(rand.NewPCG(5, 6)))
				c.change(p)
				err := p.Encode(io.Discard, o)
				if (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
					t.Errorf("%s: the error is %v, not %q", encMode(o), err, c.fault)
				}
			}
		})
	}
}

func TestRealFilesKeepTheirCoefficients(t *testing.T) {
	folder := os.Getenv("PHOTOQ_TEST_CORPUS")
	if folder == "" {
		t.Skip("PHOTOQ_TEST_CORPUS is not set")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*", "*.jpg"))
	if err != nil || len(files) == 0 {
		t.Fatalf("find photos: %v", err)
	}
	modes, done := encModes(0), 0
	for i, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > 512<<10 {
			continue // much the same again, only slower
		}
		want, _, err := ReadCoefficients(context.Background(), data, DecodeOptions{})
		if err != nil {
			continue // refused with reason, as other tests tell
		}
		o := modes[i%len(modes)]
		got, _, err := ReadCoefficients(context.Background(), encCoefficients(t, want, o), DecodeOptions{})
		if err != nil {
			t.Errorf("%s, %s: %v", file, encMode(o), err)
			continue
		}
		encCompare(t, got, want, o.Progressive || len(want.Planes) == 1)
		done++
	}
	if done < 20 {
		t.Errorf("%d of %d files are too few", done, len(files))
	}
}
