package builtin

import (
	"context"
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/op/optest"
)

func TestEveryOperationKeepsTheClauses(t *testing.T) {
	steps := map[string][]string{
		"thumbnail": {"thumbnail=1", "thumbnail=8", "thumbnail=8,square=true", "thumbnail=6,square=true,anchor=attention", "thumbnail=5,square=true,anchor=face"},
		"resize": {
			"resize=7", "resize=size=33,enlarge=true", "resize=width=5", "resize=height=5",
			"resize=width=5,height=9,fit=cover", "resize=width=31,height=9,fit=exact,enlarge=true", "resize=width=40,height=3,fit=cover,enlarge=true",
		},
		"straighten": {"straighten=1.3", "straighten=-45", "straighten=30"},
		"trim":       {"trim=0", "trim=255"},
		"pad":        {"pad=1:1", "pad=25x41,color=transparent", "pad=3:1,color=red,anchor=southeast", "pad=60x4,color=#0f08"},

		"crop":   {"crop=3:4", "crop=5x5,anchor=southeast", "crop=50%,anchor=west", "crop=999:1", "crop=2:3,anchor=attention", "crop=2:3,anchor=face"},
		"rotate": {"rotate=180", "rotate=270", "rotate=-90", "rotate=90,lossless=true"},
		"flip":   {"flip=vertical", "flip=lossless=true"},
		"recolor": {
			"recolor=grayscale,strength=40", "recolor=sepia", "recolor=duotone,dark=#003,light=gold", "recolor=tint,color=teal",
			"recolor=cool,strength=0", "recolor=vivid", "recolor=fade", "recolor=from=red,to=blue",
		},
		"redeye":    {"redeye=40,pets=true"},
		"teeth":     {"teeth=30"},
		"blurfaces": {"blurfaces"},
		"auto":      {"auto=50", "auto=0"},
		"blur":      {"blur=0", "blur=1.5", "blur=40%"},
		"denoise":   {"denoise=0", "denoise=30", "denoise=100"},
		"sharpen":   {"sharpen=0", "sharpen=300,radius=2,threshold=0", "sharpen=100,radius=100"},
		"watermark": {
			"watermark=logo.png", "watermark=logo.png,size=100,margin=0,opacity=50", "watermark=logo.png,size=90,position=north",
			"watermark=logo.png,tile=true,size=20,spacing=5", "watermark=logo.png,opacity=0,position=west",
		},
		"border": {"border=3", "border=4,color=#10203040", "border=100%,color=red", "border=0,color=transparent"},
		"frame":  {"frame=50,width=2,background=red", "frame=20%,width=0", "frame=0,color=blue", "frame=30,width=0,background=black"},
		"text": {
			`text="Ag, {width} {name}",size=40,margin=0`, `text="a b c d e f",background=#10f08080,position=northwest,shadow=0,size=30%`,
			`text="x",color=black,opacity=30,size=100`, `text="a\nb",position=east,color=gray`,
		},
		"adjust": {"adjust=brightness=20", "adjust=saturation=-100", "adjust=brightness=-30,saturation=70",
			"adjust=exposure=1,contrast=30", "adjust=shadows=40,highlights=-60", "adjust=temperature=30,tint=-20", "adjust=gamma=0.5"},
	}
	r := Registry()
	for _, name := range r.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			optest.Run(t, r, name, steps[name]...)
		})
	}
}

