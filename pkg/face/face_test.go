package face

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/sample"
)

func finder(t testing.TB) *Finder {
	t.Helper()
	f, err := NewFinder()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// plain is a picture of one colour.
func plain(w, h int, c color.Color) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return m
}

// group draws portraits on a grey ground.
func group(w, h int, portraits ...sample.Portrait) *image.RGBA {
	m := plain(w, h, color.RGBA{120, 140, 150, 255})
	for _, p := range portraits {
		p.Draw(m)
	}
	return m
}

func TestDrawnFacesAreFoundWithTheirEyes(t *testing.T) {
	portraits := []sample.Portrait{
		{X: 250, Y: 280, Height: 300},
		{X: 650, Y: 300, Height: 240, Turn: 0.3, Smile: true},
		{X: 900, Y: 500, Height: 110, Turn: -0.2, RedEyes: true},
	}
	f := finder(t)
	rgba := group(1000, 600, portraits...)
	planes := image.NewYCbCr(rgba.Rect, image.YCbCrSubsampleRatio444)
	grey := image.NewGray(rgba.Rect)
	for i := 0; i < len(rgba.Pix); i += 4 {
		planes.Y[i/4], planes.Cb[i/4], planes.Cr[i/4] = color.RGBToYCbCr(rgba.Pix[i], rgba.Pix[i+1], rgba.Pix[i+2])
		grey.Pix[i/4] = planes.Y[i/4]
	}
	deep := image.NewNRGBA64(rgba.Rect)
	draw.Draw(deep, deep.Rect, rgba, image.Point{}, draw.Src)
	grey16, inks := image.NewGray16(rgba.Rect), image.NewCMYK(rgba.Rect)
	draw.Draw(grey16, rgba.Rect, rgba, image.Point{}, draw.Src)
	draw.Draw(inks, rgba.Rect, rgba, image.Point{}, draw.Src)
	for name, m := range map[string]image.Image{"RGBA": rgba, "YCbCr": planes, "Gray": grey, "NRGBA64": deep, "Gray16": grey16, "CMYK": inks} {
		faces, err := f.Find(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range portraits {
			checkEyes(t, name, faces, p)
		}
	}
}

func TestFacesOfPhotosThatAreNotUprightAreFound(t *testing.T) {
	f := finder(t)
	for _, turn := range []float64{math.Pi / 2, math.Pi, -math.Pi / 2} {
		p := sample.Portrait{X: 400, Y: 300, Height: 260, Turn: turn}
		faces, err := f.Find(t.Context(), group(800, 600, p))
		if err != nil {
			t.Fatal(err)
		}
		checkEyes(t, fmt.Sprintf("turned by %.2f", turn), faces, p)
	}
}

func TestFacesOfACrowdAreFound(t *testing.T) {
	var people []sample.Portrait
	for i := range 36 {
		people = append(people, sample.Portrait{X: 90 + 84*float64(i%18), Y: 400 + 90*float64(i/18), Height: 56 + float64(i%3)})
	}
	faces, err := finder(t).Find(t.Context(), group(1600, 1000, people...))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, p := range people {
		if slices.ContainsFunc(faces, func(f Face) bool { return f.Certain() && f.Box.center().distance(Point{p.X, p.Y}) < 0.3*p.Height }) {
			found++
		}
	}
	if found < len(people)-2 || len(faces) > len(people) {
		t.Errorf("%d of %d faces of a crowd are found, and %d in all", found, len(people), len(faces))
	}
}

func TestBothNetworksDecideWhatIsAFace(t *testing.T) {
	for _, c := range []struct {
		second, mesh    float64
		certain, likely bool
	}{
		{0.9, 0.9, true, true}, {0.7, 0.45, true, true}, {0.9, 0.3, true, true},
		{0.75, 0.3, false, true}, {0.7, 0.36, false, true}, // what only looks like a face
		{0.5, 0.9, false, false}, {0.9, 0, false, false}, {0.58, 0.5, false, false},
	} {
		f := Face{Score: 0.5, Second: c.second, Mesh: c.mesh}
		if f.Certain() != c.certain || f.Likely() != c.likely {
			t.Errorf("%+v: certain %v, likely %v", c, f.Certain(), f.Likely())
		}
	}
	if f := (Face{Score: 0.2, Second: 1, Mesh: 1}); f.Certain() {
		t.Error("what was hardly seen at first is certain")
	}
}

// checkEyes looks for the certain face that has a portrait's eyes.
func checkEyes(t *testing.T, name string, faces []Face, p sample.Portrait) {
	t.Helper()
	left, right, radius := p.Eyes()
	for _, f := range faces {
		near := f.Eyes[0].Iris.distance(Point{left[0], left[1]}) < radius && f.Eyes[1].Iris.distance(Point{right[0], right[1]}) < radius
		if !near || !f.Certain() {
			continue
		}
		if f.Eyes[0].Radius < 0.6*radius || f.Eyes[0].Radius > 1.6*radius {
			t.Errorf("%s: an iris of %.1f pixels is taken for one of %.1f", name, radius, f.Eyes[0].Radius)
		}
		c := f.Box.center()
		if c.distance(Point{p.X, p.Y}) > 0.25*p.Height || f.Box.Width < 0.5*p.Height || f.Box.Width > p.Height {
			t.Errorf("%s: the box %+v is not around the face at %.0f, %.0f", name, f.Box, p.X, p.Y)
		}
		return
	}
	t.Errorf("%s: the face at %.0f, %.0f is not found with its eyes: %d faces", name, p.X, p.Y, len(faces))
}

func TestOpenMouthsAreOpen(t *testing.T) {
	f := finder(t)
	for _, smile := range []bool{false, true} {
		faces, err := f.Find(t.Context(), group(500, 500, sample.Portrait{X: 250, Y: 240, Height: 300, Smile: smile}))
		if err != nil || len(faces) == 0 {
			t.Fatalf("%d faces, %v", len(faces), err)
		}
		// From the middle of the lower lip's edge to that of the upper.
		mouth := faces[0].Mouth
		gap, width := mouth[5].distance(mouth[15]), mouth[0].distance(mouth[10])
		if open := gap > 0.1*width; open != smile {
			t.Errorf("smile %v: the mouth is open by %.1f of %.1f pixels", smile, gap, width)
		}
	}
}

func TestWhereNoFaceIsNoneIsFound(t *testing.T) {
	noise := image.NewRGBA(image.Rect(0, 0, 300, 200))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(r.IntN(256)) | uint8(255*(i&3)/3&^254)
	}
	f := finder(t)
	for name, m := range map[string]image.Image{
		"a pixel": plain(1, 1, color.White), "black": plain(300, 200, color.Black), "white": plain(200, 300, color.White), "noise": noise,
		"a beach": sample.Scene(900, 600, 4), "a line": plain(1, 20000, color.White), "another": plain(20000, 1, color.Black),
		"nothing": image.NewGray(image.Rectangle{}), "clear": image.NewNRGBA(image.Rect(0, 0, 90, 90)),
	} {
		faces, err := f.Find(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range faces {
			if found.Certain() {
				t.Errorf("%s: a face at %+v", name, found.Box)
			}
		}
	}
}

func TestFacesOfPanoramasAreFound(t *testing.T) {
	people := []sample.Portrait{{X: 700, Y: 300, Height: 260}, {X: 6900, Y: 320, Height: 240, Smile: true}}
	faces, err := finder(t).Find(t.Context(), group(7200, 600, people...))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		checkEyes(t, "a panorama", faces, p)
	}
}

