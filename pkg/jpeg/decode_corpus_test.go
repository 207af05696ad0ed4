package jpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	stdjpeg "image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// corpusFiles returns the JPEGs of the corpus, by folder and name.
func corpusFiles(t testing.TB, folders ...string) map[string][]byte {
	t.Helper()
	root := os.Getenv("PHOTOQ_TEST_CORPUS")
	if root == "" {
		t.Skip("PHOTOQ_TEST_CORPUS names no folder")
	}
	files := map[string][]byte{}
	for _, folder := range folders {
		names, err := filepath.Glob(filepath.Join(root, folder, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.HasPrefix(data, []byte("\xff\xd8")) {
				files[folder+"/"+filepath.Base(name)] = data
			}
		}
	}
	if len(files) == 0 {
		t.Fatalf("no JPEGs in %s", root)
	}
	return files
}

// djpeg runs libjpeg-turbo's decoder, and returns what it writes, and what it
// complains of: "" is a file without fault.
func djpeg(t testing.TB, data []byte, args ...string) (out []byte, complaint string) {
	t.Helper()
	encTool(t, "djpeg")
	cmd := exec.Command("djpeg", append([]string{"-dct", "int"}, args...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(data), &stdout, &stderr
	err := cmd.Run()
	complaint = strings.TrimSpace(stderr.String())
	if err != nil && complaint == "" {
		complaint = err.Error()
	}
	return stdout.Bytes(), complaint
}

// readPNM reads the binary PGM or PPM that djpeg writes.
func readPNM(t testing.TB, data []byte) (channels int, size image.Point, pix []byte) {
	t.Helper()
	var kind string
	var most int
	if _, err := fmt.Sscanf(string(data[:min(len(data), 40)]), "%s\n%d %d\n%d\n", &kind, &size.X, &size.Y, &most); err != nil {
		t.Fatalf("read a PNM: %v", err)
	}
	channels = map[string]int{"P5": 1, "P6": 3}[kind]
	if n := channels * size.X * size.Y; n > 0 && most == 255 && n < len(data) {
		return channels, size, data[len(data)-n:]
	}
	t.Fatalf("read a PNM: %q of %v, %d bytes", kind, size, len(data))
	return 0, size, nil
}

// smoothed reports whether a progressive file ends before its last bits of
// the lowest coefficients have come: djpeg fills in what neighbouring blocks
// suggest, so its samples are others than those that the file has.
func smoothed(name string) bool { return name == "hostile/src_go_prog_truncated.jpg" }

// TestCorpusAcceptsWhatDjpegAcceptsWithoutWarning compares the verdicts at
// every scale.
func TestCorpusAcceptsWhatDjpegAcceptsWithoutWarning(t *testing.T) {
	for name, data := range corpusFiles(t, "photos", "bench", "tricky", "hostile") {
		_, complaint := djpeg(t, data, "-outfile", os.DevNull)
		for _, scale := range []int{1, 2, 4, 8} {
			_, _, err := Decode(context.Background(), data, DecodeOptions{Scale: scale})
			var unsupported UnsupportedError
			switch {
			case complaint == "" && err != nil:
				t.Errorf("%s at 1/%d: djpeg is content, and strict decoding says: %v", name, scale, err)
			case complaint != "" && err == nil:
				t.Errorf("%s at 1/%d: djpeg says %q, and strict decoding nothing", name, scale, complaint)
			}
			m, faults, tolerantErr := Decode(context.Background(), data, DecodeOptions{Scale: scale, Tolerant: true, Limits: Limits{Pixels: 1 << 28}})
			switch {
			case err == nil && (tolerantErr != nil || len(faults) > 0):
				t.Errorf("%s at 1/%d: strict decoding is content, and tolerant says: %v %v", name, scale, tolerantErr, faults)
			case err != nil && tolerantErr == nil && (len(faults) == 0 || m == nil):
				t.Errorf("%s at 1/%d: strict decoding says %v, and tolerant lists nothing", name, scale, err)
			case errors.As(err, &unsupported) && tolerantErr == nil:
				t.Errorf("%s at 1/%d: %v, but tolerant decoding takes it", name, scale, err)
			}
			if scale == 1 && err != nil {
				t.Logf("%s: %v; tolerant: %v, %d faults; djpeg: %s", name, err, tolerantErr, len(faults), complaint)
			}
		}
	}
}

// TestCorpusEqualsDjpeg compares the planes. Those of luma are djpeg's grey
// picture; all of them, its picture in colours without interpolation.
func TestCorpusEqualsDjpeg(t *testing.T) {
	for name, data := range corpusFiles(t, "photos", "bench", "tricky", "hostile") {
		m, _, err := Decode(context.Background(), data, DecodeOptions{})
		if err != nil || smoothed(name) {
			continue
		}
		switch m := m.(type) {
		case *image.Gray:
			sameLuma(t, name, data, m.Pix, m.Stride, m.Rect.Max)
		case *image.YCbCr:
			sameLuma(t, name, data, m.Y, m.YStride, m.Rect.Max)
			sameColors(t, name, data, m)
		case *image.RGBA:
			sameColors(t, name, data, m)
		case *image.CMYK:
			sameCMYK(t, name, data, m)
		}
	}
}

func sameLuma(t *testing.T, name string, data, pix []byte, stride int, size image.Point) {
	t.Helper()
	out, complaint := djpeg(t, data, "-grayscale", "-nosmooth", "-pnm")
	if complaint != "" {
		t.Errorf("%s: djpeg says %s", name, complaint)
		return
	}
	_, theirs, want := readPNM(t, out)
	if theirs != size {
		t.Errorf("%s: the size is %v, and djpeg's %v", name, size, theirs)
		return
	}
	worst, differ := 0, 0
	for y := range size.Y {
		for x := range size.X {
			if d := abs(int(pix[y*stride+x]) - int(want[y*size.X+x])); d > 0 {
				worst, differ = max(worst, d), differ+1
			}
		}
	}
	if worst > 1 {
		t.Errorf("%s: luma differs by up to %d from djpeg's", name, worst)
	}
	if differ > 0 {
		t.Logf("%s: %d samples of luma differ by up to %d", name, differ, worst)
	}
}

// sameColors compares in RGB, where a level of a plane makes up to two.
func sameColors(t *testing.T, name string, data []byte, m image.Image) {
	t.Helper()
	out, complaint := djpeg(t, data, "-nosmooth", "-rgb", "-pnm")
	if complaint != "" {
		t.Errorf("%s: djpeg says %s", name, complaint)
		return
	}
	_, size, want := readPNM(t, out)
	if size != m.Bounds().Max {
		t.Errorf("%s: the size is %v, and djpeg's %v", name, m.Bounds().Max, size)
		return
	}
	worst, differ := 0, 0
	for y := range size.Y {
		for x := range size.X {
			got := rgbAt(m, x, y)
			for i := range 3 {
				if d := abs(int(got[i]) - int(want[3*(y*size.X+x)+i])); d > 0 {
					worst, differ = max(worst, d), differ+1
				}
			}
		}
	}
	if worst > 2 {
		t.Errorf("%s: colours differ by up to %d from djpeg's", name, worst)
	}
	if differ > 0 {
		t.Logf("%s: %d colour samples differ by up to %d", name, differ, worst)
	}
}

// rgbAt converts as libjpeg does.
func rgbAt(m image.Image, x, y int) [3]byte {
	switch m := m.(type) {
	case *image.RGBA:
		return [3]byte(m.Pix[m.PixOffset(x, y):])
	case *image.YCbCr:
		return rgbOf(m.YCbCrAt(x, y))
	}
	return [3]byte{}
}

func rgbOf(c color.YCbCr) [3]byte {
	y, cb, cr := int(c.Y), int(c.Cb)-128, int(c.Cr)-128
	clamp := func(v int) byte { return byte(min(max(v, 0), 255)) }
	const half = 1 << 15
	return [3]byte{
		clamp(y + (91881*cr+half)>>16),
		clamp(y + (-22554*cb-46802*cr+half)>>16),
		clamp(y + (116130*cb+half)>>16),
	}
}

// sameCMYK compares with the standard library, as djpeg has no picture of
// inks.
func sameCMYK(t *testing.T, name string, data []byte, m *image.CMYK) {
	t.Helper()
	other, err := stdjpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Logf("%s: the standard library says %v", name, err)
		return
	}
	want, ok := other.(*image.CMYK)
	if !ok || want.Rect != m.Rect {
		t.Errorf("%s: the standard library decodes %T of %v", name, other, other.Bounds())
		return
	}
	worst := 0
	for y := range m.Rect.Dy() {
		for x := range 4 * m.Rect.Dx() {
			worst = max(worst, abs(int(m.Pix[y*m.Stride+x])-int(want.Pix[y*want.Stride+x])))
		}
	}
	if worst > 3 {
		t.Errorf("%s: inks differ by up to %d from the standard library's", name, worst)
	}
}

func abs(v int) int { return max(v, -v) }
