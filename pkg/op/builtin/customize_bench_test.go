package builtin

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/photoq/photoq/pkg/imageio"
)

// BenchmarkCustomize puts things on the planes of a JPEG of 24 megapixels,
// where they are.
func BenchmarkCustomize(b *testing.B) {
	photo := imageio.Photo{Image: image.NewYCbCr(image.Rect(0, 0, 6000, 4000), image.YCbCrSubsampleRatio420), Name: "a.jpg"}
	m := image.NewNRGBA(image.Rect(0, 0, 600, 240))
	for x := range 600 {
		for y := range 240 {
			m.SetNRGBA(x, y, color.NRGBA{byte(x), byte(y), 90, byte(x / 2)})
		}
	}
	var logo bytes.Buffer
	if err := png.Encode(&logo, m); err != nil {
		b.Fatal(err)
	}
	for name, text := range map[string]string{
		"text":      `text="© 2026 {name}, all rights reserved"`,
		"watermark": "watermark=logo.png", "tiles": "watermark=logo.png,tile=true,opacity=30", "border": "border", "frame": "frame=background=white",
	} {
		p, err := compile(text)
		if err != nil {
			b.Fatal(err)
		}
		err = p.Bind(b.Context(), func(context.Context, string) ([]byte, error) { return logo.Bytes(), nil })
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := p.Consume(b.Context(), photo, func(int, imageio.Photo) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
