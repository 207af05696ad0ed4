//go:build unix

package tone

import (
	"image"
	"image/draw"
	"math"
	"syscall"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/sample"
)

// BenchmarkPass maps the colours of 24 megapixels in place, which are a drawn
// scene 16 times.
func BenchmarkPass(b *testing.B) {
	scene := ycc.FromImage(sample.Scene(1500, 1000, 1), image.YCbCrSubsampleRatio420)
	gamma := Curve(func(v float64) float64 { return math.Pow(v, 0.9) })
	contrast := Curve(func(v float64) float64 { return 1.1*v - 0.05 })
	adjust := saturation(1.2)
	for i := range adjust {
		for k := range adjust[i] {
			adjust[i][k] *= 1.1
		}
	}
	for _, c := range []struct {
		name string
		m    Map
	}{
		{"matrix", Map{adjust}},
		{"curves+matrix", Map{contrast, gamma, adjust}},
		{"channels", Map{Curves{gamma, contrast, Curve(math.Sqrt)}}},
		{"gain+matrix", Map{Gain(func(v float64) float64 { return 1.5 - v/2 }), adjust}},
		{"ramp", Map{Ramp(func(v float64) (float64, float64, float64) { return v, v * v, v * v * v })}},
		{"colour", Map{Colour(func(r, g, b float64) (float64, float64, float64) { return b, r, g })}},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := Compile(c.m)
			p.Image(scene) // makes the tables
			m, took := image.NewYCbCr(image.Rect(0, 0, 6000, 4000), scene.SubsampleRatio), 0.0
			for b.Loop() {
				tiled(m.Y, scene.Y, 1500)
				tiled(m.Cb, scene.Cb, 750)
				tiled(m.Cr, scene.Cr, 750)
				before := cpuTime()
				p.InPlace(m)
				took += cpuTime() - before
			}
			b.ReportMetric(1000*took/float64(b.N), "cpu-ms/op")
		})
	}
}

// BenchmarkPassOfPixels is BenchmarkPass for 24 megapixels of RGBA.
func BenchmarkPassOfPixels(b *testing.B) {
	scene := sample.Scene(1500, 1000, 1)
	m := image.NewRGBA(image.Rect(0, 0, 1500, 16000))
	draw.Draw(m, m.Rect, scene, image.Point{}, draw.Src)
	for y := 1000; y < 16000; y += 1000 {
		copy(m.Pix[y*m.Stride:], m.Pix[:1000*m.Stride])
	}
	p := Compile(Map{Colour(func(r, g, b float64) (float64, float64, float64) { return b, r, g })})
	before, n := cpuTime(), 0
	for b.Loop() {
		p.InPlace(m)
		n++
	}
	b.ReportMetric(1000*(cpuTime()-before)/float64(n), "cpu-ms/op")
}

// cpuTime returns the seconds of CPU time that the process has taken.
func cpuTime() float64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err)
	}
	return float64(r.Utime.Nano()+r.Stime.Nano()) / 1e9
}

// tiled fills a plane with copies of one of a quarter of its width and height.
func tiled(dst, src []byte, width int) {
	for y := 0; len(dst) > 0; y++ {
		row := src[y*width%len(src):][:width]
		for range 4 {
			copy(dst, row)
			dst = dst[width:]
		}
	}
}
