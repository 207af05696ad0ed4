package jpeg

import (
	"bytes"
	"fmt"
	"image"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// patchRects are sets of rectangles for a picture of that size.
func patchRects(size image.Point) map[string][]image.Rectangle {
	w, h := size.X, size.Y
	return map[string][]image.Rectangle{
		"none":    nil,
		"empty":   {{}, image.Rect(3, 3, 3, 9), image.Rect(w, 0, w+9, h), image.Rect(-9, -9, 0, 0)},
		"whole":   {image.Rect(0, 0, w, h)},
		"too big": {image.Rect(-100, -100, w+100, h+100)},
		"corners": {image.Rect(0, 0, 1, 1), image.Rect(w-1, 0, w, 1), image.Rect(0, h-1, 1, h), image.Rect(w-1, h-1, w, h)},
		"overlap": {image.Rect(w/4, h/4, w/2, h/2), image.Rect(w/3, h/3, w/3+9, h-2), image.Rect(w/3, h/3, w/3+9, h-2)},
		"pixel":   {image.Rect(w/2, h/2, w/2+1, h/2+1)},
		"column":  {image.Rect(w/2, 0, w/2+2, h)},
	}
}

func patchSizes() []image.Point {
	return []image.Point{{1, 1}, {17, 9}, {64, 48}, {100, 75}, {33, 130}}
}

// patchPictures are pictures in all samplings that image knows.
func patchPictures(size image.Point) map[string]image.Image {
	pictures := map[string]image.Image{"gray": encGray(size.X, size.Y, 20, 3)}
	for _, ratio := range encRatios() {
		pictures[ratio.String()] = encRough(size.X, size.Y, 20, ratio)
	}
	return pictures
}

func TestPatchChangesWhatIsTouchedAndNothingElse(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	for _, size := range patchSizes() {
		for kind, m := range patchPictures(size) {
			for _, o := range encModes(70) {
				source := encBytes(t, m, o)
				for places, touched := range patchRects(size) {
					t.Run(fmt.Sprintf("%v %s %s %s", size, kind, encMode(o), places), func(t *testing.T) {
						edited := scribble(t, source, touched, r)
						out := patched(t, source, edited, touched, PatchOptions{})
						checkPatched(t, source, out, planesOfImage(readAll(t, source).Header, edited), touched)
					})
				}
			}
		}
	}
}

// Where nothing is touched, a sequential file with one scan is copied as it
// is, if its last bits are as this package's encoder leaves them.
func TestPatchOfNothingIsTheSameFile(t *testing.T) {
	for kind, m := range patchPictures(image.Pt(100, 75)) {
		for _, o := range encModes(70)[:4] {
			source := encBytes(t, m, o)
			if out := patched(t, source, m, nil, PatchOptions{}); !bytes.Equal(out, source) {
				t.Errorf("%s, %s: the file differs", kind, encMode(o))
			}
		}
	}
}

func TestPatchedFilesAreReadByDjpegWithoutWarning(t *testing.T) {
	encTool(t, "djpeg")
	r := rand.New(rand.NewPCG(4, 5))
	for _, size := range []image.Point{{17, 9}, {100, 75}} {
		for _, m := range patchPictures(size) {
			for _, o := range encModes(80) {
				source := encBytes(t, m, o)
				for _, touched := range patchRects(size) {
					out := patched(t, source, scribble(t, source, touched, r), touched, PatchOptions{})
					encRun(t, out, "djpeg", "-outfile", "/dev/null")
				}
			}
		}
	}
}

func TestPatchKeepsTheHeadByteByByte(t *testing.T) {
	source := encBytes(t, encRough(100, 75, 20, image.YCbCrSubsampleRatio420), EncodeOptions{
		Restart: 5, Segments: []Segment{{0xe1, []byte("Exif\x00\x00..")}, {0xfe, []byte("note")}},
	})
	touched := []image.Rectangle{image.Rect(30, 30, 50, 50)}
	out := patched(t, source, scribble(t, source, touched, rand.New(rand.NewPCG(1, 1))), touched, PatchOptions{})
	head := scanStart(t, source)
	if !bytes.Equal(out[:head], source[:head]) {
		t.Error("what precedes the scan has changed")
	}
	if bytes.Equal(out, source) {
		t.Error("nothing was changed")
	}
}

// scanStart is where the data of the first scan begins.
func scanStart(t testing.TB, data []byte) int {
	t.Helper()
	p, _, err := openCoefficients(data, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return p.pos
}

// A flat picture's own Huffman tables have few codes.
func TestPatchCompletesHuffmanTablesWhereCodesAreMissing(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 5))
	for kind, m := range patchPictures(image.Pt(100, 75)) {
		for _, restart := range []int{0, 2} {
			flat := m
			if c, ok := m.(*image.YCbCr); ok {
				flat = ycc.Coarsen(encSmooth(100, 75, image.YCbCrSubsampleRatio444), c.SubsampleRatio)
			} else {
				flat = image.NewGray(m.Bounds())
			}
			source := encBytes(t, flat, EncodeOptions{Optimize: true, Restart: restart})
			for _, touched := range patchRects(image.Pt(100, 75)) {
				edited := scribble(t, source, touched, r)
				out := patched(t, source, edited, touched, PatchOptions{})
				checkPatched(t, source, out, planesOfImage(readAll(t, source).Header, edited), touched)
				// All but the tables is where it was.
				before, after := headWithoutTables(t, source), headWithoutTables(t, out)
				if !slices.Equal(before, after) {
					t.Errorf("%s: the segments were %q, and are %q", kind, before, after)
				}
			}
			touched := patchRects(image.Pt(100, 75))["overlap"]
			out := patched(t, source, scribble(t, source, touched, r), touched, PatchOptions{})
			if n := scanStart(t, source); bytes.Equal(out[:n], source[:n]) {
				t.Errorf("%s: the tables are the old ones, so this proves nothing", kind)
			}
		}
	}
}

