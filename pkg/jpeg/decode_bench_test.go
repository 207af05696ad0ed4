package jpeg

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// benchPhotos are the photos of the corpus that are progressive, or are not.
func benchPhotos(b *testing.B, progressive bool) (photos [][]byte, pixels float64) {
	b.Helper()
	for name, data := range corpusFiles(b, "bench") {
		if strings.Contains(filepath.Base(name), "progressive") != progressive {
			continue
		}
		h, err := ReadHeader(data)
		if err != nil {
			b.Fatal(err)
		}
		photos, pixels = append(photos, data), pixels+float64(h.Width*h.Height)
	}
	return photos, pixels
}

func BenchmarkDecode(b *testing.B) {
	for _, kind := range []string{"baseline", "progressive"} {
		photos, pixels := benchPhotos(b, kind == "progressive")
		for _, scale := range []int{1, 2, 4, 8} {
			b.Run(fmt.Sprintf("%s/1-%d", kind, scale), func(b *testing.B) {
				for b.Loop() {
					for _, data := range photos {
						mustDecode(b, data, DecodeOptions{Scale: scale})
					}
				}
				reportPhotos(b, len(photos), pixels)
			})
		}
	}
}

func BenchmarkDecodeByRows(b *testing.B) {
	photos, pixels := benchPhotos(b, false)
	for _, scale := range []int{1, 8} {
		b.Run(fmt.Sprintf("1-%d", scale), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, data := range photos {
					d, err := NewDecoder(context.Background(), data, DecodeOptions{Scale: scale})
					for err == nil {
						_, err = d.Next()
					}
					if err != io.EOF {
						b.Fatal(err)
					}
				}
			}
			reportPhotos(b, len(photos), pixels)
		})
	}
}

func reportPhotos(b *testing.B, photos int, pixels float64) {
	ns := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
	b.ReportMetric(ns/1e6/float64(photos), "ms/photo")
	b.ReportMetric(ns/pixels, "ns/pixel")
}
