package imageio

import (
	"context"
	"errors"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/heif"
)

func heifFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "heif", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// drawn is the colour that the files' README says, at a pixel.
func drawn(x, y int, transparent bool) color.NRGBA {
	c := color.NRGBA{byte(4 * x), byte(5 * y), 40, 255}
	if x < 32 && y < 24 {
		c.B = 200
	}
	if transparent {
		c.A = byte(2 * (x + y))
	}
	return c
}

func TestHEICAndAVIFAreDecoded(t *testing.T) {
	for name, alpha := range map[string]bool{
		"colour.heic": false, "full444.heic": false, "alpha.heic": true, "deep.heic": false,
		"colour.avif": false, "full444.avif": false, "alpha.avif": true,
	} {
		p, err := Decode(t.Context(), heifFile(t, name), DecodeOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Image.Bounds() != image.Rect(0, 0, 64, 48) {
			t.Errorf("%s: %v", name, p.Image.Bounds())
			continue
		}
		sum, count := 0, 0
		for y := range 48 {
			for x := range 64 {
				got, want := color.NRGBAModel.Convert(p.Image.At(x, y)).(color.NRGBA), drawn(x, y, alpha)
				if want.A < 60 {
					continue // colours that nobody sees are not kept exactly
				}
				for _, d := range []int{int(got.R) - int(want.R), int(got.G) - int(want.G), int(got.B) - int(want.B), int(got.A) - int(want.A)} {
					sum, count = sum+max(d, -d), count+1
				}
			}
		}
		if mean := float64(sum) / float64(count); mean > 4 {
			t.Errorf("%s: colours are %.1f of 255 off", name, mean)
		}
	}
}

func TestTenBitsBecomeSixteen(t *testing.T) {
	p, err := Decode(t.Context(), heifFile(t, "deep.heic"), DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	m, ok := p.Image.(*image.RGBA64)
	if !ok {
		t.Fatalf("it is %T", p.Image)
	}
	if c := m.RGBA64At(63, 40); c.R < 250*257 || c.A != 65535 {
		t.Errorf("red is %d", c.R)
	}
}

func TestHEIFMemoryIsKnownBefore(t *testing.T) {
	h, err := ReadHeader(heifFile(t, "colour.heic"), Limits{})
	if err != nil || h.Width != 64 || h.Height != 48 || h.Memory < 48<<20 {
		t.Errorf("%+v, %v", h, err)
	}
	if _, err := ReadHeader(heifFile(t, "colour.avif"), Limits{Pixels: 1000}); fault.KindOf(err) != fault.TooLarge {
		t.Errorf("over the limit: %v", err)
	}
}

func TestDamagedHEIFIsUnreadable(t *testing.T) {
	for _, name := range []string{"colour.heic", "colour.avif"} {
		data := heifFile(t, name)
		f, err := heif.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		coded, err := f.Main.Data(0) // a part of data
		if err != nil {
			t.Fatal(err)
		}
		clear(coded[len(coded)/2:])
		_, err = Decode(t.Context(), data, DecodeOptions{})
		if name == "colour.heic" && err == nil || err != nil && fault.KindOf(err) != fault.Unreadable {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Decode(t.Context(), data[:len(data)*55/100], DecodeOptions{}); fault.KindOf(err) != fault.Unreadable {
			t.Errorf("%s cut off: %v", name, err)
		}
	}
}

func TestHEIFEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Decode(ctx, heifFile(t, "colour.heic"), DecodeOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

// What the container says of turning is the same as doing it step by step.
func TestContainersChangesAddUp(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 5, 3))
	for i := range m.Pix {
		m.Pix[i] = byte(i)
	}
	steps := []heif.Change{{Turn: 1}, {Turn: 2}, {Turn: 3}, {Mirror: 'x'}, {Mirror: 'y'}, {Crop: image.Rect(1, 0, 3, 2)}}
	for _, a := range steps {
		for _, b := range steps {
			for _, c := range steps[:5] {
				if !a.Crop.Empty() && !b.Crop.Empty() {
					continue // the second would be larger than the first
				}
				changes := []heif.Change{a, b, c}
				part, turn := placed(&heif.Picture{Size: image.Pt(5, 3), Changes: changes})
				got := Orient(Crop(m, part), turn).(*image.Gray)
				want := stepByStep(m, changes).(*image.Gray)
				if got.Rect != want.Rect || string(pixels(got)) != string(pixels(want)) {
					t.Errorf("%v: %v, want %v", changes, got, want)
				}
			}
		}
	}
}

func pixels(m *image.Gray) []byte {
	var out []byte
	for y := range m.Rect.Dy() {
		out = append(out, m.Pix[y*m.Stride:y*m.Stride+m.Rect.Dx()]...)
	}
	return out
}

func stepByStep(m image.Image, changes []heif.Change) image.Image {
	for _, c := range changes {
		switch {
		case c.Mirror == 'x':
			m = Orient(m, MirrorX)
		case c.Mirror == 'y':
			m = Orient(m, MirrorY)
		case c.Turn > 0:
			for range c.Turn {
				m = Orient(m, Rotate270)
			}
		default:
			m = Crop(m, c.Crop)
		}
	}
	return m
}
