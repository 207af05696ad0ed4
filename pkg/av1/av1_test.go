package av1

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/heif/codec"
)

func TestTheModuleIsTheOneThatIsNamed(t *testing.T) {
	list, err := os.ReadFile("libaom/README.md")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(encoder)
	if !strings.Contains(string(list), hex.EncodeToString(sum[:])+"  encoder.wasm.gz\n") {
		t.Errorf("it has the checksum %x", sum)
	}
}

// noise needs as many bytes as a picture can.
func noise(w, h int, c Chroma, bits int) Planes {
	r := rand.New(rand.NewPCG(1, 2))
	plane := func(n int) []byte {
		var out []byte
		for range n {
			v := r.IntN(1 << bits)
			if out = append(out, byte(v)); bits > 8 {
				out = append(out, byte(v>>8))
			}
		}
		return out
	}
	p := Planes{Width: w, Height: h, Bits: bits, Chroma: c, Y: plane(w * h)}
	if cw, ch := p.ChromaSize(); cw > 0 {
		p.Cb, p.Cr = plane(cw*ch), plane(cw*ch)
	}
	return p
}

func TestNoiseOfAnyShapeFits(t *testing.T) {
	for _, c := range []Chroma{None, Half, Wide, Whole} {
		for _, size := range [][2]int{{1, 1}, {1, 70}, {71, 3}, {130, 70}} {
			for _, bits := range []int{8, 10} {
				for _, quantizer := range []int{Lossless, 1, 63} {
					name := fmt.Sprintf("%v of %v with %d bits at %d", c, size, bits, quantizer)
					checkNoise(t, name, noise(size[0], size[1], c, bits), quantizer)
				}
			}
		}
	}
}

// checkNoise codes a picture twice, and decodes it.
func checkNoise(t *testing.T, name string, p Planes, quantizer int) {
	t.Helper()
	picture, err := Encode(t.Context(), p, quantizer)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	config, err := Config(picture, p.Chroma, p.Bits)
	if want := map[Chroma]byte{None: 0, Half: 0, Wide: 2, Whole: 1}[p.Chroma]; err != nil || config[1]>>5 != want || config[2]&0x40 != 0 != (p.Bits == 10) {
		t.Errorf("%s has the configuration %x, %v", name, config, err)
	}
	if again, err := Encode(t.Context(), p, quantizer); err != nil || !bytes.Equal(again, picture) {
		t.Errorf("%s: a second run differs: %v", name, err)
	}
	d, err := codec.Open(t.Context(), codec.AV1, int64(p.Width)*int64(p.Height), p.Bits)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	frame, err := d.Decode(t.Context(), config, picture)
	if err != nil || frame.Bits != p.Bits || frame.Chroma != int(p.Chroma) || frame.Width != p.Width || frame.Height != p.Height {
		t.Errorf("%s is decoded to %+v, %v", name, frame, err)
		return
	}
	for i, plane := range [][]byte{p.Y, p.Cb, p.Cr}[:frame.Planes()] {
		width, height := frame.PlaneSize(i)
		stride := width * p.sampleBytes()
		got := make([]byte, stride*height)
		if err := d.Copy(frame, i, got, stride, width, height); err != nil {
			t.Fatal(err)
		}
		if quantizer == Lossless && !bytes.Equal(got, plane) {
			t.Errorf("%s: plane %d is another", name, i)
		}
	}
}

func TestPicturesThatAreRefused(t *testing.T) {
	short, odd := noise(4, 4, Half, 8), noise(4, 4, Half, 8)
	short.Cb = short.Cb[:3]
	odd.Bits = 9
	grey := noise(4, 4, None, 8)
	grey.Cr = grey.Y
	for name, p := range map[string]Planes{
		"empty": {}, "wide": {Width: MaxSide + 1, Height: 1}, "short": short, "of 9 bits": odd, "grey with a colour": grey,
	} {
		if _, err := Encode(t.Context(), p, 20); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Of a picture that takes seconds nothing is waited for.
func TestTheContextEndsIt(t *testing.T) {
	asked := 0
	ctx := countdown{t.Context(), &asked}
	if _, err := Encode(ctx, noise(256, 256, Half, 8), 10); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// countdown is a context that ends when it has been asked some times.
type countdown struct {
	context.Context
	asked *int
}

func (c countdown) Err() error {
	if *c.asked++; *c.asked > 8 {
		return context.Canceled
	}
	return nil
}

func TestQuantizersFallAsTheQualityRises(t *testing.T) {
	last := 64
	for quality := 1; quality <= 100; quality++ {
		q := Quantizer(quality)
		if q > last || q < 1 || q > 63 {
			t.Errorf("quality %d is %d after %d", quality, q, last)
		}
		last = q
	}
}

func TestConfigOfWhatIsNoPicture(t *testing.T) {
	for _, data := range []string{"", "\x12", "\x12\x00", "\x0a\x01\x18", "\x0a\x0f\x18\x00", "\x0a\x02\x00\x00", "\x0a\xff\xff\xff\xff\xff\xff", "\x08\x02\x18\x00"} {
		if config, err := Config([]byte(data), Half, 8); err == nil {
			t.Errorf("%x has the configuration %x", data, config)
		}
	}
}

func FuzzUnits(f *testing.F) {
	f.Add([]byte("\x12\x00\x0a\x02\x18\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rest, err := withoutDelimiter(data)
		if err != nil {
			return
		}
		if !bytes.HasSuffix(data, rest) {
			t.Error("it is not the end of it")
		}
		_, _ = Config(rest, Whole, 10)
	})
}

func BenchmarkEncode(b *testing.B) {
	p := noise(512, 384, Half, 8)
	for i := range p.Y {
		p.Y[i] = p.Y[i]/16 + byte(i%512/3)
	}
	for b.Loop() {
		if _, err := Encode(b.Context(), p, 20); err != nil {
			b.Fatal(err)
		}
	}
}
