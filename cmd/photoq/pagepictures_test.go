package main

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/photoq/photoq/pkg/icc"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/op/builtin"
	"github.com/photoq/photoq/pkg/sample"
)

// shown is what the picture of each operation in docs/operations.md shows:
// the step, and what the drawn photo is before.
func shown() map[string]struct{ step, before string } {
	return map[string]struct{ step, before string }{
		"adjust":     {step: "adjust=exposure=0.2,contrast=15,saturation=20"},
		"auto":       {"auto", "adjust=brightness=-35,contrast=-25,temperature=40"},
		"blur":       {step: "blur=1.5%"},
		"blurfaces":  {step: "blurfaces"},
		"border":     {step: "border=4%,color=#e8dcc4"},
		"crop":       {step: "crop=1:1,anchor=attention"},
		"denoise":    {"denoise", "noise"},
		"flip":       {step: "flip"},
		"frame":      {step: "frame=10%,width=3%,color=#404040"},
		"pad":        {step: "pad=1:1,color=#404040"},
		"recolor":    {step: "recolor=duotone,dark=#161a40,light=#ffd9a0"},
		"redeye":     {"redeye", "flash"},
		"resize":     {step: "resize=220"},
		"rotate":     {step: "rotate=90"},
		"sharpen":    {"sharpen=200", "blur=0.8"},
		"srgb":       {"srgb", "Adobe RGB"},
		"straighten": {"straighten=-6", "straighten=6"},
		"teeth":      {"teeth", "smile"},
		"text":       {step: `text="{name}, 2026",size=9`},
		"thumbnail":  {step: "thumbnail=160,square=true,anchor=attention"},
		"trim":       {"trim", "border=8%"},
		"watermark":  {step: "watermark=sun.png,size=20"},
	}
}

// TestOperationsPictures draws each operation's before and after, and holds
// the pictures in docs/pictures against them. -update writes them.
func TestOperationsPictures(t *testing.T) {
	t.Parallel()
	dir := filepath.Join("..", "..", "docs", "pictures")
	for _, name := range builtin.Registry().Names() {
		want := beforeAndAfter(t, name)
		page := filepath.Join(dir, name+".jpg")
		if *update {
			writePicture(t, page, want)
		}
		data, err := os.ReadFile(page)
		if err != nil {
			t.Errorf("%v; run go test ./cmd/photoq -run TestOperationsPictures -update", err)
			continue
		}
		got, err := imageio.Decode(t.Context(), data, imageio.DecodeOptions{})
		if err != nil {
			t.Fatalf("%s: %v", page, err)
		}
		// Processors may round otherwise, and a JPEG is not what it was made of.
		if d := distance(got.Image, want); d > 4 {
			t.Errorf("%s differs from what %s makes by %.1f levels a channel; run go test ./cmd/photoq -run TestOperationsPictures -update", page, name, d)
		}
	}
}

// beforeAndAfter draws the scene beside what the operation makes of it.
func beforeAndAfter(t *testing.T, name string) image.Image {
	t.Helper()
	s := shown()[name]
	if s.step == "" {
		t.Fatalf("nothing says what the picture of %s shows", name)
	}
	before := drawn()
	switch s.before {
	case "":
	case "flash":
		before.Image = portrait(sample.Portrait{RedEyes: true})
	case "smile":
		before.Image = portrait(sample.Portrait{Smile: true})
	case "noise":
		before.Image = noisy(before.Image.(*image.RGBA))
	case "Adobe RGB":
		before.ICC = icc.AdobeRGB()
	default:
		before = through(t, before, s.before)
	}
	after := through(t, before, s.step)
	const gap = 12
	l, r := before.Image.Bounds(), after.Image.Bounds()
	m := image.NewRGBA(image.Rect(0, 0, l.Dx()+gap+r.Dx(), max(l.Dy(), r.Dy())))
	draw.Draw(m, m.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(m, l.Sub(l.Min), before.Image, l.Min, draw.Over)
	draw.Draw(m, r.Sub(r.Min).Add(image.Pt(l.Dx()+gap, 0)), after.Image, r.Min, draw.Over)
	return m
}

// drawn is somebody at a beach.
func drawn() imageio.Photo {
	m := sample.Scene(360, 240, 7)
	sample.Portrait{X: 92, Y: 128, Height: 96, Smile: true}.Draw(m)
	return imageio.Photo{Image: m, Format: imageio.JPEG, Name: "beach.jpg"}
}

// portrait draws a face that fills the picture.
func portrait(p sample.Portrait) *image.RGBA {
	m := sample.Scene(240, 240, 7)
	p.X, p.Y, p.Height = 120, 122, 190
	p.Draw(m)
	return m
}

// noisy adds grain, always the same.
func noisy(m *image.RGBA) image.Image {
	r := rand.New(rand.NewPCG(7, 7))
	for i, v := range m.Pix {
		if i%4 != 3 {
			m.Pix[i] = uint8(min(max(float64(v)+6*r.NormFloat64(), 0), 255))
		}
	}
	return m
}

// through runs a photo through a step as it is written behind --op.
func through(t *testing.T, p imageio.Photo, step string) imageio.Photo {
	t.Helper()
	parsed, err := op.ParseStep(step)
	if err != nil {
		t.Fatalf("parse %s: %v", step, err)
	}
	out := op.DefaultOutput()
	out.Steps = []job.Step{parsed}
	pipeline, err := op.Compile(builtin.Registry(), job.Recipe{Outputs: []job.Output{out}})
	if err != nil {
		t.Fatalf("compile %s: %v", step, err)
	}
	err = pipeline.Bind(t.Context(), func(context.Context, string) ([]byte, error) {
		var logo bytes.Buffer
		err := png.Encode(&logo, sample.Sun(200))
		return logo.Bytes(), err
	})
	if err != nil {
		t.Fatalf("bind %s: %v", step, err)
	}
	var after imageio.Photo
	err = pipeline.Run(t.Context(), p, func(_ int, result imageio.Photo) error {
		after = result
		return nil
	})
	if err != nil {
		t.Fatalf("run %s: %v", step, err)
	}
	return after
}

func writePicture(t *testing.T, page string, m image.Image) {
	t.Helper()
	var buf bytes.Buffer
	err := imageio.Encode(&buf, imageio.Photo{Image: m}, imageio.EncodeOptions{Format: imageio.JPEG, Quality: 90})
	if err == nil {
		err = os.MkdirAll(filepath.Dir(page), 0o755)
	}
	if err == nil {
		err = os.WriteFile(page, buf.Bytes(), 0o644)
	}
	if err != nil {
		t.Fatalf("write %s: %v", page, err)
	}
}

// distance is the mean difference of two pictures, in levels of 255 a channel.
func distance(a, b image.Image) float64 {
	if a.Bounds().Size() != b.Bounds().Size() {
		return 255
	}
	sum, n := 0, 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			p := color.RGBAModel.Convert(a.At(a.Bounds().Min.X+x, a.Bounds().Min.Y+y)).(color.RGBA)
			q := color.RGBAModel.Convert(b.At(b.Bounds().Min.X+x, b.Bounds().Min.Y+y)).(color.RGBA)
			for _, d := range []int{int(p.R) - int(q.R), int(p.G) - int(q.G), int(p.B) - int(q.B)} {
				sum, n = sum+max(d, -d), n+1
			}
		}
	}
	return float64(sum) / float64(max(1, n))
}