// TestHugePhotosAreSearchedInLittleMemory takes photos whose rows are all the
// same, and one in memory.
func TestHugePhotosAreSearchedInLittleMemory(t *testing.T) {
	f := finder(t)
	for _, size := range []image.Point{{20000, 10000}, {400, 60000}, {65535, 3000}} {
		m := &image.YCbCr{
			Y: make([]uint8, size.X), Cb: make([]uint8, (size.X+1)/2), Cr: make([]uint8, (size.X+1)/2),
			SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: image.Rectangle{Max: size},
		}
		for i := range m.Y {
			m.Y[i], m.Cb[i/2], m.Cr[i/2] = uint8(i*i/7), uint8(i/3), uint8(i/5)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := f.Find(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > 80<<20 {
			t.Errorf("%v: %d MB were allocated", size, got>>20)
		}
	}
}

func TestASearchEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := finder(t).Find(ctx, plain(300, 200, color.White)); !errors.Is(err, context.Canceled) {
		t.Errorf("Find = %v", err)
	}
}

// TestModelsAreThosePublished holds the files against what is recorded of
// them.
func TestModelsAreThosePublished(t *testing.T) {
	page, err := os.ReadFile("models/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"face_detection_short_range.tflite": detectorModel, "face_landmark_with_attention.tflite": meshModel} {
		sum := sha256.Sum256(data)
		if !strings.Contains(string(page), "| "+name+" |") || !strings.Contains(string(page), hex.EncodeToString(sum[:])) {
			t.Errorf("models/README.md does not have the checksum of %s", name)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	f := finder(b)
	m := group(4000, 3000, sample.Portrait{X: 1500, Y: 1400, Height: 900})
	for b.Loop() {
		if _, err := f.Find(b.Context(), m); err != nil {
			b.Fatal(err)
		}
	}
}
