package jpeg

import (
	"bytes"
	"context"
	"fmt"
	"image"
	stdjpeg "image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// encMaxError decodes with the standard library, and returns the largest
// distance of a sample from the picture's.
func encMaxError(t *testing.T, data []byte, want image.Image) int {
	t.Helper()
	got, err := stdjpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	return encDistance(t, got, want)
}

// encDistance returns the largest distance between two pictures' samples,
// which must be alike in all else.
func encDistance(t *testing.T, got, want image.Image) int {
	t.Helper()
	if got.Bounds() != want.Bounds() {
		t.Fatalf("the size is %v, not %v", got.Bounds(), want.Bounds())
	}
	worst := 0
	compare := func(a, b []byte, strideA, strideB, w, h int) {
		for y := range h {
			for x := range w {
				d := int(a[y*strideA+x]) - int(b[y*strideB+x])
				worst = max(worst, d, -d)
			}
		}
	}
	w, h := want.Bounds().Dx(), want.Bounds().Dy()
	switch want := want.(type) {
	case *image.Gray:
		got, ok := got.(*image.Gray)
		if !ok {
			t.Fatal("the picture is not grey any more")
		}
		compare(got.Pix, want.Pix, got.Stride, want.Stride, w, h)
	case *image.YCbCr:
		got, ok := got.(*image.YCbCr)
		if !ok || got.SubsampleRatio != want.SubsampleRatio {
			t.Fatal("the sampling is another")
		}
		fx, fy := ycc.Subsampling(want.SubsampleRatio)
		compare(got.Y, want.Y, got.YStride, want.YStride, w, h)
		compare(got.Cb, want.Cb, got.CStride, want.CStride, ceilDiv(w, fx), ceilDiv(h, fy))
		compare(got.Cr, want.Cr, got.CStride, want.CStride, ceilDiv(w, fx), ceilDiv(h, fy))
	}
	return worst
}

// encForStandard leaves restart markers out where the standard library cannot
// follow: in scans of one subsampled component it counts MCUs of the picture
// instead of blocks (T.81, A.2.2). The tests against libjpeg cover these.
func encForStandard(o EncodeOptions, m image.Image) EncodeOptions {
	if m, ok := m.(*image.YCbCr); ok && o.Progressive && m.SubsampleRatio != image.YCbCrSubsampleRatio444 {
		o.Restart = 0
	}
	return o
}

type encPicture struct {
	name string
	image.Image
}

// encPictures are a smooth picture in each sampling, and a grey one.
func encPictures(w, h int) (pictures []encPicture) {
	for _, ratio := range encRatios() {
		name := strings.TrimPrefix(ratio.String(), "YCbCrSubsampleRatio")
		pictures = append(pictures, encPicture{name, encSmooth(w, h, ratio)})
	}
	luma := encSmooth(w, h, image.YCbCrSubsampleRatio444)
	return append(pictures, encPicture{"grey", &image.Gray{Pix: luma.Y, Stride: luma.YStride, Rect: luma.Rect}})
}

// All modes meet each of the edges that sizes make, though not each size.
func TestAllSizesAndSamplingsAreRead(t *testing.T) {
	modes := encModes(92)
	for w := 1; w <= 40; w++ {
		for h := 1; h <= 40; h++ {
			for i, m := range encPictures(w, h) {
				o := modes[(w+h*3+i)%len(modes)]
				data := encBytes(t, m.Image, o)
				got, faults, err := Decode(context.Background(), data, DecodeOptions{})
				if err != nil || len(faults) > 0 {
					t.Fatalf("%s, %d x %d, %s: %v %v", m.name, w, h, encMode(o), err, faults)
				}
				worst := encDistance(t, got, m.Image)
				if encForStandard(o, m.Image).Restart == o.Restart {
					worst = max(worst, encMaxError(t, data, m.Image))
				}
				if worst > 8 {
					t.Fatalf("%s, %d x %d, %s: a sample is %d off", m.name, w, h, encMode(o), worst)
				}
			}
		}
	}
}

// encFolder writes pictures of some sizes in all samplings and modes. With
// PHOTOQ_TEST_ALL set, they are of all sizes up to 40 x 40, in one mode each.
func encFolder(t *testing.T, sizes []image.Point) (folder string, files []string) {
	t.Helper()
	folder = t.TempDir()
	all := os.Getenv("PHOTOQ_TEST_ALL") != ""
	for i := 0; all && i < 1600; i++ {
		sizes = append(sizes[:i:i], image.Pt(1+i%40, 1+i/40))
	}
	for _, size := range sizes {
		for i, m := range encPictures(size.X, size.Y) {
			modes := encModes(90)
			if all {
				first := (size.X + size.Y*3 + i) % len(modes)
				modes = modes[first : first+1]
			}
			for _, o := range modes {
				file := filepath.Join(folder, fmt.Sprintf("%s-%dx%d-%s.jpg", m.name, size.X, size.Y, encMode(o)))
				if err := os.WriteFile(file, encBytes(t, m.Image, o), 0o600); err != nil {
					t.Fatal(err)
				}
				files = append(files, file)
			}
		}
	}
	return folder, files
}

func TestDjpegReadsWithoutAWarning(t *testing.T) {
	encTool(t, "djpeg")
	_, files := encFolder(t, []image.Point{{1, 1}, {7, 33}, {16, 16}, {17, 8}, {40, 39}})
	for _, file := range files {
		out := encRun(t, nil, "djpeg", "-pnm", file)
		var kind string
		var w, h, deep, fw, fh int
		if _, err := fmt.Fscanf(bytes.NewReader(out), "%s\n%d %d\n%d", &kind, &w, &h, &deep); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		_, size, _ := strings.Cut(filepath.Base(file), "-")
		if _, err := fmt.Sscanf(size, "%dx%d", &fw, &fh); err != nil || fw != w || fh != h {
			t.Errorf("%s: the size is %d x %d", file, w, h)
		}
	}
}

func TestVipsReadsWithoutAWarning(t *testing.T) {
	encTool(t, "vips")
	folder, files := encFolder(t, []image.Point{{1, 1}, {16, 16}, {39, 18}})
	// One program reads many files, as joining needs their pixels.
	for some := range slices.Chunk(files, 400) {
		list := strings.Join(some, "[fail_on=warning] ") + "[fail_on=warning]"
		encRun(t, nil, "vips", "arrayjoin", list, filepath.Join(folder, "all.v"))
	}
}

func TestExiftoolReadsWithoutAWarning(t *testing.T) {
	encTool(t, "exiftool")
	folder, files := encFolder(t, []image.Point{{1, 1}, {8, 40}, {33, 17}})
	cmyk := filepath.Join(folder, "cmyk.jpg")
	if err := os.WriteFile(cmyk, encBytes(t, encInk(20, 30), EncodeOptions{}), 0o600); err != nil {
		t.Fatal(err)
	}
	out := string(encRun(t, nil, "exiftool", "-q", "-p", "$FileName $ImageSize $Warning $Error", "-f", "-ext", "jpg", folder))
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != len(files)+1 {
		t.Errorf("%d files of %d were read", len(lines), len(files)+1)
	}
	for _, line := range lines {
		words := strings.Fields(line)
		if len(words) != 4 || words[2] != "-" || words[3] != "-" {
			t.Errorf("exiftool says: %s", line)
		}
	}
}

// The modes differ in how coefficients are written, not in what they are.
func TestAllModesDecodeToTheSamePixels(t *testing.T) {
	for _, ratio := range encRatios() {
		m := encRough(75, 53, 90, ratio)
		first, err := stdjpeg.Decode(bytes.NewReader(encBytes(t, m, encModes(95)[0])))
		if err != nil {
			t.Fatalf("%v: %v", ratio, err)
		}
		for _, o := range encModes(95)[1:] {
			o = encForStandard(o, m)
			if worst := encMaxError(t, encBytes(t, m, o), first); worst != 0 {
				t.Errorf("%v, %s: a sample is %d off", ratio, encMode(o), worst)
			}
		}
	}
}

// encInk draws a CMYK picture.
func encInk(w, h int) *image.CMYK {
	m := image.NewCMYK(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		x, y := i/4%w, i/4/w
		m.Pix[i] = byte(20 + 50*(i%4) + 2*x - y)
	}
	return m
}

func TestInkIsWrittenInvertedWithAnAdobeSegment(t *testing.T) {
	m := encInk(20, 30)
	for _, o := range encModes(95) {
		data := encBytes(t, m, o)
		if !bytes.HasPrefix(data[2:], []byte("\xff\xee\x00\x0eAdobe")) {
			t.Fatalf("%s: the file begins with % x", encMode(o), data[:16])
		}
		got, err := stdjpeg.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", encMode(o), err)
		}
		ink, ok := got.(*image.CMYK)
		if !ok || ink.Rect != m.Rect {
			t.Fatalf("%s: the picture is a %T of %v", encMode(o), got, got.Bounds())
		}
		for i, v := range m.Pix {
			if d := int(ink.Pix[i]) - int(v); d > 6 || d < -6 {
				t.Fatalf("%s: sample %d is %d, not %d", encMode(o), i, ink.Pix[i], v)
			}
		}
	}
}