// apply runs one --op value over a picture.
func apply(t *testing.T, text string, m image.Image) image.Image {
	t.Helper()
	p, err := compile(text)
	if err != nil {
		t.Fatal(err)
	}
	var result image.Image
	err = p.Run(context.Background(), imageio.Photo{Image: m}, func(_ int, p imageio.Photo) error {
		result = p.Image
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return result
}

func compile(text string) (*op.Pipeline, error) {
	step, err := op.ParseStep(text)
	if err != nil {
		return nil, err
	}
	out := op.DefaultOutput()
	out.Steps = []job.Step{step}
	return op.Compile(Registry(), job.Recipe{Outputs: []job.Output{out}})
}

// compileSteps compiles an output of the steps in text, with spaces between.
func compileSteps(t testing.TB, text string) *op.Pipeline {
	t.Helper()
	out := op.DefaultOutput()
	for _, part := range strings.Fields(text) {
		step, err := op.ParseStep(part)
		if err != nil {
			t.Fatal(err)
		}
		out.Steps = append(out.Steps, step)
	}
	p, err := op.Compile(Registry(), job.Recipe{Outputs: []job.Output{out}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSizes(t *testing.T) {
	for _, c := range []struct {
		text         string
		w, h         int
		wantW, wantH int
	}{
		{"thumbnail", 4000, 3000, 256, 192},
		{"thumbnail", 3000, 4000, 192, 256},
		{"thumbnail", 100, 50, 100, 50},
		{"thumbnail=10", 4000, 3, 10, 1},
		{"thumbnail=50,square=yes", 300, 200, 50, 50},
		{"thumbnail=500,square=yes", 300, 200, 200, 200},
		{"resize=100", 300, 200, 100, 67},
		{"resize=400", 300, 200, 300, 200},
		{"resize=400,enlarge=true", 300, 200, 400, 267},
		{"resize=width=150", 300, 200, 150, 100},
		{"resize=height=100", 300, 200, 150, 100},
		{"resize=width=100,height=100", 300, 200, 100, 67},
		{"resize=width=100,height=100,fit=cover", 300, 200, 100, 100},
		{"resize=width=400,height=400,fit=cover", 300, 200, 200, 200},
		{"resize=width=400,height=400,fit=cover,enlarge=true", 300, 200, 400, 400},
		{"resize=width=50,height=60,fit=exact", 300, 200, 50, 60},
		{"resize=width=500,height=60,fit=exact", 300, 200, 300, 60},
		{"resize=width=500,height=60,fit=exact,enlarge=true", 300, 200, 500, 60},
		{"crop=1:1", 300, 200, 200, 200},
		{"crop=4:3", 300, 200, 267, 200},
		{"crop=1:2", 300, 200, 100, 200},
		{"crop=1.91:1", 300, 200, 300, 157},
		{"crop=100x50", 300, 200, 100, 50},
		{"crop=1000x50", 300, 200, 300, 50},
		{"crop=50%", 300, 201, 150, 101},
		{"crop=0.1%", 300, 200, 1, 1},
		{"straighten", 300, 200, 300, 200},
		{"straighten=10", 300, 200, 277, 154},
		{"straighten=-10", 200, 300, 154, 277},
		{"straighten=45", 300, 200, 141, 141},
		{"straighten=45", 100, 100, 70, 70},
		{"straighten=-20", 400, 10, 14, 5},
		{"straighten=20", 10, 400, 5, 14},
		{"straighten=0.01", 1, 1, 1, 1},
		{"pad", 300, 200, 300, 300},
		{"pad=16:9", 300, 200, 356, 200},
		{"pad=3:4", 300, 200, 300, 400},
		{"pad=400x100", 300, 200, 400, 200},
		{"pad=100x100", 300, 200, 300, 200},
		{"rotate", 300, 200, 200, 300},
		{"rotate=180", 300, 200, 300, 200},
		{"flip", 300, 200, 300, 200},
	} {
		got := apply(t, c.text, image.NewGray(image.Rect(0, 0, c.w, c.h))).Bounds()
		if got != image.Rect(0, 0, c.wantW, c.wantH) {
			t.Errorf("%s of %dx%d: %v, want %dx%d", c.text, c.w, c.h, got.Max, c.wantW, c.wantH)
		}
	}
}

func TestWrongParameters(t *testing.T) {
	for text, want := range map[string]string{
		"crop=anchor=attention,lossless=true": "lossless=true does not look at the photo",
		"crop=anchor=face,lossless=true":      "which anchor=face needs",
		"pad=1:1,anchor=face":                 "pad cuts nothing",
		"text=a,position=face":                "must be a point of the compass",
		"thumbnail=anchor=north":              "anchor=north needs square=true",
		"resize=10,anchor=north":              "anchor=north needs fit=cover",
		"straighten=46":                       "degrees=46 is not from -45 to 45",
		"trim=256":                            "tolerance=256 is not from 0 to 255",
		"pad=50%":                             "must be a ratio like 1:1 or a size",
		"pad=1:1,anchor=attention":            "pad cuts nothing",
		"pad=1:1,color=reed":                  `did you mean "red"?`,

		"thumbnail=0":                          "size=0 is not from 1 to 65535",
		"thumbnail=70000":                      "from 1 to 65535",
		"thumbnail=big":                        "must be a whole number",
		"thumbnail=square=maybe":               "must be true or false",
		"resize":                               "needs a size",
		"resize=-5":                            "size=-5 is not from 1 to 65535",
		"resize=100,width=50":                  "size stands beside width or height",
		"resize=width=10,fit=cover":            "fit=cover needs width and height",
		"resize=10,fit=insde":                  `did you mean "inside"?`,
		"resize=width=0":                       "needs a size",
		"crop=4:0":                             "the sides of a ratio",
		"crop=0x5":                             "the sides of a size",
		"crop=101%":                            "up to 100",
		"crop=1e1%":                            "up to 100",
		"crop=half":                            "must be a ratio like 4:3",
		"crop=1:1,anchor=norht":                `did you mean "north"?`,
		"rotate=45":                            "degrees=45 is not 90, 180, 270 or -90",
		"flip=horizontl":                       `did you mean "horizontal"?`,
		"adjust=brightness=101":                "brightness=101 is not from -100 to 100",
		"adjust=saturation=1.5":                "must be a whole number",
		"recolor=sepia,hue=30":                 "are three steps",
		"recolor=hue=1,from=red,to=blue":       "are three steps",
		"recolor=hue=400":                      "hue=400 is not from -360 to 360",
		"recolor=hue=much":                     "must be a number",
		"recolor=tint":                         "style=tint needs a color",
		"recolor=warm,color=red":               "color is for style=tint",
		"recolor=sepia,dark=red":               "dark and light are for style=duotone",
		"recolor=from=red":                     "from and to need each other",
		"recolor=sepia,tolerance=3":            "tolerance is for from and to",
		"recolor=from=red,to=blue,tolerance=0": "tolerance=0 is not from 1 to 100",
		"recolor=hue=3,strength=5":             "strength is for styles",
		"recolor=sepia,strength=101":           "strength=101 is not from 0 to 100",
		"recolor=tint,color=#ff000080":         "color=#ff000080 is transparent",
		"recolor=tint,color=rde":               `did you mean "red"?`,
		"redeye=0":                             "strength=0 is not from 1 to 100",
		"teeth=101":                            "strength=101 is not from 1 to 100",
		"auto=101":                             "strength=101 is not from 0 to 100",
		"blur=-1":                              "must be 0 to 10000 pixels",
		"blur=1e2":                             "must be 0 to 10000 pixels",
		"blur=101%":                            "0% to 100%",
		"blur=.":                               "must be 0 to 10000 pixels",
		"denoise=-1":                           "strength=-1 is not from 0 to 100",
		"sharpen=501":                          "amount=501 is not from 0 to 500",
		"sharpen=radius=0.2":                   "radius=0.2 is not from 0.3 to 100",
		"sharpen=threshold=NaN":                "must be a number",
		"recolor=sepai":                        `did you mean "sepia"?`,
		"resize=width=99999,height=99999":      "width=99999 is not from 1 to 65535",
	} {
		_, err := compile(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
		if fault.KindOf(err) != fault.Usage {
			t.Errorf("%s: kind %q", text, fault.KindOf(err))
		}
	}
}

func TestResultThatCannotBe(t *testing.T) {
	p, err := compile("resize=width=60000,enlarge=true")
	if err != nil {
		t.Fatal(err)
	}
	err = p.Run(context.Background(), imageio.Photo{Image: image.NewGray(image.Rect(0, 0, 1, 2))}, func(int, imageio.Photo) error {
		return errors.New("not reached")
	})
	if fault.KindOf(err) != fault.Operation || !strings.Contains(err.Error(), "at most 65535") {
		t.Errorf("%v", err)
	}
}

// numbered has a different value at each place.
func numbered(w, h int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = byte(i)
	}
	return m
}

func corners(m image.Image) [4]uint8 {
	b := m.Bounds()
	at := func(x, y int) uint8 { return m.(*image.Gray).GrayAt(x, y).Y }
	return [4]uint8{at(0, 0), at(b.Dx()-1, 0), at(0, b.Dy()-1), at(b.Dx()-1, b.Dy()-1)}
}

func TestTurnsAndMirrors(t *testing.T) {
	// The corners of a 3 x 2 picture are 0 2 / 3 5.
	for text, want := range map[string][4]uint8{
		"rotate=90":       {3, 0, 5, 2},
		"rotate=180":      {5, 3, 2, 0},
		"rotate=270":      {2, 5, 0, 3},
		"rotate=-90":      {2, 5, 0, 3},
		"flip=horizontal": {2, 0, 5, 3},
		"flip=vertical":   {3, 5, 0, 2},
	} {
		if got := corners(apply(t, text, numbered(3, 2))); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestAnchors(t *testing.T) {
	for name, want := range map[string]uint8{
		"center": 21, "north": 1, "northeast": 2, "east": 22, "southeast": 42, "south": 41, "southwest": 40, "west": 20, "northwest": 0,
	} {
		got := apply(t, "crop=8x2,anchor="+name, numbered(10, 6))
		if first := corners(got)[0]; first != want {
			t.Errorf("%s begins at %d, want %d", name, first, want)
		}
	}
}

func TestGrayscaleSharesTheLuma(t *testing.T) {
	m := image.NewYCbCr(image.Rect(0, 0, 8, 8), image.YCbCrSubsampleRatio420)
	grey := apply(t, "recolor", m).(*image.Gray)
	if &grey.Pix[0] != &m.Y[0] {
		t.Error("the plane was copied")
	}
	deep := image.NewNRGBA64(image.Rect(0, 0, 1, 1))
	deep.SetNRGBA64(0, 0, color.NRGBA64{0x1234, 0x1234, 0x1234, 0x8000})
	if got := apply(t, "recolor", deep).(*image.NRGBA64).NRGBA64At(0, 0); got != (color.NRGBA64{0x1234, 0x1234, 0x1234, 0x8000}) {
		t.Errorf("grey of 16 bits became %v", got)
	}
}

func TestResizeRefusesAResultThatNoMachineCouldHold(t *testing.T) {
	o := &resize{Width: 60000, Height: 60000, Fit: "exact", Enlarge: true}
	_, err := o.Apply(t.Context(), imageio.Photo{Image: image.NewGray(image.Rect(0, 0, 2, 2))})
	if err == nil || !strings.Contains(err.Error(), "over 400 megapixels") {
		t.Errorf("got %v, expected an error that names the limit", err)
	}
}
