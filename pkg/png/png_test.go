package png

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math/rand/v2"
	"testing"
)

// pictures returns one of each type, with pixels that gen makes: byte i of
// n. Colours do not exceed alpha where they are multiplied by it.
func pictures(r image.Rectangle, gen func(i int) byte) map[string]image.Image {
	fill := func(pix []byte) {
		for i := range pix {
			pix[i] = gen(i)
		}
	}
	grey, deepGrey, nrgba, deep := image.NewGray(r), image.NewGray16(r), image.NewNRGBA(r), image.NewNRGBA64(r)
	fill(grey.Pix)
	fill(deepGrey.Pix)
	fill(nrgba.Pix)
	fill(deep.Pix)
	opaque, deepOpaque, times, deepTimes := image.NewNRGBA(r), image.NewNRGBA64(r), image.NewRGBA(r), image.NewRGBA64(r)
	plain, deepPlain := image.NewRGBA(r), image.NewRGBA64(r)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			c, d := nrgba.NRGBAAt(x, y), deep.NRGBA64At(x, y)
			times.Set(x, y, c)
			deepTimes.Set(x, y, d)
			c.A, d.A = 255, 65535
			opaque.SetNRGBA(x, y, c)
			plain.Set(x, y, c)
			deepOpaque.SetNRGBA64(x, y, d)
			deepPlain.Set(x, y, d)
		}
	}
	return map[string]image.Image{
		"Gray": grey, "Gray16": deepGrey, "NRGBA": nrgba, "NRGBA64": deep, "RGBA": times, "RGBA64": deepTimes,
		"opaque NRGBA": opaque, "opaque NRGBA64": deepOpaque, "opaque RGBA": plain, "opaque RGBA64": deepPlain,
	}
}

// decoded reads a PNG, and fails the test where it cannot.
func decoded(t *testing.T, data []byte) image.Image {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Each pixel is what the standard library's encoder makes of it, in as many
// bits and channels.
func TestPixelsAreThoseOfTheStandardLibrary(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []image.Point{{1, 1}, {1, 90}, {90, 1}, {7, 5}, {300, 200}} {
		for kind, gen := range map[string]func(i int) byte{
			"noise": func(int) byte { return byte(random.Uint32()) },
			"ramp":  func(i int) byte { return byte(i / 3) },
			"flat":  func(i int) byte { return 77 },
			"steps": func(i int) byte { return byte(255 * (i / 97 % 2)) },
		} {
			for name, m := range pictures(image.Rectangle{Max: size}, gen) {
				t.Run(fmt.Sprintf("%v %s %s", size, kind, name), func(t *testing.T) {
					var own, std bytes.Buffer
					if err := errors.Join(Encode(&own, m, nil), png.Encode(&std, m)); err != nil {
						t.Fatal(err)
					}
					got, want := decoded(t, own.Bytes()), decoded(t, std.Bytes())
					if a, b := fmt.Sprintf("%T", got), fmt.Sprintf("%T", want); a != b {
						t.Fatalf("it is read as %s, and the other as %s", a, b)
					}
					for y := range size.Y {
						for x := range size.X {
							if got.At(x, y) != want.At(x, y) {
								t.Fatalf("pixel (%d, %d) is %v, not %v", x, y, got.At(x, y), want.At(x, y))
							}
						}
					}
				})
			}
		}
	}
}

// A part of a picture has the picture's stride.
func TestPartsOfPictures(t *testing.T) {
	whole := pictures(image.Rect(0, 0, 40, 30), func(i int) byte { return byte(i * i / 7) })
	for name, m := range whole {
		part := m.(interface {
			SubImage(image.Rectangle) image.Image
		}).SubImage(image.Rect(11, 7, 31, 22))
		var b bytes.Buffer
		if err := Encode(&b, part, nil); err != nil {
			t.Fatal(err)
		}
		got := decoded(t, b.Bytes())
		if got.Bounds() != image.Rect(0, 0, 20, 15) {
			t.Fatalf("%s: it has the bounds %v", name, got.Bounds())
		}
		for y := range 15 {
			for x := range 20 {
				want := color.NRGBA64Model.Convert(m.At(11+x, 7+y))
				if c := color.NRGBA64Model.Convert(got.At(x, y)); far(c, want) {
					t.Fatalf("%s: pixel (%d, %d) is %v, not %v", name, x, y, c, want)
				}
			}
		}
	}
}

// far reports whether two colours differ by more than what a division by
// alpha can lose in 8 bits.
func far(a, b color.Color) bool {
	p, q := a.(color.NRGBA64), b.(color.NRGBA64)
	off := func(x, y uint16) bool { return max(x, y)-min(x, y) > 257 }
	return off(p.R, q.R) || off(p.G, q.G) || off(p.B, q.B) || p.A != q.A
}

// The prediction is the standard's (section 9.4), for all neighbours of some
// values.
func TestPaethIsTheStandards(t *testing.T) {
	by := func(a, b, c int) int {
		p := a + b - c
		pa, pb, pc := max(p-a, a-p), max(p-b, b-p), max(p-c, c-p)
		switch {
		case pa <= pb && pa <= pc:
			return a
		case pb <= pc:
			return b
		}
		return c
	}
	dst := make([]byte, 1)
	for a := 0; a < 256; a += 5 {
		for b := 0; b < 256; b += 3 {
			for c := range 256 {
				byPaeth(dst, []byte{0}, []byte{byte(a)}, []byte{byte(b)}, []byte{byte(c)})
				if want := byte(-by(a, b, c)); dst[0] != want {
					t.Fatalf("left %d, up %d, corner %d: the difference is %d, not %d", a, b, c, dst[0], want)
				}
			}
		}
	}
}

// A picture of each kind of change is filtered by that kind.
func TestEachKindOfFilterIsTaken(t *testing.T) {
	up, left := []byte{9, 80, 3, 90, 17, 60}, []byte{100, 103, 106, 109, 112, 115}
	for name, c := range map[string]struct {
		above, row []byte
		want       byte
	}{
		"near zero":  {[]byte{99, 99, 99, 99, 99, 99}, []byte{0, 1, 255, 0, 2, 254}, 0},
		"like left":  {[]byte{0, 0, 0, 0, 0, 0}, left, 1},
		"like above": {up, up, 2},
		"like both":  {[]byte{200, 10, 220, 30, 190, 20}, []byte{100, 55, 137, 83, 136, 78}, 3},
		"in places":  {[]byte{10, 90, 20, 20, 20, 20}, []byte{10, 90, 60, 60, 60, 60}, 4},
	} {
		f := newFilter(len(c.row), 1)
		copy(f.next(), c.above)
		copy(f.next(), c.row)
		if got := f.filtered()[0]; got != c.want {
			t.Errorf("%s: filter %d is taken, not %d", name, got, c.want)
		}
	}
}

func TestChunksStandBehindTheHeader(t *testing.T) {
	var b bytes.Buffer
	chunk := AppendChunk(nil, "tEXt", []byte("Title\x00Harbour"))
	if err := Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2)), chunk); err != nil {
		t.Fatal(err)
	}
	decoded(t, b.Bytes())
	if at := bytes.Index(b.Bytes(), chunk); at != len(signature)+25 {
		t.Errorf("the chunk stands at %d", at)
	}
}

