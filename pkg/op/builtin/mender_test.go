package builtin

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/paint"
	"github.com/photoq/photoq/pkg/retouch"
	"github.com/photoq/photoq/pkg/sample"
)

// flashed is a portrait with something to mend for each operation.
func flashed() *image.RGBA {
	m := sample.Scene(400, 320, 7)
	sample.Portrait{X: 192, Y: 160, Height: 180, RedEyes: true, Smile: true}.Draw(m)
	return m
}

// deep is a picture in 16 bits, with values between those of 8.
func deep(m *image.RGBA) *image.NRGBA64 {
	out := image.NewNRGBA64(m.Rect)
	draw.Draw(out, out.Rect, m, image.Point{}, draw.Src)
	for i := 1; i < len(out.Pix); i += 2 {
		if i%8 != 7 {
			out.Pix[i] ^= byte(i * 37)
		}
	}
	return out
}

func TestRetouchesTakeEveryKindOfPicture(t *testing.T) {
	m := flashed()
	clear := image.NewNRGBA(m.Rect)
	draw.Draw(clear, clear.Rect, m, image.Point{}, draw.Src)
	for i := 3; i < 4*400*40; i += 4 {
		clear.Pix[i] = byte(i)
	}
	wide := image.NewRGBA64(m.Rect)
	draw.Draw(wide, wide.Rect, m, image.Point{}, draw.Src)
	for name, m := range map[string]image.Image{
		"RGBA": m, "NRGBA": clear, "RGBA64": wide, "NRGBA64": deep(m),
		"4:4:4": ycc.FromImage(m, image.YCbCrSubsampleRatio444), "4:2:2": ycc.FromImage(m, image.YCbCrSubsampleRatio422),
		"4:2:0": ycc.FromImage(m, image.YCbCrSubsampleRatio420), "4:1:1": ycc.FromImage(m, image.YCbCrSubsampleRatio411),
	} {
		after := run(t, "redeye teeth", imageio.Photo{Image: m})
		if len(after.Notes) != 2 || !strings.HasPrefix(after.Notes[0], "redeye: 2 eyes at (163,150,4) (221,150,4)") || !strings.HasPrefix(after.Notes[1], "teeth: 1 mouth at (19") {
			t.Errorf("%s: notes %q", name, after.Notes)
		}
		if len(after.Touched) != 3 {
			t.Errorf("%s: touched %v", name, after.Touched)
		}
		changed := 0
		for y := range 320 {
			for x := range 400 {
				if m.At(x, y) == after.Image.At(x, y) {
					continue
				}
				changed++
				if !touchedAt(image.Pt(x, y), after.Touched, m) {
					t.Fatalf("%s: %d, %d changed, outside of %v", name, x, y, after.Touched)
				}
			}
		}
		if changed < 100 {
			t.Errorf("%s: %d pixels changed", name, changed)
		}
	}
}

// touchedAt reports whether a place, or one that shares its chroma, is in one of
// the rectangles.
func touchedAt(at image.Point, list []image.Rectangle, m image.Image) bool {
	sx, sy := 1, 1
	if planes, ok := m.(*image.YCbCr); ok {
		sx, sy = ycc.Subsampling(planes.SubsampleRatio)
	}
	cell := image.Rect(at.X/sx*sx, at.Y/sy*sy, at.X/sx*sx+sx, at.Y/sy*sy+sy)
	for _, r := range list {
		if cell.Overlaps(r) {
			return true
		}
	}
	return false
}

func TestSixteenBitsStayWhereTeethAreWhitened(t *testing.T) {
	before := deep(flashed())
	after := run(t, "teeth", imageio.Photo{Image: before}).Image.(*image.NRGBA64)
	between, changed := 0, 0
	for i := 0; i < len(after.Pix); i += 2 {
		if after.Pix[i] != before.Pix[i] || after.Pix[i+1] != before.Pix[i+1] {
			changed++
			if after.Pix[i] != after.Pix[i+1] {
				between++
			}
		}
	}
	if changed < 300 || between < changed*9/10 {
		t.Errorf("of %d values that changed %d are between those of 8 bits", changed, between)
	}
}

