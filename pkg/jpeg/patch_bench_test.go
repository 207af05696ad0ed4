package jpeg

import (
	"image"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/sample"
)

// patchPhotos are a drawn photo of 12 megapixels and those of the corpus, if
// there is one.
func patchPhotos(b *testing.B) map[string][]byte {
	m := ycc.FromImage(sample.Scene(4000, 3000, 3), image.YCbCrSubsampleRatio420)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range m.Y {
		m.Y[i] = byte(min(max(int(m.Y[i])+int(5*r.NormFloat64()), 0), 255))
	}
	photos := map[string][]byte{"drawn": encBytes(b, m, EncodeOptions{Quality: 85})}
	if folder := os.Getenv("PHOTOQ_TEST_CORPUS"); folder != "" {
		files, err := filepath.Glob(filepath.Join(folder, "bench", "*.jpg"))
		if err != nil || len(files) == 0 {
			b.Fatalf("no photos in %s: %v", folder, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				b.Fatal(err)
			}
			photos[filepath.Base(file)] = data
		}
	}
	return photos
}

// nearestQuality is the quality whose tables are most like the file's.
func nearestQuality(b *testing.B, data []byte) (best int) {
	p, s, err := openCoefficients(data, DecodeOptions{})
	if err != nil {
		b.Fatal(err)
	}
	q, least := p.frame.comp[s.components[0].index].quant, 1<<30
	for quality := 1; quality <= 100; quality++ {
		luma, _ := QuantTables(quality)
		distance := 0
		for i, v := range luma {
			distance += abs(int(v) - int(q[i]))
		}
		if distance < least {
			best, least = quality, distance
		}
	}
	return best
}

// BenchmarkPatch changes two small places, and reports what part that is of
// the time of decoding and encoding the whole photo at the same quality,
// progressively if it is progressive.
func BenchmarkPatch(b *testing.B) {
	for name, data := range patchPhotos(b) {
		b.Run(name, func(b *testing.B) {
			m, _, err := Decode(b.Context(), data, DecodeOptions{})
			if err != nil {
				b.Fatal(err)
			}
			h, err := ReadHeader(data)
			if err != nil {
				b.Fatal(err)
			}
			o := EncodeOptions{Quality: nearestQuality(b, data), Progressive: h.Process == Progressive}
			size := m.Bounds().Size()
			touched := []image.Rectangle{
				image.Rect(0, 0, 60, 40).Add(size.Div(3)), image.Rect(0, 0, 90, 90).Add(size.Mul(2).Div(3)),
			}
			var patch, full time.Duration
			for b.Loop() {
				start := time.Now()
				if err := Patch(b.Context(), io.Discard, data, m, touched, PatchOptions{}); err != nil {
					b.Fatal(err)
				}
				patch += time.Since(start)
				start = time.Now()
				decoded, _, err := Decode(b.Context(), data, DecodeOptions{})
				if err != nil {
					b.Fatal(err)
				}
				if err := Encode(io.Discard, decoded, o); err != nil {
					b.Fatal(err)
				}
				full += time.Since(start)
			}
			b.ReportMetric(float64(len(data))/float64(size.X*size.Y), "bytes/pixel")
			b.ReportMetric(patch.Seconds()*1000/float64(b.N), "ms/patch")
			b.ReportMetric(patch.Seconds()/full.Seconds(), "of-full")
		})
	}
}
