package imageio

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// withAlpha is a drawn picture with some pixels of each opacity.
func withAlpha(w, h int) *image.NRGBA {
	m := scene(w, h)
	for y := range h {
		for x := range w {
			m.Pix[y*m.Stride+4*x+3] = byte(x * 255 / max(1, w-1))
		}
	}
	return m
}

// deepPicture is a picture that needs its 16 bits.
func deepPicture(w, h int, alpha bool) *image.NRGBA64 {
	m := image.NewNRGBA64(image.Rect(0, 0, w, h))
	for i := 0; i < len(m.Pix); i += 8 {
		m.SetNRGBA64(i/8%w, i/8/w, color.NRGBA64{uint16(i * 77), uint16(i * 131), uint16(65535 - i*7), 65535})
		if alpha {
			m.Pix[i+6], m.Pix[i+7] = byte(i), byte(i/3)
		}
	}
	return m
}

func sizes() []image.Point {
	return []image.Point{{1, 1}, {1, 7}, {2, 3}, {3, 1}, {16, 16}, {17, 31}, {640, 333}}
}

func TestLosslessIsExact(t *testing.T) {
	for _, size := range sizes() {
		for _, o := range []EncodeOptions{{Format: PNG}, {Format: WebP, Lossless: true}, {Format: TIFF}} {
			for _, m := range []image.Image{scene(size.X, size.Y), withAlpha(size.X, size.Y)} {
				got := decode(t, encode(t, Photo{Image: m}, o)).Image
				if d := distance(got, m); d != 0 {
					t.Errorf("%s of %v differs by %d", o.Format, size, d)
				}
			}
			grey := image.NewGray(image.Rectangle{Max: size})
			for i := range grey.Pix {
				grey.Pix[i] = byte(i * 7)
			}
			if d := distance(decode(t, encode(t, Photo{Image: grey}, o)).Image, grey); d != 0 {
				t.Errorf("%s of grey differs by %d", o.Format, d)
			}
		}
	}
}

// The colours of pixels that nobody sees are kept too.
func TestLosslessWebPKeepsHiddenColours(t *testing.T) {
	m := scene(20, 10)
	m.Pix[3] = 0
	got, ok := decode(t, encode(t, Photo{Image: m}, EncodeOptions{Format: WebP, Lossless: true})).Image.(*image.NRGBA)
	if !ok || !bytes.Equal(got.Pix, m.Pix) {
		t.Errorf("they are %v, not %v", got.Pix[:4], m.Pix[:4])
	}
}

func TestSixteenBitsStay(t *testing.T) {
	for _, size := range sizes() {
		grey := image.NewGray16(image.Rectangle{Max: size})
		for i := range grey.Pix {
			grey.Pix[i] = byte(i * 91)
		}
		for _, format := range []Format{PNG, TIFF} {
			for _, m := range []image.Image{grey, deepPicture(size.X, size.Y, false), deepPicture(size.X, size.Y, true)} {
				got := decode(t, encode(t, Photo{Image: m}, EncodeOptions{Format: format})).Image
				for y := range size.Y {
					for x := range size.X {
						if same := color.NRGBA64Model.Convert(got.At(x, y)) == color.NRGBA64Model.Convert(m.At(x, y)); !same {
							t.Fatalf("%s of %T: (%d, %d) is %v, not %v", format, m, x, y, got.At(x, y), m.At(x, y))
						}
					}
				}
			}
		}
	}
}

func TestLossyWebPIsNear(t *testing.T) {
	for _, size := range []image.Point{{640, 333}, {17, 31}} {
		m := scene(size.X, size.Y)
		rgba := &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
		for name, p := range map[string]image.Image{
			"RGB":   m,
			"4:4:4": ycc.FromImage(rgba, image.YCbCrSubsampleRatio444),
			"4:2:2": ycc.FromImage(rgba, image.YCbCrSubsampleRatio422),
			"4:2:0": ycc.FromImage(rgba, image.YCbCrSubsampleRatio420),
			"4:1:1": ycc.FromImage(rgba, image.YCbCrSubsampleRatio411),
			"4:4:0": ycc.FromImage(rgba, image.YCbCrSubsampleRatio440),
		} {
			got := decode(t, encode(t, Photo{Image: p}, EncodeOptions{Format: WebP, Quality: 95})).Image
			var want image.Image = m
			if halved, ok := p.(*image.YCbCr); ok {
				want = ycc.RGBA(halved)
			}
			if d := meanDistance(got, want); d > 5 {
				t.Errorf("%s of %v: a mean of %.2f off", name, size, d)
			}
		}
	}
}

