package resample

import (
	"fmt"
	"image"
	"testing"
)

func BenchmarkRows(b *testing.B) {
	for _, c := range []struct {
		from, to image.Point
		kind     Filter
	}{
		{image.Pt(6000, 4000), image.Pt(2048, 1365), Lanczos3},
		{image.Pt(3000, 2000), image.Pt(2048, 1365), Lanczos3},
		{image.Pt(6000, 4000), image.Pt(256, 171), Lanczos3},
		{image.Pt(1500, 1000), image.Pt(256, 171), Lanczos3},
		{image.Pt(750, 500), image.Pt(256, 171), Lanczos3},
		{image.Pt(1500, 1000), image.Pt(3000, 2000), Lanczos3},
		{image.Pt(3000, 2000), image.Pt(2048, 1365), Cubic},
		{image.Pt(3000, 2000), image.Pt(2048, 1365), Area},
	} {
		b.Run(fmt.Sprintf("%dx%d-to-%d-%d", c.from.X, c.from.Y, c.to.X, c.kind), func(b *testing.B) {
			rows := make([][]byte, 16)
			for i := range rows {
				rows[i] = noise(c.from.X, 1).Pix
			}
			b.ReportAllocs()
			b.SetBytes(int64(c.from.X * c.from.Y))
			for b.Loop() {
				r := NewRows(c.from, c.to, Scale{}, c.kind)
				for y := range c.from.Y {
					r.Push(rows[y%16], func(int, []byte) {})
				}
			}
		})
	}
}

func BenchmarkNewRows(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		NewRows(image.Pt(750, 500), image.Pt(256, 171), Scale{}, Lanczos3)
	}
}

func BenchmarkYCbCr(b *testing.B) {
	for _, to := range []int{256, 1024, 2048} {
		b.Run(fmt.Sprintf("12MP-to-%d", to), func(b *testing.B) {
			m := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
			for i := range m.Y {
				m.Y[i] = uint8(i * 7)
			}
			for b.Loop() {
				Image(m, to, to*3/4)
			}
		})
	}
}

func BenchmarkRGBA(b *testing.B) {
	m := image.NewRGBA(image.Rect(0, 0, 4000, 3000))
	for b.Loop() {
		Image(m, 1600, 1200)
	}
}

func BenchmarkNRGBA(b *testing.B) {
	m := image.NewNRGBA(image.Rect(0, 0, 2000, 1500))
	for b.Loop() {
		Image(m, 256, 192)
	}
}

func BenchmarkGray16(b *testing.B) {
	m := image.NewGray16(image.Rect(0, 0, 2000, 1500))
	for b.Loop() {
		Image(m, 900, 675)
	}
}
