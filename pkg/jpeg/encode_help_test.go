package jpeg

import (
	"bytes"
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
)

// encTool skips the test where a program is not installed, except in CI,
// where all of them must be.
func encTool(t testing.TB, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is needed: %v", name, err)
		}
		t.Skipf("%s is not installed", name)
	}
}

// encRun hands data to a program, and returns what it writes. A word of
// warning is an error.
func encRun(t *testing.T, data []byte, name string, args ...string) []byte {
	t.Helper()
	c := exec.Command(name, args...)
	c.Stdin = bytes.NewReader(data)
	var out, complaints bytes.Buffer
	c.Stdout, c.Stderr = &out, &complaints
	if err := c.Run(); err != nil || complaints.Len() > 0 {
		t.Fatalf("%s %q: %v %s", name, args, err, complaints.Bytes())
	}
	return out.Bytes()
}

// encGray draws soft shapes with some grain: noise, of 0 to 255, is how much.
func encGray(w, h, noise int, seed uint64) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	encFill(m.Pix, w, noise, seed)
	return m
}

func encFill(pix []byte, w, noise int, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 1))
	for i := range pix {
		x, y := i%w, i/w
		v := 40 + (x*3+y*2+int(seed)*31)%120
		if (x/11+y/7)%3 == 0 {
			v = 200 - y%50
		}
		if noise > 0 {
			v += r.IntN(2*noise+1) - noise
		}
		pix[i] = byte(min(max(v, 0), 255))
	}
}

// encSmooth draws a gradient, which survives any subsampling nearly whole.
func encSmooth(w, h int, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	m := image.NewYCbCr(image.Rect(0, 0, w, h), ratio)
	fill := func(pix []byte, stride, base, dx, dy int) {
		for i := range pix {
			pix[i] = byte(base + dx*(i%stride) + dy*(i/stride))
		}
	}
	fill(m.Y, m.YStride, 30, 3, 2)
	fill(m.Cb, m.CStride, 90, 2, -1)
	fill(m.Cr, m.CStride, 170, -2, 1)
	return m
}

// encRough draws all planes with grain.
func encRough(w, h, noise int, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	m := image.NewYCbCr(image.Rect(0, 0, w, h), ratio)
	encFill(m.Y, m.YStride, noise, 1)
	encFill(m.Cb, m.CStride, noise/2, 2)
	encFill(m.Cr, m.CStride, noise/2, 3)
	return m
}

func encRatios() []image.YCbCrSubsampleRatio {
	return []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	}
}

// encModes are the ways to write the same coefficients; the first is the
// plainest.
func encModes(quality int) []EncodeOptions {
	return []EncodeOptions{
		{Quality: quality},
		{Quality: quality, Optimize: true},
		{Quality: quality, Restart: 1},
		{Quality: quality, Restart: 7, Optimize: true},
		{Quality: quality, Progressive: true},
		{Quality: quality, Progressive: true, Restart: 3},
	}
}

func encMode(o EncodeOptions) string {
	return fmt.Sprintf("q%d-progressive=%t-optimize=%t-restart=%d", o.Quality, o.Progressive, o.Optimize, o.Restart)
}

func encBytes(t testing.TB, m image.Image, o EncodeOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Encode(&b, m, o); err != nil {
		t.Fatalf("%v, %s: %v", m.Bounds(), encMode(o), err)
	}
	return b.Bytes()
}