// failing is a writer that takes only so many bytes.
type failing struct{ left int }

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestErrorsOfTheWriterAreReturned(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 200, 200))
	for i := range m.Pix {
		m.Pix[i] = byte(i * i * i >> 5)
	}
	var whole bytes.Buffer
	if err := Encode(&whole, m, nil); err != nil {
		t.Fatal(err)
	}
	for _, left := range []int{0, 20, 60, whole.Len() / 2, whole.Len() - 1} {
		if err := Encode(&failing{left}, m, nil); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("after %d of %d bytes: %v", left, whole.Len(), err)
		}
	}
	if err := Encode(io.Discard, image.NewPaletted(m.Rect, color.Palette{color.Black}), nil); err == nil {
		t.Error("a picture with a palette is taken")
	}
}

func FuzzEncode(f *testing.F) {
	f.Add([]byte("pixels of any kind, as many as there are"), uint8(3), uint8(2))
	f.Fuzz(func(t *testing.T, pix []byte, width, kind uint8) {
		w := int(width%64) + 1
		per := []int{1, 2, 4, 4, 8, 8}[kind%6]
		h := len(pix) / (w * per)
		if h == 0 {
			return
		}
		r := image.Rect(0, 0, w, h)
		pix = pix[:w*per*h]
		m := []image.Image{
			&image.Gray{Pix: pix, Stride: w, Rect: r}, &image.Gray16{Pix: pix, Stride: 2 * w, Rect: r},
			&image.NRGBA{Pix: pix, Stride: 4 * w, Rect: r}, &image.RGBA{Pix: pix, Stride: 4 * w, Rect: r},
			&image.NRGBA64{Pix: pix, Stride: 8 * w, Rect: r}, &image.RGBA64{Pix: pix, Stride: 8 * w, Rect: r},
		}[kind%6]
		var b bytes.Buffer
		if err := Encode(&b, m, nil); err != nil {
			t.Fatal(err)
		}
		got := decoded(t, b.Bytes())
		if kind%6 == 3 || kind%6 == 5 {
			return // multiplied by alpha: such pixels need not be colours
		}
		for y := range h {
			for x := range w {
				if a, b := color.NRGBA64Model.Convert(got.At(x, y)), color.NRGBA64Model.Convert(m.At(x, y)); a != b {
					t.Fatalf("pixel (%d, %d) is %v, not %v", x, y, a, b)
				}
			}
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	m := image.NewRGBA(image.Rect(0, 0, 2000, 1500))
	for i := range m.Pix { // as smooth and as noisy as a photo
		m.Pix[i] = byte(128 + 60*((i/4%2000)/250%2) + i/8000/20 + int(random.NormFloat64()*3))
		if i%4 == 3 {
			m.Pix[i] = 255
		}
	}
	for name, encode := range map[string]func(w io.Writer) error{
		"own":     func(w io.Writer) error { return Encode(w, m, nil) },
		"library": func(w io.Writer) error { return png.Encode(w, m) },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(m.Pix)))
			for b.Loop() {
				var out bytes.Buffer
				if err := encode(&out); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(out.Len()), "size")
			}
		})
	}
}