func TestPicturesWithoutFacesStayAsTheyAre(t *testing.T) {
	plain := func(c color.Color) image.Image {
		m := image.NewRGBA(image.Rect(0, 0, 200, 150))
		draw.Draw(m, m.Rect, image.NewUniform(c), image.Point{}, draw.Src)
		return m
	}
	noise := image.NewRGBA(image.Rect(0, 0, 300, 200))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = byte(r.Uint32()) | byte(255*(i%4/3))
	}
	grey := image.NewGray(image.Rect(0, 0, 400, 320))
	draw.Draw(grey, grey.Rect, flashed(), image.Point{}, draw.Src)
	grey16 := image.NewGray16(grey.Rect)
	draw.Draw(grey16, grey16.Rect, grey, image.Point{}, draw.Src)
	for name, m := range map[string]image.Image{
		"a pixel": image.NewRGBA(image.Rect(0, 0, 1, 1)), "a pixel of planes": image.NewYCbCr(image.Rect(0, 0, 1, 1), image.YCbCrSubsampleRatio420),
		"black": plain(color.Black), "white": plain(color.White), "red": plain(color.RGBA{220, 20, 30, 255}), "clear": image.NewNRGBA64(image.Rect(0, 0, 90, 90)),
		"noise": noise, "grey": grey, "grey of 16 bits": grey16, "a line": image.NewRGBA(image.Rect(0, 0, 5000, 1)),
	} {
		for _, steps := range []string{"redeye", "teeth", "redeye=pets=true"} {
			after := run(t, steps, imageio.Photo{Image: m})
			if after.Image != m || len(after.Touched) > 0 || len(after.Notes) != 1 || !strings.Contains(after.Notes[0], ": no ") {
				t.Errorf("%s, %s: notes %q, another image %v", name, steps, after.Notes, after.Image != m)
			}
		}
	}
}

func TestMoreStrengthChangesMore(t *testing.T) {
	before := flashed()
	for _, name := range []string{"redeye", "teeth"} {
		last := 0
		for _, strength := range []string{"10", "20", "30", "60", "100"} {
			after := run(t, name+"="+strength, imageio.Photo{Image: before}).Image.(*image.RGBA)
			sum := 0
			for i, v := range after.Pix {
				d := int(v) - int(before.Pix[i])
				sum += d * d
			}
			if sum <= last {
				t.Errorf("%s=%s: the squares of changes sum up to %d, and to %d before", name, strength, sum, last)
			}
			last = sum
		}
	}
}

func TestWhatIsMendedIsNotMendedAgain(t *testing.T) {
	var b bytes.Buffer
	if err := imageio.Encode(&b, run(t, "redeye", imageio.Photo{Image: flashed()}), imageio.EncodeOptions{Format: imageio.JPEG, Quality: 95}); err != nil {
		t.Fatal(err)
	}
	again, err := imageio.Decode(t.Context(), b.Bytes(), imageio.DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if notes := run(t, "redeye", again).Notes; len(notes) != 1 || notes[0] != "redeye: no red eyes" {
		t.Errorf("notes %q", notes)
	}
}

// No pixel of a real photo changes outside the masks.
func TestRetouchesLeaveTheRestOfPhotosAlone(t *testing.T) {
	corpus := os.Getenv("PHOTOQ_TEST_CORPUS")
	if corpus == "" {
		t.Skip("PHOTOQ_TEST_CORPUS is not set")
	}
	finder := newWatcher()
	for _, folder := range []string{"faces_redeye", "faces_clean", "photos"} {
		files, _ := filepath.Glob(filepath.Join(corpus, folder, "*"))
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			p, err := imageio.Decode(context.Background(), data, imageio.DecodeOptions{})
			if err != nil {
				continue // truth.json
			}
			faces, err := finder.faces(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			var mends []*retouch.Mend
			for _, e := range retouch.RedEyes(p.Image, faces, true) {
				if e.Red {
					mends = append(mends, e.Mend(p.Image, 1))
				}
			}
			for _, e := range retouch.AllTeeth(p.Image, faces) {
				if e.Shown {
					mends = append(mends, e.Mend(p.Image, 1))
				}
			}
			after := paint.Copy(p.Image)
			for _, m := range mends {
				paint.Over(after, m)
			}
			checkUncovered(t, filepath.Base(file), p.Image, after, mends)
		}
	}
}

// checkUncovered compares two pictures where no mask is, nor has a part in a
// pixel's chroma.
func checkUncovered(t *testing.T, name string, before, after image.Image, mends []*retouch.Mend) {
	t.Helper()
	size := before.Bounds().Size()
	sx, sy := 1, 1
	if planes, ok := before.(*image.YCbCr); ok {
		sx, sy = ycc.Subsampling(planes.SubsampleRatio)
	}
	across := (size.X + sx - 1) / sx
	covered := make([]bool, across*((size.Y+sy-1)/sy))
	for _, m := range mends {
		for y := m.Bounds().Min.Y; y < m.Bounds().Max.Y; y++ {
			row := make([]paint.Pixel, m.Bounds().Dx())
			m.Row(m.Bounds().Min.X, y, row)
			for x, p := range row {
				if p.A > 0 {
					covered[y/sy*across+(m.Bounds().Min.X+x)/sx] = true
				}
			}
		}
	}
	for y := range size.Y {
		for x := range size.X {
			if !covered[y/sy*across+x/sx] && before.At(x, y) != after.At(x, y) {
				t.Errorf("%s: %d, %d changed", name, x, y)
				return
			}
		}
	}
}
