package builtin

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/imageio"
)

// photoWith runs one --op value over a photo; files are what steps name.
func photoWith(t *testing.T, text string, p imageio.Photo, files map[string][]byte) imageio.Photo {
	t.Helper()
	pipeline, err := compile(text)
	if err != nil {
		t.Fatal(err)
	}
	err = pipeline.Bind(t.Context(), func(_ context.Context, name string) ([]byte, error) { return files[name], nil })
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var result imageio.Photo
	err = pipeline.Run(t.Context(), p, func(_ int, p imageio.Photo) error {
		result = p
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return result
}

// flat is a picture of one grey, with alpha.
func flat(w, h int, v byte) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = v
		if i%4 == 3 {
			m.Pix[i] = 255
		}
	}
	return m
}

// changed is the smallest rectangle with all pixels of m that are not v.
func changed(m image.Image, v byte) image.Rectangle {
	var r image.Rectangle
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			if red, green, blue, _ := m.At(x, y).RGBA(); red>>8 != uint32(v) || green>>8 != uint32(v) || blue>>8 != uint32(v) {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

// square is a PNG of n x n pixels: red, but for a transparent right half.
func square(t *testing.T, n int) map[string][]byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, n, n))
	for y := range n {
		for x := range n / 2 {
			m.SetNRGBA(x, y, color.NRGBA{255, 0, 0, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"logo.png": b.Bytes()}
}

// On a photo of 300 x 200 pixels, a watermark of 20% is 40 pixels large, and
// of those the left half is to be seen; 3% are 6 pixels.
func TestWatermarksLieWhereTheyShould(t *testing.T) {
	for text, want := range map[string]image.Rectangle{
		"watermark=logo.png,size=20,margin=3":                      image.Rect(254, 154, 274, 194),
		"watermark=logo.png,size=20,margin=0,position=northwest":   image.Rect(0, 0, 20, 40),
		"watermark=logo.png,size=20,margin=10,position=east":       image.Rect(240, 80, 260, 120),
		"watermark=logo.png,size=20,position=center":               image.Rect(130, 80, 150, 120),
		"watermark=logo.png,size=100,margin=10,position=northwest": image.Rect(20, 20, 100, 180), // no larger than the room
	} {
		for name, m := range map[string]image.Image{"colour": flat(300, 200, 90), "grey": image.NewGray(image.Rect(0, 0, 300, 200))} {
			v := map[string]byte{"colour": 90, "grey": 0}[name]
			got := photoWith(t, text, imageio.Photo{Image: m}, square(t, 80))
			// Filters leave a trace beyond the edge in the middle.
			if r := changed(got.Image, v); r.Min != want.Min || r.Max.Y != want.Max.Y || r.Max.X < want.Max.X || r.Max.X > want.Max.X+8 {
				t.Errorf("%s on %s lies at %v, want %v", text, name, r, want)
			}
			if c := color.NRGBAModel.Convert(got.Image.At(want.Min.X+5, want.Min.Y+5)); c != (color.NRGBA{255, 0, 0, 255}) {
				t.Errorf("%s on %s has the colour %v", text, name, c)
			}
		}
	}
}

func TestTilesCoverThePhoto(t *testing.T) {
	w := &watermark{Tile: true}
	for _, c := range []struct{ photo, size image.Point }{{image.Pt(300, 200), image.Pt(40, 30)}, {image.Pt(1000, 7), image.Pt(7, 3)}, {image.Pt(1, 1), image.Pt(1, 1)}} {
		spacing := 11
		places := w.places(c.photo, c.size, 0, spacing)
		covered := func(p image.Point) bool {
			return slices.ContainsFunc(places, func(at image.Point) bool {
				return p.In(image.Rectangle{Min: at, Max: at.Add(c.size).Add(image.Pt(spacing, spacing))})
			})
		}
		for y := spacing; y < c.photo.Y; y++ {
			for x := spacing; x < c.photo.X; x++ {
				if !covered(image.Pt(x, y)) {
					t.Fatalf("nothing near %d,%d of %v", x, y, c.photo)
				}
			}
		}
		if middle := c.photo.Sub(c.size).Div(2); !slices.Contains(places, middle) {
			t.Errorf("no tile is in the middle of %v", c.photo)
		}
	}
}

func TestAWatermarkIsScaledOnceForEachSize(t *testing.T) {
	l, err := decodeLogo(t.Context(), square(t, 500)["logo.png"])
	if err != nil {
		t.Fatal(err)
	}
	first := l.at(image.Pt(100, 100))
	for side := range 12 {
		l.at(image.Pt(200+side, 200+side))
		if l.at(image.Pt(100, 100)) != first {
			t.Fatal("a size in use was forgotten")
		}
	}
	if len(l.sizes) > keepSizes {
		t.Errorf("%d sizes are held", len(l.sizes))
	}
	l.at(image.Pt(4000, 4000))
	if len(l.sizes) != 1 {
		t.Errorf("%d sizes are held beside a large one", len(l.sizes)-1)
	}
}

func TestAFileThatIsNoWatermarkIsRefused(t *testing.T) {
	var clear bytes.Buffer
	if err := png.Encode(&clear, image.NewNRGBA(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	for want, data := range map[string][]byte{"read the watermark": []byte("<svg/>"), "transparent everywhere": clear.Bytes()} {
		p, err := compile("watermark=logo.png")
		if err != nil {
			t.Fatal(err)
		}
		err = p.Bind(t.Context(), func(context.Context, string) ([]byte, error) { return data, nil })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestBordersAndFramesAreExact(t *testing.T) {
	for _, c := range []struct {
		text string
		w, h int
	}{
		{"border", 320, 220}, {"border=7", 314, 214}, {"border=0.1%", 302, 202}, {"border=0", 300, 200}, {"border=100%", 700, 600},
		{"frame", 312, 212}, {"frame=width=0", 300, 200}, {"frame=50,width=1", 302, 202},
	} {
		got := photoWith(t, c.text, imageio.Photo{Image: flat(300, 200, 90)}, nil).Image
		if got.Bounds().Size() != image.Pt(c.w, c.h) {
			t.Errorf("%s: %v, want %d x %d", c.text, got.Bounds().Size(), c.w, c.h)
		}
	}
	framed := photoWith(t, "frame=10%,width=5,color=blue", imageio.Photo{Image: flat(300, 200, 90)}, nil).Image.(*image.NRGBA)
	for at, want := range map[image.Point]color.NRGBA{
		{0, 0}: {0, 0, 255, 0}, {309, 209}: {0, 0, 255, 0}, {150, 0}: {0, 0, 255, 255}, {150, 4}: {0, 0, 255, 255},
		{150, 5}: {90, 90, 90, 255}, {8, 8}: {0, 0, 255, 255}, {12, 12}: {90, 90, 90, 255},
	} {
		if got := framed.NRGBAAt(at.X, at.Y); got != want {
			t.Errorf("the frame at %v is %v, want %v", at, got, want)
		}
	}
	planes := image.NewYCbCr(image.Rect(0, 0, 30, 20), image.YCbCrSubsampleRatio420)
	if got, ok := photoWith(t, "frame=20,width=2,background=white", imageio.Photo{Image: planes}, nil).Image.(*image.YCbCr); !ok || got.SubsampleRatio != planes.SubsampleRatio {
		t.Error("a frame on a background has made planes something else")
	}
}

func TestTextLiesWhereItShould(t *testing.T) {
	for position, side := range map[string]image.Rectangle{
		"northwest": image.Rect(0, 0, 100, 70), "southeast": image.Rect(200, 130, 300, 200), "south": image.Rect(100, 130, 200, 200),
		"center": image.Rect(100, 60, 200, 140), "east": image.Rect(200, 60, 300, 140),
	} {
		for name, m := range map[string]image.Image{"grey": image.NewGray(image.Rect(0, 0, 300, 200)), "colour": flat(300, 200, 0)} {
			got := photoWith(t, "text=Ag,size=12,shadow=0,margin=5,position="+position, imageio.Photo{Image: m}, nil)
			r := changed(got.Image, 0)
			if r.Empty() || !r.In(side) || !r.In(m.Bounds().Inset(8)) {
				t.Errorf("at %s on %s the text is in %v", position, name, r)
			}
			if _, grey := m.(*image.Gray); grey && got.Image.ColorModel() != color.GrayModel {
				t.Error("white text has made a grey photo something else")
			}
		}
	}
}

func TestTextThatIsTooWideGetsMoreLinesThenSmallerLetters(t *testing.T) {
	for text, want := range map[string][]string{
		"text=one,size=10":                                       nil,
		`text="one two three four",size=20`:                      {"text: in 2 lines, to fit"},
		`text=Donaudampfschifffahrt,size=40`:                     {"text: at "},
		`text="one two three four five six seven eight",size=60`: {"text: in ", "text: at "},
	} {
		m := flat(300, 200, 0)
		got := photoWith(t, text+",shadow=0,margin=4", imageio.Photo{Image: m}, nil)
		if len(got.Notes) != len(want) {
			t.Fatalf("%s: %q, want %q", text, got.Notes, want)
		}
		for i, note := range got.Notes {
			if !strings.HasPrefix(note, want[i]) {
				t.Errorf("%s: %q, want %q", text, note, want[i])
			}
		}
		if r := changed(got.Image, 0); r.Empty() || !r.In(m.Bounds().Inset(7)) {
			t.Errorf("%s: the text is in %v", text, r)
		}
	}
}

func TestCaptions(t *testing.T) {
	p := imageio.Photo{Image: flat(30, 20, 0), Name: "trip/IMG 1.jpeg"}
	for text, want := range map[string]string{
		"plain":                    "plain",
		`a\nb\\n`:                  "a\nb\\n",
		"{{x}} 5 \u00b0":           "{x} 5 \u00b0",
		"{name}|{file}":            "IMG 1|IMG 1.jpeg",
		"{width} x {height}":       "30 x 20",
		"[{date}{camera}{artist}]": "[]",
		"\u00a9 {artist} {width}":  "\u00a9 30",
		"{name} {lens}  {height}":  "IMG 1  20",
		"{width}{artist} {height}": "30 20",
		`{artist} a\n{lens} b`:     "a\nb",
	} {
		c, err := parseCaption(text)
		if err != nil {
			t.Fatal(err)
		}
		got, empty := c.of(p)
		if got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
		if said := strings.HasPrefix(text, "[") == (len(empty) == 3); !said {
			t.Errorf("%q: %q are empty", text, empty)
		}
	}
	at := time.Date(2026, 3, 5, 16, 7, 8, 0, time.UTC)
	for format, want := range map[string]string{
		"%Y-%m-%d": "2026-03-05", "%e. %B %y, %H:%M:%S": "5. March 26, 16:07:08", "%a %A %b %j %I %p %%": "Thu Thursday Mar 064 04 PM %", "2006": "2006", "": "",
	} {
		if got, err := formatTime(format, at); err != nil || got != want {
			t.Errorf("%q became %q (%v), want %q", format, got, err, want)
		}
	}
}

func TestWrongCustomization(t *testing.T) {
	for text, want := range map[string]string{
		"text": "needs a text", "text={nme}": `did you mean "name"?`, "text={name": "is not closed", "text=a}": "closes nothing",
		"text={name:x}": "takes no format", "text={date:%q}": "%q is not one of", "text={date:%}": "a % at the end", "text={}": "unknown placeholder {}",
		"text=x,size=0": "size must be above 0", "text=x,size=101": "from 0 to 100", "text=x,position=attention": "point of the compass",
		"text=x,opacity=101": "opacity=101", "text=x,shadow=-1": "shadow=-1", "text=x,margin=50": "leaves no room", "text=x,color=blu": `did you mean "blue"?`,
		"text=x,font=": "must name a file", "watermark": "needs a picture", "watermark=a.png,size=0.5": "size must be from 1", "watermark=a.png,position=attention": "compass",
		"border=-1": "must be 0 to 10000", "border=1.5": "whole pixels", "border=101%": "0% to 100%", "frame=51": "radius is above 50",
		"frame=color=#fff8": "color must be opaque", "frame=background=#fff8": "opaque or transparent",
	} {
		if _, err := compile(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

func TestWhatThePhotoDoesNotTellIsAWarning(t *testing.T) {
	got := photoWith(t, `text="{camera}{date} \u6771",size=20`, imageio.Photo{Image: flat(300, 200, 0)}, nil)
	if len(got.Warnings) != 1 || got.Warnings[0] != "text: the photo tells nothing for {camera}, {date}" {
		t.Errorf("%q", got.Warnings)
	}
	got = photoWith(t, "text=\u6771 x,size=20", imageio.Photo{Image: flat(300, 200, 0)}, nil)
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "\u6771 (U+6771)") {
		t.Errorf("%q", got.Warnings)
	}
	got = photoWith(t, "text={camera}", imageio.Photo{Image: flat(300, 200, 0)}, nil)
	if len(got.Warnings) != 2 || !changed(got.Image, 0).Empty() {
		t.Errorf("%q", got.Warnings)
	}
}

// FuzzCaption reads any text as a caption. What is taken can be filled in, and
// text without braces and backslashes stays as it is.
func FuzzCaption(f *testing.F) {
	for _, text := range []string{"", "{name}", "{{}}", `a\n\\b`, "{date:%d.%m.%Y %%}", "{date:}", "{", "}", "{:}", "{date:%", "\xff{file}\xfe"} {
		f.Add(text, "a/b.jpg")
	}
	f.Fuzz(func(t *testing.T, text, name string) {
		c, err := parseCaption(text)
		if err != nil {
			return
		}
		got, _ := c.of(imageio.Photo{Image: flat(3, 2, 0), Name: name})
		if !strings.ContainsAny(text, `{}\`) && got != text {
			t.Errorf("%q became %q", text, got)
		}
	})
}
