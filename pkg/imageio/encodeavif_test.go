package imageio

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/heif"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

func TestAVIFIsNear(t *testing.T) {
	for _, size := range []image.Point{{333, 160}, {17, 31}} {
		m := scene(size.X, size.Y)
		rgba := &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
		for name, p := range map[string]image.Image{
			"RGB":   m,
			"4:4:4": ycc.FromImage(rgba, image.YCbCrSubsampleRatio444),
			"4:2:2": ycc.FromImage(rgba, image.YCbCrSubsampleRatio422),
			"4:2:0": ycc.FromImage(rgba, image.YCbCrSubsampleRatio420),
			"4:1:1": ycc.FromImage(rgba, image.YCbCrSubsampleRatio411),
			"4:1:0": ycc.FromImage(rgba, image.YCbCrSubsampleRatio410),
			"4:4:0": ycc.FromImage(rgba, image.YCbCrSubsampleRatio440),
		} {
			got := decode(t, encode(t, Photo{Image: p}, EncodeOptions{Format: AVIF, Quality: 95}))
			var want image.Image = m
			if halved, ok := p.(*image.YCbCr); ok {
				want = ycc.RGBA(halved)
			}
			if halved, ok := got.Image.(*image.YCbCr); ok {
				got.Image = ycc.RGBA(halved)
			}
			if d := meanDistance(got.Image, want); d > 5 {
				t.Errorf("%s of %v: a mean of %.2f off", name, size, d)
			}
		}
	}
}

func TestChromaOfAVIF(t *testing.T) {
	for _, c := range []struct {
		has     image.YCbCrSubsampleRatio
		chroma  string
		quality int
		want    image.YCbCrSubsampleRatio
	}{
		{image.YCbCrSubsampleRatio444, "", 85, image.YCbCrSubsampleRatio420},
		{image.YCbCrSubsampleRatio444, "auto", 90, image.YCbCrSubsampleRatio444},
		{image.YCbCrSubsampleRatio422, "auto", 90, image.YCbCrSubsampleRatio422},
		{image.YCbCrSubsampleRatio420, "auto", 95, image.YCbCrSubsampleRatio420},
		{image.YCbCrSubsampleRatio440, "auto", 95, image.YCbCrSubsampleRatio420},
		{image.YCbCrSubsampleRatio411, "auto", 50, image.YCbCrSubsampleRatio420},
		{image.YCbCrSubsampleRatio420, "422", 50, image.YCbCrSubsampleRatio422},
		{image.YCbCrSubsampleRatio420, "444", 50, image.YCbCrSubsampleRatio444},
	} {
		o := EncodeOptions{Format: AVIF, Quality: c.quality, Chroma: c.chroma}
		file, err := heif.Parse(encode(t, Photo{Image: planes(40, 24, c.has)}, o))
		if err != nil {
			t.Fatal(err)
		}
		// The bits of av1C for chroma halved across, and down.
		want := map[image.YCbCrSubsampleRatio]byte{image.YCbCrSubsampleRatio420: 12, image.YCbCrSubsampleRatio422: 8}[c.want]
		if got := file.Main.Config[2]; got != want {
			t.Errorf("%v as %q at %d is written with %x, not %x", c.has, c.chroma, c.quality, got, want)
		}
	}
}

func TestAVIFKeepsGreysAndAlpha(t *testing.T) {
	for v := 0; v < 256; v += 15 {
		grey := image.NewGray(image.Rect(0, 0, 33, 17))
		for i := range grey.Pix {
			grey.Pix[i] = byte(v)
		}
		got, ok := decode(t, encode(t, Photo{Image: grey}, EncodeOptions{Format: AVIF, Quality: 90})).Image.(*image.Gray)
		if !ok || distance(got, grey) > 2 {
			t.Errorf("grey %d became %T", v, got)
		}
	}
	m := withAlpha(64, 40)
	got := decode(t, encode(t, Photo{Image: m}, EncodeOptions{Format: AVIF, Quality: 60})).Image
	for y := range 40 {
		for x := range 64 {
			want, a := m.NRGBAAt(x, y).A, color.NRGBAModel.Convert(got.At(x, y)).(color.NRGBA).A
			if a != want {
				t.Fatalf("the alpha of (%d, %d) is %d, not %d", x, y, a, want)
			}
		}
	}
}

func TestAVIFEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := EncodeContext(ctx, &bytes.Buffer{}, Photo{Image: scene(64, 64)}, EncodeOptions{Format: AVIF})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// Other programs decode it as we do.
func TestOthersDecodeOurAVIF(t *testing.T) {
	if _, err := exec.LookPath("avifdec"); err != nil {
		t.Skip("avifdec is not installed")
	}
	for name, m := range map[string]image.Image{"colour": scene(65, 41), "alpha": withAlpha(65, 41), "grey": gray8(image.NewGray16(image.Rect(0, 0, 5, 3)))} {
		data := encode(t, Photo{Image: m}, EncodeOptions{Format: AVIF, Quality: 95, Chroma: Chroma444})
		from, to := filepath.Join(t.TempDir(), "a.avif"), filepath.Join(t.TempDir(), "a.png")
		if err := os.WriteFile(from, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if said, err := exec.Command("avifdec", from, to).CombinedOutput(); err != nil || strings.Contains(string(said), "ERROR") {
			t.Errorf("%s: %v %s", name, err, said)
			continue
		}
		theirs, err := os.ReadFile(to)
		if err != nil {
			t.Fatal(err)
		}
		if d := meanDistance(decode(t, data).Image, decode(t, theirs).Image); d > 1 {
			t.Errorf("%s: a mean of %.2f apart", name, d)
		}
	}
}
