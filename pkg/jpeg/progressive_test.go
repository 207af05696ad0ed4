package jpeg

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/dct"
	"github.com/photoq/photoq/pkg/sample"
)

// ppm is a drawn photo with grain, as cjpeg reads it.
func ppm(size image.Point, grain int) []byte {
	m := sample.Scene(size.X, size.Y, 3)
	r := rand.New(rand.NewPCG(uint64(size.X), uint64(size.Y)))
	out := fmt.Appendf(nil, "P6\n%d %d\n255\n", size.X, size.Y)
	for i, v := range m.Pix {
		if i%4 != 3 {
			out = append(out, byte(min(max(int(v)+r.IntN(grain+1)-grain/2, 0), 255)))
		}
	}
	return out
}

// scanScript writes a script of scans for jpegtran, and returns its name.
func scanScript(t *testing.T, script string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "scans")
	if err := os.WriteFile(name, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// The ways in which jpegtran writes the same coefficients anew.
func codings(t *testing.T) map[string][]string {
	separate := scanScript(t, "0; 1; 2;")
	mixed := scanScript(t, "2; 0 1;")
	fine := scanScript(t, "0: 0-0, 0, 2; 1 2: 0-0, 0, 0; 0: 0-0, 2, 1; 0: 1-2, 0, 3; 0: 3-9, 0, 1; 1: 1-63, 0, 2; 2: 1-63, 0, 0;"+
		"0: 10-63, 0, 4; 0: 10-63, 4, 3; 0: 1-2, 3, 2; 0: 10-63, 3, 2; 0: 0-0, 1, 0; 0: 3-9, 1, 0; 1: 1-63, 2, 1;"+
		"0: 10-63, 2, 1; 0: 10-63, 1, 0; 0: 1-2, 2, 1; 0: 1-2, 1, 0; 1: 1-63, 1, 0;")
	coarse := scanScript(t, "0 1 2: 0-0, 0, 0; 0: 1-63, 0, 0; 1: 1-63, 0, 0; 2: 1-63, 0, 0;")
	return map[string][]string{
		"as it is":                        nil,
		"progressive":                     {"-progressive"},
		"progressive with restarts":       {"-progressive", "-restart", "3B"},
		"progressive in many scans":       {"-progressive", "-scans", fine},
		"progressive without refinements": {"-scans", coarse},
		"not interleaved":                 {"-scans", separate},
		"not interleaved, with restarts":  {"-scans", separate, "-restart", "2B"},
		"partly interleaved":              {"-scans", mixed},
		"arithmetic":                      {"-arithmetic"},
		"arithmetic with restarts":        {"-arithmetic", "-restart", "3B"},
		"arithmetic, not interleaved":     {"-arithmetic", "-scans", separate},
		"arithmetic progressive":          {"-arithmetic", "-progressive"},
		"arithmetic in many scans":        {"-arithmetic", "-scans", fine, "-restart", "7B"},
	}
}

func TestAFileHasTheSameCoefficientsAndPixelsHoweverItIsCoded(t *testing.T) {
	encTool(t, "cjpeg")
	encTool(t, "jpegtran")
	ways := codings(t)
	for _, c := range []struct {
		size           image.Point
		sampling       string
		grain, quality int
	}{
		{image.Pt(1, 1), "2x2", 0, 90},
		{image.Pt(67, 49), "2x2", 60, 75},
		{image.Pt(170, 33), "2x1", 20, 98},
		{image.Pt(35, 90), "1x1", 255, 100},
		{image.Pt(57, 41), "1x2", 90, 60},
		{image.Pt(130, 66), "4x1", 30, 85},
		{image.Pt(66, 77), "2x2,1x2,2x1", 30, 40},
	} {
		name := fmt.Sprintf("%v %s q%d", c.size, c.sampling, c.quality)
		baseline := encRun(t, ppm(c.size, c.grain), "cjpeg", "-dct", "int", "-quality", fmt.Sprint(c.quality), "-sample", c.sampling)
		want := mustCoefficients(t, baseline)
		for way, args := range ways {
			t.Run(name+"/"+way, func(t *testing.T) {
				data := encRun(t, baseline, "jpegtran", args...)
				got := mustCoefficients(t, data)
				sameCoefficients(t, got, want)
				for _, o := range []DecodeOptions{{}, {Scale: 2}, {Scale: 4}, {Scale: 8}, {Scale: 4, SharpChroma: true}} {
					samePlanes(t, fmt.Sprintf("%+v", o), decodePlanes(t, data, o), decodePlanes(t, baseline, o))
				}
			})
		}
	}
}

func mustCoefficients(t *testing.T, data []byte) *Coefficients {
	t.Helper()
	c, faults, err := ReadCoefficients(context.Background(), data, DecodeOptions{})
	if err != nil || len(faults) > 0 {
		t.Fatalf("read the coefficients: %v %v", err, faults)
	}
	return c
}

// sameCoefficients compares all blocks but those of padding.
func sameCoefficients(t *testing.T, got, want *Coefficients) {
	t.Helper()
	if len(got.Planes) != len(want.Planes) {
		t.Fatalf("there are %d planes, expected %d", len(got.Planes), len(want.Planes))
	}
	hmax, vmax := want.maxSampling()
	for i, p := range want.Planes {
		q, c := got.Planes[i], want.Components[i]
		if q.Stride != p.Stride || q.Rows != p.Rows || len(q.Blocks) != len(p.Blocks) || q.Quant != p.Quant {
			t.Fatalf("plane %d has %d x %d blocks, expected %d x %d, and the same table", i, q.Stride, q.Rows, p.Stride, p.Rows)
		}
		for y := range ceilDiv(want.Height*c.V, 8*vmax) {
			for x := range ceilDiv(want.Width*c.H, 8*hmax) {
				if a, b := q.Blocks[y*q.Stride+x], p.Blocks[y*p.Stride+x]; a != b {
					t.Fatalf("block %d, %d of plane %d is\n%v, expected\n%v", x, y, i, a, b)
				}
			}
		}
	}
}

// decodePlanes returns the planes without the samples of padding.
func decodePlanes(t *testing.T, data []byte, o DecodeOptions) [][]byte {
	t.Helper()
	d, err := NewDecoder(context.Background(), data, o)
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	planes := make([][]byte, len(d.Bounds()))
	for {
		rows, err := d.Next()
		if err == io.EOF {
			return planes
		}
		if err != nil {
			t.Fatalf("decode: %v", err)
		}
		for i, p := range rows.Planes {
			for y := range p.Height {
				planes[i] = append(planes[i], p.Pix[y*p.Stride:][:p.Width]...)
			}
		}
	}
}

func samePlanes(t *testing.T, name string, got, want [][]byte) {
	t.Helper()
	for i := range want {
		if !bytes.Equal(got[i], want[i]) {
			t.Errorf("%s: the samples of plane %d are others", name, i)
		}
	}
}

func TestPaddingThatIsNotToldContinuesTheMean(t *testing.T) {
	encTool(t, "cjpeg")
	encTool(t, "jpegtran")
	baseline := encRun(t, ppm(image.Pt(40, 24), 80), "cjpeg", "-sample", "2x2")
	c := mustCoefficients(t, encRun(t, baseline, "jpegtran", "-scans", scanScript(t, "0; 1; 2;")))
	luma := c.Planes[0]
	if luma.Stride != 6 || luma.Rows != 4 {
		t.Fatalf("luma has %d x %d blocks, expected 6 x 4", luma.Stride, luma.Rows)
	}
	for y := range luma.Rows {
		for x := range luma.Stride {
			if x < 5 && y < 3 {
				continue
			}
			want := luma.Blocks[min(y, 2)*luma.Stride+min(x, 4)][0]
			if got := luma.Blocks[y*luma.Stride+x]; got != (dct.Block{want}) {
				t.Errorf("the block of padding at %d, %d is %v, expected only the mean %d", x, y, got, want)
			}
		}
	}
}

func TestProgressiveAndArithmeticPicturesAreThoseOfDjpeg(t *testing.T) {
	encTool(t, "cjpeg")
	encTool(t, "jpegtran")
	encTool(t, "djpeg")
	baseline := encRun(t, ppm(image.Pt(119, 83), 40), "cjpeg", "-grayscale", "-quality", "90")
	for _, args := range [][]string{{"-progressive"}, {"-arithmetic"}, {"-arithmetic", "-progressive", "-restart", "5B"}} {
		data := encRun(t, baseline, "jpegtran", args...)
		out, complaint := djpeg(t, data, "-pnm")
		if complaint != "" {
			t.Fatalf("%q: djpeg says %s", args, complaint)
		}
		_, size, want := readPNM(t, out)
		got := decodePlanes(t, data, DecodeOptions{})[0]
		if len(got) != size.X*size.Y || !bytes.Equal(got, want) {
			t.Errorf("%q: the samples are not djpeg's", args)
		}
	}
}
