package ycc

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// convert runs one of libjpeg's programs. A test without the program, or with
// a file that it warns of, is skipped.
func convert(t *testing.T, input []byte, name string, args ...string) []byte {
	t.Helper()
	program, err := exec.LookPath(name)
	if errors.Is(err, exec.ErrNotFound) {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is needed: %v", name, err)
		}
		t.Skipf("%s is not in the path", name)
	} else if err != nil {
		t.Fatalf("find %s: %v", name, err)
	}
	cmd := exec.Command(program, args...)
	var out, faults bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(input), &out, &faults
	if err := cmd.Run(); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) && exit.ExitCode() == 2 {
			t.Skipf("%s warns: %s", name, faults.String())
		}
		t.Fatalf("run %s %v: %v: %s", name, args, err, faults.String())
	}
	return out.Bytes()
}

func decode(t *testing.T, data []byte) image.Image {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	return m
}

// ppm is the picture as a binary pixmap.
func ppm(m *image.RGBA) []byte {
	out := fmt.Appendf(nil, "P6\n%d %d\n255\n", m.Rect.Dx(), m.Rect.Dy())
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			p := m.Pix[y*m.Stride+4*x:]
			out = append(out, p[0], p[1], p[2])
		}
	}
	return out
}

// tiles draws a picture of flat tiles, so that each block of each component
// is flat too, and every transform restores it exactly.
func tiles(w, h, tileW, tileH int) *image.RGBA {
	random := rand.New(rand.NewPCG(uint64(w), uint64(h)))
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y0 := 0; y0 < h; y0 += tileH {
		for x0 := 0; x0 < w; x0 += tileW {
			r, g, b := byte(random.Uint32()), byte(random.Uint32()), byte(random.Uint32())
			for y := y0; y < min(y0+tileH, h); y++ {
				for x := x0; x < min(x0+tileW, w); x++ {
					copy(m.Pix[y*m.Stride+4*x:], []byte{r, g, b, 255})
				}
			}
		}
	}
	return m
}

func TestFlatTilesAreByteForByteAsWithLibjpeg(t *testing.T) {
	for _, ratio := range ratios() {
		sx, sy := Subsampling(ratio)
		for _, size := range []image.Point{{1, 1}, {3, 2}, {4, 4}, {5, 3}, {6, 17}, {17, 9}, {64, 64}, {161, 97}, {162, 98}, {163, 99}, {164, 100}} {
			t.Run(fmt.Sprintf("%v/%v", ratio, size), func(t *testing.T) {
				src := tiles(size.X, size.Y, 8*sx, 8*sy)
				file := convert(t, ppm(src), "cjpeg", "-quality", "100", "-sample", fmt.Sprintf("%dx%d", sx, sy))
				m, ok := decode(t, file).(*image.YCbCr)
				if !ok || m.SubsampleRatio != ratio {
					t.Fatalf("decoded %T, want YCbCr of %v", m, ratio)
				}
				own := FromImage(src, ratio)
				for y := range size.Y {
					for x := range size.X {
						if got, want := own.YCbCrAt(x, y), m.YCbCrAt(x, y); got != want {
							t.Fatalf("FromImage at %d, %d: %v, cjpeg has %v", x, y, got, want)
						}
					}
				}
				want := convert(t, file, "djpeg", "-dct", "int", "-ppm")
				if at := differ(ppm(RGBA(m)), want); at >= 0 {
					t.Fatalf("RGBA differs from djpeg at byte %d of %d", at, len(want))
				}
			})
		}
	}
}

// photos returns the small ones of the folder that PHOTOQ_TEST_CORPUS names,
// and a few large ones.
func photos(t *testing.T) []string {
	t.Helper()
	folder := os.Getenv("PHOTOQ_TEST_CORPUS")
	if folder == "" {
		t.Skip("PHOTOQ_TEST_CORPUS is not set")
	}
	var names []string
	large := 0
	for _, sub := range []string{"photos", "bench"} {
		err := filepath.WalkDir(filepath.Join(folder, sub), func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if ext := strings.ToLower(filepath.Ext(name)); ext != ".jpg" && ext != ".jpeg" {
				return nil
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			if info.Size() > 1<<20 {
				if large++; large > 4 {
					return nil
				}
			}
			names = append(names, name)
			return nil
		})
		if err != nil {
			t.Fatalf("list the photos: %v", err)
		}
	}
	if len(names) == 0 {
		t.Fatalf("there are no photos in %s", folder)
	}
	return names
}

// The decoders' inverse transforms differ by a level here and there, so the
// pictures do as well, but not by more.
func TestPhotosAreAsWithLibjpeg(t *testing.T) {
	for _, name := range photos(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			file, err := os.ReadFile(name)
			if err != nil {
				t.Fatalf("read: %v", err)
			}
			m, ok := decode(t, file).(*image.YCbCr)
			if !ok {
				t.Skip("not YCbCr")
			}
			got, want := ppm(RGBA(m)), convert(t, file, "djpeg", "-dct", "int", "-ppm")
			if len(got) != len(want) {
				t.Fatalf("got %d bytes, djpeg %d", len(got), len(want))
			}
			sum, worst := 0, 0
			for i, v := range want {
				d := max(int(v)-int(got[i]), int(got[i])-int(v))
				sum, worst = sum+d, max(worst, d)
			}
			mean := float64(sum) / float64(len(want))
			t.Logf("%v, %v: mean difference %.4f, largest %d", m.SubsampleRatio, m.Rect.Max, mean, worst)
			if mean > 0.2 || worst > 4 {
				t.Errorf("mean difference %.4f, largest %d; want at most 0.2 and 4", mean, worst)
			}
		})
	}
}
