package builtin

import (
	"context"
	"os"
	"testing"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/tone"
)

// BenchmarkRecolor maps the colours of a real photo, which has more of them
// than a drawn one; PHOTOQ_TEST_PHOTO names it. Times are for 24 megapixels,
// with a lattice that is there already and without.
func BenchmarkRecolor(b *testing.B) {
	data, err := os.ReadFile(os.Getenv("PHOTOQ_TEST_PHOTO"))
	if err != nil {
		b.Skip("set PHOTOQ_TEST_PHOTO to a large JPEG")
	}
	file, err := imageio.Open(data, imageio.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	photo, err := file.Decode(context.Background(), imageio.DecodeOptions{})
	if err != nil {
		b.Fatal(err)
	}
	size := photo.Size()
	share := 24e6 / float64(size.X*size.Y) / 1e6
	red, grey, blue := opaque(255, 0, 0), opaque(128, 128, 128), opaque(0, 0, 255)
	for name, m := range map[string]tone.Map{
		"vivid": vivid(1), "hue": turnHues(120), "part": partly(sepia, 0.6),
		"red": replaceColour(red.lab(), blue.lab(), 25), "grey": replaceColour(grey.lab(), blue.lab(), 25),
	} {
		b.Run(name, func(b *testing.B) {
			p := tone.Compile(m)
			p.Image(photo.Image)
			for b.Loop() {
				p.Image(photo.Image)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)*share, "ms/24MP")
		})
		b.Run(name+"/first", func(b *testing.B) {
			for b.Loop() {
				tone.Compile(m).Image(photo.Image)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)*share, "ms/24MP")
		})
	}
}
