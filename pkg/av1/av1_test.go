package av1

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
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

// noise needs as many bits as a picture can.
func noise(w, h int, c Chroma) Planes {
	r := rand.New(rand.NewPCG(1, 2))
	plane := func(n int) []byte {
		out := make([]byte, n)
		for i := range out {
			out[i] = byte(r.IntN(256))
		}
		return out
	}
	p := Planes{Width: w, Height: h, Chroma: c, Y: plane(w * h)}
	if cw, ch := p.ChromaSize(); cw > 0 {
		p.Cb, p.Cr = plane(cw*ch), plane(cw*ch)
	}
	return p
}

func TestNoiseOfAnyShapeFits(t *testing.T) {
	for _, c := range []Chroma{None, Half, Wide, Whole} {
		for _, size := range [][2]int{{1, 1}, {1, 70}, {71, 3}, {130, 70}} {
			for _, quantizer := range []int{Lossless, 1, 63} {
				p := noise(size[0], size[1], c)
				picture, err := Encode(t.Context(), p, quantizer)
				if err != nil {
					t.Errorf("%v of %v at %d: %v", c, size, quantizer, err)
					continue
				}
				config, err := Config(picture, c)
				if want := map[Chroma]byte{None: 0, Half: 0, Wide: 2, Whole: 1}[c]; err != nil || config[1]>>5 != want {
					t.Errorf("%v has the configuration %x, %v", c, config, err)
				}
				if again, err := Encode(t.Context(), p, quantizer); err != nil || !bytes.Equal(again, picture) {
					t.Errorf("%v of %v: a second run differs: %v", c, size, err)
				}
			}
		}
	}
}

func TestPicturesThatAreRefused(t *testing.T) {
	short := noise(4, 4, Half)
	short.Cb = short.Cb[:3]
	grey := noise(4, 4, None)
	grey.Cr = grey.Y
	for name, p := range map[string]Planes{
		"empty": {}, "wide": {Width: MaxSide + 1, Height: 1}, "short": short, "grey with a colour": grey,
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
	if _, err := Encode(ctx, noise(256, 256, Half), 10); !errors.Is(err, context.Canceled) {
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
		if config, err := Config([]byte(data), Half); err == nil {
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
		_, _ = Config(rest, Whole)
	})
}

func BenchmarkEncode(b *testing.B) {
	p := noise(512, 384, Half)
	for i := range p.Y {
		p.Y[i] = p.Y[i]/16 + byte(i%512/3)
	}
	for b.Loop() {
		if _, err := Encode(b.Context(), p, 20); err != nil {
			b.Fatal(err)
		}
	}
}