func TestLossyWebPKeepsGreysAndAlpha(t *testing.T) {
	for v := 0; v < 256; v += 5 {
		grey := image.NewGray(image.Rect(0, 0, 33, 17))
		for i := range grey.Pix {
			grey.Pix[i] = byte(v)
		}
		got := decode(t, encode(t, Photo{Image: grey}, EncodeOptions{Format: WebP, Quality: 100})).Image
		if d := distance(got, grey); d > 2 {
			t.Errorf("grey %d is %d off", v, d)
		}
	}
	m := withAlpha(64, 40)
	got := decode(t, encode(t, Photo{Image: m}, EncodeOptions{Format: WebP, Quality: 60})).Image
	for y := range 40 {
		for x := range 64 {
			_, _, _, want := m.At(x, y).RGBA()
			if _, _, _, a := got.At(x, y).RGBA(); a != want {
				t.Fatalf("the alpha of (%d, %d) is %x, not %x", x, y, a, want)
			}
		}
	}
}

func TestChroma(t *testing.T) {
	for _, c := range []struct {
		has     image.YCbCrSubsampleRatio
		chroma  string
		quality int
		want    image.YCbCrSubsampleRatio
	}{
		{image.YCbCrSubsampleRatio444, "", 85, image.YCbCrSubsampleRatio420},
		{image.YCbCrSubsampleRatio444, "auto", 85, image.YCbCrSubsampleRatio420},
		{image.YCbCrSubsampleRatio444, "auto", 90, image.YCbCrSubsampleRatio444},
		{image.YCbCrSubsampleRatio420, "auto", 95, image.YCbCrSubsampleRatio420},
		{image.YCbCrSubsampleRatio411, "auto", 50, image.YCbCrSubsampleRatio411},
		{image.YCbCrSubsampleRatio444, "420", 95, image.YCbCrSubsampleRatio420},
		{image.YCbCrSubsampleRatio411, "420", 95, image.YCbCrSubsampleRatio420},
		{image.YCbCrSubsampleRatio444, "422", 50, image.YCbCrSubsampleRatio422},
		{image.YCbCrSubsampleRatio420, "422", 50, image.YCbCrSubsampleRatio422},
		{image.YCbCrSubsampleRatio420, "444", 50, image.YCbCrSubsampleRatio444},
		{image.YCbCrSubsampleRatio444, "444", 50, image.YCbCrSubsampleRatio444},
	} {
		for _, progressive := range []bool{false, true} {
			o := EncodeOptions{Format: JPEG, Quality: c.quality, Chroma: c.chroma, Progressive: progressive}
			data := encode(t, Photo{Image: planes(40, 24, c.has)}, o)
			got := decode(t, data).Image.(*image.YCbCr)
			if got.SubsampleRatio != c.want {
				t.Errorf("%v as %q at %d is written in %v, not %v", c.has, c.chroma, c.quality, got.SubsampleRatio, c.want)
			}
			if h, err := jpeg.ReadHeader(data); err != nil || (h.Process == jpeg.Progressive) != progressive {
				t.Errorf("progressive %v: %v, %v", progressive, h.Process, err)
			}
		}
	}
	rgb := decode(t, encode(t, Photo{Image: scene(16, 16)}, EncodeOptions{Format: JPEG, Chroma: Chroma422})).Image.(*image.YCbCr)
	if rgb.SubsampleRatio != image.YCbCrSubsampleRatio422 {
		t.Errorf("RGB is written in %v", rgb.SubsampleRatio)
	}
}

