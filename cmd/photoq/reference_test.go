package main_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"math"
	"os"
	"testing"

	"github.com/photoq/photoq/pkg/imageio"
	jpegcore "github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/metadata"
)

// floats is a picture of red, green and blue from 0 to 255.
type floats struct {
	w, h int
	pix  []float32 // three a pixel
}

// reference does a task slowly, in floating point, and without writing a
// file in between.
func reference(b *testing.B, photo string, t task) floats {
	b.Helper()
	m := load(b, photo)
	if t.size == 0 {
		return m.tone(1.1, 1.2)
	}
	f := min(1, float64(t.size)/float64(max(m.w, m.h)))
	return m.resized(max(1, int(math.Round(float64(m.w)*f))), max(1, int(math.Round(float64(m.h)*f))))
}

func load(b *testing.B, name string) floats {
	b.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	rgba, err := rgbaOf(b.Context(), data)
	if err != nil {
		b.Fatalf("%s: %v", name, err)
	}
	m := floats{rgba.Rect.Dx(), rgba.Rect.Dy(), make([]float32, 0, 3*rgba.Rect.Dx()*rgba.Rect.Dy())}
	for i := 0; i < len(rgba.Pix); i += 4 {
		m.pix = append(m.pix, float32(rgba.Pix[i]), float32(rgba.Pix[i+1]), float32(rgba.Pix[i+2]))
	}
	return m
}

// rgbaOf decodes JPEGs by the standard library, so that photoq's decoder is
// held against another, and WebP by photoq.
func rgbaOf(ctx context.Context, data []byte) (*image.RGBA, error) {
	if imageio.Sniff(data) != imageio.JPEG {
		photo, err := imageio.Decode(ctx, data, imageio.DecodeOptions{})
		if err != nil {
			return nil, err
		}
		rgba := image.NewRGBA(photo.Image.Bounds())
		draw.Draw(rgba, rgba.Rect, photo.Image, image.Point{}, draw.Src)
		return rgba, nil
	}
	m, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	planes, ok := m.(*image.YCbCr)
	if !ok {
		return nil, fmt.Errorf("it is a %T", m)
	}
	return imageio.Orient(ycc.RGBA(planes), orientation(data)).(*image.RGBA), nil
}

// orientation is what a JPEG's EXIF says.
func orientation(data []byte) imageio.Orientation {
	for _, s := range jpegcore.Segments(data) {
		if block, is := bytes.CutPrefix(s.Data, []byte("Exif\x00\x00")); is && s.Marker == 0xe1 {
			return imageio.Orientation(metadata.Orientation(block))
		}
	}
	return imageio.Upright
}

// tone multiplies by brightness, and the distance from grey by saturation.
func (m floats) tone(brightness, saturation float64) floats {
	out := floats{m.w, m.h, make([]float32, len(m.pix))}
	for i := 0; i < len(m.pix); i += 3 {
		p := m.pix[i : i+3]
		grey := 0.299*float64(p[0]) + 0.587*float64(p[1]) + 0.114*float64(p[2])
		for c, v := range p {
			out.pix[i+c] = float32(max(0, min(255, brightness*(grey+saturation*(float64(v)-grey)))))
		}
	}
	return out
}

// resized applies a Lanczos filter of three lobes across, then down.
func (m floats) resized(w, h int) floats {
	return m.across(w).transposed().across(h).transposed().clamped()
}

func (m floats) across(w int) floats {
	out := floats{w, m.h, make([]float32, 3*w*m.h)}
	scale := float64(m.w) / float64(w)
	for x := range w {
		centre := (float64(x)+0.5)*scale - 0.5
		low, high := int(math.Ceil(centre-3*scale)), int(math.Floor(centre+3*scale))
		weights, sum := make([]float64, high-low+1), 0.0
		for i := range weights {
			weights[i] = lanczos((float64(low+i) - centre) / scale)
			sum += weights[i]
		}
		for y := range m.h {
			var v [3]float64
			for i, weight := range weights {
				at := 3 * (y*m.w + max(0, min(m.w-1, low+i)))
				for c := range v {
					v[c] += weight / sum * float64(m.pix[at+c])
				}
			}
			for c := range v {
				out.pix[3*(y*w+x)+c] = float32(v[c])
			}
		}
	}
	return out
}

func lanczos(x float64) float64 {
	if x == 0 {
		return 1
	}
	if x <= -3 || x >= 3 {
		return 0
	}
	a := math.Pi * x
	return 3 * math.Sin(a) * math.Sin(a/3) / (a * a)
}

func (m floats) transposed() floats {
	out := floats{m.h, m.w, make([]float32, len(m.pix))}
	for y := range m.h {
		for x := range m.w {
			copy(out.pix[3*(x*m.h+y):3*(x*m.h+y)+3], m.pix[3*(y*m.w+x):])
		}
	}
	return out
}

func (m floats) clamped() floats {
	for i, v := range m.pix {
		m.pix[i] = max(0, min(255, v))
	}
	return m
}

// psnr of the picture in a file against m.
func (m floats) psnr(b *testing.B, name string) float64 {
	b.Helper()
	other := load(b, name)
	if other.w != m.w || other.h != m.h {
		b.Fatalf("%s has %d x %d pixels, and the reference %d x %d", name, other.w, other.h, m.w, m.h)
	}
	sum := 0.0
	for i, v := range m.pix {
		d := float64(v - other.pix[i])
		sum += d * d
	}
	return 10 * math.Log10(255*255*float64(len(m.pix))/sum)
}
