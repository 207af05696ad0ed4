package jpeg

import (
	"bytes"
	"fmt"
	"image"
	"strconv"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// encQuants returns the 8-bit tables of a file, in natural order.
func encQuants(data []byte) (tables []dct.Table) {
	for at := 2; data[at+1] != 0xda; at += 2 + int(data[at+2])<<8 + int(data[at+3]) {
		if data[at+1] != 0xdb {
			continue
		}
		var q dct.Table
		for k, natural := range []byte(zigzag[:64]) {
			q[natural] = uint16(data[at+5+k])
		}
		tables = append(tables, q)
	}
	return tables
}

func TestQuantTablesAreThoseOfLibjpeg(t *testing.T) {
	encTool(t, "cjpeg")
	ppm := append([]byte("P6\n8 8\n255\n"), make([]byte, 3*64)...)
	for quality := 1; quality <= 100; quality++ {
		want := encQuants(encRun(t, ppm, "cjpeg", "-baseline", "-quality", strconv.Itoa(quality)))
		luma, chroma := QuantTables(quality)
		// Tables are compared in the form of a file: at 100, both are equal.
		if len(want) != 2 || luma != want[0] || chroma != want[1] {
			t.Errorf("quality %d: %v and %v, not %v", quality, luma, chroma, want)
		}
	}
}

func TestQuantTablesKeepToTheRangeOfQuality(t *testing.T) {
	for _, c := range []struct{ given, taken int }{{-5, 1}, {0, 1}, {101, 100}, {1 << 30, 100}} {
		luma, chroma := QuantTables(c.given)
		wantLuma, wantChroma := QuantTables(c.taken)
		if luma != wantLuma || chroma != wantChroma {
			t.Errorf("quality %d does not give the tables of %d", c.given, c.taken)
		}
	}
}

// A grey file leaves no choice of order or padding, so it must be the very
// file that libjpeg writes.
func TestGreyFilesAreThoseOfLibjpeg(t *testing.T) {
	encTool(t, "cjpeg")
	for _, size := range []image.Point{{1, 1}, {8, 8}, {9, 17}, {100, 75}, {333, 250}} {
		for _, noise := range []int{0, 9, 255} {
			m := encGray(size.X, size.Y, noise, 5)
			pgm := append(fmt.Appendf(nil, "P5\n%d %d\n255\n", size.X, size.Y), m.Pix...)
			for _, quality := range []int{30, 90, 100} {
				for _, o := range encModes(quality) {
					want := encRun(t, pgm, "cjpeg", append(encFlags(o), "-dct", "int", "-baseline", "-quality", strconv.Itoa(quality))...)
					if got := encBytes(t, m, o); !bytes.Equal(got, want) {
						t.Fatalf("%v, noise %d, %s: %d bytes differ from cjpeg's %d", size, noise, encMode(o), len(got), len(want))
					}
				}
			}
		}
	}
}

// encFlags are libjpeg's words for the options.
func encFlags(o EncodeOptions) (args []string) {
	if o.Optimize {
		args = append(args, "-optimize")
	}
	if o.Progressive {
		args = append(args, "-progressive")
	}
	if o.Restart > 0 {
		args = append(args, "-restart", strconv.Itoa(o.Restart)+"B")
	}
	return args
}

// jpegtran makes each mode of the plainest file; it must be what is written
// at once, scan by scan and table by table.
func TestEachModeIsWhatJpegtranMakesOfTheFirst(t *testing.T) {
	encTool(t, "jpegtran")
	for _, size := range []image.Point{{1, 1}, {37, 21}, {200, 150}} {
		for _, ratio := range encRatios() {
			for _, noise := range []int{0, 20, 160} {
				m := encRough(size.X, size.Y, noise, ratio)
				modes := encModes(85)
				plain := encBytes(t, m, modes[0])
				for _, o := range modes {
					want := encRun(t, plain, "jpegtran", append(encFlags(o), "-copy", "all")...)
					if got := encBytes(t, m, o); !bytes.Equal(got, want) {
						t.Fatalf("%v, %v, noise %d, %s: %d bytes differ from jpegtran's %d", size, ratio, noise, encMode(o), len(got), len(want))
					}
				}
			}
		}
	}
}

// Runs of empty blocks end at 32767 of them, and corrections at what libjpeg
// keeps; both need a large picture.
func TestLongRunsAreThoseOfLibjpeg(t *testing.T) {
	encTool(t, "cjpeg")
	for name, m := range map[string]*image.Gray{
		"empty": image.NewGray(image.Rect(0, 0, 1600, 1608)),
		"noisy": encGray(600, 400, 100, 8),
	} {
		pgm := append(fmt.Appendf(nil, "P5\n%d %d\n255\n", m.Rect.Dx(), m.Rect.Dy()), m.Pix...)
		for _, quality := range []int{5, 75, 100} {
			o := EncodeOptions{Quality: quality, Progressive: true}
			want := encRun(t, pgm, "cjpeg", "-dct", "int", "-baseline", "-progressive", "-quality", strconv.Itoa(quality))
			if got := encBytes(t, m, o); !bytes.Equal(got, want) {
				t.Errorf("%s, quality %d: %d bytes differ from cjpeg's %d", name, quality, len(got), len(want))
			}
		}
	}
}