// A table with a symbol that no picture of 8 bits needs is not completed:
// then all coefficients are written anew.
func TestPatchReplacesStrangeHuffmanTables(t *testing.T) {
	flat := image.NewGray(image.Rect(0, 0, 100, 75))
	source := encBytes(t, flat, EncodeOptions{Optimize: true, Restart: 4})
	at := bytes.Index(source, []byte{0xff, markDHT}) + 2
	size := int(source[at])<<8 | int(source[at+1])
	strange := bytes.Clone(source[:at+size])
	strange[at+1]++
	strange[at+2+1+15]++ // codes of 16 bits
	source = append(append(strange, 12), source[at+size:]...)
	touched := patchRects(flat.Rect.Max)["overlap"]
	edited := scribble(t, source, touched, rand.New(rand.NewPCG(11, 5)))
	out := patched(t, source, edited, touched, PatchOptions{})
	checkPatched(t, source, out, planesOfImage(readAll(t, source).Header, edited), touched)
	if bytes.Contains(out, strange[at:at+size]) {
		t.Error("the table is the old one")
	}
}

// headWithoutTables lists the segments before the first scan's data but for
// DHT, which must not define a table twice.
func headWithoutTables(t testing.TB, data []byte) (segments []string) {
	t.Helper()
	head, defined := data[:scanStart(t, data)], map[byte]bool{}
	p := &parser{faultList: faultList{strict: true}, data: head, pos: 2}
	for p.pos < len(head) {
		s, err := p.anySegment()
		if err != nil {
			t.Fatal(err)
		}
		if s.Marker == markDHT {
			if defined[s.Data[0]] {
				t.Errorf("table %02x is defined twice", s.Data[0])
			}
			defined[s.Data[0]] = true
		} else {
			segments = append(segments, fmt.Sprintf("%02x %x", s.Marker, s.Data))
		}
	}
	return segments
}

func TestPatchOfDrawnFilesOfEverySampling(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 5))
	separate := []image.Point{{4, 2}, {2, 2}, {1, 1}} // too many blocks for an MCU
	for _, factors := range append(samplings(), separate) {
		if len(factors) == 2 {
			continue
		}
		for _, o := range []EncodeOptions{{}, {Optimize: true, Restart: 3}, {Progressive: true}} {
			source := drawn(t, 77, 50, factors, o)
			for places, touched := range patchRects(image.Pt(77, 50)) {
				// Unchanged samples come back whatever the sampling is.
				m, _, err := Decode(t.Context(), source, DecodeOptions{})
				if err != nil {
					t.Fatal(err)
				}
				out := patched(t, source, m, touched, PatchOptions{})
				checkPatched(t, source, out, planesOf(t, source), touched)
				if places == "whole" {
					continue
				}
				// And changed ones reach no other MCU.
				out = patched(t, source, scribble(t, source, touched, r), touched, PatchOptions{})
				before, after := planesOf(t, source), planesOf(t, out)
				same(t, readAll(t, source).Header, before, after, touched)
			}
		}
	}
}

// same compares the samples of MCUs that nothing touches.
func same(t *testing.T, h Header, before, after []Plane, touched []image.Rectangle) {
	t.Helper()
	hmax, vmax := h.maxSampling()
	for i, c := range h.Components {
		for y := range before[i].Height {
			for x := range before[i].Width {
				mx, my := x/(8*c.H)*8*hmax, y/(8*c.V)*8*vmax
				if len(h.Components) == 1 {
					mx, my = x/8*8, y/8*8
				}
				if before[i].Pix[y*before[i].Stride+x] != after[i].Pix[y*after[i].Stride+x] && !touches(h, mx, my, touched) {
					t.Fatalf("component %d: sample %d, %d has changed", i, x, y)
				}
			}
		}
	}
}
