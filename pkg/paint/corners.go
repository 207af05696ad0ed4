package paint

import (
	"image"
	"image/draw"
	"math"

	"golang.org/x/image/vector"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// Corners returns the masks of what a rectangle with rounded corners leaves
// of the rectangle r: four small ones, at its corners. radius is in pixels and
// at most half of the shorter side; 0 or less leaves nothing.
func Corners(r image.Rectangle, radius float64) []*image.Alpha {
	radius = min(radius, float64(min(r.Dx(), r.Dy()))/2)
	if radius <= 0 {
		return nil
	}
	side := int(radius)
	if float64(side) < radius {
		side++
	}
	masks := make([]*image.Alpha, 0, 4)
	for corner := range 4 {
		right, down := corner%2 == 1, corner/2 == 1
		at := r.Min
		if right {
			at.X = r.Max.X - side
		}
		if down {
			at.Y = r.Max.Y - side
		}
		masks = append(masks, beyondArc(image.Rectangle{Min: at, Max: at.Add(image.Pt(side, side))}, float32(radius), right, down))
	}
	return masks
}

// beyondArc draws what lies beyond the arc in one corner, in a square that just
// holds the arc.
func beyondArc(square image.Rectangle, radius float32, right, down bool) *image.Alpha {
	side := float32(square.Dx())
	at := func(x, y float32) (float32, float32) { // as if it were the upper left corner
		if right {
			x = side - x
		}
		if down {
			y = side - y
		}
		return x, y
	}
	r := vector.NewRasterizer(square.Dx(), square.Dy())
	r.DrawOp = draw.Src
	r.MoveTo(at(0, 0))
	// Chords that stay within a hundredth of a pixel of the arc.
	steps := 8 + int(8*math.Sqrt(float64(radius)))
	for i := range steps + 1 {
		sin, cos := math.Sincos(math.Pi / 2 * float64(i) / float64(steps))
		r.LineTo(at(radius*float32(1-sin), radius*float32(1-cos)))
	}
	r.ClosePath()
	mask := image.NewAlpha(square)
	r.Draw(mask, square, image.Opaque, image.Point{})
	return mask
}

// Erase makes m transparent where the mask is 255, and more transparent where
// it is less. m must be of a type with alpha: WithAlpha.
func Erase(m image.Image, mask *image.Alpha) {
	r := mask.Rect.Intersect(m.Bounds())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		keep := mask.Pix[mask.PixOffset(r.Min.X, y):]
		for x := range r.Dx() {
			rest := 255 - uint32(keep[x])
			if rest == 255 {
				continue
			}
			switch m := m.(type) {
			case *image.NRGBA:
				reduce8(m.Pix[m.PixOffset(r.Min.X+x, y)+3:][:1], rest)
			case *image.RGBA:
				reduce8(m.Pix[m.PixOffset(r.Min.X+x, y):][:4], rest)
			case *image.NRGBA64:
				reduce16(m.Pix[m.PixOffset(r.Min.X+x, y)+6:][:2], rest)
			case *image.RGBA64:
				reduce16(m.Pix[m.PixOffset(r.Min.X+x, y):][:8], rest)
			}
		}
	}
}

func reduce8(pix []byte, rest uint32) {
	for i, v := range pix {
		pix[i] = byte((uint32(v)*rest + 127) / 255)
	}
}

func reduce16(pix []byte, rest uint32) {
	for i := 0; i < len(pix); i += 2 {
		put16(pix[i:], (get16(pix[i:])*rest+127)/255)
	}
}

// WithAlpha returns m if its type has alpha, and otherwise an opaque copy of
// as many bits that has. Chroma is interpolated.
func WithAlpha(m image.Image) image.Image {
	switch m := m.(type) {
	case *image.YCbCr:
		return ycc.RGBA(m)
	default:
		return Coloured(m)
	}
}