func TestBackground(t *testing.T) {
	for _, m := range []image.Image{image.NewNRGBA(image.Rect(0, 0, 8, 8)), image.NewRGBA64(image.Rect(0, 0, 8, 8))} {
		o := EncodeOptions{Format: JPEG, Quality: 95, Background: color.NRGBA{0, 128, 255, 10}}
		r, g, b, _ := decode(t, encode(t, Photo{Image: m}, o)).Image.At(3, 3).RGBA()
		if r>>8 > 3 || g>>8 < 125 || g>>8 > 131 || b>>8 < 252 {
			t.Errorf("%T became %x %x %x", m, r, g, b)
		}
	}
}

// meanDistance is how far two pictures are apart, in levels of 255.
func meanDistance(a, b image.Image) float64 {
	var sum float64
	size := b.Bounds().Size()
	for y := range size.Y {
		for x := range size.X {
			r, g, bl, _ := a.At(x, y).RGBA()
			s, h, c, _ := b.At(x, y).RGBA()
			for _, d := range [3]int{int(r) - int(s), int(g) - int(h), int(bl) - int(c)} {
				sum += float64(max(d, -d)) / 257
			}
		}
	}
	return sum / float64(3*size.X*size.Y)
}

// Other programs see in each format what was given along.
func TestWhatOthersReadInEachFormat(t *testing.T) {
	for _, tool := range []string{"exiftool", "vipsheader"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	const xmp = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
	var names []string
	sized := map[string]image.Point{}
	folder := t.TempDir()
	for _, size := range sizes() {
		for _, m := range []image.Image{scene(size.X, size.Y), withAlpha(size.X, size.Y), deepPicture(size.X, size.Y, true)} {
			p := Photo{Image: m, ICC: profile("RGB ", 2000)}
			p.Metadata.EXIF, p.Metadata.XMP = richEXIF(binary.LittleEndian), []byte(xmp)
			for _, o := range []EncodeOptions{{Format: PNG}, {Format: WebP}, {Format: WebP, Lossless: true}, {Format: AVIF}, {Format: TIFF}} {
				o.Metadata = MetadataAll
				name := filepath.Join(folder, fmt.Sprintf("%d%s", len(names), o.Format.Extension()))
				if err := os.WriteFile(name, encode(t, p, o), 0o600); err != nil {
					t.Fatal(err)
				}
				names, sized[name] = append(names, name), size
			}
		}
	}
	headers, err := exec.Command("vipsheader", names...).CombinedOutput()
	if err != nil || strings.Contains(strings.ToLower(string(headers)), "warning") {
		t.Errorf("vipsheader: %v %s", err, headers)
	}
	for name, size := range sized {
		if want := fmt.Sprintf("%s: %dx%d ", name, size.X, size.Y); !strings.Contains(string(headers), want) {
			t.Errorf("vipsheader does not say %q", want)
		}
	}
	said, err := exec.Command("exiftool", append([]string{"-json", "-warning", "-Make", "-Rating", "-ProfileClass"}, names...)...).Output()
	var files []map[string]any
	if err != nil || json.Unmarshal(said, &files) != nil || len(files) != len(names) {
		t.Fatalf("exiftool: %v %s", err, said)
	}
	for _, tags := range files {
		if tags["Make"] == nil || tags["Rating"] == nil || tags["ProfileClass"] == nil || tags["Warning"] != nil {
			t.Errorf("exiftool reads %v", tags)
		}
	}
}

func TestTransparencyOfWebPsCountsForMemory(t *testing.T) {
	size := image.Pt(1000, 1000)
	for name, c := range map[string]struct {
		options EncodeOptions
		least   int64
	}{
		"lossy":    {EncodeOptions{Format: WebP}, 30e6},
		"lossless": {EncodeOptions{Format: WebP, Lossless: true}, 0}, // Memory counts it
		"PNG":      {EncodeOptions{Format: PNG}, 0},
	} {
		if got := c.options.AlphaMemory(size); got < c.least || c.least == 0 && got != 0 {
			t.Errorf("%s: %d", name, got)
		}
	}
}
