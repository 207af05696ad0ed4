//go:build unix

package tone

import (
	"image"
	"math"
	"syscall"
	"testing"
)

// BenchmarkPass maps the colours of 24 megapixels in place.
func BenchmarkPass(b *testing.B) {
	m := noise(image.Rect(0, 0, 6000, 4000), image.YCbCrSubsampleRatio420)
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
			b.SetBytes(int64(m.Rect.Dx() * m.Rect.Dy()))
			p.InPlace(m) // makes the tables
			before := cpuTime()
			for b.Loop() {
				p.InPlace(m)
			}
			b.ReportMetric(1000*(cpuTime()-before)/float64(b.N), "cpu-ms/op")
		})
	}
}

// cpuTime returns the seconds of CPU time that the process has taken.
func cpuTime() float64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err)
	}
	return float64(r.Utime.Nano()+r.Stime.Nano()) / 1e9
}
