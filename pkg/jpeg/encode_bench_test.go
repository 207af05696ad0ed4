package jpeg

import (
	"bytes"
	"image"
	stdjpeg "image/jpeg"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/sample"
)

// benchPictures are a photo of the corpus, if there is one, and a drawn one.
func benchPictures(b *testing.B) map[string]*image.YCbCr {
	pictures := map[string]*image.YCbCr{
		"drawn": ycc.FromImage(sample.Scene(1600, 1200, 3), image.YCbCrSubsampleRatio420),
		"thumb": ycc.FromImage(sample.Scene(256, 171, 3), image.YCbCrSubsampleRatio420),
	}
	folder := os.Getenv("PHOTOQ_TEST_CORPUS")
	if folder == "" {
		return pictures
	}
	for _, name := range []string{"Dragonfly", "Wine", "life", "sunset"} {
		data, err := os.ReadFile(filepath.Join(folder, "bench", name+".jpg"))
		if err != nil {
			b.Fatal(err)
		}
		m, err := stdjpeg.Decode(bytes.NewReader(data))
		if err != nil {
			b.Fatal(err)
		}
		if m, ok := m.(*image.YCbCr); ok {
			pictures[name] = ycc.Coarsen(m, image.YCbCrSubsampleRatio420)
		}
	}
	return pictures
}

func BenchmarkEncode(b *testing.B) {
	options := map[string]EncodeOptions{
		"q80": {Quality: 80}, "q90": {Quality: 90}, "q90-optimized": {Quality: 90, Optimize: true},
		"q90-progressive": {Quality: 90, Progressive: true},
	}
	for name, m := range benchPictures(b) {
		for kind, o := range options {
			b.Run(name+"/"+kind, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := Encode(io.Discard, m, o); err != nil {
						b.Fatal(err)
					}
				}
				perMegapixel(b, m)
			})
		}
	}
}

// BenchmarkStandardLibrary is for comparison.
func BenchmarkStandardLibrary(b *testing.B) {
	for name, m := range benchPictures(b) {
		for _, q := range []int{80, 90} {
			b.Run(name+"/q"+strconv.Itoa(q), func(b *testing.B) {
				for b.Loop() {
					if err := stdjpeg.Encode(io.Discard, m, &stdjpeg.Options{Quality: q}); err != nil {
						b.Fatal(err)
					}
				}
				perMegapixel(b, m)
			})
		}
	}
}

func perMegapixel(b *testing.B, m *image.YCbCr) {
	pixels := float64(m.Rect.Dx()) * float64(m.Rect.Dy())
	b.ReportMetric(b.Elapsed().Seconds()*1e3*1e6/float64(b.N)/pixels, "ms/MP")
}
