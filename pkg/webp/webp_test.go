package webp

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	decoder "golang.org/x/image/webp"
)

// noise needs as many bits as a picture can.
func noise(w, h int) Planes {
	r := rand.New(rand.NewPCG(1, 2))
	plane := func(n int) []byte {
		out := make([]byte, n)
		for i := range out {
			out[i] = byte(16 + r.IntN(220))
		}
		return out
	}
	cw, ch := (w+1)/2, (h+1)/2
	return Planes{Width: w, Height: h, Y: plane(w * h), Cb: plane(cw * ch), Cr: plane(cw * ch)}
}

func TestNoiseAtTheHighestQualityFits(t *testing.T) {
	p := noise(1000, 700)
	p.A = noise(1000, 700).Y
	file, err := Encode(t.Context(), p, 100)
	if err != nil {
		t.Fatal(err)
	}
	m, err := decoder.Decode(bytes.NewReader(file))
	if err != nil || m.Bounds().Size() != image.Pt(1000, 700) {
		t.Errorf("%v, %v", m.Bounds(), err)
	}
	if again, err := Encode(t.Context(), p, 100); err != nil || !bytes.Equal(again, file) {
		t.Errorf("a second run differs: %v", err)
	}
}

func TestLosslessNoiseFits(t *testing.T) {
	m := &image.NRGBA{Pix: noise(1600, 700).Y, Stride: 1600, Rect: image.Rect(0, 0, 400, 700)}
	file, err := EncodeLossless(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	got, err := decoder.Decode(bytes.NewReader(file))
	if err != nil || !bytes.Equal(got.(*image.NRGBA).Pix, m.Pix) {
		t.Errorf("it is not read as it was: %v", err)
	}
}

func TestPicturesThatAreRefused(t *testing.T) {
	short := noise(4, 4)
	short.Cb = short.Cb[:3]
	for name, p := range map[string]Planes{"empty": {}, "wide": {Width: MaxSide + 1, Height: 1}, "short": short} {
		if _, err := Encode(t.Context(), p, 85); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := EncodeLossless(t.Context(), image.NewNRGBA(image.Rect(0, 0, 1, MaxSide+1))); err == nil {
		t.Error("tall: no error")
	}
}

func TestEncodingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Encode(ctx, noise(64, 64), 85); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

// A call cannot end before the encoder does if that never asks.
func TestTheEncoderAsksWhetherItIsToGoOn(t *testing.T) {
	packed, err := gzip.NewReader(bytes.NewReader(encoder))
	if err != nil {
		t.Fatal(err)
	}
	code, err := io.ReadAll(packed)
	if err != nil || !bytes.Contains(code, []byte("\x06photoq\x05alive")) {
		t.Errorf("the module does not import the function: %v", err)
	}
}

func TestTheEncoderIsTheOneThatREADMENames(t *testing.T) {
	text, err := os.ReadFile("libwebp/README.md")
	if err != nil {
		t.Fatal(err)
	}
	if sum := fmt.Sprintf("%x  encoder.wasm.gz", sha256.Sum256(encoder)); !strings.Contains(string(text), sum) {
		t.Errorf("the checksum is %s", sum)
	}
}

// The largest side is written and read.
func TestTheLargestSide(t *testing.T) {
	for _, size := range []image.Point{{MaxSide, 1}, {1, MaxSide}} {
		file, err := Encode(t.Context(), noise(size.X, size.Y), 50)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := decoder.DecodeConfig(bytes.NewReader(file)); err != nil || image.Pt(c.Width, c.Height) != size {
			t.Errorf("%v is read as %v, %v", size, c, err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	p := noise(1024, 768)
	for i := range p.Y {
		p.Y[i] = p.Y[i]/16 + byte(i%1024/5)
	}
	for b.Loop() {
		if _, err := Encode(b.Context(), p, 85); err != nil {
			b.Fatal(err)
		}
	}
}
