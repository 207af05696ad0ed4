package retouch

import (
	"image"
	"math"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/paint"
)

// Veil hides a face: an ellipse over all of the head in which no more is left
// than some means of colours, six across the face, with soft steps between.
// That cannot be undone, as a blur can be in part. It is a paint.Layer.
type Veil struct {
	at     image.Rectangle
	center face.Point
	rx, ry float64 // of the ellipse, with its soft edge
	patch  *patch  // a pixel is a mean
}

// across is how many means a face's box has from side to side.
const across = 6

// NewVeil returns what hides a face of a photo of any type with bounds at
// (0, 0).
func NewVeil(photo image.Image, f face.Face) *Veil {
	v := &Veil{
		center: face.Point{X: f.Box.X + f.Box.Width/2, Y: f.Box.Y + 0.42*f.Box.Height},
		rx:     0.8 * f.Box.Width, ry: 0.98 * f.Box.Height,
	}
	v.at = image.Rect(int(math.Floor(v.center.X-v.rx)), int(math.Floor(v.center.Y-v.ry)), int(v.center.X+v.rx)+1, int(v.center.Y+v.ry)+1)
	v.at = v.at.Intersect(photo.Bounds())
	const fine = 8 // places to a mean, each way
	small := newPatch(photo, v.at, max(1, int(f.Box.Width/across/fine)))
	v.patch = small.means(max(2, int(math.Round(f.Box.Width/across/float64(small.step)))))
	return v
}

// means returns the patch with a pixel for each n x n, also for those that are
// left at the right and below.
func (p *patch) means(n int) *patch {
	m := &patch{at: p.at, step: p.step * n, w: (p.w + n - 1) / n, h: (p.h + n - 1) / n}
	m.rgb = make([]float32, 3*m.w*m.h)
	for i := range m.w * m.h {
		var sum [3]float32
		count := float32(0)
		for y := i / m.w * n; y < min(p.h, i/m.w*n+n); y++ {
			for x := i % m.w * n; x < min(p.w, i%m.w*n+n); x++ {
				count++
				for c := range sum {
					sum[c] += p.rgb[3*(y*p.w+x)+c]
				}
			}
		}
		for c := range sum {
			m.rgb[3*i+c] = sum[c] / count
		}
	}
	return m
}

// Bounds is the part of the photo, in its pixels.
func (v *Veil) Bounds() image.Rectangle {
	if v.patch.w < 1 || v.patch.h < 1 {
		return image.Rectangle{}
	}
	return v.at
}

// Row sets row to the pixels from (x, y) to the right.
func (v *Veil) Row(x, y int, row []paint.Pixel) {
	const soft = 0.15 // of the ellipse is its edge
	for i := range row {
		px, py := float64(x+i)+0.5, float64(y)+0.5
		a := (1 - math.Hypot((px-v.center.X)/v.rx, (py-v.center.Y)/v.ry)) / soft
		a = min(max(a, 0), 1) * 65535
		rgb := v.patch.between(px, py)
		channel := func(c int) uint16 { return uint16(min(max(rgb[c], 0), 255)/255*float32(a) + 0.5) }
		row[i] = paint.Pixel{R: channel(0), G: channel(1), B: channel(2), A: uint16(a + 0.5)}
	}
}

// between interpolates the patch's colours at a place of the photo.
func (p *patch) between(x, y float64) (rgb [3]float32) {
	u, v := (x-float64(p.at.Min.X))/float64(p.step)-0.5, (y-float64(p.at.Min.Y))/float64(p.step)-0.5
	u, v = min(max(u, 0), float64(p.w-1)), min(max(v, 0), float64(p.h-1))
	i, j := int(u), int(v)
	right, below := min(i+1, p.w-1), min(j+1, p.h-1)
	fu, fv := float32(u-float64(i)), float32(v-float64(j))
	for c := range rgb {
		at := func(i, j int) float32 { return p.rgb[3*(j*p.w+i)+c] }
		rgb[c] = (at(i, j)*(1-fu)+at(right, j)*fu)*(1-fv) + (at(i, below)*(1-fu)+at(right, below)*fu)*fv
	}
	return rgb
}
