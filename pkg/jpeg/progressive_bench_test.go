package jpeg

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkProgressive decodes by rows: a drawn photo, and the progressive
// ones in the corpus, if it is there.
func BenchmarkProgressive(b *testing.B) {
	for name, data := range progressiveFiles(b) {
		for _, scale := range []int{1, 8} {
			b.Run(fmt.Sprintf("%s/%d", name, scale), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					d, err := NewDecoder(context.Background(), data, DecodeOptions{Scale: scale})
					for err == nil {
						_, err = d.Next()
					}
					if err != io.EOF {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkReadCoefficients reads the same, and a baseline file.
func BenchmarkReadCoefficients(b *testing.B) {
	files := progressiveFiles(b)
	files["drawn-baseline"] = benchmarkScene(b, EncodeOptions{})
	for name, data := range files {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := ReadCoefficients(context.Background(), data, DecodeOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func progressiveFiles(b *testing.B) map[string][]byte {
	files := map[string][]byte{"drawn": benchmarkScene(b, EncodeOptions{Progressive: true})}
	root := os.Getenv("PHOTOQ_TEST_CORPUS")
	if root == "" {
		return files
	}
	names, err := filepath.Glob(filepath.Join(root, "bench", "*-progressive.jpg"))
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		files[strings.TrimSuffix(filepath.Base(name), "-progressive.jpg")] = data
	}
	return files
}

// benchmarkScene is a progressive file of a drawn photo.
func benchmarkScene(b *testing.B, o EncodeOptions) []byte {
	var out bytes.Buffer
	m := image.NewYCbCr(image.Rect(0, 0, 3000, 2000), image.YCbCrSubsampleRatio420)
	encFill(m.Y, m.YStride, 3, 1)
	encFill(m.Cb, m.CStride, 1, 2)
	encFill(m.Cr, m.CStride, 1, 3)
	if err := Encode(&out, m, o); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}
